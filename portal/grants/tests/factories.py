"""Authorizations in each of their states."""

from datetime import timedelta

import factory
from django.utils import timezone

from portal.accounts.tests.factories import PersonFactory
from portal.core.masking import mask_id_number
from portal.grants.models import Grant, GrantSubject
from portal.grants.querysets import grantee_digest


class GrantSubjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GrantSubject
        django_get_or_create = ("scope", "ref")

    scope = "vehicle-license"
    ref = factory.Sequence(lambda n: str(90_000 + n))


class GrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Grant

    class Params:
        person = factory.SubFactory(PersonFactory)
        accepted = factory.Trait(
            status="accepted",
            grantee=factory.SelfAttribute("person"),
            answered_at=factory.SelfAttribute("created_at"),
        )
        lapsed = factory.Trait(
            created_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=9)),
            valid_until=factory.LazyFunction(lambda: timezone.now() - timedelta(days=1)),
        )
        ended = factory.Trait(status="ended", ended_at=factory.LazyFunction(timezone.now))

    subject = factory.SubFactory(GrantSubjectFactory)
    grantor_person = factory.SubFactory(PersonFactory)
    grantee_digest = factory.LazyAttribute(lambda grant: grantee_digest(grant.person.id_number))
    grantee_name = factory.LazyAttribute(lambda grant: grant.person.name)
    grantee_masked = factory.LazyAttribute(lambda grant: mask_id_number(grant.person.id_number))
    purpose = "other"
    created_at = factory.LazyFunction(timezone.now)
    valid_until = factory.LazyAttribute(lambda grant: grant.created_at + timedelta(days=3))
