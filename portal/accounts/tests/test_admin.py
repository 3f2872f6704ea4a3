from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils import timezone

from portal.accounts import keys
from portal.accounts.models import ApiKey, IdentityClaim, Membership, Officer, Organization, User
from portal.accounts.tests.factories import (
    TOTP_SECRET,
    ApiKeyFactory,
    MembershipFactory,
    OfficerFactory,
    OrganizationFactory,
    PersonFactory,
    UserFactory,
)
from portal.audit.models import AuditEvent
from portal.backoffice.tests.staff import client_of, officer, superuser
from portal.core.masking import mask_name
from portal.core.references import new_reference
from portal.rollout.tests.factories import CityFactory

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}
CLAIMS = "/admin/accounts/identityclaim/"
ORGANIZATIONS = "/admin/accounts/organization/"
KEYS = "/admin/accounts/apikey/"


@pytest.fixture
def claim():
    return IdentityClaim.objects.create(
        reference=new_reference("CA", on=timezone.localdate()),
        user=UserFactory(),
        person=PersonFactory(),
        claim_digest=b"x",
        status="at_counter",
        proof="counter",
        city=CityFactory(),
        created_at=timezone.now(),
    )


# --- claims at the counter ---------------------------------------------------------------------------


@pytest.mark.parametrize("rest", ["change/", "act/confirm/", "act/refuse/"])
def test_another_citys_claim_does_not_exist(claim, rest):
    client = client_of(officer(cities=[CityFactory(other=True)]))
    typed = {"id_number": claim.person.id_number, "same_person": "on", "reason": "x"}

    assert claim.reference not in client.get(CLAIMS).content.decode()
    assert client.get(f"{CLAIMS}{claim.pk}/{rest}").status_code == 404
    assert client.post(f"{CLAIMS}{claim.pk}/{rest}", typed).status_code == 404

    claim.refresh_from_db()
    assert claim.status == "at_counter"


def test_a_claim_shows_the_name_hides_the_number_and_is_written_down(claim):
    page = client_of(officer()).get(f"{CLAIMS}{claim.pk}/change/").content.decode()

    assert claim.person.name in page
    assert claim.person.id_number not in page
    assert AuditEvent.objects.get(action="register.viewed").person_id == claim.person_id


def test_the_card_in_the_officers_hand_confirms_the_claim(claim):
    typed = {"id_number": claim.person.id_number.lower(), "same_person": "on"}

    client_of(officer()).post(f"{CLAIMS}{claim.pk}/act/confirm/", typed)

    claim.refresh_from_db()
    assert claim.status == "confirmed"
    assert User.objects.get(pk=claim.user_id).person == claim.person


@pytest.mark.parametrize(
    "typed", [{"same_person": ""}, {"id_number": "990001199005180010"}, {"id_number": ""}]
)
def test_without_the_right_card_nothing_is_confirmed(claim, typed):
    data = {"id_number": claim.person.id_number, "same_person": "on", **typed}

    client_of(officer()).post(f"{CLAIMS}{claim.pk}/act/confirm/", data)

    claim.refresh_from_db()
    assert claim.status == "at_counter"
    assert User.objects.get(pk=claim.user_id).person is None


def test_a_claim_is_refused_with_a_reason(claim):
    client_of(officer()).post(f"{CLAIMS}{claim.pk}/act/refuse/", {"reason": "another person"})

    claim.refresh_from_db()
    assert claim.status == "refused"
    assert AuditEvent.objects.get(action="identity.refused").facts["reason"] == "another person"


# --- organizations and keys --------------------------------------------------------------------------

NEW_KEY = {"name": "front desk", "purposes": ["car-rental"], "networks": "203.0.113.0/24"}


