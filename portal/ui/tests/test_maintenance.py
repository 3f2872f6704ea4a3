"""A file closes the portal, for people and programs, and removing it opens the portal again."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(settings, tmp_path) -> Path:
    settings.PORTAL_VAR = tmp_path
    return tmp_path / "maintenance"


def test_pages_say_until_when_and_keep_the_reference(file):
    until = timezone.localtime() + timedelta(minutes=30)
    file.write_text(until.isoformat())

    answer = Client().get("/help/?a=1")

    page = answer.content.decode()
    assert answer.status_code == 503
    assert 1700 < int(answer.headers["Retry-After"]) <= 1800
    assert f"{until:%Y-%m-%d %H:%M}" in page
    assert answer.headers["X-Request-Id"] in page
    assert 'href="/help/?a=1"' in page


@pytest.mark.parametrize("text", ["", "soon", "2020-01-01T00:00", "2026-13-45T99:00"])
def test_without_a_time_to_come_it_is_soon(file, text):
    file.write_text(text)

    answer = Client().get("/")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "300"


def test_programs_get_a_problem(file):
    file.touch()

    answer = Client().post("/api/v1/verifications", {}, content_type="application/json")

    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "300"


def test_health_and_files_of_the_look_still_answer(file):
    file.touch()

    assert Client().get("/healthz").status_code == 200
    assert Client().get("/static/css/app.css").status_code == 200


def test_without_the_file_the_portal_is_open_again(file):
    file.touch()
    client = Client()
    assert client.get("/help/").status_code == 503

    file.unlink()

    assert client.get("/help/").status_code == 200


def test_browsers_find_their_icon_at_the_root():
    assert Client().get("/favicon.ico").headers["Content-Type"] in (
        "image/x-icon",
        "image/vnd.microsoft.icon",
    )
    assert b"Disallow: /wallet/" in b"".join(Client().get("/robots.txt").streaming_content)
