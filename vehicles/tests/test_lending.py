"""Somebody else's vehicle license in one's own wallet: who may, until when, and what a check says."""

import threading
from datetime import date, timedelta

import pytest
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from portal.accounts.models import Membership, Organization
from portal.accounts.purposes import Purpose
from portal.accounts.tests.factories import PersonFactory, UserFactory
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.valkey import client
from portal.credentials import issuing, keys, logbook, officer_scans, presenting, reading
from portal.credentials.answers import as_json, as_sheet
from portal.credentials.kinds import kind_by_number, kind_of
from portal.credentials.models import Credential
from portal.credentials.officer_scans import Scan
from portal.credentials.verifying import Verifier, look, verify
from portal.credentials.wallet import activity_of, cards_of
from portal.grants import granting
from portal.grants.models import Grant
from portal.notices.models import Notice
from portal.rollout.tests.factories import ActivationFactory
from vehicles import applying
from vehicles.facts import facts_of
from vehicles.lending import authorizing
from vehicles.lending.cards import looks_of_owner
from vehicles.models import Vehicle
from vehicles.tests.conftest import actor_for
from vehicles.tests.factories import EncumbranceFactory, VehicleFactory
from vehicles.tests.lending import USE, accepted, friend_named, offered, shown

LAST = date(2026, 11, 25)  # three working days after the Friday of `at`
OFFICER = Verifier("officer", "李警官 001", user_id=1)
FIRM = Verifier("api", "示范租车公司", organization_id=5)


@pytest.fixture(autouse=True)
def _fresh_throttles():
    client().flushdb()


@pytest.fixture
def licensed(vehicle, owner, at):
    """The vehicle with its owner's own electronic license."""
    applying.apply(vehicle=vehicle, actor=owner, at=at)
    return vehicle


@pytest.fixture
def friend(db):
    return friend_named()


def checked(text, at, verifier=OFFICER, purpose=Purpose.ROADSIDE):
    return verify(text, verifier=verifier, purpose=purpose, at=at)


def refusal(*args, **more):
    with pytest.raises(RuleViolation) as refused:
        offered(*args, **more)
    assert refused.value.sentence != refused.value.code
    return refused.value.code


def test_the_kind_has_a_number_of_its_own_and_the_gate_of_the_vehicle_license():
    assert kind_by_number(3).slug == USE
    assert kind_of(USE).service == kind_of("vehicle-license").service


def test_accepting_makes_the_card_and_tells_both(licensed, owner, friend, at):
    grant, card = accepted(licensed, owner, friend, at=at, last_day=LAST)

    assert (card.kind, card.subject_ref, card.holder_id) == (USE, str(grant.pk), friend.person_id)
    told = dict(Notice.objects.filter(topic="authorization").values_list("person_id", "code"))
    assert told == {friend.person_id: "use_offered", owner.person_id: "use_accepted"}


def test_the_card_hides_address_and_owner_and_names_friend_purpose_and_term(licensed, owner, friend, at):
    accepted(licensed, owner, friend, at=at, last_day=LAST)

    (card,) = cards_of(actor=actor_for(friend), at=at)

    text = str([row[1] for row in (*card.rows, *card.back_rows)])
    assert licensed.address not in text
    assert licensed.owner.name not in text
    assert "陈**" in text
    assert (card.delegation.name, card.delegation.code, card.delegation.until) == (
        "王小明",
        "test-drive",
        LAST,
    )
    assert card.valid_until == LAST
    assert (card.pdf_url, card.authorize_url) == ("", "")


def test_a_check_says_who_shows_it_for_what_and_until_when(licensed, owner, friend, at):
    _grant, card = accepted(licensed, owner, friend, at=at, last_day=LAST)

    verdict = checked(shown(card, friend, at=at), at, FIRM, Purpose.INSURANCE_PURCHASE)
    answer = as_json(verdict, organization_id=5)

    assert answer["result"] == "valid"
    assert answer["presented_by"] == {
        "role": "delegate",
        "name": "王**",
        "purpose": "test-drive",
        "until": "2026-11-25",
    }
    assert answer["credential"]["kind"] == USE
    assert answer["credential"]["valid_until"] == "2026-11-25"
    assert answer["claims"]["owner"] == "陈**"
    assert "王小明" not in str(answer)


