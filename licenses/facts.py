"""A register entry as a plain value, so that rules, checks and cards need neither model nor query."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from licenses.models import DriverLicense


@dataclass(frozen=True, slots=True, repr=False)
class LicenseFacts:
    """What the register knows about one license and its holder; the order is that of `COLUMNS`."""

    id: int
    person_id: int
    city_code: str
    number: str
    file_number: str
    classes: list[str]
    first_issued_on: date
    valid_from: date
    valid_until: date | None
    status_letters: str
    deferred_until: date | None
    points: int
    points_cycle_from: date
    probation_until: date | None
    restrictions: str
    record: str
    office: str
    photo_id: int | None
    as_of: datetime
    name: str
    gender: str
    nationality: str
    birth_date: date
    address: str
    seizure_letter: str = ""

    @property
    def letters(self) -> frozenset[str]:
        """What the register's feed says and what a seizure of ours adds until it is ended."""
        return frozenset(self.status_letters + self.seizure_letter)

    @property
    def fingerprint(self) -> str:
        """Class, validity and issuing office: a change of these asks for a new application."""
        office = hashlib.sha256(self.office.encode()).hexdigest()[:12]
        until = self.valid_until.isoformat() if self.valid_until else "long-term"
        classes = ",".join(sorted(self.classes))
        return f"{classes}|{self.valid_from.isoformat()}|{until}|{self.city_code}|{office}"


_LICENSE = (
    "id",
    "person_id",
    "city_id",
    "number",
    "file_number",
    "classes",
    "first_issued_on",
    "valid_from",
    "valid_until",
    "status_letters",
    "deferred_until",
    "points",
    "points_cycle_from",
    "probation_until",
    "restrictions",
    "record",
    "office",
    "photo_id",
    "as_of",
)
_PERSON = ("name", "gender", "nationality", "birth_date", "address")
COLUMNS = (*(f"d.{name}" for name in _LICENSE), *(f"p.{name}" for name in _PERSON), "d.seizure_letter")
FIELDS = (*_LICENSE, *(f"person__{name}" for name in _PERSON), "seizure_letter")
_of_license, _of_person = attrgetter(*_LICENSE), attrgetter(*_PERSON)


def facts_of(license: "DriverLicense") -> LicenseFacts:
    """The facts of a row at hand; reads the person unless it was selected with the license."""
    values = (*_of_license(license), *_of_person(license.person), license.seizure_letter)
    return LicenseFacts(*values)
