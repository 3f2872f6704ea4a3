"""The card of an authorized person as a kind of credential; its subject is the authorization."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.purposes import Purpose
from portal.core.errors import RuleViolation
from portal.core.masking import mask_plate
from portal.credentials.delegates import GRANT_ENDED, Delegation
from portal.credentials.kinds import CardFace, Entry, Standing
from vehicles.claim_words import said
from vehicles.credential import CLAIM_LABELS, NEEDED, VehicleLicenseKind, entry_of
from vehicles.eligibility import refusals
from vehicles.faces import face_of
from vehicles.lending.facts import COLUMNS, JOINS, UseFacts, read, use_of
from vehicles.standing import standing

SLUG = "vehicle-license-use"
_VEHICLE = VehicleLicenseKind()
OVER = Standing(
    "void",
    (),
    _("Authorization ended"),
    _("The authorization to use this license has ended."),
    _("Ask the owner for a new one if you still need it."),
    end_reason=GRANT_ENDED,
)
WITHOUT = Standing(
    "void",
    (),
    _("Ended"),
    _("The owner's own electronic license is no longer in force."),
    _("Ask the owner."),
)
OUT_OF_DATE = _("The facts of the owner's license have changed; the owner must apply again first.")


def use_entry(facts: UseFacts) -> Entry:
    """An authorization as the credential room knows it; its number is the vehicle's plate."""
    return Entry(
        ref=str(facts.id),
        person_id=facts.grantee_id,
        city_code=facts.vehicle.city_code,
        number=facts.vehicle.plate_number,
        fingerprint=f"g{facts.id}",
        facts=facts,
        masked=mask_plate(facts.vehicle.plate_number),
        delegation=Delegation(
            owner_masked=facts.owner_masked,
            purpose=facts.purpose_words,
            until=facts.last_day,
            end_url=reverse("vehicles:offered", args=[facts.id]),
            name=facts.grantee_name,
            code=facts.purpose,
        ),
    )


class VehicleLicenseUseKind:
    """Implements `LentKind`: what the vehicle's own kind says, while the authorization is in force."""

    slug = SLUG
    number = 3
    lent = True
    service = _VEHICLE.service
    title = _("Electronic vehicle license (authorized use)")
    columns: Sequence[str] = COLUMNS
    claim_labels: Mapping[str, Any] = CLAIM_LABELS
    needed: Mapping[str, Collection[str]] = NEEDED
    compare = _(
        "Compare the plate and the VIN with the vehicle, "
        "and the name of the authorized person with the driver. "
        "On the road ask for the paper vehicle license as well: this does not replace it."
    )
    changed = OUT_OF_DATE
    # CASE keeps the cast away from other kinds' subjects, whatever order the planner chooses.
    tables = (
        "LEFT JOIN grants_grant g"
        " ON g.id = CASE WHEN c.kind = 'vehicle-license-use' THEN c.subject_ref::bigint END" + JOINS
    )

    def read(self, row: Sequence[Any]) -> Entry | None:
        facts = read(row)
        return use_entry(facts) if facts else None

    def entry(self, ref: str) -> Entry | None:
        if not ref.isascii() or not ref.isdigit() or len(ref) > 18:
            return None
        facts = use_of(int(ref))
        return use_entry(facts) if facts else None

    def standing(self, entry: Entry, on: date, told: Collection[str] | None = None) -> Standing:
        """Void once the authorization is over; otherwise as the owner's own license stands."""
        facts: UseFacts = entry.facts
        if not facts.is_in_force(on):
            return OVER
        if facts.license_print is None:
            return WITHOUT
        vehicle = standing(facts.vehicle, on, told)
        if facts.license_print != facts.vehicle.fingerprint and vehicle.tone != "void":
            return Standing("abnormal", vehicle.codes, _("Out of date"), OUT_OF_DATE, _("Ask the owner."))
        return replace(vehicle, valid_until=facts.last_day)

    def claims(self, entry: Entry, purpose: Purpose | None, on: date) -> dict[str, Any]:
        """What a check of the owner's own license tells; the record has nothing the holder may not see."""
        facts: UseFacts = entry.facts
        return _VEHICLE.claims(entry_of(facts.told if purpose is None else facts.vehicle), purpose, on)

    def say(self, name: str, value: Any) -> str:
        return said(name, value)

    def card(self, entry: Entry, on: date) -> CardFace:
        return replace(
            face_of(self.title, entry.facts.told, on),
            copy_url=reverse("vehicles:use-copy", args=[entry.facts.id]),
            authorize_url="",
        )

    def refusals(self, entry: Entry, at: datetime) -> list[RuleViolation]:
        """In force, the owner's own license live and up to date, and the vehicle free of what refuses one."""
        facts: UseFacts = entry.facts
        if not facts.is_in_force(timezone.localdate(at)):
            return [RuleViolation("grant_over")]
        if facts.license_print != facts.vehicle.fingerprint:
            return [RuleViolation("use_without_license")]
        return refusals(facts.vehicle, at)
