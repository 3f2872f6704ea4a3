"""Past checks of credentials, by officers, companies and passers-by, so that holders see who looked."""

from datetime import datetime, timedelta

from portal.accounts.models import ApiKey, Officer
from portal.accounts.purposes import Purpose
from portal.core.actors import Actor
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential
from portal.credentials.presenting import present
from portal.credentials.verifying import Verifier, look, verify
from portal.home.demo.people import Citizen

KIND = "driver-license"
_PURPOSES = (
    Purpose.ROADSIDE,
    Purpose.CAR_RENTAL,
    Purpose.INSURANCE_PURCHASE,
    Purpose.RECRUITMENT,
    Purpose.COUNTER,
    Purpose.ROAD_TRANSPORT,
    Purpose.INSURANCE_CLAIM,
)


def play(citizens: list[Citizen], *, days_ago: int, at: datetime) -> int:
    """One check of each citizen's credential about so many days ago; the number of checks comes back."""
    verifiers = _verifiers()
    held = _held(citizens)
    done = 0
    for citizen in citizens:
        credential = held.get(citizen.person.pk)
        if credential is None:
            continue
        purpose = _PURPOSES[(citizen.number + days_ago) % len(_PURPOSES)]
        when = at - timedelta(days=days_ago, minutes=13 * (citizen.number % 40) + 5)
        if credential.issued_at < when:
            _check(credential, citizen.actor, verifiers[purpose], purpose, when)
            done += 1
    return done


def play_mishaps(citizen: Citizen, *, at: datetime) -> None:
    """A code shown too late, one shown twice, and one that a passer-by looked at."""
    credential = _held([citizen])[citizen.person.pk]
    verifiers = _verifiers()
    kind = kind_of(KIND)
    for days_ago, late in ((9, timedelta(minutes=6)), (4, timedelta(seconds=8))):
        when = at - timedelta(days=days_ago)
        shown = present(credential_id=credential.pk, kind=kind, actor=citizen.actor, at=when)
        for moment in (when + late, when + late + timedelta(seconds=30)):
            verify(shown.text, verifier=verifiers[Purpose.CAR_RENTAL], purpose=Purpose.CAR_RENTAL, at=moment)
    when = at - timedelta(days=2)
    shown = present(credential_id=credential.pk, kind=kind, actor=citizen.actor, at=when)
    look(shown.text, verifier=Verifier(channel="public", label=""), at=when + timedelta(seconds=5))


def _check(credential: Credential, holder: Actor, verifier: Verifier, purpose: Purpose, at: datetime) -> None:
    shown = present(credential_id=credential.pk, kind=kind_of(KIND), actor=holder, at=at)
    verify(shown.text, verifier=verifier, purpose=purpose, at=at + timedelta(seconds=9))


def _held(citizens: list[Citizen]) -> dict[int, Credential]:
    holders = [citizen.person.pk for citizen in citizens]
    rows = Credential.objects.live().filter(holder_id__in=holders, kind=KIND)
    return {row.holder_id: row for row in rows}


def _verifiers() -> dict[Purpose, Verifier]:
    """Who checks for which purpose: the demonstration's officer, and the company whose contract has it."""
    officer = Officer.objects.get(user__username="officer")
    police = Verifier(
        channel="officer", label=f"{officer.name} {officer.badge_number}", user_id=officer.user_id
    )
    found = {Purpose.ROADSIDE: police, Purpose.COUNTER: police}
    for key in ApiKey.objects.select_related("organization").filter(is_test=False, revoked_at=None):
        for purpose in key.purposes:
            found[Purpose(purpose)] = Verifier(
                channel="api",
                label=key.organization.name,
                organization_id=key.organization_id,
                api_key_id=key.pk,
            )
    return found
