"""What lists and the home page learn from this line."""

import pytest
from django.utils import timezone, translation

from licenses.cards import applications_of, offers_of, situation_of
from licenses.models import DriverLicense
from licenses.tests.conftest import actor_for
from licenses.tests.factories import DriverLicenseFactory, LicenseApplicationFactory
from portal.accounts.tests.factories import UserFactory
from portal.core.actors import Actor
from portal.credentials.tests.factories import issued
from portal.rollout.models import Activation
from portal.rollout.tests.factories import ActivationFactory

pytestmark = pytest.mark.django_db


def stage(actor) -> str:
    return situation_of(actor, timezone.now()).stage


def test_every_visitor_has_a_stage(license, holder):
    assert stage(Actor.anonymous()) == "anonymous"
    assert stage(actor_for(UserFactory())) == "unbound"
    assert stage(actor_for(UserFactory(bound=True))) == "no_license"
    assert stage(holder) == "ready"

    DriverLicense.objects.update(status_letters="F")
    assert stage(holder) == "refused"

    DriverLicense.objects.update(status_letters="A")
    Activation.objects.all().delete()
    assert stage(holder) == "closed"


def test_the_wallet_of_a_closed_city_says_so_and_when(license, holder):
    Activation.objects.all().delete()
    with translation.override("en"):
        (offer,) = offers_of(holder, timezone.now())
        assert str(offer.title) == f"{license.city.local_name} is not open yet"
        assert str(offer.text) == "There is no date for it yet."

        opens = ActivationFactory(planned=True).opens_at
        (offer,) = offers_of(holder, timezone.now())
        assert f"{timezone.localtime(opens):%Y-%m-%d}" in str(offer.text)


def test_a_live_copy_is_held_until_the_register_changes_what_it_says(license, holder):
    issued(license)
    assert stage(holder) == "held"
    assert offers_of(holder, timezone.now()) == []

    DriverLicense.objects.update(classes=["C1", "E"])
    assert stage(holder) == "ready"
    assert len(offers_of(holder, timezone.now())) == 1


def test_an_open_application_is_offered_to_be_gone_on_with(license, holder):
    LicenseApplicationFactory(license=license)

    with translation.override("en"):
        offer = offers_of(holder, timezone.now())[0]
        assert str(offer.action) == "Go on"


def test_applications_are_the_persons_own_newest_first(license, holder, django_assert_num_queries):
    LicenseApplicationFactory(license=license, refused=True)
    newest = LicenseApplicationFactory(license=license)
    LicenseApplicationFactory(license=DriverLicenseFactory())

    with django_assert_num_queries(1):
        cards = applications_of(holder)

    assert next(card.reference for card in cards) == newest.reference
    assert len(cards) == 2
    assert applications_of(Actor.anonymous()) == []


@pytest.mark.parametrize(
    ("trait", "tone", "states"),
    [
        ("consented", "neutral", ["done", "todo", "todo", "todo"]),
        ("in_review", "neutral", ["done", "done", "current", "todo"]),
        ("needs_action", "notice", ["done", "done", "current", "todo"]),
        ("refused", "abnormal", ["done", "done", "done"]),
        ("withdrawn", "void", ["done", "todo", "done"]),
    ],
)
def test_each_state_has_its_tone_and_timeline(trait, tone, states, license, holder):
    LicenseApplicationFactory(license=license, **{trait: True})

    card = applications_of(holder)[0]

    assert card.tone == tone
    assert [item["state"] for item in card.timeline] == states
