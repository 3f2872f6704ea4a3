"""A login becomes a person's: claimed by name and ID number, proven, confirmed, and ended again.

Nothing that a claimant can see tells whether the claimed person exists.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from portal.accounts.models import IdentityClaim, Officer, Person, User
from portal.accounts.roles import Duty
from portal.accounts.sessions import end_sessions_of
from portal.accounts.texting import post_sms
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.digests import keyed_digest, same_digest
from portal.core.errors import RuleViolation
from portal.core.guessing import Limit, network_of, take
from portal.core.names import same_name
from portal.core.phones import parse_phone
from portal.core.references import new_reference
from portal.core.subjects import Subject
from portal.core.transitions import Transitions
from portal.rollout.models import City

CODE_LIFE = timedelta(minutes=10)
CONSENT = "identity-1"  # the wording of the consent that a claim rests on
REFERENCE_PREFIX = "ED"

CLAIMS_LOGIN = Limit("identity-login", 5, 3600)
CLAIMS_ADDRESS = Limit("identity-address", 60, 3600)
CLAIMS_NUMBER = Limit("identity-number", 10, 86_400)
PROOFS_LOGIN = Limit("identity-proof-login", 15, 3600)
PROOFS_ADDRESS = Limit("identity-proof-address", 120, 3600)

Status, Proof = IdentityClaim.Status, IdentityClaim.Proof
moves = Transitions(
    {
        Status.OPEN: {Status.AT_COUNTER, Status.CONFIRMED, Status.ENDED},
        Status.AT_COUNTER: {Status.CONFIRMED, Status.REFUSED, Status.ENDED},
        Status.CONFIRMED: {Status.ENDED},
    }
)


def claim(
    *, user: User, name: str, id_number: str, address: str, actor: Actor, at: datetime
) -> IdentityClaim:
    """Say who one is. Name and number come validated; the claim looks the same whoever they belong to.

    When they match a person whom no login has yet, a code goes to the phone in the register. Raises
    RuleViolation with `already_bound`, `too_many_tries` or `tries_not_countable`.
    """
    if user.person_id is not None:
        raise RuleViolation("already_bound")
    take((CLAIMS_LOGIN, str(user.pk)), (CLAIMS_ADDRESS, network_of(address)), (CLAIMS_NUMBER, id_number))
    return _claim(user, name, id_number, actor, at)


@transaction.atomic
def _claim(user: User, name: str, id_number: str, actor: Actor, at: datetime) -> IdentityClaim:
    User.objects.select_for_update().get(pk=user.pk)
    for earlier in IdentityClaim.objects.live().filter(user=user):
        moves.move(earlier, to=Status.ENDED, decided_at=at, code_digest=None)
    person = _person(name, id_number)
    reference = new_reference(REFERENCE_PREFIX, on=at.date())
    code = f"{secrets.randbelow(10**6):06}"
    new = IdentityClaim.objects.create(
        reference=reference,
        user=user,
        person=person,
        claim_digest=keyed_digest("identity_claim", name, id_number),
        code_digest=keyed_digest("identity_code", reference, code),
        code_expires_at=at + CODE_LIFE,
        created_at=at,
    )
    _record(Action.IDENTITY_CLAIMED, new, actor, at, consent=CONSENT)
    if person is not None:
        _tell_the_person(person, user, code, at)
    return new


def _person(name: str, id_number: str) -> Person | None:
    """The register's person with this number, if the name is theirs too; both are always compared."""
    resident = (Person.IdType.RESIDENT_ID, Person.IdType.TEMPORARY_ID)
    person = Person.objects.filter(id_number=id_number, id_type__in=resident).order_by("id_type").first()
    matches = same_name(name, person.name if person else "")
    return person if person and matches else None


def _tell_the_person(person: Person, user: User, code: str, at: datetime) -> None:
    """The code to the phone on file, if nobody is bound yet; a warning when another login claims."""
    phone = _phone_of(person)
    holder = User.objects.filter(person=person).only("phone").first()
    others = {phone, (holder.phone if holder else None) or ""} - {"", user.phone}
    for number in others:
        text = _(
            "Somebody has asked to link your driver's data with another login. If it was not you, tell "
            "nobody the code and ask at a counter of the vehicle office."
        )
        post_sms(phone=number, text=text, at=at)
    if phone and holder is None:
        text = _("Your code to confirm your identity is %(code)s. Tell it to nobody.") % {"code": code}
        post_sms(phone=phone, text=text, code=code, expires_at=at + CODE_LIFE, at=at)


