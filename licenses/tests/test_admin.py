from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from licenses import applying
from licenses.models import DriverLicense, LicenseApplication
from licenses.tests.factories import DriverLicenseFactory, LicenseApplicationFactory, StoredPhotoFactory
from portal.audit.models import AuditEvent
from portal.backoffice.tests.staff import client_of, officer, superuser
from portal.core.actors import Actor
from portal.core.masking import mask_id_number
from portal.credentials import keys
from portal.credentials.models import Credential
from portal.rollout.tests.factories import ActivationFactory, CityFactory

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}
QUEUE = "/admin/licenses/licenseapplication/"
REGISTER = "/admin/licenses/driverlicense/"


def case_url(row, *rest):
    return "/".join([f"{QUEUE}{row.pk}", *(rest or ["change"]), ""])


@pytest.fixture
def city():
    return ActivationFactory().city


@pytest.fixture
def reviewer(city):
    return officer(cities=[city])


@pytest.fixture
def case(city):
    return LicenseApplicationFactory(in_review=True, license=DriverLicenseFactory(city=city, with_photo=True))


@pytest.fixture
def signing():
    keys.ensure_keys(actor=Actor.system("test"), at=timezone.now())


def actor_of(row):
    return Actor(channel="staff", label=row.badge_number, user_id=row.user_id, officer=row)


# --- sight and duty ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rest",
    [
        ("change",),
        ("photo", "file"),
        ("photo", "new"),
        ("reveal",),
        ("act", "claim"),
        ("act", "approve"),
        ("act", "send-back"),
        ("act", "refuse"),
        ("act", "release"),
        ("act", "nothing"),
        ("delete",),
        ("history",),
    ],
)
def test_another_citys_case_does_not_exist_for_looking_nor_for_acting(case, rest):
    client = client_of(officer(cities=[CityFactory(other=True)]))
    data = {"reason": "photo_blurred", "confirmed": "1", "status": "approved"}

    assert client.get(case_url(case, *rest)).status_code == 404
    assert client.post(case_url(case, *rest), data).status_code == 404

    case.refresh_from_db()
    assert (case.status, case.claimed_by) == ("in_review", None)
    assert AuditEvent.objects.filter(action="access.refused").count() == 2
    assert not AuditEvent.objects.exclude(action="access.refused").exists()


def test_another_citys_case_is_not_in_the_list(case):
    page = client_of(officer(cities=[CityFactory(other=True)])).get(QUEUE).content.decode()

    assert case.reference not in page


@pytest.mark.parametrize("role", ["officer", "auditor", "rollout_lead", "second_approver"])
def test_who_has_no_duty_of_review_sees_and_does_nothing(case, city, role):
    client = client_of(officer(role, cities=[city]))

    assert client.get(QUEUE).status_code == 403
    assert client.get(case_url(case)).status_code == 404
    assert client.post(case_url(case, "act", "approve")).status_code == 404
    assert client.get(REGISTER).status_code == 404


def test_a_citizen_is_kept_out_of_every_case(case):
    assert Client().get(case_url(case)).status_code == 302


def test_a_status_is_no_field_of_a_form(case, reviewer):
    answer = client_of(reviewer).post(case_url(case), {"status": "approved", "_save": "1"})

    case.refresh_from_db()
    assert answer.status_code == 405
    assert case.status == "in_review"


def test_drafts_are_the_applicants_own_business(city, reviewer):
    draft = LicenseApplicationFactory(license=DriverLicenseFactory(city=city))

    client = client_of(reviewer)

    assert draft.reference not in client.get(QUEUE).content.decode()
    assert client.get(case_url(draft)).status_code == 404


# --- the list ----------------------------------------------------------------------------------------


def test_the_list_finds_a_reference_however_it_is_typed(case, reviewer):
    other = LicenseApplicationFactory(in_review=True, license__city=case.city)

    page = client_of(reviewer).get(QUEUE, {"q": case.reference.lower().replace("-", " ")}).content.decode()

    assert case.reference in page
    assert other.reference not in page


def test_a_mistyped_reference_is_named_as_such(reviewer):
    page = client_of(reviewer).get(QUEUE, {"q": "AP-1"}, headers=ENGLISH).content.decode()

    assert "reference" in page.lower()


