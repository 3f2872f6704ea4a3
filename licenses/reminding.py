"""Whoever is barred may ask to be told once nothing stands in the way: asked once, told once."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from licenses.credential import entry_of
from licenses.eligibility import refusals
from licenses.facts import facts_of
from licenses.models import DriverLicense
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.credentials import standing_news
from portal.credentials.kinds import Entry
from portal.notices.sending import notify
from portal.notices.topics import Topic

WISH = "driver-license.apply"  # beside what holders of electronic licenses were told
BARRED = "barred"


@transaction.atomic
def ask(*, license: DriverLicense, actor: Actor, at: datetime) -> None:
    """Remember that the holder wants to hear when the license is free. Safe to repeat.

    Raises RuleViolation("not_the_holder").
    """
    if actor.person_id is None or actor.person_id != license.person_id:
        raise RuleViolation("not_the_holder")
    standing_news.note(WISH, entry_of(facts_of(license)), BARRED, at=at)
    record(
        Action.NOTICE_CHOICE_CHANGED,
        subject=Subject("license", str(license.pk)),
        actor=actor,
        person_id=license.person_id,
        at=at,
        waits=True,
    )


def waits(license: DriverLicense) -> bool:
    return _waiting().filter(pk=license.pk).exists()


def tell_free(*, actor: Actor, at: datetime) -> int:
    """Tell those who asked and are barred no longer; how many. Safe to repeat."""
    told = 0
    for license in _waiting().select_related("person").iterator(chunk_size=500):
        facts = facts_of(license)
        if not refusals(facts, at):
            told += _tell_one(entry_of(facts), actor, at)
    return told


def _waiting() -> QuerySet[DriverLicense]:
    return DriverLicense.objects.filter(standing_news.was_told(WISH))


@transaction.atomic
def _tell_one(entry: Entry, actor: Actor, at: datetime) -> bool:
    return standing_news.note(WISH, entry, "", at=at) and notify(
        person_id=entry.person_id or 0,
        topic=Topic.APPLICATION,
        key=f"{WISH}:{entry.ref}:{at:%Y%m%dT%H%M%S.%f}",
        code="license_free",
        link=reverse("licenses:apply-start"),
        actor=actor,
        at=at,
    )
