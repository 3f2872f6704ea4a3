"""The pages of the license line: what each visitor reads, whom they send away, and where each step leads."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from licenses.models import DriverLicense, LicenseApplication
from licenses.tests.factories import DriverLicenseFactory, LicenseApplicationFactory, picture
from portal.accounts.tests.factories import OfficerFactory, PersonFactory, UserFactory
from portal.credentials.models import Credential
from portal.rollout.models import Activation
from portal.rollout.tests.factories import ActivationFactory

pytestmark = pytest.mark.django_db
STEPS = ["apply-consent", "apply-found", "apply-photo", "apply-check"]
START = "/licenses/apply/"


@pytest.fixture
def user(license):
    return UserFactory(person=license.person)


@pytest.fixture
def client(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login = partial(
        client.force_login, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


@pytest.fixture
def citizen(client, user):
    client.force_login(user)
    return client


def text(response) -> str:
    return response.content.decode()


def go(client, name, data=None):
    return client.post(reverse(f"licenses:{name}"), data or {})


def up_to_photo(client):
    client.post(START)
    go(client, "apply-consent", {"answer": "yes"})


# -- the start page -----------------------------------------------------------------------------------


def test_a_visitor_reads_what_it_is_and_is_asked_to_sign_in(client):
    page = client.get(START)

    assert page.status_code == 200
    assert "same force as the paper license" in text(page)
    assert f"/accounts/login/?next={START}" in text(page)


def test_a_login_without_a_person_is_asked_who_it_is(client):
    client.force_login(UserFactory())

    assert f"/identity/?next={START}" in text(client.get(START))


def test_a_person_without_a_license_is_told_what_to_do(client, open_city):
    client.force_login(UserFactory(bound=True))

    page = client.get(START)

    assert page.status_code == 200
    assert "We found no driver's license" in text(page)


def test_a_closed_city_is_a_page_and_not_a_refusal(citizen):
    Activation.objects.all().delete()
    ActivationFactory(planned=True)

    page = citizen.get(START)

    assert page.status_code == 200
    assert "is not open yet" in text(page)
    assert "Plan: it opens on" in text(page)
    assert "Start now" not in text(page)
    assert "Which license is valid where" in text(page)
    assert "Your license in the register" in text(page)


def test_one_press_is_enough_to_be_told_when_the_city_opens(citizen, license):
    Activation.objects.all().delete()
    address = re.search(r'action="(/rollout/\d+/waiting/)"', text(citizen.get(START)))[1]

    citizen.post(address, {"service": "driver-license"})

    page = text(citizen.get(START))
    assert "You will be told when it opens." in page
    assert address not in page


def test_starting_in_a_closed_city_makes_no_draft(citizen):
    Activation.objects.all().delete()

    assert citizen.post(START).url == START
    assert not LicenseApplication.objects.exists()


def test_a_barred_license_is_explained_with_three_ways_on(citizen, license):
    DriverLicense.objects.filter(pk=license.pk).update(points=12)

    page = text(citizen.get(START))

    assert "12 points have been reached" in page
    assert "Order 162, article 71" in page
    assert all(way in page for way in ("Settle it yourself", "The record is wrong", "Review or complaint"))
    assert "Start now" not in page


def test_the_start_page_never_shows_the_whole_id_number(citizen, license):
    assert license.number not in text(citizen.get(START))


# -- the steps ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STEPS)
def test_each_step_sends_visitors_to_sign_in(name, client):
    path = reverse(f"licenses:{name}")

    assert client.get(path).url == f"/accounts/login/?next={path}"


@pytest.mark.parametrize("name", STEPS)
def test_each_step_asks_an_unknown_login_who_it_is(name, client):
    client.force_login(UserFactory())

    assert client.get(reverse(f"licenses:{name}")).url.startswith("/identity/?next=%2Flicenses%2Fapply%2F")


@pytest.mark.parametrize("name", STEPS)
def test_each_step_without_a_draft_leads_to_the_start(name, citizen):
    assert citizen.get(reverse(f"licenses:{name}")).url == START


@pytest.mark.parametrize("name", STEPS)
def test_each_step_after_handing_in_leads_to_the_tracker(name, citizen, license):
    row = LicenseApplicationFactory(license=license, in_review=True)

    assert citizen.get(reverse(f"licenses:{name}")).url == f"/licenses/applications/{row.reference}/"


@pytest.mark.parametrize("name", ["apply-start", *STEPS, "photo-on-file"])
def test_other_methods_are_not_allowed(name, citizen):
    assert citizen.delete(reverse(f"licenses:{name}")).status_code == 405


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_from_start_to_card_with_the_photo_on_file(language, citizen, license):
    citizen.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    assert citizen.post(START).url == reverse("licenses:apply-consent")
    assert citizen.get(reverse("licenses:apply-consent")).status_code == 200
    assert go(citizen, "apply-consent", {"answer": "yes"}).url == reverse("licenses:apply-found")
    assert license.person.name in text(citizen.get(reverse("licenses:apply-found")))
    assert citizen.get(reverse("licenses:apply-photo")).status_code == 200
    assert go(citizen, "apply-photo", {"source": "on_file"}).url == reverse("licenses:apply-check")
    assert license.number not in text(citizen.get(reverse("licenses:apply-check")))

    done = go(citizen, "apply-check")

    credential = Credential.objects.live().get(holder=license.person)
    assert done.url == f"/wallet/{credential.pk}/"
    assert done.headers["Cache-Control"].count("no-store") == 1
    assert f"/wallet/{credential.pk}/" in text(citizen.get(START))


def test_the_card_follows_at_once_with_its_code(citizen, license):
    up_to_photo(citizen)
    go(citizen, "apply-photo", {"source": "on_file"})

    page = citizen.post(reverse("licenses:apply-check"), follow=True)

    assert page.status_code == 200
    assert "Your electronic license has been made" in text(page)
    assert license.person.name in text(page)
    assert "<code-ring" in text(page)
    assert license.number not in text(page)


def test_a_new_photo_ends_on_a_page_with_the_reference(citizen, license):
    up_to_photo(citizen)
    photo = SimpleUploadedFile("me.jpg", picture(), "image/jpeg")
    assert go(citizen, "apply-photo", {"source": "upload", "photo": photo}).status_code == 302

    done = citizen.post(reverse("licenses:apply-check"), follow=True)

    row = LicenseApplication.objects.get()
    assert row.status == "in_review"
    assert row.reference in text(done)
    assert "What happens next" in text(done)


def test_refusing_consent_says_what_that_means(citizen):
    citizen.post(START)

    page = citizen.post(reverse("licenses:apply-consent"), {"answer": "no"}, follow=True)

    assert "Your paper license stays valid" in text(page)
    assert LicenseApplication.objects.get().consented_at is None


def test_no_answer_to_consent_is_an_error_at_the_field(citizen):
    citizen.post(START)

    assert "Choose whether you agree." in text(go(citizen, "apply-consent"))


@pytest.mark.parametrize("name", ["apply-found", "apply-photo", "apply-check"])
def test_nothing_goes_on_without_consent(name, citizen):
    citizen.post(START)

    assert citizen.get(reverse(f"licenses:{name}")).url == reverse("licenses:apply-consent")


@pytest.mark.parametrize(
    ("content", "sentence", "attempts"),
    [
        (b"%PDF-1.7", "not a JPEG or PNG", 1),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "not a JPEG or PNG", 1),
        (picture(size=(90, 120)), "too small", 1),
        (picture(size=(900, 400)), "not upright", 1),
        (b"", "empty", 0),
        (b"\xff\xd8\xff" + b"\x00" * (5 * 1024 * 1024 + 1), "larger than 5 MB", 0),
    ],
)
def test_a_photo_that_cannot_be_used_is_said_at_the_field(content, sentence, attempts, citizen):
    up_to_photo(citizen)
    photo = SimpleUploadedFile("me.jpg", content, "image/jpeg")

    page = go(citizen, "apply-photo", {"source": "upload", "photo": photo})

    assert page.status_code in (200, 422)
    assert sentence in text(page)
    assert LicenseApplication.objects.get().photo_attempts == attempts


def test_after_three_bad_photos_only_the_photo_on_file_and_the_counter_are_left(citizen):
    up_to_photo(citizen)
    for _ in range(3):
        bad = SimpleUploadedFile("me.jpg", b"nothing", "image/jpeg")
        page = go(citizen, "apply-photo", {"source": "upload", "photo": bad})

    assert "have a photo taken at a counter" in text(page)
    assert 'type="file"' not in text(page)
    assert go(citizen, "apply-photo", {"source": "on_file"}).status_code == 302


def test_choosing_nothing_or_nonsense_is_an_error_at_the_field(citizen):
    up_to_photo(citizen)

    assert "Choose which photo should be used." in text(go(citizen, "apply-photo"))
    assert go(citizen, "apply-photo", {"source": "\x00😀"}).status_code == 200
    assert "Choose a photo from your device" in text(go(citizen, "apply-photo", {"source": "upload"}))


def test_a_change_in_the_register_stops_the_last_step_with_the_reason(citizen, license):
    up_to_photo(citizen)
    go(citizen, "apply-photo", {"source": "on_file"})
    DriverLicense.objects.filter(pk=license.pk).update(status_letters="D")

    page = go(citizen, "apply-check")

    assert page.status_code == 409
    assert "The license is suspended." in text(page)


def test_handing_in_twice_leads_to_the_tracker(citizen, license):
    up_to_photo(citizen)
    go(citizen, "apply-photo", {"source": "on_file"})
    go(citizen, "apply-check")

    assert go(citizen, "apply-check").url == START
    assert Credential.objects.count() == 1


# -- photos -------------------------------------------------------------------------------------------


def test_the_photo_on_file_is_for_its_holder_only(citizen, client, license):
    mine = citizen.get(reverse("licenses:photo-on-file"))
    assert mine.status_code == 200
    assert mine.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in mine.headers["Cache-Control"]

    client.force_login(UserFactory(person=PersonFactory()))
    assert client.get(reverse("licenses:photo-on-file")).status_code == 404
    client.logout()
    assert client.get(reverse("licenses:photo-on-file")).status_code == 302


# -- tracker ------------------------------------------------------------------------------------------

ROW_PAGES = ["application-track", "application-done", "application-photo", "application-withdraw"]


@pytest.mark.parametrize("name", ROW_PAGES)
def test_the_application_of_somebody_else_does_not_exist(name, citizen, open_city):
    row = LicenseApplicationFactory(in_review=True)

    assert citizen.get(reverse(f"licenses:{name}", args=[row.reference])).status_code == 404
    assert citizen.post(reverse("licenses:application-withdraw", args=[row.reference])).status_code == 404


@pytest.mark.parametrize("name", ROW_PAGES)
def test_an_officer_sees_applications_in_the_back_office_and_not_here(name, client, license):
    row = LicenseApplicationFactory(license=license, in_review=True)
    client.force_login(OfficerFactory(user=UserFactory(staff=True, person=PersonFactory())).user)

    assert client.get(reverse(f"licenses:{name}", args=[row.reference])).status_code == 404


@pytest.mark.parametrize("reference", ["AP-1", "AP-260101-0000000A", "%00", "😀", "x" * 900])
def test_a_reference_that_is_none_does_not_exist(reference, citizen):
    assert citizen.get(f"/licenses/applications/{reference}/").status_code == 404


def test_a_reference_may_be_typed_in_small_letters(citizen, license):
    row = LicenseApplicationFactory(license=license, in_review=True)

    assert citizen.get(f"/licenses/applications/{row.reference.lower()}/").status_code == 200


@pytest.mark.parametrize(
    ("trait", "words"),
    [
        ("consented", ["Draft", "Go on"]),
        ("in_review", ["In review", "Promised by"]),
        ("overdue", ["In review"]),
        ("needs_action", ["Needs action", "The photo is blurred", "Correct it and hand in again"]),
        ("refused", ["Refused", "does not show the holder", "Order 162, article 12", "Review or complaint"]),
        ("withdrawn", ["Withdrawn", "Apply again"]),
    ],
)
def test_the_tracker_says_where_things_stand(trait, words, citizen, license):
    row = LicenseApplicationFactory(license=license, **{trait: True})

    page = text(citizen.get(reverse("licenses:application-track", args=[row.reference])))

    assert all(word in page for word in [*words, row.reference])


def test_an_approved_application_leads_to_its_card(citizen, license):
    up_to_photo(citizen)
    go(citizen, "apply-photo", {"source": "on_file"})
    go(citizen, "apply-check")
    row = LicenseApplication.objects.get()

    page = text(citizen.get(reverse("licenses:application-track", args=[row.reference])))

    assert f"/wallet/{row.credential_id}/" in page


def test_withdrawing_is_asked_once_and_then_done(citizen, license):
    row = LicenseApplicationFactory(license=license, in_review=True)
    path = reverse("licenses:application-withdraw", args=[row.reference])

    assert "Withdraw the application?" in text(citizen.get(path))
    row.refresh_from_db()
    assert row.status == "in_review"

    assert "has been withdrawn" in text(citizen.post(path, follow=True))
    row.refresh_from_db()
    assert row.status == "withdrawn"


def test_the_new_photo_is_shown_to_its_applicant(citizen, license):
    row = LicenseApplicationFactory(license=license, in_review=True)

    assert citizen.get(reverse("licenses:application-photo", args=[row.reference])).status_code == 200


def test_a_draft_has_no_new_photo(citizen, license):
    row = LicenseApplicationFactory(license=license)

    assert citizen.get(reverse("licenses:application-photo", args=[row.reference])).status_code == 404


def test_coming_back_later_goes_on_where_it_was(citizen, license):
    up_to_photo(citizen)

    page = text(citizen.get(START))

    assert "You have begun already" in page
    assert LicenseApplication.objects.get().reference in page


def test_a_long_name_reaches_the_page_untouched(client, open_city, signing_keys):
    person = PersonFactory(name="阿卜杜热合曼·买买提<b>")
    DriverLicenseFactory(person=person, with_photo=True)
    client.force_login(UserFactory(person=person))
    up_to_photo(client)

    page = text(client.get(reverse("licenses:apply-found")))

    assert "阿卜杜热合曼·买买提&lt;b&gt;" in page
    assert 'lang="zh-Hans"' in page


@pytest.mark.parametrize("path", [START])
def test_statements_of_the_start_page_are_few(path, citizen, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        citizen.get(path)


def test_a_barred_driver_asks_once_to_be_told(citizen, license):
    DriverLicense.objects.filter(pk=license.pk).update(points=12)
    assert "Tell me when I can apply" in text(citizen.get(START))

    assert citizen.post("/licenses/apply/reminder/").url == START

    page = text(citizen.get(START))
    assert "You will be told as soon as you can apply." in page
    assert "Tell me when I can apply" not in page


def test_a_decision_counts_the_days_in_which_a_review_can_be_asked_for(citizen, license):
    row = LicenseApplicationFactory(license=license, refused=True)
    address = f"/licenses/applications/{row.reference}/"

    assert "60 days are left" in text(citizen.get(address))

    LicenseApplication.objects.filter(pk=row.pk).update(decided_at=row.decided_at - timedelta(days=61))
    page = text(citizen.get(address))
    assert "The time to ask for a review ended on" in page
    assert "are left" not in page
