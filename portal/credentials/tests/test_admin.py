from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.translation import override

from licenses.codes import StatusLetter
from portal.accounts.tests.factories import OrganizationFactory, PersonFactory
from portal.audit.models import AuditEvent
from portal.backoffice.tests.staff import client_of, officer, superuser
from portal.core.actors import Actor
from portal.credentials import keys
from portal.credentials.models import Credential, SigningKey, Verification
from portal.rollout.tests.factories import CityFactory

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}
KEYS = "/admin/credentials/signingkey/"
CREDENTIALS = "/admin/credentials/credential/"
CHECKS = "/admin/checks/"


@pytest.fixture
def key():
    keys.ensure_keys(actor=Actor.system("test"), at=timezone.now())
    return SigningKey.objects.get(use="code", status="active")


@pytest.fixture
def credential(key):
    return Credential.objects.create(
        kind="driver-license",
        subject_ref="1",
        holder=PersonFactory(),
        city=CityFactory(),
        issued_at=timezone.now(),
        fingerprint="x",
        record=b"x",
        key=SigningKey.objects.get(use="record"),
    )


# --- signing keys ------------------------------------------------------------------------------------


def test_a_key_is_staged_activated_and_declared_compromised(key):
    client = client_of(superuser(), fresh=True)

    client.post(f"{KEYS}{key.pk}/act/stage/")
    staged = SigningKey.objects.get(use="code", status="staged")
    client.post(f"{KEYS}{staged.pk}/act/activate/")
    key.refresh_from_db()
    assert key.status == "retired"

    client.post(f"{KEYS}{key.pk}/act/compromise/", {"reason": "laptop stolen", "sure": "on"})
    key.refresh_from_db()
    assert key.status == "compromised"
    assert AuditEvent.objects.get(action="key.compromised").facts["reason"] == "laptop stolen"


def test_declaring_compromised_asks_for_a_reason_and_a_tick(key):
    client = client_of(superuser(), fresh=True)

    for typed in ({"reason": "laptop stolen"}, {"sure": "on"}, {}):
        assert client.post(f"{KEYS}{key.pk}/act/compromise/", typed).status_code == 200

    key.refresh_from_db()
    assert key.status == "active"


