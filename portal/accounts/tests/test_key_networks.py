import pytest
from django.utils import timezone

from portal.accounts import key_networks, keys
from portal.accounts.models import ApiKeyNetwork
from portal.accounts.tests.factories import MembershipFactory, OrganizationFactory
from portal.audit.models import AuditEvent
from portal.core.actors import Actor
from portal.notices.models import SmsMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def used():
    """A key of an organization with one member, and a function that uses it from an address."""
    key_networks._seen.clear()
    organization = OrganizationFactory()
    MembershipFactory(organization=organization)
    _row, text = keys.mint(
        organization=organization,
        name="shop",
        purposes=["car-rental"],
        is_test=False,
        expires_at=None,
        actor=Actor.system("test"),
        at=timezone.now(),
    )
    return lambda address: keys.authenticate(text, at=timezone.now(), address=address)


def told() -> tuple[int, int]:
    return SmsMessage.objects.count(), AuditEvent.objects.filter(action="api_key.new_network").count()


def test_the_first_network_of_a_key_is_no_news(used):
    used("203.0.113.7")
    used("203.0.113.8")

    assert told() == (0, 0)
    assert ApiKeyNetwork.objects.get().network == "203.0.113.0/24"


def test_another_network_is_told_once_and_the_key_goes_on_working(used):
    used("203.0.113.7")

    answers = [used("198.51.100.1"), used("198.51.100.2")]

    assert None not in answers
    assert told() == (1, 1)


def test_another_process_does_not_tell_again(used):
    used("203.0.113.7")
    used("198.51.100.1")
    key_networks._seen.clear()

    used("198.51.100.1")

    assert told() == (1, 1)
