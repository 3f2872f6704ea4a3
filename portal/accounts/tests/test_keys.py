from datetime import timedelta

import pytest
from django.utils import timezone

from portal.accounts import keys
from portal.accounts.models import ApiKey
from portal.accounts.purposes import Purpose
from portal.accounts.tests.factories import OrganizationFactory
from portal.audit.models import AuditEvent
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.valkey import client

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("tests")


@pytest.fixture(autouse=True)
def _nothing_kept():
    keys._kept.clear()
    keys._touched.clear()


def _minted(**wishes):
    given = {
        "organization": OrganizationFactory(),
        "name": "front desk",
        "purposes": [Purpose.CAR_RENTAL],
        "is_test": False,
        "expires_at": None,
        "actor": ACTOR,
        "at": timezone.now(),
    }
    return keys.mint(**given | wishes)


def _authenticate(text, *, at=None, address="192.0.2.1"):
    return keys.authenticate(text, at=at or timezone.now(), address=address)


@pytest.mark.parametrize(("is_test", "beginning"), [(False, "tk_live_"), (True, "tk_test_")])
def test_a_minted_key_opens_and_is_stored_as_a_digest_only(is_test, beginning):
    key, text = _minted(is_test=is_test)

    facts = _authenticate(text)

    assert text.startswith(beginning)
    assert len(text) == 40
    assert (facts.id, facts.purposes, facts.is_test) == (key.pk, {"car-rental"}, is_test)
    row = ApiKey.objects.values().get()
    assert text not in str(row)
    assert text.startswith(row["prefix"])
    assert len(row["prefix"]) == 12


def test_making_and_revoking_leave_a_trace_without_the_key():
    key, text = _minted()
    keys.revoke(key=key, reason="leaked", actor=ACTOR, at=timezone.now())
    keys.revoke(key=key, reason="leaked", actor=ACTOR, at=timezone.now())

    events = list(AuditEvent.objects.order_by("pk"))
    assert [event.action for event in events] == ["api_key.created", "api_key.revoked"]
    assert not any(text in str(event.facts) for event in events)


def test_a_revoked_key_is_dead_at_the_next_request(django_capture_on_commit_callbacks):
    key, text = _minted()
    assert _authenticate(text)

    with django_capture_on_commit_callbacks(execute=True):
        keys.revoke(key=key, reason="leaked", actor=ACTOR, at=timezone.now())

    assert _authenticate(text) is None


def test_another_process_learns_of_a_revocation_through_valkey(django_assert_num_queries):
    key, text = _minted()
    _authenticate(text)
    with django_assert_num_queries(0):
        assert _authenticate(text)

    ApiKey.objects.filter(pk=key.pk).update(revoked_at=timezone.now())
    client().incr("api-keys:version")

    assert _authenticate(text) is None


def test_without_valkey_every_request_asks_the_database(settings):
    key, text = _minted()
    _authenticate(text)
    settings.VALKEY_URL = "redis://127.0.0.1:1/0"

    assert _authenticate(text)
    ApiKey.objects.filter(pk=key.pk).update(revoked_at=timezone.now())
    assert _authenticate(text) is None


def test_a_key_ends_at_its_instant():
    now = timezone.now()
    _, text = _minted(expires_at=now + timedelta(minutes=1))

    assert _authenticate(text, at=now)
    assert _authenticate(text, at=now + timedelta(minutes=1)) is None


def test_a_key_works_from_its_networks_only():
    _, text = _minted(networks=["192.0.2.0/24", "2001:db8::/32"])

    assert _authenticate(text, address="192.0.2.200")
    assert _authenticate(text, address="::ffff:192.0.2.200")
    assert _authenticate(text, address="2001:db8::1")
    assert _authenticate(text, address="198.51.100.1") is None
    assert _authenticate(text, address="nonsense") is None


def test_the_keys_of_a_closed_organization_are_dead():
    key, text = _minted()
    key.organization.is_active = False
    key.organization.save()

    assert _authenticate(text) is None


@pytest.mark.parametrize(
    "text", ["", "tk_live_", "tk_live_" + "a" * 32, "tk_live_" + "\x00" * 32, "x" * 9999]
)
def test_anything_else_is_no_key(text):
    assert _authenticate(text) is None


def test_its_last_use_is_written_at_most_once_a_minute(django_assert_num_queries):
    key, text = _minted()
    now = timezone.now()
    _authenticate(text, at=now)

    with django_assert_num_queries(0):
        _authenticate(text, at=now + timedelta(seconds=30))
    with django_assert_num_queries(1):
        _authenticate(text, at=now + timedelta(seconds=61))

    key.refresh_from_db()
    assert key.last_used_at == now + timedelta(seconds=61)


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"purposes": ["world-domination"]}, "purpose_unknown"),
        ({"networks": ["everywhere"]}, "network_malformed"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "key_already_expired"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(wish, code):
    with pytest.raises(RuleViolation) as refusal:
        _minted(**wish)

    assert refusal.value.code == code