@pytest.mark.parametrize("act", ["stage", "activate", "compromise"])
def test_every_move_of_a_key_asks_for_a_fresh_second_factor(key, act):
    answer = client_of(superuser()).post(f"{KEYS}{key.pk}/act/{act}/", {"reason": "x", "sure": "on"})

    assert answer["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert SigningKey.objects.filter(use="code").count() == 1


@pytest.mark.parametrize("role", ["reviewer", "officer", "auditor", "rollout_lead", "second_approver"])
def test_keys_are_nobodys_duty_but_a_superusers(key, role):
    client = client_of(officer(role), fresh=True)

    assert client.get(KEYS).status_code == 403
    assert client.post(f"{KEYS}{key.pk}/act/activate/").status_code == 404


def test_no_page_shows_a_private_half_and_no_form_changes_a_status(key):
    client = client_of(superuser())

    page = client.get(f"{KEYS}{key.pk}/change/").content.decode()
    answer = client.post(f"{KEYS}{key.pk}/change/", {"status": "retired"})

    key.refresh_from_db()
    assert "private" not in page
    assert (answer.status_code, key.status) == (403, "active")


# --- credentials -------------------------------------------------------------------------------------


def test_a_credential_is_found_by_its_holder_and_revoked_with_a_reason(credential):
    client = client_of(officer())

    page = client.post(
        CREDENTIALS, {"term": credential.holder.id_number, "reason": "case 7"}
    ).content.decode()
    client.post(f"{CREDENTIALS}{credential.pk}/act/revoke/", {"reason": "holder died"})

    credential.refresh_from_db()
    assert str(credential.pk) in page
    assert credential.holder.id_number not in page.replace(f'value="{credential.holder.id_number}"', "")
    assert (credential.status, credential.end_reason) == ("revoked", "holder died")


def test_a_credential_and_its_key_are_named_in_words(credential):
    browser = client_of(superuser())

    found = browser.post(CREDENTIALS, {"term": str(credential.pk), "reason": "x"}, headers=ENGLISH)
    page = browser.get(f"{CREDENTIALS}{credential.pk}/change/", headers=ENGLISH).content.decode()

    assert '<td data-label="Status">' in found.content.decode()
    assert "Electronic driver&#x27;s license" in page
    assert "· issued records" in page


def test_another_citys_credential_does_not_exist(credential):
    client = client_of(officer(cities=[CityFactory(other=True)]))

    for rest in ("change/", "reveal/", "act/revoke/"):
        assert client.get(f"{CREDENTIALS}{credential.pk}/{rest}").status_code == 404
        assert client.post(f"{CREDENTIALS}{credential.pk}/{rest}", {"reason": "x"}).status_code == 404

    credential.refresh_from_db()
    assert credential.status == "active"


# --- the log of checks -------------------------------------------------------------------------------


def check(minutes=0, **values):
    defaults = {"result": "valid", "channel": "api", "verifier": "示范租车", "purpose": "car-rental"}
    at = timezone.now() - timedelta(minutes=minutes)
    return Verification.objects.create(id=uuid4(), checked_at=at, **{**defaults, **values})


def test_an_auditor_reads_the_log_page_by_page_and_every_check_comes_once():
    for minutes in range(55):
        check(minutes, verifier=f"firm-{minutes:02}-")
    client = client_of(officer("auditor"))

    first = client.get(CHECKS, headers=ENGLISH).content.decode()
    rest = first.split('<a href="?')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(f"{CHECKS}?{rest}", headers=ENGLISH).content.decode()

    seen = [[f"firm-{minutes:02}-" in page for minutes in range(55)] for page in (first, second)]
    assert seen[0] == [True] * 50 + [False] * 5
    assert seen[1] == [False] * 50 + [True] * 5
    assert "Older checks" not in second


def test_the_log_is_sieved_by_day_result_and_organization():
    organization = OrganizationFactory()
    check(verifier="wanted-", result="not_valid", reason="expired", organization_id=organization.pk)
    check(verifier="other-result-", organization_id=organization.pk)
    check(verifier="other-firm-", result="not_valid")
    check(minutes=3000, verifier="other-day-", result="not_valid", organization_id=organization.pk)
    query = {"day": timezone.localdate().isoformat(), "result": "not_valid", "organization": organization.pk}

    page = client_of(officer("auditor")).get(CHECKS, query).content.decode()

    assert "wanted-" in page
    assert "other-" not in page


def test_the_log_says_the_standing_of_that_day_in_words():
    check(kind="driver-license", result="abnormal", codes="BM")
    check(kind="", result="not_valid", reason="expired")

    page = client_of(officer("auditor")).get(CHECKS, headers=ENGLISH).content.decode()

    with override("en"):
        assert f">{StatusLetter('B').label} · {StatusLetter('M').label}<" in page
    assert "The code is too old." in page


def test_reading_the_log_is_itself_written_down():
    client_of(officer("auditor")).get(CHECKS, {"result": "valid"})

    event = AuditEvent.objects.get(action="register.searched")
    assert (event.subject, event.facts["result"]) == ("register:verification", "valid")


@pytest.mark.parametrize("after", ["x", "2026-01-01_x", "2026-01-01T00:00:00_", "_", "\x00", "9" * 3000])
def test_a_forged_place_in_the_log_is_the_beginning(after):
    check(verifier="here-")

    page = client_of(officer("auditor")).get(CHECKS, {"after": after, "day": "0", "result": "all"})

    assert page.status_code == 200
    assert "here-" in page.content.decode()


@pytest.mark.parametrize("role", ["reviewer", "officer", "rollout_lead", "second_approver"])
def test_the_log_is_for_auditors(role):
    assert client_of(officer(role)).get(CHECKS).status_code == 403
