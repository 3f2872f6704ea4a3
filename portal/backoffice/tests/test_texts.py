"""Ready texts: written by the lead of the reviewers, chosen by reviewers, each version kept in the trail."""

import pytest

from licenses.tests.factories import DriverLicenseFactory, LicenseApplicationFactory
from portal.audit.models import AuditEvent
from portal.backoffice.models import ReadyText
from portal.backoffice.tests.staff import client_of, officer
from portal.rollout.tests.factories import ActivationFactory

pytestmark = pytest.mark.django_db
TEXTS = "/admin/backoffice/readytext/"
TYPED = {
    "place": "license-send-back:photo_background",
    "name": "white wall",
    "text_zh": "请在白墙前重拍。",
    "text_en": "Please take it again in front of a white wall.",
    "is_active": "on",
}
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def lead():
    return client_of(officer("review_lead"))


def ready(**changes) -> ReadyText:
    values = {
        "use": "license-send-back",
        "reason": "photo_background",
        "name": "white wall",
        "text_zh": "请在白墙前重拍。",
        "text_en": "Please take it again in front of a white wall.",
    }
    return ReadyText.objects.create(**values | changes)


def test_the_lead_writes_a_text_and_the_trail_keeps_what_it_says(lead):
    answer = lead.post(f"{TEXTS}add/", TYPED)

    assert answer.status_code == 302
    text = ReadyText.objects.get()
    assert (text.use, text.reason, text.text_zh) == (
        "license-send-back",
        "photo_background",
        TYPED["text_zh"],
    )
    event = AuditEvent.objects.get(action="policy.changed")
    assert event.subject == f"ready-text:{text.pk}"
    assert event.facts["before"] == {}
    assert event.facts["after"]["text_en"] == TYPED["text_en"]


def test_a_changed_text_leaves_the_words_from_before_in_the_trail(lead):
    text = ready()

    lead.post(f"{TEXTS}{text.pk}/change/", TYPED | {"text_en": "A white wall, please."})

    event = AuditEvent.objects.get(action="policy.changed")
    assert event.facts["before"] == {"text_en": TYPED["text_en"]}
    assert event.facts["after"] == {"text_en": "A white wall, please."}


@pytest.mark.parametrize("missing", ["place", "name", "text_zh", "text_en"])
def test_both_languages_and_a_reason_are_required(lead, missing):
    typed = {name: value for name, value in TYPED.items() if name != missing}

    assert lead.post(f"{TEXTS}add/", typed).status_code == 200
    assert not ReadyText.objects.exists()


def test_a_reason_outside_the_closed_list_is_refused(lead):
    lead.post(f"{TEXTS}add/", TYPED | {"place": "license-send-back:because"})

    assert not ReadyText.objects.exists()


def test_the_same_name_twice_for_a_reason_is_refused_in_words(lead):
    ready()

    answer = lead.post(f"{TEXTS}add/", TYPED, headers=ENGLISH)

    assert answer.status_code == 200
    assert "already exists" in answer.content.decode()


def test_a_reviewer_reads_the_texts_and_changes_none():
    text = ready()
    client = client_of(officer())

    assert text.text_zh in client.get(f"{TEXTS}{text.pk}/change/").content.decode()
    assert client.post(f"{TEXTS}{text.pk}/change/", TYPED | {"name": "x"}).status_code == 403
    assert client.get(f"{TEXTS}add/").status_code == 403
    text.refresh_from_db()
    assert text.name == "white wall"


def test_a_chosen_text_fills_note_and_reason_and_can_still_be_changed():
    text = ready()
    ready(name="retired", is_active=False)
    city = ActivationFactory().city
    case = LicenseApplicationFactory(in_review=True, license=DriverLicenseFactory(city=city, with_photo=True))
    client = client_of(officer(cities=[city]))
    url = f"/admin/licenses/licenseapplication/{case.pk}/act/send-back/"

    assert "retired" not in client.get(url).content.decode()
    preview = client.post(url, {"ready": text.pk}, headers=ENGLISH).content.decode()
    assert text.text_zh in preview
    assert text.text_en in preview

    again = client.post(url, {"ready": text.pk, "back": "1"}, headers=ENGLISH).content.decode()
    assert text.text_en in again
    typed = {"reason": "photo_background", "note_en": "Only mine.", "ready": text.pk, "confirmed": "1"}
    client.post(url, typed)
    case.refresh_from_db()
    assert (case.status, case.reason_code, case.reason_note) == (
        "needs_action",
        "photo_background",
        "Only mine.",
    )
