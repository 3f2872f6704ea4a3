"""Register rows and logins of everybody in the demonstration."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from licenses.models import DriverLicense
from portal.accounts.models import Person, User
from portal.core.actors import Actor
from portal.documents.storage import save_file
from portal.home.demo import faces
from portal.home.demo.cast import CAST, CROWD_CITIES, FATES, Fate, Part
from portal.home.demo.cities import OPEN, OTHER
from portal.home.demo.names import crowd, id_number
from portal.rollout.models import City

DATES = ("first_issued_on", "valid_from", "valid_until", "deferred_until", "probation_until")
_BIG_CLASSES = (["C1"], ["C2"], ["C1"], ["C1", "E"], ["B2"], ["C1", "D"], ["A2"], ["C1"])


@dataclass(frozen=True, slots=True)
class Citizen:
    """One person with everything that belongs to it; `number` is the person's place in the world."""

    number: int
    part: Part
    person: Person
    license: DriverLicense | None
    fate: Fate | None
    user: User | None = None

    @property
    def actor(self) -> Actor:
        if self.user is None:
            return Actor(channel="web", label="citizen", person_id=self.person.pk)
        return Actor(channel="web", label=self.user.label, user_id=self.user.pk, person_id=self.person.pk)


def parts() -> Iterator[Part]:
    """The named ones, then the crowd: every fate once in the open city, afterwards what is usual."""
    yield from CAST
    fates = iter(FATES)
    people = iter(crowd(sum(count for _city, count in CROWD_CITIES)))
    for city, count in CROWD_CITIES:
        for at in range(count):
            name, gender, born = next(people)
            fate = next(fates, _usual(city, at)) if city == OPEN else _usual(city, at)
            yield Part("", name, gender, born, fate, "", city=city, classes=tuple(_BIG_CLASSES[at % 8]))


def _usual(city: str, at: int) -> str:
    """What happens to most: issued, not asked for yet, or waiting for an officer of the two busy cities."""
    if city in (OPEN, OTHER) and at % 9 == 7:
        return "in_review"
    return "eligible" if at % 4 == 3 else "normal"


def load(*, actor: Actor, at: datetime) -> list[Citizen]:
    """Write persons, licenses with drawn photos, and logins; a few statements for all of them."""
    cities = City.objects.in_bulk()
    numbered = list(enumerate(parts()))
    persons = Person.objects.bulk_create(_person(number, part, at) for number, part in numbered)
    citizens = []
    for (number, part), person in zip(numbered, persons, strict=True):
        fate = _reachable(part, FATES[part.fate]) if part.fate else None
        license = _license(number, part, fate, person, cities[part.city], at) if fate else None
        if license is not None:
            photo = save_file(
                content=faces.draw(number, gender=part.gender), content_type="image/jpeg", actor=actor
            )
            license.photo = photo
        citizens.append(Citizen(number, part, person, license, fate))
    DriverLicense.objects.bulk_create(citizen.license for citizen in citizens if citizen.license)
    return _with_logins(citizens)


def _reachable(part: Part, fate: Fate) -> Fate:
    """Nothing can be applied for where the city has not opened yet."""
    opened = part.city in (OPEN, OTHER, "110000", "510100")
    return fate if opened else replace(fate, way="", later={})


def _person(number: int, part: Part, at: datetime) -> Person:
    return Person(
        id_number=id_number(number, part.born, part.gender),
        name=part.name,
        gender=part.gender,
        birth_date=part.born,
        phone=phone_of(number, part),
        address=f"示范市示范区示范路{number + 1}号",
        as_of=at - timedelta(days=400),
    )


def phone_of(number: int, part: Part) -> str:
    """13800000001 and so on for the named ones, 13810000001 and so on for the crowd."""
    return f"+861380000{number + 1:04}" if part.key else f"+861381000{number + 1:04}"


def day(value: Any, today: date) -> Any:
    """A number counts days from today, anything else is left alone."""
    return today + timedelta(days=value) if isinstance(value, int) else value


def _license(number: int, part: Part, fate: Fate, person: Person, city: City, at: datetime) -> DriverLicense:
    today = timezone.localdate(at)
    begun = -1500 + number % 400
    facts: dict[str, Any] = {
        "first_issued_on": begun - 2200,
        "valid_from": begun,
        "valid_until": begun + 3652,
        "points": number % 7,
        "status_letters": "A",
        **fate.facts,
    }
    facts |= {name: day(facts[name], today) for name in DATES if name in facts}
    return DriverLicense(
        person=person,
        number=person.id_number,
        file_number=f"{city.code[:4]}{number + 10_000_000:08}",
        classes=list(part.classes),
        points_cycle_from=today - timedelta(days=200),
        city=city,
        office=f"{city.name}公安局交通警察支队",
        as_of=at - timedelta(days=400),
        **facts,
    )


def _with_logins(citizens: list[Citizen]) -> list[Citizen]:
    unusable = make_password(None)
    owners = [citizen for citizen in citizens if citizen.part.has_login]
    users = User.objects.bulk_create(
        User(phone=citizen.person.phone, phone_verified=True, password=unusable, person=citizen.person)
        for citizen in owners
    )
    by_person = {user.person_id: user for user in users}
    return [replace(citizen, user=by_person.get(citizen.person.pk)) for citizen in citizens]
