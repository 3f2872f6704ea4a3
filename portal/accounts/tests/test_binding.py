from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from portal.accounts import binding
from portal.accounts.models import IdentityClaim, User
from portal.accounts.roles import Role
from portal.accounts.tests.factories import (
    OfficerFactory,
    PersonFactory,
    UserFactory,
    made_up_id_number,
)
from portal.audit.models import AuditEvent
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.notices.models import SmsMessage
from portal.rollout.tests.factories import CityFactory

pytestmark = pytest.mark.django_db
ADDRESS = "192.0.2.1"


def _actor(user):
    return Actor(channel="web", label=user.label, user_id=user.pk, person_id=user.person_id)


def _officer(**wishes):
    officer = OfficerFactory(**wishes)
    return Actor(
        channel="staff",
        label=officer.badge_number,
        user_id=officer.user_id,
        person_id=officer.user.person_id,
        officer=officer,
    )


def _claim(user, person, *, name=None, id_number=None, address=ADDRESS, at=None):
    return binding.claim(
        user=user,
        name=name or person.name,
        id_number=id_number or person.id_number,
        address=address,
        actor=_actor(user),
        at=at or timezone.now(),
    )


def _prove(claim, code, *, at=None):
    actor = _actor(claim.user)
    binding.prove_by_code(claim=claim, code=code, address=ADDRESS, actor=actor, at=at or timezone.now())


def _code_of(person):
    row = SmsMessage.objects.filter(phone=person.phone).exclude(code="").order_by("-pk").first()
    return row and row.code


def _actions():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def _at_counter(user, person, city=None):
    claim = _claim(user, person)
    binding.send_to_counter(claim=claim, city=city or CityFactory(), actor=_actor(user), at=timezone.now())
    return claim


def test_the_code_from_the_phone_on_file_binds_the_login():
    user, person = UserFactory(), PersonFactory()
    claim = _claim(user, person)

    _prove(claim, _code_of(person))

    user.refresh_from_db()
    claim.refresh_from_db()
    assert user.person == person
    assert (claim.status, claim.proof, claim.code_digest) == ("confirmed", "phone_on_file", None)
    assert _actions() == ["identity.claimed", "identity.confirmed"]
    assert set(AuditEvent.objects.values_list("person_id", flat=True)) == {person.pk}


def test_spelling_of_the_name_does_not_matter():
    person = PersonFactory(name="阿卜杜拉·买买提")

    claim = _claim(UserFactory(), person, name="阿卜杜拉•买买提")

    assert claim.person == person


def test_neither_name_nor_number_nor_code_is_kept():
    person = PersonFactory()
    claim = _claim(UserFactory(), person)

    row = str(IdentityClaim.objects.filter(pk=claim.pk).values().get())
    events = str(list(AuditEvent.objects.values()))

    for secret in (person.name, person.id_number, _code_of(person)):
        assert secret not in row + events


@pytest.mark.parametrize("who", ["nobody", "wrong name", "no phone", "bound to another"])
def test_a_claim_that_leads_nowhere_looks_like_any_other(who):
    person = PersonFactory(without_phone=who == "no phone")
    if who == "bound to another":
        UserFactory(person=person)
    number = made_up_id_number(999_999) if who == "nobody" else person.id_number

    claim = _claim(UserFactory(), person, name="王小明" if who == "wrong name" else None, id_number=number)

    assert claim.status == "open"
    assert claim.reference
    assert not SmsMessage.objects.exclude(code="").exists()
    for code in ("000000", "123456"):
        with pytest.raises(RuleViolation) as refusal:
            _prove(claim, code)
        assert refusal.value.code == "code_wrong"


def test_the_real_person_is_told_when_another_login_claims_to_be_them():
    person = PersonFactory()
    holder = UserFactory(person=person)

    _claim(UserFactory(), person)

    told = SmsMessage.objects.filter(code="")
    assert set(told.values_list("phone", flat=True)) == {person.phone, holder.phone}


def test_the_person_s_own_phone_gets_the_code_only():
    person = PersonFactory()

    _claim(UserFactory(phone=person.phone), person)

    assert SmsMessage.objects.get().code


def test_after_five_wrong_codes_the_right_one_is_refused_too():
    person = PersonFactory()
    claim = _claim(UserFactory(), person)
    right = _code_of(person)
    for step in range(1, 6):
        with pytest.raises(RuleViolation, match="code_wrong"):
            _prove(claim, f"{(int(right) + step) % 10**6:06}")

    with pytest.raises(RuleViolation, match="code_used_up"):
        _prove(claim, right)
    assert not User.objects.filter(person=person).exists()


def test_a_code_ends_after_ten_minutes():
    person = PersonFactory()
    claim = _claim(UserFactory(), person)

    with pytest.raises(RuleViolation, match="code_expired"):
        _prove(claim, _code_of(person), at=timezone.now() + timedelta(minutes=10))


def test_a_new_claim_ends_the_one_before():
    user, person = UserFactory(), PersonFactory()
    first = _claim(user, person)
    code = _code_of(person)

    _claim(user, person)

    first.refresh_from_db()
    assert first.status == "ended"
    with pytest.raises(RuleViolation, match="code_used_up"):
        _prove(first, code)


def test_a_login_may_claim_a_few_times_only():
    user, person = UserFactory(), PersonFactory()
    for _ in range(5):
        _claim(user, person)

    with pytest.raises(RuleViolation, match="too_many_tries"):
        _claim(user, person)
    assert _claim(UserFactory(), person)


def test_a_number_may_be_claimed_a_few_times_only_whoever_claims():
    person = PersonFactory()
    for _ in range(10):
        _claim(UserFactory(), person, name="王小明")

    with pytest.raises(RuleViolation, match="too_many_tries"):
        _claim(UserFactory(), person)
    assert _claim(UserFactory(), PersonFactory())