def test_the_owners_own_card_is_shown_by_its_holder(licensed, owner, at):
    card = Credential.objects.get(kind="vehicle-license")
    code = presenting.present(credential_id=card.pk, kind=kind_of(card.kind), actor=owner, at=at)

    assert as_json(checked(code.text, at), organization_id=5)["presented_by"] == {"role": "holder"}


def test_a_scan_that_came_late_says_with_a_masked_name_who_showed_it(licensed, owner, friend, at):
    _grant, card = accepted(licensed, owner, friend, at=at, last_day=LAST)
    scan = Scan(shown(card, friend, at=at), Purpose.ROADSIDE, waited=600)

    sheet = officer_scans.check(scan, verifier=OFFICER, at=at + timedelta(minutes=10))

    said = {row["value"] for row in sheet["rows"]}
    assert sheet["tone"] == "notice"
    assert {"王**", "2026-11-25"} < said
    assert "王小明" not in said


def test_officers_read_the_whole_name_and_passers_by_a_masked_one(licensed, owner, friend, at):
    _grant, card = accepted(licensed, owner, friend, at=at, last_day=LAST)
    text = shown(card, friend, at=at)

    public = as_sheet(look(text, verifier=Verifier("public", ""), at=at), labels={})
    police = as_sheet(checked(text, at), labels={})

    assert "王**" in str(public.rows)
    assert "王小明" not in str(public.rows)
    assert "王小明" in str(police.rows)
    assert "Test-drive the vehicle" in str(police.rows) or "试驾" in str(police.rows)


def test_officers_are_told_to_compare_the_vehicle_and_whoever_was_authorized(licensed, owner, friend, at):
    own = Credential.objects.get(kind="vehicle-license")
    code = presenting.present(credential_id=own.pk, kind=kind_of(own.kind), actor=owner, at=at)
    _grant, card = accepted(licensed, owner, friend, at=at, last_day=LAST)
    texts = (code.text, shown(card, friend, at=at))
    with override("en"):
        sheets = [as_sheet(checked(text, at), labels={}) for text in texts]

    paper = "On the road ask for the paper vehicle license as well: this does not replace it."
    assert sheets[0].sentence == (
        f"Genuine and current. Compare the plate and the VIN with the vehicle. {paper}"
    )
    assert sheets[1].sentence.endswith(paper)  # article 11 still asks for it
    assert "name of the authorized person" in sheets[1].sentence
    assert "photo" not in sheets[0].sentence + sheets[1].sentence


def test_ended_between_showing_and_checking_is_refused(licensed, owner, friend, at):
    grant, card = accepted(licensed, owner, friend, at=at, last_day=LAST)
    text = shown(card, friend, at=at)

    authorizing.end(grant=grant, by="grantor", actor=owner, at=at + timedelta(seconds=5))
    verdict = checked(text, at + timedelta(seconds=6))

    assert (verdict.result, verdict.reason) == ("not_valid", "grant_ended")
    assert as_json(verdict, organization_id=None)["presented_by"] is None
    assert cards_of(actor=actor_for(friend), at=at) == []
    card.refresh_from_db()
    assert (card.status, card.end_reason) == ("revoked", "grant_ended")
    assert Notice.objects.filter(person_id=friend.person_id, code="use_ended").exists()


def test_given_back_tells_the_owner(licensed, owner, friend, at):
    grant, _card = accepted(licensed, owner, friend, at=at, last_day=LAST)

    authorizing.end(grant=grant, by="grantee", actor=actor_for(friend), at=at)
    authorizing.end(grant=grant, by="grantee", actor=actor_for(friend), at=at)

    assert Notice.objects.filter(person_id=owner.person_id, code="use_given_back").count() == 1


