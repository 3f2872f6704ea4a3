"""Applying: every act, each no, the repeat and the audit row."""

import random
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from licenses import applying
from licenses.applying import applicant
from licenses.models import DriverLicense, LicenseApplication
from licenses.tests.conftest import actor_for
from licenses.tests.factories import DriverLicenseFactory, LicenseApplicationFactory, picture
from licenses.wording import Reason
from portal.accounts.roles import Role
from portal.accounts.tests.factories import OfficerFactory, PersonFactory, UserFactory
from portal.audit.models import AuditEvent
from portal.core.errors import RuleViolation
from portal.credentials.models import Credential
from portal.notices.models import Notice, SmsMessage
from portal.notices.wording import title_and_text
from portal.rollout.models import Activation
from portal.rollout.tests.factories import CityFactory

pytestmark = pytest.mark.django_db
PHOTO = picture()


def actions(application) -> list[str]:
    rows = AuditEvent.objects.filter(subject=f"license-application:{application.reference}")
    return list(rows.order_by("id").values_list("action", flat=True))


def code_of(call) -> str:
    with pytest.raises(RuleViolation) as caught:
        call()
    return caught.value.code


def drafted(license, holder, at) -> LicenseApplication:
    draft = applying.begin(license=license, actor=holder, at=at)
    return applying.consent(application=draft, actor=holder, at=at)


def in_review(license, holder, at) -> LicenseApplication:
    draft = drafted(license, holder, at)
    draft = applying.upload_photo(application=draft, content=picture("#ffffff"), actor=holder, at=at)
    return applying.hand_in(application=draft, actor=holder, at=at)


# -- the holder ---------------------------------------------------------------------------------------


def test_the_photo_on_file_is_decided_and_issued_at_once(license, holder, at):
    draft = drafted(license, holder, at)
    draft = applying.use_photo_on_file(application=draft, actor=holder, at=at)

    done = applying.hand_in(application=draft, actor=holder, at=at)

    assert done.status == "approved"
    assert done.credential == Credential.objects.live().get(subject_ref=str(license.pk))
    assert actions(done) == ["license.applied", "license.approved"]


def test_beginning_twice_gives_the_same_draft(license, holder, at):
    first = applying.begin(license=license, actor=holder, at=at)

    assert applying.begin(license=license, actor=holder, at=at) == first


def test_nobody_begins_for_somebody_else(license, at, open_city):
    stranger = actor_for(UserFactory(bound=True))

    assert code_of(lambda: applying.begin(license=license, actor=stranger, at=at)) == "not_the_holder"
    unbound = actor_for(UserFactory())
    assert code_of(lambda: applying.begin(license=license, actor=unbound, at=at)) == "not_the_holder"


def test_a_closed_city_gives_no_draft(license, holder, at):
    Activation.objects.all().delete()

    assert code_of(lambda: applying.begin(license=license, actor=holder, at=at)) == "city_not_open"


@pytest.mark.parametrize(
    ("trait", "code"),
    [
        ("points_full", "license_points_full"),
        ("suspended", "license_suspended"),
        ("revoked", "license_revoked"),
        ("locked", "license_locked"),
        ("expired", "license_renewal_overdue"),
        ("deferral_over", "license_renewal_overdue"),
    ],
)
def test_a_license_out_of_order_gives_no_draft(trait, code, signing_keys, open_city):
    license = DriverLicenseFactory(**{trait: True})
    holder = actor_for(UserFactory(person=license.person))

    assert code_of(lambda: applying.begin(license=license, actor=holder, at=timezone.now())) == code


def test_a_copy_already_held_gives_no_draft(license, holder, at):
    draft = drafted(license, holder, at)
    applying.use_photo_on_file(application=draft, actor=holder, at=at)
    applying.hand_in(application=draft, actor=holder, at=at)

    assert code_of(lambda: applying.begin(license=license, actor=holder, at=at)) == "already_issued"