@pytest.mark.parametrize(
    ("part", "seen"), [("overdue", 1), ("waiting", 2), ("sent_back", 1), ("decided", 1), ("mine", 0)]
)
def test_each_part_of_the_queue_holds_its_cases(city, reviewer, part, seen):
    for trait in ("in_review", "overdue", "needs_action", "refused"):
        LicenseApplicationFactory(**{trait: True}, license__city=city)

    page = client_of(reviewer).get(QUEUE, {"queue": part}).content.decode()

    assert page.count('class="field-reference"') == seen


def test_the_list_costs_the_same_however_long_it_is(city, reviewer, django_assert_max_num_queries):
    for _ in range(12):
        LicenseApplicationFactory(in_review=True, license__city=city)
    client = client_of(reviewer)

    with django_assert_max_num_queries(18):
        client.get(QUEUE)


# --- the case ----------------------------------------------------------------------------------------


def test_a_case_shows_what_to_judge_and_hides_the_number(case, reviewer):
    answer = client_of(reviewer).get(case_url(case), headers=ENGLISH)
    page = answer.content.decode()

    assert case.person.name in page
    assert case.person.id_number not in page
    assert "The city is open and the register allows an electronic license." in page
    assert "no-store" in answer["Cache-Control"]
    assert AuditEvent.objects.get(action="register.viewed").person_id == case.person_id


def test_a_bar_in_the_register_is_a_failed_check(city, reviewer):
    case = LicenseApplicationFactory(in_review=True, license=DriverLicenseFactory(city=city, points=12))

    page = client_of(reviewer).get(case_url(case), headers=ENGLISH).content.decode()

    assert "12 points have been reached" in page


def test_the_number_is_shown_once_on_demand_and_that_is_written_down(case, reviewer):
    client = client_of(reviewer)

    assert client.get(case_url(case, "reveal")).status_code == 404
    page = client.post(case_url(case, "reveal")).content.decode()

    assert case.person.id_number in page
    event = AuditEvent.objects.get(action="register.viewed")
    assert event.facts == {"case": case.reference, "field": "id_number"}


@pytest.mark.parametrize("which", ["file", "new"])
def test_photos_reach_the_officer_through_the_private_door(case, reviewer, which):
    answer = client_of(reviewer).get(case_url(case, "photo", which))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"]
    assert AuditEvent.objects.get(action="file.viewed").facts["photo"] == which


def test_a_case_costs_few_statements(case, reviewer, django_assert_max_num_queries):
    client = client_of(reviewer)

    with django_assert_max_num_queries(21):  # the first look takes the case up
        client.get(case_url(case))
    with django_assert_max_num_queries(15):
        client.get(case_url(case))


def test_the_facts_of_a_case_say_points_the_letters_that_matter_and_a_promise_broken(case, reviewer):
    client = client_of(reviewer)
    in_order = client.get(case_url(case), headers=ENGLISH).content.decode()
    DriverLicense.objects.filter(pk=case.license_id).update(status_letters="H", points=1)
    LicenseApplication.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(hours=1))
    page = client.get(case_url(case), headers=ENGLISH).content.decode()

    assert "register state" not in in_order
    assert "register state H" in page
    assert "<dd>1 point</dd>" in page
    assert page.count("Overdue") - in_order.count("Overdue") == 2


# --- decisions ---------------------------------------------------------------------------------------


def test_a_case_is_taken_up_and_released(case, reviewer):
    client = client_of(reviewer)

    client.post(case_url(case, "act", "claim"))
    case.refresh_from_db()
    assert case.claimed_by == reviewer

    client.post(case_url(case, "act", "release"))
    case.refresh_from_db()
    assert case.claimed_by is None


def test_approving_issues_and_opens_the_next_case(case, city, reviewer, signing):
    following = LicenseApplicationFactory(in_review=True, license__city=city)
    client = client_of(reviewer)

    assert client.get(case_url(case, "act", "approve")).status_code == 200
    answer = client.post(case_url(case, "act", "approve"))

    case.refresh_from_db()
    assert (case.status, case.decided_by) == ("approved", reviewer)
    assert Credential.objects.live().filter(holder=case.person).count() == 1
    assert answer["Location"] == case_url(following)


