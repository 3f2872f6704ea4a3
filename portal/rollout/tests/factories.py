"""Cities and openings for tests: the cities are in the database already, an opening is open by default."""

from datetime import timedelta

import factory
from django.utils import timezone

from portal.rollout.models import Activation, Batch, City
from portal.rollout.services import Service

OPEN_CITY, OTHER_CITY = "320500", "320600"


class CityFactory(factory.django.DjangoModelFactory):
    """Suzhou; `other=True` is Nantong."""

    class Meta:
        model = City
        django_get_or_create = ("code",)

    class Params:
        other = factory.Trait(code=OTHER_CITY, name="南通市", name_en="Nantong")

    code = OPEN_CITY
    name = "苏州市"
    name_en = "Suzhou"
    province_code = "320000"
    province_name = "江苏省"
    province_name_en = "Jiangsu"
    kind = City.Kind.PREFECTURE


class BatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Batch

    name = factory.Sequence("Batch {}".format)
    status = Batch.Status.APPROVED


class ActivationFactory(factory.django.DjangoModelFactory):
    """The driver's license, open in Suzhou since 30 days; traits: planned, due, paused."""

    class Meta:
        model = Activation
        django_get_or_create = ("city", "service")

    class Params:
        planned = factory.Trait(
            opens_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=30)), activated_at=None
        )
        due = factory.Trait(
            opens_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1)), activated_at=None
        )
        paused = factory.Trait(paused_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1)))

    city = factory.SubFactory(CityFactory)
    service = Service.DRIVER_LICENSE
    batch = factory.SubFactory(BatchFactory)
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=30))
    activated_at = factory.SelfAttribute("opens_at")