def test_after_a_change_of_class_a_new_application_replaces_the_old_copy(license, holder, at):
    first = drafted(license, holder, at)
    applying.use_photo_on_file(application=first, actor=holder, at=at)
    first = applying.hand_in(application=first, actor=holder, at=at)
    DriverLicense.objects.filter(pk=license.pk).update(classes=["C1", "E"])
    license.refresh_from_db()

    second = drafted(license, holder, at)
    applying.use_photo_on_file(application=second, actor=holder, at=at)
    second = applying.hand_in(application=second, actor=holder, at=at)

    first.refresh_from_db()
    assert (first.status, second.status) == ("ended", "approved")
    assert first.credential.status == "superseded"
    assert second.credential.status == "active"


def test_consent_keeps_its_first_moment(license, holder, at):
    draft = drafted(license, holder, at)

    again = applying.consent(application=draft, actor=holder, at=at + timedelta(hours=1))

    assert again.consented_at == at


def test_nothing_is_handed_in_without_consent_or_photo(license, holder, at):
    draft = applying.begin(license=license, actor=holder, at=at)
    assert code_of(lambda: applying.submit(application=draft, actor=holder, at=at)) == "consent_missing"

    draft = applying.consent(application=draft, actor=holder, at=at)
    assert code_of(lambda: applying.submit(application=draft, actor=holder, at=at)) == "photo_missing"


def test_there_is_no_photo_on_file_to_choose(signing_keys, open_city, at):
    license = DriverLicenseFactory()
    holder = actor_for(UserFactory(person=license.person))
    draft = applying.begin(license=license, actor=holder, at=at)

    assert (
        code_of(lambda: applying.use_photo_on_file(application=draft, actor=holder, at=at))
        == "photo_not_on_file"
    )


def test_what_the_register_takes_away_meanwhile_stops_the_hand_in(license, holder, at):
    draft = drafted(license, holder, at)
    applying.use_photo_on_file(application=draft, actor=holder, at=at)
    DriverLicense.objects.filter(pk=license.pk).update(status_letters="D")

    assert code_of(lambda: applying.hand_in(application=draft, actor=holder, at=at)) == "license_suspended"
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_handing_in_twice_is_refused_and_changes_nothing(license, holder, at):
    seen_in_both_tabs = drafted(license, holder, at)
    applying.use_photo_on_file(application=seen_in_both_tabs, actor=holder, at=at)
    applying.hand_in(application=seen_in_both_tabs, actor=holder, at=at)

    second = lambda: applying.hand_in(application=seen_in_both_tabs, actor=holder, at=at)  # noqa: E731

    assert code_of(second) == "moved_meanwhile"
    assert Credential.objects.count() == 1


@pytest.mark.parametrize(
    "act", [applying.consent, applying.use_photo_on_file, applying.submit, applying.withdraw]
)
def test_nobody_acts_on_the_application_of_somebody_else(act, license, holder, at):
    draft = drafted(license, holder, at)
    stranger = actor_for(UserFactory(bound=True))

    assert code_of(lambda: act(application=draft, actor=stranger, at=at)) == "not_the_holder"


def test_three_bad_photos_send_to_the_counter(license, holder, at):
    draft = drafted(license, holder, at)
    upload = lambda content: applying.upload_photo(  # noqa: E731
        application=draft, content=content, actor=holder, at=at
    )

    codes = [code_of(partial(upload, bad)) for bad in (b"GIF89a", picture(size=(50, 60)), b"")]

    assert codes == ["photo_not_an_image", "photo_too_small", "photo_not_an_image"]
    assert code_of(lambda: upload(picture())) == "photo_attempts_used_up"
    assert actions(draft) == ["license.photo_refused"] * 3
    draft.refresh_from_db()
    assert (draft.photo_attempts, draft.photo) == (3, None)


def test_a_good_photo_costs_no_attempt_and_goes_to_an_officer(license, holder, at):
    draft = drafted(license, holder, at)

    draft = applying.upload_photo(application=draft, content=picture(kind="PNG"), actor=holder, at=at)
    waiting = applying.hand_in(application=draft, actor=holder, at=at)

    assert (waiting.status, waiting.photo_attempts, waiting.credential) == ("in_review", 0, None)
    assert waiting.photo.content_type == "image/jpeg"