def test_a_key_is_shown_once_and_is_in_no_page_after_that():
    organization = OrganizationFactory()
    client = client_of(officer("second_approver"), fresh=True)

    answer = client.post(f"{ORGANIZATIONS}{organization.pk}/act/new-key/", NEW_KEY)
    key = ApiKey.objects.get()
    text = next(word for word in answer.content.decode().replace("<", " ").replace(">", " ").split()
                if word.startswith(key.prefix))  # fmt: skip

    assert "no-store" in answer["Cache-Control"]
    assert keys.authenticate(text, at=timezone.now(), address="203.0.113.9").purposes == {"car-rental"}
    for address in (f"{KEYS}{key.pk}/change/", KEYS, f"{ORGANIZATIONS}{organization.pk}/change/"):
        page = client.get(address)
        assert page.status_code == 200
        assert text not in page.content.decode()
    assert text not in str(list(AuditEvent.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_key_asks_for_a_fresh_second_factor(method):
    organization = OrganizationFactory()
    client = client_of(officer("second_approver"))

    answer = getattr(client, method)(f"{ORGANIZATIONS}{organization.pk}/act/new-key/", NEW_KEY)

    assert answer.status_code == 302
    assert answer["Location"].startswith(
        "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Faccounts%2Forganization"
    )
    assert not ApiKey.objects.exists()


def test_the_second_factor_shown_again_opens_the_page_that_asked_for_it():
    organization = OrganizationFactory()
    client = client_of(officer("second_approver"))
    url = f"{ORGANIZATIONS}{organization.pk}/act/new-key/"
    code = format_hotp_value(hotp_value(TOTP_SECRET, next(yield_hotp_counters_from_time())))

    asked = client.get(url)["Location"]
    answer = client.post(asked, {"code": code})

    assert answer["Location"] == url
    assert client.get(url).status_code == 200


def test_a_second_factor_shown_long_ago_is_not_fresh():
    organization = OrganizationFactory()
    client = client_of(officer("second_approver"), fresh=True)
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 301
    session.save()

    client.post(f"{ORGANIZATIONS}{organization.pk}/act/new-key/", NEW_KEY)

    assert not ApiKey.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"purposes": ["everything"]}, {"name": ""}, {"networks": "nonsense"}, {"expires_on": "2001-01-01"}],
)
def test_an_impossible_key_is_not_made(wrong):
    organization = OrganizationFactory()
    client = client_of(officer("second_approver"), fresh=True)

    answer = client.post(f"{ORGANIZATIONS}{organization.pk}/act/new-key/", {**NEW_KEY, **wrong})

    assert answer.status_code in (200, 409)
    assert not ApiKey.objects.exists()


def test_a_key_is_revoked_with_a_reason():
    key = ApiKeyFactory()
    client = client_of(officer("second_approver"), fresh=True)

    client.post(f"{KEYS}{key.pk}/act/revoke/", {"reason": ""})
    key.refresh_from_db()
    assert key.revoked_at is None

    client.post(f"{KEYS}{key.pk}/act/revoke/", {"reason": "found in a repository"})
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert AuditEvent.objects.get(action="api_key.revoked").facts["reason"] == "found in a repository"


@pytest.mark.parametrize("address", [ORGANIZATIONS, KEYS, "/admin/accounts/membership/"])
@pytest.mark.parametrize("role", ["reviewer", "officer", "auditor", "rollout_lead"])
def test_organizations_are_the_duty_of_few(role, address):
    assert client_of(officer(role)).get(address).status_code == 403


def test_an_organization_is_added_and_switched_off_with_a_trace():
    client = client_of(officer("second_approver"))
    typed = {"name": "示范租车", "name_en": "Example", "uscc": "91990100ma0000001g", "is_active": "on"}

    client.post(f"{ORGANIZATIONS}add/", typed)
    organization = Organization.objects.get()
    again = {**typed, "uscc": organization.uscc, "is_active": ""}
    client.post(f"{ORGANIZATIONS}{organization.pk}/change/", again)

    organization.refresh_from_db()
    assert not organization.is_active
    assert organization.uscc == "91990100MA0000001G"
    facts = [event.facts for event in AuditEvent.objects.filter(action="organization.changed").order_by("id")]
    assert [fact["added"] for fact in facts] == [True, False]
    assert facts[1]["fields"] == ["is_active"]


@pytest.mark.parametrize("uscc", ["91990100MA00000017", "9199", "91990100MA0000001I"])
def test_an_organization_with_a_wrong_code_is_not_added_and_what_was_typed_stays(uscc):
    page = client_of(officer("second_approver")).post(
        f"{ORGANIZATIONS}add/", {"name": "示范租车", "name_en": "Example", "uscc": uscc}
    )

    assert not Organization.objects.exists()
    assert f'value="{uscc}"' in page.content.decode()


