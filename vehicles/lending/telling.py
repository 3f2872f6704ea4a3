"""Tell owner and authorized person what became of an authorization."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Person
from portal.core.actors import Actor
from portal.core.names import same_name
from portal.grants.models import Grant
from portal.grants.scopes import GrantPurpose
from portal.notices.sending import notify
from portal.notices.topics import Topic
from portal.notices.wording import Words
from vehicles.lending.facts import last_day_of
from vehicles.models import Vehicle
from vehicles.plates import plate_of


def _read(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    purpose = facts.get("purpose")
    return {**facts, "purpose": GrantPurpose(purpose).label if purpose in GrantPurpose.values else "–"}


_OFFER, _AUTHORIZATIONS = _("Show the authorization"), _("Show who is authorized")
WORDS = {
    "use_offered": Words(
        _("You may use the license of vehicle %(plate)s"),
        _("Purpose: %(purpose)s. Until %(until)s. Accept it or decline it."),
        _read,
        goal=_OFFER,
    ),
    "use_accepted": Words(
        _("Vehicle %(plate)s: %(name)s has accepted"),
        _("Purpose: %(purpose)s. Until %(until)s. You can end it at any time."),
        _read,
        goal=_AUTHORIZATIONS,
    ),
    "use_declined": Words(
        _("Vehicle %(plate)s: %(name)s has declined"),
        _("Nobody can use your license by this authorization."),
        _read,
        goal=_AUTHORIZATIONS,
    ),
    "use_ended": Words(
        _("Vehicle %(plate)s: the authorization has ended"),
        _("The license can no longer be shown by it. Purpose: %(purpose)s."),
        _read,
        goal=_OFFER,
    ),
    "use_given_back": Words(
        _("Vehicle %(plate)s: %(name)s no longer needs it"),
        _("The authorization has ended. Purpose: %(purpose)s."),
        _read,
        goal=_AUTHORIZATIONS,
    ),
}


def offered(grant: Grant, *, id_number: str, actor: Actor, at: datetime) -> None:
    """Tell the person meant, if there is one with this number and name; nobody else learns of it."""
    person = Person.objects.filter(id_number=id_number).first()
    if person is not None and same_name(grant.grantee_name, person.name):
        _tell(grant, person.pk, "offered", _theirs(grant), actor, at)


def answered(grant: Grant, answer: str, *, actor: Actor, at: datetime) -> None:
    """Tell the owner; a unit reads it on its vehicle's page."""
    _tell(grant, grant.grantor_person_id, answer, _owners(grant), actor, at)


def ended(grant: Grant, *, by: str, actor: Actor, at: datetime) -> None:
    """Tell the other side."""
    if by == "grantee":
        _tell(grant, grant.grantor_person_id, "given_back", _owners(grant), actor, at)
    else:
        _tell(grant, grant.grantee_id, "ended", _theirs(grant), actor, at)


def _theirs(grant: Grant) -> str:
    return reverse("vehicles:offered", args=[grant.pk])


def _owners(grant: Grant) -> str:
    return reverse("vehicles:authorizations", args=[grant.subject.ref])


def _tell(grant: Grant, person_id: int | None, what: str, link: str, actor: Actor, at: datetime) -> None:
    vehicle = Vehicle.objects.filter(pk=grant.subject.ref).only("plate_type", "plate_number").first()
    if person_id is None or vehicle is None:
        return
    notify(
        person_id=person_id,
        topic=Topic.AUTHORIZATION,
        key=f"grant:{grant.pk}:{what}",
        code=f"use_{what}",
        facts={
            "plate": plate_of(vehicle.plate_type, vehicle.plate_number).text,
            "name": grant.grantee_name,
            "purpose": grant.purpose,
            "until": last_day_of(grant.valid_until).isoformat(),
        },
        link=link,
        actor=actor,
        at=at,
    )