def test_good_photos_without_end_are_stopped(license, holder, at, monkeypatch):
    monkeypatch.setattr(applicant, "PHOTOS_AN_HOUR", 2)
    draft = drafted(license, holder, at)
    upload = partial(applying.upload_photo, application=draft, content=picture(), actor=holder, at=at)

    upload()
    upload()

    assert code_of(upload) == "photos_too_many"


def test_choosing_the_photo_on_file_after_an_upload_forgets_the_upload(license, holder, at):
    draft = drafted(license, holder, at)
    applying.upload_photo(application=draft, content=picture(), actor=holder, at=at)

    draft = applying.use_photo_on_file(application=draft, actor=holder, at=at)

    assert (draft.photo_source, draft.photo) == ("on_file", None)


def test_the_answer_is_promised_for_the_next_working_day(license, holder, at):
    waiting = in_review(license, holder, at)  # a Friday

    assert timezone.localtime(waiting.due_at).strftime("%a %H:%M") == "Mon 11:00"


def test_an_open_application_can_be_withdrawn_once(license, holder, at):
    waiting = in_review(license, holder, at)

    gone = applying.withdraw(application=waiting, actor=holder, at=at)

    assert gone.status == "withdrawn"
    assert actions(gone)[-1] == "license.withdrawn"
    assert code_of(lambda: applying.withdraw(application=gone, actor=holder, at=at)) == "illegal_move"
    assert applying.begin(license=license, actor=holder, at=at) != gone


# -- the portal ---------------------------------------------------------------------------------------


def test_a_city_paused_at_the_last_moment_leaves_the_application_waiting(license, holder, at):
    draft = drafted(license, holder, at)
    applying.use_photo_on_file(application=draft, actor=holder, at=at)
    submitted = applying.submit(application=draft, actor=holder, at=at)
    Activation.objects.update(paused_at=at)

    waiting = applying.decide(application=submitted, actor=holder, at=at)

    assert waiting.status == "in_review"
    assert not applying.waiting_for_the_portal(at).exists()


def test_the_portal_refuses_by_the_rule_that_bars_the_license(license, holder, at):
    draft = drafted(license, holder, at)
    applying.use_photo_on_file(application=draft, actor=holder, at=at)
    submitted = applying.submit(application=draft, actor=holder, at=at)
    DriverLicense.objects.filter(pk=license.pk).update(points=12)

    refused = applying.decide(application=submitted, actor=holder, at=at)

    assert (refused.status, refused.reason_code) == ("refused", "license_points_full")


def test_the_portal_never_decides_about_a_new_photo(license, holder, at):
    waiting = in_review(license, holder, at)

    assert applying.decide(application=waiting, actor=holder, at=at).status == "in_review"


# -- the officer --------------------------------------------------------------------------------------


def test_an_approved_new_photo_becomes_the_photo_on_file(license, holder, reviewer, at):
    waiting = in_review(license, holder, at)

    done = applying.approve(application=waiting, actor=reviewer, at=at)

    license.refresh_from_db()
    assert (done.status, done.decided_by) == ("approved", reviewer.officer)
    assert license.photo == waiting.photo
    assert actions(done) == ["license.applied", "license.approved"]


def test_what_was_sent_back_keeps_its_place_when_handed_in_again(license, holder, reviewer, at):
    waiting = in_review(license, holder, at)
    back = applying.send_back(
        application=waiting, reason=Reason.PHOTO_BLURRED, text="请重拍", actor=reviewer, at=at
    )
    assert (back.status, back.reason_code, back.reason_note) == ("needs_action", "photo_blurred", "请重拍")

    later = at + timedelta(days=3)
    back = applying.upload_photo(application=back, content=picture(), actor=holder, at=later)
    again = applying.hand_in(application=back, actor=holder, at=later)

    assert (again.status, again.submitted_at, again.reason_code) == ("in_review", at, "")
    assert again.due_at > later
    assert actions(again) == ["license.applied", "license.sent_back", "license.resubmitted"]


