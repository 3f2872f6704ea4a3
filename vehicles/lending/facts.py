"""An authorization with its vehicle as a plain value: one SQL text for checks, cards and issuing.

SQL because a check reads credential, authorization, vehicle, owner and live state in one statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from portal.grants.models import Grant
from portal.grants.scopes import GrantPurpose
from vehicles.faces import owner_masked
from vehicles.facts import COLUMNS as VEHICLE_COLUMNS
from vehicles.facts import LIVE, VehicleFacts


def last_day_of(valid_until: datetime) -> date:
    """The last day of a term that ends at midnight."""
    return timezone.localdate(valid_until - timedelta(microseconds=1))


@dataclass(frozen=True, slots=True, repr=False)
class UseFacts:
    """One authorization and the vehicle it is about; the order is that of `COLUMNS`.

    `license_print` is what the owner's own electronic license was issued for, None when there is no live one.
    """

    id: int
    status: str
    valid_until: datetime
    purpose: str
    grantee_id: int | None
    grantee_name: str
    by_person: int | None
    by_organization: int | None
    license_print: str | None
    vehicle: VehicleFacts

    @property
    def last_day(self) -> date:
        return last_day_of(self.valid_until)

    @property
    def is_by_owner(self) -> bool:
        """Whether who gave it owns the vehicle now."""
        if self.by_person is not None:
            return self.by_person == self.vehicle.owner_id
        return self.by_organization == self.vehicle.organization_id

    def is_in_force(self, on: date) -> bool:
        return self.status == Grant.Status.ACCEPTED and self.last_day >= on and self.is_by_owner

    @property
    def purpose_words(self) -> Any:
        return GrantPurpose(self.purpose).label

    @property
    def owner_masked(self) -> str:
        return owner_masked(self.vehicle)

    @property
    def told(self) -> VehicleFacts:
        """The vehicle as the authorized person may see it: without address, the owner's name hidden."""
        return replace(self.vehicle, address="", owner_name=self.owner_masked)


_OWN = (
    "g.id",
    "g.status",
    "g.valid_until",
    "g.purpose",
    "g.grantee_id",
    "g.grantee_name",
    "g.grantor_person_id",
    "g.grantor_organization_id",
    "oc.fingerprint",
)
COLUMNS: Sequence[str] = (*_OWN, *VEHICLE_COLUMNS)
JOINS = (
    """
    LEFT JOIN grants_grantsubject s ON s.id = g.subject_id AND s.scope = 'vehicle-license'
    LEFT JOIN vehicles_vehicle v ON v.id = CASE WHEN s.scope = 'vehicle-license' THEN s.ref::bigint END
    LEFT JOIN credentials_credential oc
        ON oc.kind = 'vehicle-license' AND oc.subject_ref = s.ref AND oc.status = 'active'"""
    + LIVE
)


def read(row: Sequence[Any]) -> UseFacts | None:
    """The facts in a row of `COLUMNS`; None when authorization or vehicle are gone."""
    own, vehicle = row[: len(_OWN)], row[len(_OWN) :]
    if own[0] is None or vehicle[0] is None:
        return None
    return UseFacts(*own, VehicleFacts(*vehicle))  # type: ignore[call-arg]  # as many as COLUMNS


def use_of(grant_id: int) -> UseFacts | None:
    """One authorization as it is now; one statement."""
    sql = f"SELECT {', '.join(COLUMNS)} FROM grants_grant g {JOINS} WHERE g.id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [grant_id])
        row = cursor.fetchone()
    return read(row) if row else None
