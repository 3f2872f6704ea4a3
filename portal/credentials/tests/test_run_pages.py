"""The pages of bulk runs: one plans, another approves, staff watch, nobody sees more than their duty."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from licenses.models import DriverLicense
from licenses.tests.factories import DriverLicenseFactory
from portal.accounts.tests.factories import UserFactory
from portal.audit.models import AuditEvent
from portal.backoffice.tests.staff import client_of, officer
from portal.credentials import keys, ledger, progress, run_report
from portal.credentials.models import Chunk, Credential, OptOut, Run
from portal.credentials.tests.factories import SYSTEM
from portal.rollout.tests.factories import ActivationFactory, CityFactory

pytestmark = pytest.mark.django_db
RUNS = "/admin/credentials/run/"
ENGLISH = {"Accept-Language": "en"}
KIND = "driver-license"


@pytest.fixture(autouse=True)
def _open_city(settings: Any) -> None:
    settings.BULK_CHUNK_SIZE = 2
    keys.ensure_keys(actor=SYSTEM, at=timezone.now())
    ActivationFactory()


@pytest.fixture
def lead() -> Client:
    return client_of(officer("rollout_lead"))


@pytest.fixture
def approver() -> Client:
    return client_of(officer("second_approver"))


def work(run: Run) -> Run:
    while ledger.step(run_id=run.pk, actor=SYSTEM, at=timezone.now()):
        pass
    run.refresh_from_db()
    return run


def plan(client: Client, **values: Any) -> Run:
    answer = client.post(f"{RUNS}plan/", {"kind": KIND, "title": "Batch 2", "cities": ["320500"], **values})
    assert answer.status_code == 302, answer.content.decode()
    return Run.objects.get()


def text(client: Client, path: str) -> str:
    answer = client.get(path, headers=ENGLISH)
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_plan_to_report_as_two_people(lead: Client, approver: Client) -> None:
    DriverLicenseFactory.create_batch(3)
    DriverLicenseFactory(points_full=True)
    run = plan(lead)
    page = f"{RUNS}{run.pk}/change/"
    assert "The portal counts" in text(lead, page)
    work(run)
    assert "would be issued" in text(lead, page)
    assert "whole cities<br>Suzhou" in text(approver, page)
    assert "Bulk runs to approve" in text(approver, "/admin/")

    assert client_status(lead, f"{RUNS}{run.pk}/act/start/") == 403
    wrong = approver.post(f"{RUNS}{run.pk}/act/start/", {"number": 4}, headers=ENGLISH)
    assert "The count has found another number." in wrong.content.decode()
    assert approver.post(f"{RUNS}{run.pk}/act/start/", {"number": 3}).status_code == 302
    work(run)

    shown = text(lead, page)
    assert "<dd>3</dd>" in shown
    assert "12 points" in shown
    assert Credential.objects.count() == 3
    report = b"".join(lead.get(f"{RUNS}{run.pk}/report.pdf", headers=ENGLISH))
    read = PdfReader(io.BytesIO(report))
    assert run.reference in read.pages[0].extract_text()
    assert read.get_fields()["Signature"]
    assert AuditEvent.objects.filter(subject=f"run:{run.reference}").count() == 4


def client_status(client: Client, path: str) -> int:
    return client.post(path, {"number": 3}).status_code


def test_a_counted_run_says_how_long_it_is_likely_to_take(lead: Client) -> None:
    DriverLicenseFactory.create_batch(3)
    run = work(plan(lead))
    page = f"{RUNS}{run.pk}/change/"
    assert "there has been no such run before" in text(lead, page)
    at = timezone.now()
    last = Run.objects.create(
        reference="BR-LAST",
        kind=KIND,
        status=Run.Status.DONE,
        source=Run.Source.CITIES,
        chunk_size=2,
        created_at=at,
        started_at=at - timedelta(seconds=40),
        finished_at=at,
    )
    Chunk.objects.create(
        run=last, city_id="320500", refs=["1"] * 80, size=80, issued=80, status=Chunk.Status.DONE, done_at=at
    )

    assert progress.pace(run) == progress.Pace("BR-LAST", 2, timedelta(seconds=2))
    assert "About 2 seconds if it goes as fast as run BR-LAST (2 a second)." in text(lead, page)


def test_the_list_of_the_refused_is_a_csv_no_spreadsheet_executes(lead: Client, approver: Client) -> None:
    DriverLicenseFactory(revoked=True)
    file = SimpleUploadedFile("list.csv", ("number\n=1+1\n" + DriverLicense.objects.get().number).encode())
    run = work(plan(lead, cities=[], written=file))
    approver.post(f"{RUNS}{run.pk}/act/start/", {"number": 0})
    work(run)

    content = b"".join(lead.get(f"{RUNS}{run.pk}/refused.csv", headers=ENGLISH)).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(content)))
    assert [row[1] for row in rows[1:]] == ["", "Suzhou"]
    assert rows[2][3].isascii()
    assert (rows[1][4], "*" in rows[2][4]) == ("", True)
    assert [row[2] for row in rows[1:]] == ["not_in_register", "license_revoked"]
    assert not any(cell.startswith("=") for row in rows for cell in row)
    assert AuditEvent.objects.filter(action="export.made").count() == 1


def test_pages_of_a_long_list_follow_one_another(monkeypatch: Any, lead: Client) -> None:
    DriverLicenseFactory.create_batch(5, revoked=True)
    run = work(plan(lead))
    Run.objects.update(status="running", started_at=timezone.now())
    work(run)
    monkeypatch.setattr(run_report, "_PAGE", 2)

    lines = list(run_report.refused_lines(run, actor=SYSTEM, at=timezone.now()))

    assert len(lines) == 1 + 5


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cities": []}, "Choose cities or hand in a list"),
        ({"title": ""}, "required"),
        ({"cities": ["320600"]}, "320600"),
    ],
)
def test_a_plan_that_cannot_be_is_shown_again(lead: Client, changes: Any, said: str) -> None:
    values = {"kind": KIND, "title": "Batch 2", "cities": ["320500"], **changes}

    answer = lead.post(f"{RUNS}plan/", values, headers=ENGLISH)

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Run.objects.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\n\n"])
def test_a_list_that_is_none_is_refused(lead: Client, content: bytes) -> None:
    file = SimpleUploadedFile("list.csv", content)

    answer = lead.post(f"{RUNS}plan/", {"kind": KIND, "title": "x", "written": file})

    assert answer.status_code == 200
    assert not Run.objects.exists()


def test_pause_and_resume_are_one_press_each(lead: Client, approver: Client) -> None:
    DriverLicenseFactory.create_batch(5)
    run = work(plan(lead))
    approver.post(f"{RUNS}{run.pk}/act/start/", {"number": 5})
    ledger.step(run_id=run.pk, actor=SYSTEM, at=timezone.now())

    moving = text(lead, f"{RUNS}{run.pk}/progress/")
    lead.post(f"{RUNS}{run.pk}/act/pause/")
    paused = text(lead, f"{RUNS}{run.pk}/progress/")
    assert "Paused bulk runs" in text(lead, "/admin/")
    lead.post(f"{RUNS}{run.pk}/act/resume/")

    assert "data-done" not in moving
    assert "2 of 5" in moving
    assert "data-done" in paused
    assert Run.objects.get().status == "running"


def test_a_page_of_many_cities_takes_few_statements(lead: Client, django_assert_max_num_queries: Any) -> None:
    DriverLicenseFactory()
    DriverLicenseFactory(city=CityFactory(other=True))
    ActivationFactory(city=CityFactory(other=True))
    run = work(plan(lead, cities=["320500", "320600"]))
    Run.objects.update(status="running", started_at=timezone.now())
    work(run)

    with django_assert_max_num_queries(14):
        shown = text(lead, f"{RUNS}{run.pk}/change/")

    assert "By city" in shown
    assert "Nantong" in shown


def test_there_is_a_word_for_an_empty_list(lead: Client) -> None:
    assert "There has been no bulk run yet." in text(lead, RUNS)


def test_a_holder_says_no_and_yes_again_to_being_issued_without_asking() -> None:
    user = UserFactory(bound=True)
    client = client_of(user)

    client.post("/wallet/automatic/", {"kind": KIND, "wish": "no"})
    said = text(client, "/wallet/automatic/")
    client.post("/wallet/automatic/", {"kind": KIND, "wish": "yes"})
    client.post("/wallet/automatic/", {"kind": "nothing", "wish": "no"})

    assert "nothing is issued to you without your asking" in said
    [row] = OptOut.objects.all()
    assert (row.person_id, row.until is None) == (user.person_id, False)
