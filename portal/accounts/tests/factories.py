"""People, logins, officers, organizations and keys for tests; nobody of them can exist."""

from datetime import date, timedelta

import factory
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from portal.accounts.models import ApiKey, Membership, Officer, Organization, Person, User
from portal.accounts.purposes import Purpose
from portal.accounts.roles import Role
from portal.core.id_numbers import check_digit
from portal.rollout.tests.factories import CityFactory

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "correct horse battery"


def made_up_id_number(number: int, born: date = date(1990, 5, 18)) -> str:
    """A valid GB 11643 number in the unassigned division 99xxxx, another one for each `number`."""
    first17 = f"99{number // 500 % 10_000:04}{born:%Y%m%d}{2 * (number % 500):03}"
    return first17 + check_digit(first17)


class PersonFactory(factory.django.DjangoModelFactory):
    """An adult woman in the register with a phone on file; traits: without_phone, rare_name."""

    class Meta:
        model = Person

    class Params:
        without_phone = factory.Trait(phone="")
        rare_name = factory.Trait(name="陈䶮")

    id_type = Person.IdType.RESIDENT_ID
    birth_date = date(1990, 5, 18)
    id_number = factory.LazyAttributeSequence(lambda o, n: made_up_id_number(n, o.birth_date))
    name = "陈晓雨"
    gender = Person.Gender.FEMALE
    phone = factory.Sequence("+861990000{:04}".format)
    address = "示范市示范路1号"
    as_of = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))


class UserFactory(factory.django.DjangoModelFactory):
    """A citizen's login; traits: citizen (the same), bound (to a register person), staff."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        citizen = factory.Trait()
        bound = factory.Trait(person=factory.SubFactory(PersonFactory))
        staff = factory.Trait(
            username=factory.Sequence("staff{}".format), phone=None, phone_verified=False, is_staff=True
        )

    phone = factory.Sequence("+861980000{:04}".format)
    phone_verified = True

    @factory.post_generation
    def password(self, create, extracted, **_kwargs):
        if extracted:
            self.set_password(extracted)
        else:
            self.set_unusable_password()
        if create:
            self.save(update_fields=["password"])

    @factory.post_generation
    def second_factor(self, create, extracted, **_kwargs):
        if create and extracted:
            TOTP.activate(self, TOTP_SECRET)


class OfficerFactory(factory.django.DjangoModelFactory):
    """A reviewer of Suzhou with a second factor; `role=` and `cities=[...]` make others."""

    class Meta:
        model = Officer
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory, staff=True, password=PASSWORD, second_factor=True)
    badge_number = factory.Sequence("P{:05}".format)
    name = "李警官"
    role = Role.REVIEWER

    @factory.post_generation
    def cities(self, create, extracted, **_kwargs):
        if create:
            self.cities.set([CityFactory()] if extracted is None else extracted)


class OrganizationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organization

    name = factory.Sequence("示范租车{}公司".format)
    name_en = factory.Sequence("Example Car Rental {}".format)
    uscc = factory.Sequence("91990100MA{:08}".format)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory, bound=True)
    role = Membership.Role.MANAGER


class ApiKeyFactory(factory.django.DjangoModelFactory):
    """A key row whose text nobody knows; traits: expired, revoked, test. `keys.mint` makes usable ones."""

    class Meta:
        model = ApiKey

    class Params:
        expired = factory.Trait(expires_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=1)))
        revoked = factory.Trait(revoked_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=1)))
        test = factory.Trait(is_test=True, prefix=factory.Sequence("tk_test_{:04}".format))

    organization = factory.SubFactory(OrganizationFactory)
    name = "front desk"
    prefix = factory.Sequence("tk_live_{:04}".format)
    digest = factory.Sequence(lambda n: n.to_bytes(32, "big"))
    purposes = [Purpose.CAR_RENTAL]
    created_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=30))
