"""Vehicles of the demonstration: register rows, their licenses, and what has happened since."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from portal.accounts.members import add_member
from portal.accounts.models import Membership, Organization
from portal.core.actors import Actor
from portal.grants.models import Grant
from portal.grants.scopes import GrantPurpose
from portal.home.demo.cast import COMPANIES
from portal.home.demo.cities import CLOSED, OPEN
from portal.home.demo.garage import CAR, FLEET, GARAGE, LETTERS, Car
from portal.home.demo.people import Citizen
from portal.rollout.models import City
from vehicles.applying import apply
from vehicles.feeds.cells import sample_vin
from vehicles.lending import authorizing
from vehicles.models import Accident, Encumbrance, Inspection, Insurance, Seizure, Vehicle, Violation


def load(citizens: list[Citizen], *, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """Register rows, licenses, what has happened since; the answer is the list for `demo.json`."""
    people = {citizen.part.key: citizen for citizen in citizens if citizen.part.key}
    cars = [(car, people[car.owner]) for car in GARAGE]
    crowd = [
        citizen for citizen in citizens if not citizen.part.key and citizen.user and citizen.part.city == OPEN
    ]
    cars += [
        (Car("", "", "02", f"苏Z2{n:04}", later=letter), citizen)
        for n, (letter, citizen) in enumerate(zip(LETTERS, crowd, strict=False))
    ]
    cities = City.objects.in_bulk([OPEN, CLOSED])
    vehicles = Vehicle.objects.bulk_create(
        _vehicle(n, car, citizen, cities[car.city], at) for n, (car, citizen) in enumerate(cars)
    )
    for n, ((car, citizen), vehicle) in enumerate(zip(cars, vehicles, strict=True)):
        if car.issued:
            apply(vehicle=vehicle, actor=citizen.actor, at=at - timedelta(days=180, minutes=11 * n))
        _happen(vehicle, car, n, at)
    _lend(vehicles[0], people["owner_normal"], people["friend"], at)
    _load_fleet(people["owner_normal"], len(cars), actor, at)
    return [_listed(car) for car, _citizen in cars if car.key]


def _vehicle(number: int, car: Car, citizen: Citizen, city: City, at: datetime) -> Vehicle:
    person = citizen.person
    return _row(
        number,
        car,
        city,
        at,
        owner=person,
        owner_id_type=person.id_type,
        owner_name=person.name,
        address=person.address,
    )


def _row(number: int, car: Car, city: City, at: datetime, **owner: Any) -> Vehicle:
    today = timezone.localdate(at)
    begun = today - timedelta(days=900 + 17 * number)
    facts = {"fuels": "A", "colors": "A", "use_character": "A", "curb_mass": 1410, **car.kind, **owner}
    return Vehicle(
        plate_type=car.plate_type,
        plate_number=car.plate_number,
        vin=sample_vin(number + 1),
        engine_number=f"DEMO{number:05}",
        registered_on=begun,
        issued_on=begun,
        manufactured_on=begun - timedelta(days=60),
        inspection_valid_until=today + timedelta(days=car.inspection),
        file_number=f"{city.code[:4]}{number + 20_000_000:08}",
        serial_number=f"{number + 1:014}",
        length=4650,
        width=1820,
        height=1480,
        city=city,
        office=f"{city.name}公安局交通警察支队车辆管理所",
        as_of=at - timedelta(hours=9, minutes=number),
        **facts,
    )


def _happen(vehicle: Vehicle, car: Car, number: int, at: datetime) -> None:
    """Inspection and insurance as a rule, burdens and letters where they are told."""
    today, as_of = timezone.localdate(at), at - timedelta(hours=6 + number)
    if car.inspection > 0:
        Inspection.objects.create(
            vehicle=vehicle,
            inspected_on=today - timedelta(days=60),
            passed=True,
            valid_until=vehicle.inspection_valid_until,
            station="示范机动车检测站",
            as_of=as_of,
        )
    if car.insured is not None:
        Insurance.objects.create(
            vehicle=vehicle,
            policy_number=f"PDZADEMO{number:06}",
            kind="compulsory",
            insurer="示范保险公司",
            valid_from=today + timedelta(days=car.insured - 364),
            valid_until=today + timedelta(days=car.insured),
            as_of=as_of,
        )
    for n, burden in enumerate(car.burdens):
        _burden(vehicle, burden, f"{number:04}{n}", at)
    if car.later:
        Vehicle.objects.filter(pk=vehicle.pk).update(status_letters=car.later, as_of=as_of)


def _burden(vehicle: Vehicle, burden: str, mark: str, at: datetime) -> None:
    """What lies on the vehicle, since two hundred days; incidents are told apart."""
    day = timezone.localdate(at) - timedelta(days=200)
    common: dict[str, Any] = {"vehicle": vehicle, "as_of": at - timedelta(days=2)}
    if burden in ("mortgage", "pledge"):
        number = f"DYDEMO{mark}"
        Encumbrance.objects.create(
            number=number, kind=burden, creditor="示范银行", registered_on=day, **common
        )
    elif burden == "seizure":
        number = f"（2026）示范执{mark}号"
        Seizure.objects.create(number=number, authority="示范市人民法院", seized_on=day, **common)
    else:
        _incident(burden, mark, at, common)


def _incident(burden: str, mark: str, at: datetime, common: dict[str, Any]) -> None:
    if burden == "accident":
        happened = at - timedelta(days=30)
        Accident.objects.create(number=f"9902{mark:0>14}", happened_at=happened, place="示范大道", **common)
        return
    Violation.objects.create(
        number=f"9901{mark:0>12}",
        happened_at=at - timedelta(days=12),
        place="示范路口",
        code="1345",
        act="违反禁止标线指示",
        points=1,
        fine=100,
        **common,
    )


def _lend(vehicle: Vehicle, owner: Citizen, friend: Citizen, at: datetime) -> None:
    """Authorizations of the first car: one the friend has accepted, one that waits, one that is over."""
    today = timezone.localdate(at)

    def offered(purpose: str, when: datetime) -> Grant:
        return authorizing.offer(
            vehicle=vehicle,
            id_number=friend.person.id_number,
            name=friend.person.name,
            purpose=purpose,
            last_day=today + timedelta(days=2),
            actor=owner.actor,
            at=when,
        )

    over = offered(GrantPurpose.INSURANCE, at - timedelta(hours=30))
    authorizing.accept(grant=over, actor=friend.actor, at=at - timedelta(hours=29))
    authorizing.end(grant=over, by="grantor", actor=owner.actor, at=at - timedelta(hours=20))
    taken = offered(GrantPurpose.TEST_DRIVE, at - timedelta(hours=3))
    authorizing.accept(grant=taken, actor=friend.actor, at=at - timedelta(hours=2))
    offered(GrantPurpose.VIOLATION, at - timedelta(minutes=25))


def _load_fleet(manager: Citizen, number: int, actor: Actor, at: datetime) -> None:
    """Cars of the rental company, for which the owner of the first car acts."""
    company = Organization.objects.get(uscc=COMPANIES[0].uscc)
    assert manager.user is not None  # noqa: S101 - the cast gives this person a login
    role = Membership.Role.MANAGER
    add_member(organization=company, user=manager.user, role=role, actor=actor, at=at - timedelta(days=190))
    owner = {"owner_id_type": "N", "organization_code": company.uscc, "owner_name": company.name}
    city = City.objects.get(pk=OPEN)
    for n, letter in enumerate(FLEET):
        car = Car(
            "", "", "02", f"苏Z3{n:04}", {**CAR, "use_character": "G"}, later="" if letter == "A" else letter
        )
        vehicle = _row(number + n, car, city, at, address="示范市示范路88号", **owner)
        vehicle.save()
        if n != len(FLEET) - 2:  # one is still to be applied for
            apply(vehicle=vehicle, actor=manager.actor, at=at - timedelta(days=170, minutes=n))
        _happen(vehicle, car, number + n, at)


def _listed(car: Car) -> dict[str, Any]:
    return {
        "key": car.key,
        "plate_type": car.plate_type,
        "plate_number": car.plate_number,
        "vin": Vehicle.objects.get(plate_type=car.plate_type, plate_number=car.plate_number).vin,
        "owner": car.owner,
        "note": car.note,
    }