def test_an_officer_refuses_with_a_reason(license, holder, reviewer, at):
    waiting = in_review(license, holder, at)

    done = applying.refuse(application=waiting, reason=Reason.PHOTO_ALTERED, actor=reviewer, at=at)

    assert (done.status, done.reason_code, done.decided_by) == ("refused", "photo_altered", reviewer.officer)
    assert actions(done)[-1] == "license.refused"


def test_the_message_about_a_decision_names_no_reason(license, holder, reviewer, at):
    waiting = in_review(license, holder, at)

    applying.refuse(application=waiting, reason=Reason.PHOTO_ALTERED, actor=reviewer, at=at)

    text = SmsMessage.objects.get().text
    assert waiting.reference not in text
    assert "photo" not in text.lower()
    assert license.person.name not in text
    notice = Notice.objects.get(person=license.person)
    assert waiting.reference in title_and_text(notice.code, notice.facts)[1]
    assert notice.link.endswith(f"{waiting.reference}/")


@pytest.mark.parametrize(
    ("act", "reason", "text", "code"),
    [
        (applying.send_back, "because", "", "reason_unknown"),
        (applying.send_back, Reason.PHOTO_ALTERED, "", "reason_unknown"),
        (applying.send_back, Reason.SEE_NOTE, "  ", "note_missing"),
        (applying.refuse, Reason.PHOTO_BLURRED, "", "reason_unknown"),
        (applying.refuse, "license_points_full", "", "reason_unknown"),
        (applying.refuse, Reason.SEE_NOTE, "", "note_missing"),
    ],
)
def test_a_reason_is_one_of_the_list(act, reason, text, code, license, holder, reviewer, at):
    waiting = in_review(license, holder, at)

    call = lambda: act(application=waiting, reason=reason, text=text, actor=reviewer, at=at)  # noqa: E731

    assert code_of(call) == code


ACTS = [
    applying.claim,
    applying.release,
    applying.approve,
    lambda **kw: applying.send_back(reason="photo_blurred", **kw),
    lambda **kw: applying.refuse(reason="photo_altered", **kw),
]


@pytest.mark.parametrize("act", ACTS)
def test_officers_of_other_cities_and_other_roles_decide_nothing(act, license, holder, at):
    waiting = in_review(license, holder, at)
    elsewhere = actor_for(OfficerFactory(cities=[CityFactory(other=True)]).user)
    on_the_road = actor_for(OfficerFactory(role=Role.OFFICER).user)

    assert code_of(lambda: act(application=waiting, actor=elsewhere, at=at)) == "not_your_city"
    assert code_of(lambda: act(application=waiting, actor=on_the_road, at=at)) == "not_a_reviewer"
    assert code_of(lambda: act(application=waiting, actor=holder, at=at)) == "not_a_reviewer"


def test_no_officer_decides_about_an_own_application(open_city, signing_keys, at):
    license = DriverLicenseFactory(with_photo=True)
    officer = OfficerFactory(user=UserFactory(staff=True, person=license.person))
    own = LicenseApplicationFactory(in_review=True, license=license)

    call = lambda: applying.approve(application=own, actor=actor_for(officer.user), at=at)  # noqa: E731

    assert code_of(call) == "own_application"


@pytest.mark.parametrize("act", ACTS)
def test_what_a_colleague_has_taken_up_is_left_alone_until_the_claim_runs_out(
    act, license, holder, reviewer, at, settings
):
    waiting = in_review(license, holder, at)
    applying.claim(application=waiting, actor=reviewer, at=at)
    colleague = actor_for(OfficerFactory().user)

    assert code_of(lambda: act(application=waiting, actor=colleague, at=at)) == "taken_up_by_other"

    later = at + timedelta(minutes=settings.REVIEW_CLAIM_MINUTES, seconds=1)
    act(application=waiting, actor=colleague, at=later)


