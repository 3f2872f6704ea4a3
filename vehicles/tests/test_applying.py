"""Applying, and what happens to a license whose vehicle changes hands."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from portal.accounts.models import Membership, Organization
from portal.accounts.purposes import Purpose
from portal.accounts.tests.factories import PersonFactory, UserFactory
from portal.audit.models import AuditEvent
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.credentials import keys
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential
from portal.credentials.presenting import present
from portal.credentials.verifying import Verifier, look, verify
from portal.credentials.wallet import cards_of
from portal.rollout.tests.factories import ActivationFactory
from vehicles.applying import apply
from vehicles.models import Vehicle
from vehicles.tests.conftest import AT, actor_for
from vehicles.tests.factories import VehicleFactory, ViolationFactory

OFFICER = Verifier(channel="officer", label="DEMO001")


def test_the_owner_gets_the_license_at_once_and_a_trace_is_left(vehicle, owner, at):
    made = apply(vehicle=vehicle, actor=owner, at=at)

    assert (made.holder_id, made.kind) == (vehicle.owner_id, "vehicle-license")
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", "subject", "person_id"))
    subject = f"vehicle-license:{vehicle.pk}"
    assert actions[-2:] == [
        ("credential.issued", subject, vehicle.owner_id),
        ("vehicle.applied", subject, vehicle.owner_id),
    ]


def test_applying_again_answers_the_same_license(vehicle, owner, at):
    first = apply(vehicle=vehicle, actor=owner, at=at)
    before = AuditEvent.objects.count()

    assert apply(vehicle=vehicle, actor=owner, at=at.replace(hour=9)) == first
    assert AuditEvent.objects.count() == before


def test_nobody_else_applies_for_it(vehicle, at):
    for person in (PersonFactory(), None):
        stranger = actor_for(UserFactory(person=person))
        with pytest.raises(RuleViolation, match="not_the_owner"):
            apply(vehicle=vehicle, actor=stranger, at=at)


@pytest.mark.parametrize(
    ("letter", "code"), [("C", "vehicle_stolen"), ("L", "vehicle_detained"), ("E", "vehicle_canceled")]
)
def test_a_vehicle_in_the_wrong_state_gets_none(vehicle, owner, at, letter, code):
    Vehicle.objects.filter(pk=vehicle.pk).update(status_letters=letter)

    with pytest.raises(RuleViolation, match=code):
        apply(vehicle=vehicle, actor=owner, at=at)
    assert not Credential.objects.exists()


@pytest.mark.django_db
def test_a_city_that_is_not_open_makes_none(signing_keys, at):
    vehicle = VehicleFactory()

    with pytest.raises(RuleViolation, match="city_not_open"):
        apply(vehicle=vehicle, actor=actor_for(UserFactory(person=vehicle.owner)), at=at)


@pytest.fixture
def fleet_car(open_city, signing_keys):
    Organization.objects.create(name="示范租车公司", uscc="91990100MA0000001G")
    return VehicleFactory(of_unit=True)


def member(role, **organization):
    user = UserFactory(bound=True)
    unit = Organization.objects.get(uscc="91990100MA0000001G")
    for name, value in organization.items():
        setattr(unit, name, value)
    unit.save()
    Membership.objects.create(organization=unit, user=user, role=role)
    return actor_for(user)


@pytest.mark.parametrize("role", ["legal", "manager"])
def test_whoever_acts_for_a_unit_applies_for_its_vehicle_and_sees_its_card(fleet_car, at, role):
    actor = member(role)

    made = apply(vehicle=fleet_car, actor=actor, at=at)

    assert made.organization.uscc == fleet_car.organization_code
    assert list(Credential.objects.visible_to(actor)) == [made]
    assert cards_of(actor=actor, at=at) == []  # not among the person's own cards


def test_a_reader_sees_the_vehicle_and_may_do_nothing(fleet_car, at):
    reader = member("reader")

    assert list(Vehicle.objects.visible_to(reader)) == [fleet_car]
    with pytest.raises(RuleViolation, match="not_the_owner"):
        apply(vehicle=fleet_car, actor=reader, at=at)


def test_whoever_has_left_the_unit_sees_nothing_any_more(fleet_car, at):
    actor = member("manager")
    made = apply(vehicle=fleet_car, actor=actor, at=at)
    Membership.objects.all().delete()

    assert not Vehicle.objects.visible_to(actor).exists()
    assert not Credential.objects.visible_to(actor).filter(pk=made.pk).exists()


def test_a_unit_that_was_closed_has_nobody_acting_for_it(fleet_car, at):
    actor = member("legal", is_active=False)

    with pytest.raises(RuleViolation, match="not_the_owner"):
        apply(vehicle=fleet_car, actor=actor, at=at)


def test_a_check_tells_the_officer_the_state_of_this_moment(vehicle, owner, at):
    made = apply(vehicle=vehicle, actor=owner, at=at)
    shown = present(credential_id=made.pk, kind=kind_of(made.kind), actor=owner, at=at)
    ViolationFactory(vehicle=vehicle)

    verdict = verify(shown.text, verifier=OFFICER, purpose=Purpose.ROADSIDE, at=at)

    assert (verdict.result, verdict.status.tone, verdict.status.codes) == ("valid", "notice", ("G",))
    assert verdict.claims["violations"] == 1
    assert verdict.claims["owner"] == vehicle.owner.name


def test_a_stolen_vehicle_is_named_as_such_and_not_to_be_relied_on(vehicle, owner, at):
    made = apply(vehicle=vehicle, actor=owner, at=at)
    shown = present(credential_id=made.pk, kind=kind_of(made.kind), actor=owner, at=at)
    Vehicle.objects.filter(pk=vehicle.pk).update(status_letters="C")

    verdict = verify(shown.text, verifier=OFFICER, purpose=Purpose.COUNTER, at=at)

    assert (verdict.result, verdict.status.codes) == ("abnormal", ("C",))


def test_an_owner_changed_while_the_card_is_shown_ends_it_at_the_next_look(vehicle, owner, at):
    made = apply(vehicle=vehicle, actor=owner, at=at)
    kind = kind_of(made.kind)
    shown = present(credential_id=made.pk, kind=kind, actor=owner, at=at)
    buyer = PersonFactory(name="吴一鸣")
    Vehicle.objects.filter(pk=vehicle.pk).update(owner=buyer, owner_name=buyer.name)

    public = look(shown.text, verifier=Verifier(channel="public", label=""), at=at)
    verdict = verify(shown.text, verifier=OFFICER, purpose=Purpose.ROADSIDE, at=at)

    assert (public.result, verdict.result, verdict.reason) == ("not_valid", "not_valid", "revoked")
    assert verdict.claims == {}
    with pytest.raises(RuleViolation, match="not_shown"):
        present(credential_id=made.pk, kind=kind, actor=owner, at=at)
    (card,) = cards_of(actor=owner, at=at)
    assert (card.tone, card.rows, card.conditions, card.banner) == ("void", (), (), "")
    assert "吴一鸣" not in str(card)


def test_the_buyer_gets_a_license_that_takes_the_place_of_the_sellers(vehicle, owner, at):
    old = apply(vehicle=vehicle, actor=owner, at=at)
    buyer = UserFactory(bound=True)
    Vehicle.objects.filter(pk=vehicle.pk).update(owner=buyer.person, owner_name=buyer.person.name)

    with pytest.raises(RuleViolation, match="not_the_owner"):
        apply(vehicle=vehicle, actor=owner, at=at)
    new = apply(vehicle=vehicle, actor=actor_for(buyer), at=at)

    old.refresh_from_db()
    assert (old.status, new.status, new.holder_id) == ("superseded", "active", buyer.person_id)


def test_a_new_plate_asks_the_owner_to_apply_again(vehicle, owner, at):
    old = apply(vehicle=vehicle, actor=owner, at=at)
    Vehicle.objects.filter(pk=vehicle.pk).update(plate_number="苏Z88888")

    (card,) = cards_of(actor=owner, at=at)
    new = apply(vehicle=vehicle, actor=owner, at=at)

    old.refresh_from_db()
    assert card.tone == "abnormal"
    assert old.status == "superseded"
    assert new.fingerprint != old.fingerprint


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_make_one_license():
    at = AT
    ActivationFactory(service="vehicle-license", opens_at=at - timedelta(days=90))
    keys.ensure_keys(actor=Actor.system("test"), at=at)
    vehicle = VehicleFactory()
    owner = actor_for(UserFactory(person=vehicle.owner))
    made = []

    def tap():
        try:
            made.append(apply(vehicle=vehicle, actor=owner, at=at).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=tap) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 4
    assert len(set(made)) == 1
    assert Credential.objects.count() == 1