def test_each_question_says_whom_it_is_about_and_approving_shows_a_new_photo(case, reviewer):
    client = client_of(reviewer)
    LicenseApplication.objects.filter(pk=case.pk).update(photo=StoredPhotoFactory())

    for name, shown in (("approve", True), ("refuse", False)):
        page = client.get(case_url(case, "act", name)).content.decode()
        assert case.person.name in page
        assert mask_id_number(case.person.id_number) in page
        assert (case_url(case, "photo", "new") in page) is shown


def test_after_the_last_case_the_queue_is_shown(case, reviewer, signing):
    answer = client_of(reviewer).post(case_url(case, "act", "approve"))

    assert answer["Location"] == QUEUE


def test_the_officer_chooses_other_and_the_applicant_reads_that_there_is_a_note(case, reviewer):
    client, typed = client_of(reviewer), {"reason": "see_note", "note_en": "The frame is cut off."}

    form = client.get(case_url(case, "act", "send-back"), headers=ENGLISH).content.decode()
    read = client.post(case_url(case, "act", "send-back"), typed, headers=ENGLISH).content.decode()

    assert "Other (write a note)" in form
    assert "The officer has left a note." not in form
    assert "The officer has left a note." in read


def test_sending_back_shows_what_the_applicant_will_read_before_it_is_done(case, reviewer):
    client = client_of(reviewer)
    typed = {"reason": "photo_background", "note_zh": "请用白墙", "note_en": "please use a white wall"}

    preview = client.post(case_url(case, "act", "send-back"), typed, headers=ENGLISH).content.decode()
    case.refresh_from_db()
    assert case.status == "in_review"
    assert 'lang="zh-Hans"' in preview
    assert "The background of the photo is not white." in preview
    assert "please use a white wall" in preview

    client.post(case_url(case, "act", "send-back"), typed | {"confirmed": "1"})
    case.refresh_from_db()
    assert (case.status, case.reason_code) == ("needs_action", "photo_background")
    assert case.reason_note == "请用白墙\nplease use a white wall"


def test_the_text_can_be_changed_after_the_preview(case, reviewer):
    typed = {"reason": "photo_background", "note_en": "first try", "confirmed": "1", "back": "1"}

    page = client_of(reviewer).post(case_url(case, "act", "send-back"), typed).content.decode()

    case.refresh_from_db()
    assert case.status == "in_review"
    assert "first try" in page


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"reason": "because"},
        {"reason": "photo_of_somebody_else"},
        {"reason": "see_note", "confirmed": "1"},
    ],
)
def test_a_reason_of_the_list_is_required(case, reviewer, typed):
    client_of(reviewer).post(case_url(case, "act", "send-back"), {**typed, "confirmed": "1"})

    case.refresh_from_db()
    assert case.status == "in_review"


def test_refusing_offers_the_reasons_by_which_the_law_bars_the_license(city, reviewer):
    case = LicenseApplicationFactory(in_review=True, license=DriverLicenseFactory(city=city, points=12))
    client = client_of(reviewer)
    typed = {"reason": "license_points_full", "confirmed": "1"}

    client.post(case_url(case, "act", "refuse"), typed)

    case.refresh_from_db()
    assert (case.status, case.reason_code) == ("refused", "license_points_full")


def test_what_somebody_else_has_decided_meanwhile_is_said_and_nothing_typed_is_lost(case, city, reviewer):
    colleague = officer(cities=[city])
    applying.refuse(application=case, reason="photo_altered", actor=actor_of(colleague), at=timezone.now())
    typed = {"reason": "photo_blurred", "note_en": "a long explanation", "confirmed": "1"}

    answer = client_of(reviewer).post(case_url(case, "act", "send-back"), typed)

    case.refresh_from_db()
    assert answer.status_code == 409
    assert case.status == "refused"
    assert "a long explanation" in answer.content.decode()


def test_a_case_in_a_colleagues_hands_is_left_to_the_colleague(case, city, reviewer, signing):
    colleague = officer(cities=[city])
    applying.claim(application=case, actor=actor_of(colleague), at=timezone.now())

    client = client_of(reviewer)
    assert colleague.name in client.get(case_url(case)).content.decode()
    assert client.post(case_url(case, "act", "approve")).status_code == 409

    case.refresh_from_db()
    assert case.status == "in_review"