def test_taking_up_twice_is_one_entry_in_the_trail(license, holder, reviewer, at):
    waiting = in_review(license, holder, at)

    applying.claim(application=waiting, actor=reviewer, at=at)
    applying.claim(application=waiting, actor=reviewer, at=at)

    assert actions(waiting).count("license.claimed") == 1


def test_a_released_application_is_free_for_others(license, holder, reviewer, at):
    waiting = in_review(license, holder, at)
    applying.claim(application=waiting, actor=reviewer, at=at)

    freed = applying.release(application=waiting, actor=reviewer, at=at)

    assert freed.claimed_by is None
    applying.release(application=freed, actor=reviewer, at=at)
    assert AuditEvent.objects.filter(action="license.released").count() == 1


def test_an_officer_cannot_approve_what_was_withdrawn_meanwhile(license, holder, reviewer, at):
    seen = in_review(license, holder, at)
    applying.withdraw(application=seen, actor=holder, at=at)
    seen.refresh_from_db()
    stale = LicenseApplication(
        pk=seen.pk, status="in_review", submitted_at=seen.submitted_at, due_at=seen.due_at
    )

    assert code_of(lambda: applying.approve(application=stale, actor=reviewer, at=at)) == "moved_meanwhile"
    assert code_of(lambda: applying.approve(application=seen, actor=reviewer, at=at)) == "illegal_move"


def test_a_paused_city_stops_the_officer_and_nothing_is_lost(license, holder, reviewer, at):
    waiting = in_review(license, holder, at)
    Activation.objects.update(paused_at=at)

    assert code_of(lambda: applying.approve(application=waiting, actor=reviewer, at=at)) == "city_not_open"
    waiting.refresh_from_db()
    license.refresh_from_db()
    assert waiting.status == "in_review"
    assert license.photo != waiting.photo


def test_an_officer_may_refuse_by_the_bar_of_the_law(license, holder, reviewer, at):
    waiting = in_review(license, holder, at)
    DriverLicense.objects.filter(pk=license.pk).update(status_letters="F")

    done = applying.refuse(application=waiting, reason="license_revoked", actor=reviewer, at=at)

    assert done.reason_code == "license_revoked"


def test_only_one_application_of_a_license_is_open(license):
    LicenseApplicationFactory(license=license, withdrawn=True)
    LicenseApplicationFactory(license=license)

    assert LicenseApplication.objects.open().count() == 1
    assert PersonFactory.create() != license.person


@pytest.mark.parametrize("seed", range(12))
def test_whatever_people_press_in_whatever_order_the_books_stay_right(seed, license, holder, reviewer, at):
    chance = random.Random(seed)
    acts = [
        lambda row, when: applying.begin(license=license, actor=holder, at=when),
        lambda row, when: applying.consent(application=row, actor=holder, at=when),
        lambda row, when: applying.use_photo_on_file(application=row, actor=holder, at=when),
        lambda row, when: applying.upload_photo(application=row, content=PHOTO, actor=holder, at=when),
        lambda row, when: applying.hand_in(application=row, actor=holder, at=when),
        lambda row, when: applying.withdraw(application=row, actor=holder, at=when),
        lambda row, when: applying.approve(application=row, actor=reviewer, at=when),
        lambda row, when: applying.send_back(application=row, reason="photo_head", actor=reviewer, at=when),
        lambda row, when: applying.refuse(application=row, reason="photo_altered", actor=reviewer, at=when),
        lambda row, when: DriverLicense.objects.filter(pk=license.pk).update(
            classes=chance.choice([["C1"], ["C1", "E"]])
        ),
    ]
    for step in range(40):
        row = LicenseApplication.objects.order_by("-pk").first()
        with suppress(RuleViolation):
            act = chance.choice(acts if row else acts[:1])
            act(row, at + timedelta(minutes=step))
            license.refresh_from_db()

        assert LicenseApplication.objects.open().count() <= 1
        assert Credential.objects.live().count() <= 1
        with_copy = LicenseApplication.objects.filter(credential__isnull=False)
        assert set(with_copy.values_list("status", flat=True)) <= {"approved", "ended"}
        assert with_copy.count() == Credential.objects.count()