def test_it_ends_by_itself_at_midnight_after_its_last_day(licensed, owner, friend, at):
    _grant, card = accepted(licensed, owner, friend, at=at, last_day=LAST)
    midnight = timezone.make_aware(timezone.datetime(2026, 11, 26))
    text = shown(card, friend, at=midnight - timedelta(seconds=1))

    assert checked(text, midnight).reason == "grant_ended"
    assert cards_of(actor=actor_for(friend), at=midnight) == []
    with pytest.raises(RuleViolation) as refused:
        shown(card, friend, at=midnight)
    assert refused.value.code == "not_shown"


def test_a_new_owner_ends_it_and_has_all_places(licensed, owner, friend, at):
    grant, card = accepted(licensed, owner, friend, at=at, last_day=LAST)
    text = shown(card, friend, at=at)
    buyer = UserFactory(bound=True, person__name="李四")
    Vehicle.objects.filter(pk=licensed.pk).update(owner=buyer.person)

    assert checked(text, at).reason == "grant_ended"

    applying.apply(vehicle=licensed, actor=actor_for(buyer), at=at)
    offered(licensed, actor_for(buyer), friend, at=at, last_day=LAST)
    grant.refresh_from_db()
    assert grant.status == "ended"


def test_it_stands_and_falls_with_the_owners_license(licensed, owner, friend, at):
    _grant, card = accepted(licensed, owner, friend, at=at, last_day=LAST)
    text = shown(card, friend, at=at)
    Vehicle.objects.filter(pk=licensed.pk).update(status_letters="C")
    assert checked(text, at).result == "abnormal"

    Vehicle.objects.filter(pk=licensed.pk).update(status_letters="A", colors="B")
    assert cards_of(actor=actor_for(friend), at=at)[0].tone == "abnormal"

    own = Credential.objects.live().get(kind="vehicle-license")
    issuing.revoke(credential=own, reason="test", actor=owner, at=at)
    assert cards_of(actor=actor_for(friend), at=at)[0].tone == "void"


def test_without_the_owners_license_nothing_can_be_offered(vehicle, owner, friend, at):
    assert refusal(vehicle, owner, friend, at=at, last_day=LAST) == "use_without_license"


def test_without_it_nothing_can_be_accepted_either_and_the_offer_stays(licensed, owner, friend, at):
    grant = offered(licensed, owner, friend, at=at, last_day=LAST)
    own = Credential.objects.live().get(kind="vehicle-license")
    issuing.revoke(credential=own, reason="test", actor=owner, at=at)

    with pytest.raises(RuleViolation) as refused:
        authorizing.accept(grant=grant, actor=actor_for(friend), at=at)

    assert refused.value.code == "use_without_license"
    assert Grant.objects.get().status == "waiting"


def test_nobody_passes_on_what_is_not_theirs(licensed, owner, friend, at):
    accepted(licensed, owner, friend, at=at, last_day=LAST)

    assert refusal(licensed, actor_for(friend), friend_named("李四"), at=at, last_day=LAST) == "not_the_owner"


def test_a_fourth_person_oneself_and_wrong_terms_are_refused(licensed, owner, friend, at):
    for name in ("张一", "张二", "张三"):
        offered(licensed, owner, friend_named(name), at=at, last_day=LAST)
    myself = UserFactory(person=PersonFactory())
    myself.person = licensed.owner

    assert refusal(licensed, owner, friend, at=at, last_day=LAST) == "grant_too_many"
    assert refusal(licensed, owner, myself, at=at, last_day=LAST) == "grant_to_oneself"
    assert refusal(licensed, owner, friend, at=at, last_day=date(2026, 11, 19)) == "grant_term_past"
    latest = granting.last_day_possible("vehicle-license", timezone.localdate(at))
    too_late = latest + timedelta(days=1)
    assert refusal(licensed, owner, friend, at=at, last_day=too_late) == "grant_term_too_long"


