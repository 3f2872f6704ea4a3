import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from portal.accounts.identity import actor_of, address_of
from portal.accounts.tests.factories import OfficerFactory, UserFactory


def _request(user=None, **meta):
    request = RequestFactory().get("/", **meta)
    request.user = user or AnonymousUser()
    return request


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (1, "", "192.0.2.1"),
    ],
)
def test_only_a_trusted_proxy_says_where_a_request_comes_from(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXY_COUNT = proxies

    assert address_of(_request(REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)) == address


@pytest.mark.django_db
def test_the_actor_is_the_login_with_its_person_or_its_badge():
    citizen, officer = UserFactory(bound=True), OfficerFactory()

    assert actor_of(_request()).channel == "public"
    by_citizen = actor_of(_request(citizen))
    assert (by_citizen.channel, by_citizen.person_id) == ("web", citizen.person_id)
    assert citizen.phone not in by_citizen.label
    by_officer = actor_of(_request(officer.user))
    assert (by_officer.channel, by_officer.officer, by_officer.label) == (
        "staff",
        officer,
        officer.badge_number,
    )