def test_a_bound_login_claims_nothing_more():
    with pytest.raises(RuleViolation, match="already_bound"):
        _claim(UserFactory(bound=True), PersonFactory())


def test_a_person_bound_meanwhile_is_not_bound_twice():
    person = PersonFactory()
    claim = _claim(UserFactory(), person)
    UserFactory(person=person)

    with pytest.raises(RuleViolation, match="code_wrong"):
        _prove(claim, _code_of(person))


def test_an_officer_confirms_at_the_counter():
    user, person, officer = UserFactory(), PersonFactory(without_phone=True), _officer()
    claim = _at_counter(user, person)

    binding.confirm_at_counter(claim=claim, actor=officer, at=timezone.now())

    user.refresh_from_db()
    assert user.person == person
    assert (claim.status, claim.proof, claim.decided_by) == ("confirmed", "counter", officer.officer)
    assert _actions() == ["identity.claimed", "identity.confirmed"]


def test_the_counter_moves_a_person_to_a_new_login_and_ends_the_old_one(client):
    person = PersonFactory()
    old, new = UserFactory(person=person), UserFactory()
    claim = _at_counter(new, person)

    binding.confirm_at_counter(claim=claim, actor=_officer(), at=timezone.now())

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.person, new.person) == (None, person)
    assert _actions() == ["identity.claimed", "identity.ended", "identity.confirmed"]
    assert SmsMessage.objects.filter(phone=old.phone).count() == 2  # the claim, the end


def test_the_code_ends_when_the_counter_is_chosen():
    person = PersonFactory()
    claim = _at_counter(UserFactory(), person)

    with pytest.raises(RuleViolation, match="code_used_up"):
        _prove(claim, _code_of(person))


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("an officer on the road", "duty_missing"),
        ("a citizen", "duty_missing"),
        ("an officer of another city", "other_city"),
        ("the claimant", "own_case"),
        ("the person claimed", "own_case"),
    ],
)
@pytest.mark.parametrize("act", [binding.confirm_at_counter, partial(binding.refuse, reason="no card")])
def test_others_do_not_decide_at_this_counter(who, code, act):
    user, person = UserFactory(), PersonFactory()
    actors = {
        "an officer on the road": lambda: _officer(role=Role.OFFICER),
        "a citizen": lambda: _actor(UserFactory(bound=True)),
        "an officer of another city": lambda: _officer(cities=[CityFactory(other=True)]),
        "the claimant": lambda: _officer(user=user),
        "the person claimed": lambda: _officer(user__person=person),
    }
    claim = _at_counter(user, person)

    with pytest.raises(RuleViolation) as refusal:
        act(claim=claim, actor=actors[who](), at=timezone.now())

    assert refusal.value.code == code
    claim.refresh_from_db()
    assert claim.status == "at_counter"


def test_a_claim_that_matches_nobody_can_only_be_refused():
    claim = _at_counter(UserFactory(), PersonFactory.build(id_number=made_up_id_number(999_999)))
    officer = _officer()

    with pytest.raises(RuleViolation, match="claim_matches_nobody"):
        binding.confirm_at_counter(claim=claim, actor=officer, at=timezone.now())
    binding.refuse(claim=claim, reason="nobody of this name", actor=officer, at=timezone.now())

    assert claim.status == "refused"
    assert AuditEvent.objects.get(action="identity.refused").facts == {"reason": "nobody of this name"}


def test_two_officers_decide_once():
    claim = _at_counter(UserFactory(), PersonFactory())
    stale = IdentityClaim.objects.get(pk=claim.pk)
    binding.refuse(claim=claim, reason="no card", actor=_officer(), at=timezone.now())

    with pytest.raises(RuleViolation, match="moved_meanwhile"):
        binding.confirm_at_counter(claim=stale, actor=_officer(), at=timezone.now())
    assert not User.objects.filter(person=claim.person).exists()


def test_a_binding_can_be_ended_and_leaves_a_trace():
    user = UserFactory(bound=True)
    person_id = user.person_id

    for _ in range(2):
        binding.end(user=user, reason="asked for", actor=Actor.system("tests"), at=timezone.now())

    user.refresh_from_db()
    assert user.person is None
    event = AuditEvent.objects.get(action="identity.ended")
    assert (event.person_id, event.facts) == (person_id, {"reason": "asked for"})


def test_officers_see_the_claims_of_their_counters_and_citizens_their_own():
    here = _at_counter(UserFactory(), PersonFactory())
    elsewhere = _at_counter(UserFactory(), PersonFactory(), city=CityFactory(other=True))
    at_home = _claim(UserFactory(), PersonFactory())
    seen = IdentityClaim.objects.visible_to

    assert set(seen(_officer())) == {here}
    assert set(seen(_officer(cities=[CityFactory(other=True)]))) == {elsewhere}
    assert set(seen(_actor(at_home.user))) == {at_home}
    assert not seen(_officer(role=Role.AUDITOR)).exists()
    assert not seen(Actor.anonymous()).exists()


@pytest.mark.django_db(transaction=True)
def test_of_sixty_codes_guessed_at_once_at_most_five_are_tried(settings):
    settings.THROTTLES = {"identity-proof-login": (1000, 60), "identity-proof-address": (1000, 60)}
    person = PersonFactory()
    claim = _claim(UserFactory(), person)
    wrong = f"{(int(_code_of(person)) + 1) % 10**6:06}"

    def guess(_):
        try:
            _prove(IdentityClaim.objects.get(pk=claim.pk), wrong)
        except RuleViolation as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(60)))

    assert answers.count("code_wrong") == 5
    assert answers.count("code_used_up") == 55
