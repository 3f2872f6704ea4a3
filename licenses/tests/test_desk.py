"""The desk of the reviewers: cases handed out once, decided as seen, in words the applicant then reads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.html import escape

from licenses import applying
from licenses.admin.queue import take_next
from licenses.models import LicenseApplication
from licenses.tests.factories import DriverLicenseFactory, LicenseApplicationFactory, StoredPhotoFactory
from portal.accounts.tests.factories import UserFactory
from portal.audit.models import AuditEvent
from portal.backoffice.tests.staff import client_of, officer
from portal.core.actors import Actor
from portal.rollout.tests.factories import ActivationFactory, CityFactory

ENGLISH = {"Accept-Language": "en"}
QUEUE = "/admin/licenses/licenseapplication/"
pytestmark = pytest.mark.django_db


def url(row, *rest):
    return "/".join([f"{QUEUE}{row.pk}", *(rest or ["change"]), ""])


def actor_of(member):
    return Actor(channel="staff", label=member.badge_number, user_id=member.user_id, officer=member)


@pytest.fixture
def city():
    return ActivationFactory().city


@pytest.fixture
def reviewer(city):
    return officer(cities=[city])


@pytest.fixture
def case(city):
    return LicenseApplicationFactory(in_review=True, license=DriverLicenseFactory(city=city, with_photo=True))


# --- who has a case in hand --------------------------------------------------------------------------


def test_opening_a_case_takes_it_up_once_and_colleagues_see_who_has_it(case, city, reviewer):
    client, colleague = client_of(reviewer), officer(cities=[city])
    for _ in range(2):
        assert "data-key" in client.get(url(case)).content.decode()

    case.refresh_from_db()
    assert case.claimed_by == reviewer
    assert AuditEvent.objects.filter(action="license.claimed").count() == 1
    page = client_of(colleague).get(url(case), headers=ENGLISH).content.decode()
    assert f"{reviewer.name} is working on this case since" in page
    assert url(case, "act", "approve") not in page
    assert reviewer.name in client_of(colleague).get(QUEUE).content.decode()
    case.refresh_from_db()
    assert case.claimed_by == reviewer


@pytest.mark.parametrize("trait", ["needs_action", "refused", "withdrawn"])
def test_what_is_not_in_review_is_not_taken_up_by_looking(city, reviewer, trait):
    row = LicenseApplicationFactory(**{trait: True}, license__city=city)

    assert client_of(reviewer).get(url(row)).status_code == 200
    row.refresh_from_db()
    assert row.claimed_by is None


def test_ones_own_application_is_not_taken_up_by_looking(case, reviewer):
    reviewer.user.person = case.person
    reviewer.user.save()

    client_of(reviewer).get(url(case))

    case.refresh_from_db()
    assert case.claimed_by is None


def test_a_list_says_how_many_it_has_found_only_when_something_was_asked(case, reviewer):
    client = client_of(reviewer)

    for query, said in (("", False), ("?queue=waiting", True), (f"?q={case.reference}", True)):
        page = client.get(f"{QUEUE}{query}", headers=ENGLISH).content.decode()
        assert ("Found: 1" in page) is said, query


def test_a_released_case_is_left_alone_and_the_queue_is_shown(case, reviewer):
    client = client_of(reviewer)
    page = client.get(url(case), headers=ENGLISH).content.decode()
    assert "Release the case" in page
    assert "Back to the list" in page

    answer = client.post(url(case, "act", "release"), follow=True)

    assert answer.redirect_chain[-1][0] == f"{QUEUE}?queue=waiting"
    case.refresh_from_db()
    assert case.claimed_by is None


def test_a_case_left_alone_is_handed_out_again(case, city, reviewer, settings):
    colleague = officer(cities=[city])
    applying.claim(application=case, actor=actor_of(colleague), at=timezone.now())
    later = timezone.now() + timedelta(minutes=settings.REVIEW_CLAIM_MINUTES + 1)

    assert take_next(LicenseApplication.objects.all(), actor_of(reviewer), timezone.now()) is None
    assert take_next(LicenseApplication.objects.all(), actor_of(reviewer), later) == case


# --- the next case -----------------------------------------------------------------------------------


def test_the_next_case_is_the_most_urgent_free_one_of_the_own_cities(city, reviewer):
    elsewhere = CityFactory(other=True)
    LicenseApplicationFactory(overdue=True, license__city=elsewhere)
    LicenseApplicationFactory(in_review=True, license__city=city)
    urgent = LicenseApplicationFactory(overdue=True, license__city=city)

    answer = client_of(reviewer).post(f"{QUEUE}next/")

    assert answer["Location"] == url(urgent)
    urgent.refresh_from_db()
    assert urgent.claimed_by == reviewer


def test_when_nothing_waits_the_queue_says_so(reviewer):
    page = client_of(reviewer).post(f"{QUEUE}next/", headers=ENGLISH, follow=True).content.decode()

    assert "Nothing more is waiting for you." in page


def test_another_citys_officer_is_handed_nothing(case):
    answer = client_of(officer(cities=[CityFactory(other=True)])).post(f"{QUEUE}next/")

    assert answer["Location"] == QUEUE
    case.refresh_from_db()
    assert case.claimed_by is None


@pytest.mark.parametrize("role", ["officer", "auditor", "rollout_lead", "second_approver"])
def test_who_does_not_review_is_handed_nothing(case, city, role):
    client = client_of(officer(role, cities=[city]))

    assert client.post(f"{QUEUE}next/").status_code == 403
    assert client.get(f"{QUEUE}export/").status_code == 403


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait(5)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_officers_who_ask_at_the_same_moment_get_different_cases():
    city = ActivationFactory().city
    for _ in range(4):
        LicenseApplicationFactory(in_review=True, license__city=city)
    staff = [officer(cities=[city]) for _ in range(4)]
    at = timezone.now()

    given = at_once(
        *(partial(take_next, LicenseApplication.objects.all(), actor_of(member), at) for member in staff)
    )

    assert len({row.pk for row in given}) == 4
    assert AuditEvent.objects.filter(action="license.claimed").count() == 4


# --- what was seen is what is decided ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["approve", "send-back", "refuse"])
def test_a_photo_that_was_replaced_meanwhile_is_not_decided_unseen(case, reviewer, name):
    client = client_of(reviewer)
    page = client.get(url(case)).content.decode()
    link = page.split(f"{url(case, 'act', name)}?seen=")[1].split('"')[0]
    LicenseApplication.objects.filter(pk=case.pk).update(photo=StoredPhotoFactory())
    typed = {"reason": "see_note", "note_en": "a long story", "seen": link, "confirmed": "1"}

    answer = client.post(url(case, "act", name), typed, headers=ENGLISH)

    case.refresh_from_db()
    assert (answer.status_code, case.status) == (409, "in_review")
    assert client.get(f"{url(case, 'act', name)}?seen={link}").status_code == 409


def test_a_withdrawn_application_says_so_and_keeps_what_was_typed(case, reviewer):
    client = client_of(reviewer)
    client.get(url(case))
    LicenseApplication.objects.filter(pk=case.pk).update(status="withdrawn")
    typed = {"reason": "photo_blurred", "note_en": "a long story", "confirmed": "1"}

    answer = client.post(url(case, "act", "send-back"), typed, headers=ENGLISH)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "It stands now at: Withdrawn. Nothing was done." in page
    assert "a long story" in page
    assert 'class="button "' not in page  # nothing is left to press but the way back


# --- the words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reason"), [("send-back", "photo_headwear"), ("refuse", "photo_altered"), ("refuse", "see_note")]
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_preview_is_what_the_applicant_then_reads(case, reviewer, name, reason, language):
    citizen = client_of(UserFactory(person=case.person))
    typed = {"reason": reason, "note_zh": "请到三号窗口。", "note_en": "Please come to counter 3."}
    client = client_of(reviewer)
    asked = client.post(url(case, "act", name), typed)
    parts = asked.context_data["preview"]
    client.post(url(case, "act", name), typed | {"confirmed": "1"})

    page = citizen.get(
        f"/licenses/applications/{case.reference}/", headers={"Accept-Language": language}
    ).content.decode()

    part = next(part for part in parts if part.lang.lower() == language)
    read = " ".join(page.split())
    for line in part.text.split("\n\n"):
        assert escape(" ".join(line.split())) in read, line


# --- several at once, and files ----------------------------------------------------------------------


def test_several_cases_are_taken_up_after_a_page_that_names_them(city, reviewer):
    rows = [LicenseApplicationFactory(in_review=True, license__city=city) for _ in range(3)]
    foreign = LicenseApplicationFactory(in_review=True, license__city=CityFactory(other=True))
    taken = LicenseApplicationFactory(in_review=True, license__city=city)
    applying.claim(application=taken, actor=actor_of(officer(cities=[city])), at=timezone.now())
    client = client_of(reviewer)
    sent = {"action": "take_up", "_selected_action": [row.pk for row in (*rows, foreign, taken)]}

    page = client.post(QUEUE, sent, headers=ENGLISH).content.decode()
    assert "Take up: 4 cases" in page
    assert foreign.reference not in page
    assert not LicenseApplication.objects.filter(claimed_by=reviewer).exists()

    page = client.post(QUEUE, sent | {"confirmed": "1"}, headers=ENGLISH, follow=True).content.decode()
    assert LicenseApplication.objects.filter(claimed_by=reviewer).count() == 3
    assert "Done for 3 cases." in page
    assert f"{taken.reference}: " in page


def test_the_list_leaves_the_house_with_a_reason_and_a_fresh_second_factor_only(case, reviewer):
    assert "/2fa/reauthenticate/" in client_of(reviewer).get(f"{QUEUE}export/")["Location"]
    client = client_of(reviewer, fresh=True)

    assert "1 row" in client.get(f"{QUEUE}export/?queue=waiting", headers=ENGLISH).content.decode()
    assert client.post(f"{QUEUE}export/?queue=waiting", {"reason": " "}).status_code == 200
    assert not AuditEvent.objects.filter(action="export.made").exists()

    answer = client.post(f"{QUEUE}export/?queue=waiting", {"reason": "weekly report"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert case.reference in text
    assert case.person.name not in text
    assert AuditEvent.objects.get(action="export.made").facts == {
        "rows": 1,
        "filters": "queue=waiting",
        "reason": "weekly report",
    }


def test_another_citys_cases_are_in_no_file(case):
    client = client_of(officer(cities=[CityFactory(other=True)]), fresh=True)

    answer = client.post(f"{QUEUE}export/", {"reason": "weekly report"})

    assert case.reference not in b"".join(answer.streaming_content).decode("utf-8-sig")


# --- the first page ----------------------------------------------------------------------------------


def test_the_first_page_warns_before_a_case_runs_late(city, reviewer):
    soon = timezone.now() + timedelta(hours=1)
    LicenseApplicationFactory(in_review=True, license__city=city, due_at=soon)
    LicenseApplicationFactory(in_review=True, license__city=city, due_at=soon + timedelta(days=2))

    context = client_of(reviewer).get("/admin/").context
    cards = {str(task.url): task for task in context["queues"]}

    assert (cards[f"{QUEUE}?queue=soon"].count, cards[f"{QUEUE}?queue=soon"].tone) == (1, "notice")
    assert cards[f"{QUEUE}?queue=waiting"].count == 2
    assert [(task.count, task.total) for task in context["shares"]] == [(0, 2)]


def test_counting_stops_at_the_cap(city, reviewer, monkeypatch):
    for module in ("licenses.admin.queue", "licenses.admin.home"):
        monkeypatch.setattr(f"{module}.CAP", 2)
    for _ in range(3):
        LicenseApplicationFactory(in_review=True, license__city=city)

    cards = {str(task.url): task.count for task in client_of(reviewer).get("/admin/").context["queues"]}

    assert cards[f"{QUEUE}?queue=waiting"] == 2


def test_the_parts_of_the_queue_are_tabs_with_counts_and_nothing_beside(case, reviewer):
    page = client_of(reviewer).get(f"{QUEUE}?queue=waiting", headers=ENGLISH).content.decode()

    assert 'href="?queue=waiting" aria-current="page">Waiting for review <span class="count">1</span>' in page
    assert 'href="?queue=decided">Decided</a>' in page
    assert "part of the queue" not in page
    assert "1 entry" in page