def test_the_manager_of_a_unit_authorizes_a_driver(open_city, signing_keys, friend, at):
    unit = Organization.objects.create(name="示范租车公司", uscc="91990100MA0000001G")
    manager = UserFactory(bound=True)
    Membership.objects.create(organization=unit, user=manager, role="manager")
    vehicle = VehicleFactory(of_unit=True)
    applying.apply(vehicle=vehicle, actor=actor_for(manager), at=at)

    grant, card = accepted(vehicle, actor_for(manager), friend, at=at, last_day=LAST)

    assert (grant.grantor_person_id, grant.grantor_organization_id) == (None, unit.pk)
    assert checked(shown(card, friend, at=at), at).result == "valid"
    assert len(looks_of_owner(facts_of([vehicle.pk])[0])) == 1


def test_the_owner_sees_who_looked_and_strangers_do_not(licensed, owner, friend, at):
    _grant, card = accepted(licensed, owner, friend, at=at, last_day=LAST)
    checked(shown(card, friend, at=at), at)

    (seen,) = activity_of(actor=owner)
    (own,) = activity_of(actor=actor_for(friend))

    assert (seen.reference, seen.shown_by) == (own.reference, "王小明")
    assert own.shown_by == ""
    assert [look.reference for look in looks_of_owner(facts_of([licensed.pk])[0])] == [own.reference]
    assert activity_of(actor=actor_for(friend_named("李四"))) == []


def test_a_check_takes_two_statements_and_a_code_one(licensed, owner, friend, at, monkeypatch):
    _grant, card = accepted(licensed, owner, friend, at=at, last_day=LAST)
    checked(shown(card, friend, at=at), at)
    ran, real = [], reading.run

    def counted(sql, params):
        ran.append(sql)
        return real(sql, params)

    monkeypatch.setattr(reading, "run", counted)
    monkeypatch.setattr(logbook, "run", counted)
    with CaptureQueriesContext(connection) as asked:
        text = shown(card, friend, at=at)
        assert len(ran) + len(asked) == 1
        assert checked(text, at).result == "valid"
        assert len(ran) + len(asked) == 3


@pytest.mark.django_db(transaction=True)
def test_accepting_and_ending_at_once_never_leaves_a_live_card(at):
    keys.ensure_keys(actor=Actor.system("test"), at=at)
    ActivationFactory(service="vehicle-license", opens_at=at - timedelta(days=9))
    vehicle = VehicleFactory()
    owner, friend = actor_for(UserFactory(person=vehicle.owner)), friend_named()
    applying.apply(vehicle=vehicle, actor=owner, at=at)
    grant = offered(vehicle, owner, friend, at=at, last_day=LAST)
    barrier = threading.Barrier(2)

    def do(work):
        try:
            close_old_connections()
            barrier.wait(10)
            work()
        except RuleViolation:
            pass
        finally:
            connection.close()

    mine = Grant.objects.get(pk=grant.pk)
    acts = (
        lambda: authorizing.accept(grant=grant, actor=actor_for(friend), at=at),
        lambda: authorizing.end(grant=mine, by="grantor", actor=owner, at=at),
    )
    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert Grant.objects.get().status == "ended"
    assert not Credential.objects.live().filter(kind=USE).exists()


@pytest.mark.parametrize("slug", ["vehicle-license", USE])
def test_a_mortgage_is_in_the_answer_to_a_lender_and_in_no_other(licensed, owner, friend, at, slug):
    EncumbranceFactory(vehicle=licensed)
    accepted(licensed, owner, friend, at=at, last_day=LAST)
    card = Credential.objects.get(kind=slug)
    holder = owner if slug == "vehicle-license" else actor_for(friend)

    def code():
        return presenting.present(credential_id=card.pk, kind=kind_of(slug), actor=holder, at=at).text

    with override("en"):
        lender, rental, officer = (
            as_json(checked(code(), at, purpose=purpose), organization_id=1)["credential"]["status"]
            for purpose in (Purpose.MORTGAGE, Purpose.CAR_RENTAL, Purpose.ROADSIDE)
        )
        public = as_sheet(look(code(), verifier=Verifier("public", ""), at=at), labels={})

    assert lender == {"tone": "notice", "codes": ["A"], "label": "Mortgaged"}
    assert rental == officer == {"tone": "normal", "codes": ["A"], "label": "Normal"}
    assert "ortgage" not in str(public.rows) + public.sentence
