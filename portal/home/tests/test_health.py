"""The health addresses name the part that does not answer."""

import threading
import time
from datetime import timedelta

import pytest
import time_machine
from celery.contrib.testing.worker import start_worker
from django.db import connections
from django.utils import timezone

from portal.celery import app
from portal.home import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(db):
    app.loader.import_module("celery.contrib.testing.tasks")
    with start_worker(app, perform_ping_check=False, pool="solo"):
        yield


def test_the_process_lives_without_asking_anybody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert answer.json() == {"status": "ok"}


def test_all_parts_answer(client, worker):
    end = time.monotonic() + 20
    answer = client.get("/readyz")
    while answer.status_code != 200 and time.monotonic() < end:  # a worker takes a moment to listen
        answer = client.get("/readyz")

    assert answer.json() == {
        "status": "ok",
        "failing": [],
        "parts": {"database": "ok", "clock": "ok", "cache": "ok", "broker": "ok", "worker": "ok"},
    }
    assert answer.status_code == 200


def test_a_missing_worker_is_named(client):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["failing"] == ["worker"]


@pytest.mark.parametrize(("minutes", "named"), [(5, True), (-5, True), (0, False)])
def test_a_clock_that_is_wrong_is_named(client, minutes, named):
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        failing = client.get("/readyz").json()["failing"]

    assert ("clock" in failing) is named


def test_a_missing_cache_is_named(client, settings):
    settings.VALKEY_URL = "redis://127.0.0.1:1/0"
    failing = client.get("/readyz").json()["failing"]

    assert "cache" in failing
    assert "database" not in failing


def test_a_missing_broker_is_named(client, monkeypatch):
    monkeypatch.setattr(app.conf, "broker_read_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")

    failing = client.get("/readyz").json()["failing"]

    assert failing == ["broker", "worker"]


def test_a_missing_database_is_named(client, monkeypatch):
    monkeypatch.setitem(connections["default"].settings_dict, "PORT", "1")
    monkeypatch.setitem(connections["default"].settings_dict, "HOST", "127.0.0.1")

    answer = client.get("/readyz")

    assert "database" in answer.json()["failing"]


def test_a_part_that_hangs_is_given_up(monkeypatch):
    stop = threading.Event()
    monkeypatch.setitem(health.PARTS, "cache", lambda: stop.wait(30))
    monkeypatch.setattr(health, "SECONDS", 0.2)

    failing = health.failing_parts()
    stop.set()

    assert "cache" in failing
