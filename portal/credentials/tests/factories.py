"""Credentials for tests; they are issued by the rules, because a signature cannot be made up."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from licenses.models import DriverLicense
from licenses.tests.factories import DriverLicenseFactory
from portal.core.actors import Actor
from portal.credentials import issuing, keys
from portal.credentials.models import Credential
from portal.rollout.tests.factories import ActivationFactory

SYSTEM = Actor.system("test")


def issued(license: DriverLicense | None = None, *, at: datetime | None = None, **facts: Any) -> Credential:
    """A live credential for a license (a normal one by default) in an open city, with signing keys."""
    at = at or timezone.now()
    keys.ensure_keys(actor=SYSTEM, at=at)
    license = license or DriverLicenseFactory(**facts)
    if not license.city.activations.filter(service="driver-license").exists():
        ActivationFactory(city=license.city)
    return issuing.issue(kind="driver-license", ref=str(license.pk), actor=SYSTEM, at=at)


def holder_of(credential: Credential) -> Actor:
    """The holder as an actor."""
    return Actor(channel="web", label="holder", person_id=credential.holder_id)
