import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.audit.models import AuditEvent
from portal.backoffice.tests.staff import client_of, officer
from portal.celery import app
from portal.feeds import rejects
from portal.feeds.models import FeedLoad

pytestmark = pytest.mark.django_db
LOADS = "/admin/feeds/feedload/"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.PORTAL_VAR = tmp_path


@pytest.fixture
def lead():
    return officer("rollout_lead")


def load_of(**values):
    defaults = {"feed": "persons", "file_name": "p.csv", "file_digest": "0" * 64, "path": "/nowhere"}
    return FeedLoad.objects.create(**{**defaults, **values})


def test_a_file_is_kept_queued_and_shown(lead):
    client = client_of(lead)
    content = b"sfzmhm,xm\n" * 400_000  # more than stays in memory

    answer = client.post(
        f"{LOADS}upload/", {"feed": "persons", "file": SimpleUploadedFile("people.csv", content)}
    )

    load = FeedLoad.objects.get()
    assert answer["Location"] == f"{LOADS}{load.pk}/change/"
    assert (load.feed, load.file_name, load.status) == ("persons", "people.csv", "queued")
    assert load.created_by == lead.user
    assert Path(load.path).read_bytes() == content
    assert "people.csv" in client.get(answer["Location"]).content.decode()


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_file_waits_in_the_ledger(lead):
    client = client_of(lead)
    broker = app.conf.broker_write_url
    app.conf.broker_write_url = "redis://127.0.0.1:1/0"
    app.amqp._producer_pool = None
    try:
        upload = {"feed": "persons", "file": io.BytesIO(b"sfzmhm\n")}
        answer = client.post(f"{LOADS}upload/", upload, headers=ENGLISH, follow=True)
    finally:
        app.conf.broker_write_url = broker
        app.amqp._producer_pool = None

    assert "as soon as the workers are back" in answer.content.decode()
    assert FeedLoad.objects.get().status == "queued"


@pytest.mark.parametrize("typed", [{}, {"feed": "secrets"}, {"feed": "persons"}])
def test_a_file_and_a_known_feed_are_needed(lead, typed):
    answer = client_of(lead).post(f"{LOADS}upload/", typed)

    assert answer.status_code == 200
    assert not FeedLoad.objects.exists()


def test_progress_is_a_fragment_that_says_when_it_is_done(lead):
    client = client_of(lead)
    load = load_of(status="running", read=1234)

    running = client.get(f"{LOADS}{load.pk}/progress/").content.decode()
    FeedLoad.objects.update(status="done")
    done = client.get(f"{LOADS}{load.pk}/progress/").content.decode()

    assert "1234" in running
    assert "data-done" not in running
    assert "data-done" in done
    assert "<html" not in done


def test_rejected_rows_are_handed_out_as_a_file_and_that_is_written_down(lead):
    path = rejects.path_for(1, "persons")
    path.write_text("line,field,reason,value\n")
    load = load_of(status="done", rejected=1, reject_path=str(path))

    answer = client_of(lead).get(f"{LOADS}{load.pk}/rejects/")

    assert b"".join(answer.streaming_content) == b"line,field,reason,value\n"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert AuditEvent.objects.get(action="export.made").subject == f"feed-load:{load.pk}"


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../../etc/passwd", "gone.csv"])
def test_only_a_reject_file_is_handed_out(lead, path):
    load = load_of(status="done", rejected=1, reject_path=path)

    assert client_of(lead).get(f"{LOADS}{load.pk}/rejects/").status_code == 404


@pytest.mark.parametrize("role", ["reviewer", "officer", "auditor", "second_approver"])
def test_feeds_are_the_duty_of_the_lead(role):
    load = load_of()
    client = client_of(officer(role))

    assert client.get(LOADS).status_code == 403
    for rest, status in (("upload/", 403), (f"{load.pk}/change/", 404), (f"{load.pk}/rejects/", 404)):
        assert client.get(f"{LOADS}{rest}").status_code == status
    assert client.post(f"{LOADS}upload/", {"feed": "persons"}).status_code == 403
    assert FeedLoad.objects.get().status == "queued"


def test_an_empty_list_says_so(lead):
    page = client_of(lead).get(LOADS, headers={"Accept-Language": "en"}).text
    assert "No register feed has been loaded yet." in page
