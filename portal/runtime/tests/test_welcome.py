"""demo.json is there exactly while the portal is ready."""

import json

from portal.runtime.welcome import hide_world, publish_world, welcome

WORLD = {
    "citizens": [{"key": "rare_name", "name": "陈䶮", "phone": "19900000001", "note": "rare"}],
    "staff": [{"key": "officer", "username": "officer", "password": "p", "totp_secret": "T", "cities": []}],
    "organizations": [],
}


def test_the_list_is_hidden_until_it_is_published_with_its_address(tmp_path):
    (tmp_path / "demo.json").write_text(json.dumps(WORLD))

    assert hide_world(tmp_path)
    assert not (tmp_path / "demo.json").exists()

    publish_world(tmp_path, "http://127.0.0.1:8003")
    shown = json.loads((tmp_path / "demo.json").read_text("utf-8"))
    assert shown == {"base_url": "http://127.0.0.1:8003"} | WORLD
    assert next(iter(shown)) == "base_url"

    assert hide_world(tmp_path)
    assert not (tmp_path / "demo.json").exists()


def test_without_a_world_the_address_is_published_all_the_same(tmp_path):
    assert not hide_world(tmp_path)

    assert publish_world(tmp_path, "http://127.0.0.1:8000") == {"base_url": "http://127.0.0.1:8000"}


def test_the_welcome_names_addresses_and_logins(tmp_path):
    text = welcome(WORLD, "http://127.0.0.1:8003", tmp_path)

    assert "http://127.0.0.1:8003/admin/" in text
    assert "19900000001   陈䶮   rare" in text
    assert "officer   p   T" in text
    assert "API keys" not in text