def test_nobody_decides_about_an_application_of_their_own(case, reviewer, signing):
    reviewer.user.person = case.person
    reviewer.user.save()
    client = client_of(reviewer)

    page = client.get(case_url(case), headers=ENGLISH).content.decode()
    answer = client.post(case_url(case, "act", "approve"))

    case.refresh_from_db()
    assert "This is your own application." in page
    assert case_url(case, "act", "approve") not in page
    assert (answer.status_code, case.status) == (409, "in_review")


# --- the register ------------------------------------------------------------------------------------


def test_the_register_lists_nothing_and_finds_by_number_with_a_reason(case, reviewer):
    client = client_of(reviewer)
    number = case.license.number

    assert case.person.name not in client.get(REGISTER).content.decode()
    page = client.post(REGISTER, {"term": number, "reason": "case 7"}).content.decode()

    assert case.person.name in page
    event = AuditEvent.objects.get(action="register.searched")
    assert event.facts == {"by": "id_number", "found": 1, "reason": "case 7"}
    assert number not in str(event.facts) + event.subject


def test_a_search_without_a_reason_is_not_made(case, reviewer):
    page = client_of(reviewer).post(REGISTER, {"term": case.license.number, "reason": " "}).content.decode()

    assert case.person.name not in page
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("register", [REGISTER, "/admin/accounts/person/"])
def test_another_citys_people_are_not_found(case, register):
    client = client_of(officer(cities=[CityFactory(other=True)]))

    page = client.post(register, {"term": case.license.number, "reason": "case 7"}).content.decode()

    assert case.person.name not in page
    assert client.get(f"{register}{case.license.pk}/change/").status_code == 404


def test_looking_at_a_person_is_written_down_with_the_reason_of_the_search(case, reviewer):
    client = client_of(reviewer)
    client.post("/admin/accounts/person/", {"term": case.person.name[:2], "reason": "case 7"})

    page = client.get(f"/admin/accounts/person/{case.person_id}/change/").content.decode()

    assert case.person.id_number not in page
    event = AuditEvent.objects.get(action="register.viewed")
    assert (event.person_id, event.facts) == (case.person_id, {"reason": "case 7"})


def test_a_correction_of_the_register_shows_at_the_next_look(case, reviewer):
    url = f"{REGISTER}{case.license_id}/"
    typed = {
        "status_letters": "D",
        "points": "0",
        "valid_until": case.license.valid_until,
        "reason": "order 12",
    }
    client = client_of(reviewer)

    assert 'value="A"' in client.get(f"{url}act/change/").content.decode()
    answer = client.post(f"{url}act/change/", typed)

    assert answer["Location"] == f"{url}change/"
    assert DriverLicense.objects.get(pk=case.license_id).status_letters == "D"
    assert AuditEvent.objects.get(action="register.changed").facts["reason"] == "order 12"


@pytest.mark.parametrize("missing", ["reason", "status_letters", "points"])
def test_a_correction_without_reason_or_value_is_not_made(case, reviewer, missing):
    typed = {"status_letters": "D", "points": "0", "reason": "order 12", missing: ""}

    answer = client_of(reviewer).post(f"{REGISTER}{case.license_id}/act/change/", typed)

    assert answer.status_code == 200
    assert DriverLicense.objects.get(pk=case.license_id).status_letters == "A"


def test_another_citys_entry_cannot_be_corrected_and_the_page_itself_takes_no_form(case, reviewer):
    url = f"{REGISTER}{case.license_id}/"
    typed = {"status_letters": "D", "points": "0", "reason": "order 12"}

    assert (
        client_of(officer(cities=[CityFactory(other=True)])).post(f"{url}act/change/", typed).status_code
        == 404
    )
    assert client_of(reviewer).post(f"{url}change/", typed).status_code == 403
    assert client_of(superuser()).post(f"{url}change/", typed).status_code == 403
    assert DriverLicense.objects.get(pk=case.license_id).status_letters == "A"


def test_an_overdue_case_is_counted_on_the_index(city, reviewer):
    LicenseApplicationFactory(overdue=True, license__city=city)
    LicenseApplicationFactory(overdue=True, license__city=CityFactory(other=True))

    page = client_of(reviewer).get("/admin/", headers=ENGLISH).content.decode()

    assert page.count('<span class="count">1</span>') == 2  # waiting, overdue
    assert LicenseApplication.objects.filter(due_at__lt=timezone.now() - timedelta(days=1)).count() == 2
