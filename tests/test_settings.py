"""Production refuses to start half-configured; what is said about headers, cookies and secrets holds."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from portal.runtime.processes import ROOT

NEEDED = {
    "DATABASE_URL": "postgres://u:p@db/portal",
    "VALKEY_URL": "redis://cache/0",
    "BROKER_URL": "amqp://broker",
    "SECRET_KEY": "s" * 60 + "0123456789abc",
    "KEY_ENCRYPTION_KEY": "dGVzdHMtb25seS1rZXktb2YtMzItYnl0ZXMtISEhISE=",
    "DIGEST_PEPPER": "p" * 40,
    "ALLOWED_HOSTS": "portal.example",
    "BASE_URL": "https://portal.example",
    "SMS_GATEWAY_URL": "https://sms.example/send",
}


def production(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PORTAL_VAR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *(command or ("check",))],
        cwd=ROOT,
        env=kept | {"DJANGO_SETTINGS_MODULE": "portal.settings.production"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_all_it_needs_and_the_deployment_check_is_clean() -> None:
    done = production("check", "--deploy", "--fail-level", "WARNING", **NEEDED)

    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize("missing", NEEDED)
def test_production_does_not_start_without(missing: str) -> None:
    done = production(**{name: value for name, value in NEEDED.items() if name != missing})

    assert done.returncode != 0
    assert f"{missing}" in done.stderr
    assert "must be set" in done.stderr


@pytest.mark.parametrize(("name", "value"), [("DEMO", "1"), ("BASE_URL", "http://portal.example")])
def test_production_does_not_start_with(name: str, value: str) -> None:
    assert "ImproperlyConfigured" in production(**NEEDED | {name: value}).stderr


def test_a_secret_may_lie_in_a_file(tmp_path) -> None:
    file = tmp_path / "key"
    file.write_text(NEEDED["SECRET_KEY"])
    given = {name: value for name, value in NEEDED.items() if name != "SECRET_KEY"}

    assert production(**given, SECRET_KEY_FILE=str(file)).returncode == 0


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/verify/", "/developers/", "/nothing"])
def test_every_page_is_strict(path: str) -> None:
    headers = Client().get(path).headers
    policy = headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Request-Id"]


def test_no_secret_has_a_value_in_the_common_settings() -> None:
    text = "".join((ROOT / "portal" / "settings" / name).read_text() for name in ("base.py", "messages.py"))
    secrets = (
        "SECRET_KEY",
        "KEY_ENCRYPTION_KEY",
        "DIGEST_PEPPER",
        "SMS_GATEWAY_TOKEN",
        "EMAIL_HOST_PASSWORD",
    )
    for name in secrets:
        assert f'{name} = env("{name}", default="")' in text
    assert settings.ATOMIC_REQUESTS is False if hasattr(settings, "ATOMIC_REQUESTS") else True
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] is False


@pytest.mark.django_db
def test_answer_and_log_name_one_request_by_one_id(caplog: pytest.LogCaptureFixture) -> None:
    answer = Client().get("/nothing", headers={"X-Request-Id": "of-the-proxy-1"})

    assert answer.headers["X-Request-Id"] == "of-the-proxy-1"
    logged = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    assert [row["request_id"] for row in logged if row["event"] == "request_finished"] == ["of-the-proxy-1"]