def test_a_member_is_added_by_phone_and_removed_with_a_reason():
    organization, user = OrganizationFactory(), UserFactory(bound=True)
    client = client_of(officer("second_approver"), fresh=True)
    url = f"{ORGANIZATIONS}{organization.pk}/act/new-member/"

    assert client.post(url, {"login": "13899999999", "role": "manager"}).status_code == 409
    client.post(url, {"login": user.phone.removeprefix("+86"), "role": "manager"})
    membership = Membership.objects.get(user=user)
    client.post(f"/admin/accounts/membership/{membership.pk}/act/remove/", {"reason": "left"})

    assert not Membership.objects.exists()


def test_members_are_named_behind_a_mask_and_never_by_a_bare_number():
    bound = MembershipFactory(user=UserFactory(bound=True))
    unbound = MembershipFactory(user=UserFactory())
    name = bound.user.person.name

    page = client_of(superuser()).get("/admin/accounts/membership/", headers=ENGLISH).content.decode()

    assert f">{mask_name(name)} · Login {bound.user_id}<" in page
    assert f">Login {unbound.user_id}<" in page


def test_lists_cost_the_same_however_long_they_are(django_assert_max_num_queries):
    for _ in range(8):
        MembershipFactory()
        ApiKeyFactory(last_used_at=timezone.now() - timedelta(days=1))
    client = client_of(superuser())

    for address in (ORGANIZATIONS, KEYS, "/admin/accounts/membership/", CLAIMS):
        with django_assert_max_num_queries(14):
            client.get(address, headers=ENGLISH)


# --- officers ----------------------------------------------------------------------------------------

OFFICERS = "/admin/accounts/officer/"
NEW_OFFICER = {"username": "zhang", "badge_number": "P90001", "name": "张警官", "role": "reviewer"}


def test_an_officer_is_appointed_with_a_password_shown_once():
    city = CityFactory()
    client = client_of(superuser(), fresh=True)

    page = client.post(f"{OFFICERS}appoint/", {**NEW_OFFICER, "cities": [city.pk]}, headers=ENGLISH)

    appointed = Officer.objects.get(badge_number="P90001")
    password = page.content.decode().split('class="secret">')[1].split("<")[0]
    assert "no-store" in page["Cache-Control"]
    assert appointed.user.check_password(password)
    assert appointed.user.is_staff
    assert not appointed.user.is_superuser
    assert list(appointed.cities.all()) == [city]
    event = AuditEvent.objects.get(action="officer.changed")
    assert (event.facts["role"], event.facts["cities"]) == ("reviewer", [city.pk])


@pytest.mark.parametrize("wrong", [{"role": "emperor"}, {"username": ""}, {"badge_number": "TAKEN"}])
def test_an_impossible_officer_is_not_appointed(wrong):
    OfficerFactory(badge_number="TAKEN")

    answer = client_of(superuser(), fresh=True).post(f"{OFFICERS}appoint/", {**NEW_OFFICER, **wrong})

    assert answer.status_code == 200
    assert Officer.objects.count() == 1


@pytest.mark.parametrize("role", ["reviewer", "second_approver", "auditor"])
def test_only_a_superuser_appoints(role):
    client = client_of(officer(role), fresh=True)

    assert client.get(OFFICERS).status_code == 403
    assert client.post(f"{OFFICERS}appoint/", NEW_OFFICER).status_code == 403
    assert (
        client.post(f"{OFFICERS}{Officer.objects.get().pk}/act/change/", {"role": "auditor"}).status_code
        == 404
    )


def test_appointing_asks_for_a_fresh_second_factor():
    answer = client_of(superuser()).post(f"{OFFICERS}appoint/", NEW_OFFICER)

    assert answer["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert not Officer.objects.exists()


def test_another_role_ends_the_sessions_of_the_old_one():
    reviewer = officer()
    hers = client_of(reviewer)
    hers.get("/admin/")

    client_of(superuser(), fresh=True).post(
        f"{OFFICERS}{reviewer.pk}/act/change/", {"role": "auditor", "cities": []}
    )

    reviewer.refresh_from_db()
    assert reviewer.role == "auditor"
    assert hers.get("/admin/")["Location"].startswith("/accounts/login/")


def test_a_dismissed_officer_is_out_at_once():
    reviewer = officer()
    hers = client_of(reviewer)

    client_of(superuser(), fresh=True).post(f"{OFFICERS}{reviewer.pk}/act/dismiss/", {"reason": "retired"})

    assert not User.objects.get(pk=reviewer.user_id).is_active
    assert hers.get("/admin/").status_code == 302
    assert AuditEvent.objects.get(action="officer.changed").facts["reason"] == "retired"
