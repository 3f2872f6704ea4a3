"""Vehicles and what lies on them for tests; traits are named after states, no rule is called."""

from datetime import date, timedelta

import factory
from django.utils import timezone

from portal.rollout.tests.factories import CityFactory
from vehicles.feeds.cells import sample_vin
from vehicles.models import Accident, Encumbrance, Inspection, Insurance, Seizure, Vehicle, Violation


def in_days(days: int) -> date:
    """The local day that many days from now."""
    return timezone.localdate() + timedelta(days=days)


class VehicleFactory(factory.django.DjangoModelFactory):
    """A private saloon car of a person, in order, registered in Suzhou; traits after states."""

    class Meta:
        model = Vehicle

    class Params:
        overdue = factory.Trait(inspection_valid_until=factory.LazyFunction(lambda: in_days(-10)))
        stolen = factory.Trait(status_letters="C")
        detained = factory.Trait(status_letters="L")
        canceled = factory.Trait(status_letters="E")
        transferred = factory.Trait(status_letters="B")
        of_unit = factory.Trait(
            owner=None,
            owner_id_type="N",
            organization_code="91990100MA0000001G",
            owner_name="示范租车公司",
        )

    plate_type = "02"
    plate_number = factory.Sequence("苏Z{:05d}".format)
    vin = factory.Sequence(sample_vin)
    engine_number = "E0000001"
    vehicle_type = "K33"
    brand = "示范牌"
    model = "SF7150A"
    use_character = "A"
    colors = "A"
    fuels = "A"
    owner_id_type = "A"
    owner = factory.SubFactory("portal.accounts.tests.factories.PersonFactory")
    organization_code = ""
    owner_name = "陈晓雨"
    address = "示范市示范路1号"
    registered_on = factory.LazyFunction(lambda: in_days(-1500))
    issued_on = factory.LazyFunction(lambda: in_days(-1500))
    inspection_valid_until = factory.LazyFunction(lambda: in_days(400))
    file_number = factory.Sequence("3205{:08d}".format)
    seats = 5
    gross_mass = 1890
    curb_mass = 1410
    length, width, height = 4650, 1820, 1480
    status_letters = "A"
    city = factory.SubFactory(CityFactory)
    office = "苏州市公安局交通警察支队"
    as_of = factory.LazyFunction(timezone.now)


class InspectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Inspection

    vehicle = factory.SubFactory(VehicleFactory)
    inspected_on = factory.LazyFunction(lambda: in_days(-30))
    passed = True
    valid_until = factory.LazyFunction(lambda: in_days(700))
    as_of = factory.LazyFunction(timezone.now)


class InsuranceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Insurance

    vehicle = factory.SubFactory(VehicleFactory)
    policy_number = factory.Sequence("PDZA{:012d}".format)
    kind = "compulsory"
    insurer = "示范保险公司"
    valid_from = factory.LazyFunction(lambda: in_days(-100))
    valid_until = factory.LazyFunction(lambda: in_days(265))
    as_of = factory.LazyFunction(timezone.now)


class EncumbranceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Encumbrance

    vehicle = factory.SubFactory(VehicleFactory)
    number = factory.Sequence("DY{:012d}".format)
    kind = "mortgage"
    creditor = "示范银行"
    registered_on = date(2024, 3, 1)
    as_of = factory.LazyFunction(timezone.now)


class SeizureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Seizure

    vehicle = factory.SubFactory(VehicleFactory)
    number = factory.Sequence("样本执{}号".format)
    authority = "样本市人民法院"
    seized_on = date(2026, 1, 5)
    as_of = factory.LazyFunction(timezone.now)


class ViolationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Violation

    vehicle = factory.SubFactory(VehicleFactory)
    number = factory.Sequence("{:016d}".format)
    happened_at = factory.LazyFunction(timezone.now)
    code = "1345"
    as_of = factory.LazyFunction(timezone.now)


class AccidentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Accident

    vehicle = factory.SubFactory(VehicleFactory)
    number = factory.Sequence("{:018d}".format)
    happened_at = factory.LazyFunction(timezone.now)
    as_of = factory.LazyFunction(timezone.now)