def prove_by_code(*, claim: IdentityClaim, code: str, address: str, actor: Actor, at: datetime) -> None:
    """Prove an open claim with the code from the phone on file: five guesses, counted in the database.

    Raises RuleViolation: `code_wrong` (also when no code was ever sent), `code_used_up`, `code_expired`,
    `illegal_move`, `too_many_tries`, `tries_not_countable`.
    """
    take((PROOFS_LOGIN, str(claim.user_id)), (PROOFS_ADDRESS, network_of(address)))
    counted = IdentityClaim.objects.filter(pk=claim.pk, status=Status.OPEN, attempts_left__gt=0).update(
        attempts_left=F("attempts_left") - 1
    )
    if not counted:
        raise RuleViolation("code_used_up")
    claim.refresh_from_db()
    right = claim.code_digest is not None and same_digest(
        claim.code_digest, keyed_digest("identity_code", claim.reference, code)
    )
    if claim.code_expires_at is None or claim.code_expires_at <= at:
        raise RuleViolation("code_expired")
    if not right or claim.person is None:
        raise RuleViolation("code_wrong")
    _bind(claim, proof=Proof.PHONE_ON_FILE, actor=actor, at=at)


def send_to_counter(*, claim: IdentityClaim, city: City, actor: Actor, at: datetime) -> None:
    """Choose the counter instead: an officer of the city compares the ID card and confirms."""
    moves.move(claim, to=Status.AT_COUNTER, proof=Proof.COUNTER, city=city, code_digest=None)


@transaction.atomic
def confirm_at_counter(*, claim: IdentityClaim, actor: Actor, at: datetime) -> None:
    """An officer has seen the person and the ID card; an earlier login of the person loses the binding.

    Raises RuleViolation: `duty_missing`, `other_city`, `own_case`, `claim_matches_nobody`, `illegal_move`,
    `moved_meanwhile`.
    """
    officer = _officer_for(claim, actor)
    _bind(claim, proof=Proof.COUNTER, officer=officer, actor=actor, at=at)


@transaction.atomic
def refuse(*, claim: IdentityClaim, reason: str, actor: Actor, at: datetime) -> None:
    """The person at the counter is not who was claimed, or nobody matches."""
    officer = _officer_for(claim, actor)
    moves.move(claim, to=Status.REFUSED, decided_at=at, decided_by=officer)
    _record(Action.IDENTITY_REFUSED, claim, actor, at, reason=reason)


@transaction.atomic
def end(*, user: User, reason: str, actor: Actor, at: datetime) -> None:
    """Separate a login from its person and sign it out everywhere. Safe to repeat."""
    person_id = user.person_id
    if person_id is None:
        return
    for confirmed in IdentityClaim.objects.filter(user=user, status=Status.CONFIRMED):
        moves.move(confirmed, to=Status.ENDED, decided_at=at)
    User.objects.filter(pk=user.pk).update(person=None)
    user.person = None
    end_sessions_of(user.pk)
    subject = Subject("login", str(user.pk))
    record(Action.IDENTITY_ENDED, subject=subject, actor=actor, person_id=person_id, at=at, reason=reason)


@transaction.atomic
def _bind(
    claim: IdentityClaim, *, proof: str, actor: Actor, at: datetime, officer: Officer | None = None
) -> None:
    if claim.person is None:
        raise RuleViolation("claim_matches_nobody")
    person = Person.objects.select_for_update().get(pk=claim.person.pk)
    holder = User.objects.filter(person=person).exclude(pk=claim.user_id).first()
    if holder is not None and officer is None:
        raise RuleViolation("code_wrong")
    if holder is not None:
        end(user=holder, reason="bound to another login at a counter", actor=actor, at=at)
        if holder.phone:
            text = _("Your driver's data are no longer linked with this phone number.")
            post_sms(phone=holder.phone, text=text, at=at)
    moves.move(claim, to=Status.CONFIRMED, proof=proof, decided_at=at, decided_by=officer, code_digest=None)
    User.objects.filter(pk=claim.user_id).update(person=person)
    claim.user.person = person
    _record(Action.IDENTITY_CONFIRMED, claim, actor, at, proof=str(proof))


def _officer_for(claim: IdentityClaim, actor: Actor) -> Officer:
    officer = actor.officer
    if officer is None or not officer.has_duty(Duty.CONFIRM_IDENTITY):
        raise RuleViolation("duty_missing")
    if claim.user_id == actor.user_id or (claim.person_id and claim.person_id == actor.person_id):
        raise RuleViolation("own_case")
    if not officer.cities.filter(pk=claim.city_id).exists():
        raise RuleViolation("other_city")
    return officer


def _phone_of(person: Person) -> str:
    try:
        return parse_phone(person.phone)
    except RuleViolation:
        return ""


def _record(action: Action, claim: IdentityClaim, actor: Actor, at: datetime, **facts: str) -> None:
    subject = Subject("identity-claim", claim.reference)
    record(action, subject=subject, actor=actor, person_id=claim.person_id, at=at, **facts)
