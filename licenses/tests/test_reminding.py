"""Barred, asked to be told, free again: told once."""

from datetime import timedelta

import pytest

from licenses import reminding
from licenses.cards import situation_of
from licenses.models import DriverLicense
from licenses.tests.conftest import actor_for
from portal.accounts.tests.factories import UserFactory
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.notices.models import Notice, SmsMessage

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


def change(license, **facts):
    DriverLicense.objects.filter(pk=license.pk).update(**facts)


def test_who_asked_is_told_once_when_nothing_bars_the_license_any_more(license, holder, at):
    change(license, points=12)
    assert not situation_of(holder, at).waits
    reminding.ask(license=license, actor=holder, at=at)
    reminding.ask(license=license, actor=holder, at=at)
    assert situation_of(holder, at).waits
    assert reminding.tell_free(actor=SYSTEM, at=at) == 0

    change(license, points=0)
    assert reminding.tell_free(actor=SYSTEM, at=at + timedelta(hours=1)) == 1
    assert reminding.tell_free(actor=SYSTEM, at=at + timedelta(hours=2)) == 0

    notice = Notice.objects.get(person=license.person, code="license_free")
    assert notice.link == "/licenses/apply/"
    assert "license" not in SmsMessage.objects.get(phone=license.person.user.phone).text.lower()


def test_who_did_not_ask_is_told_nothing(license, holder, at):
    change(license, points=12)
    assert reminding.tell_free(actor=SYSTEM, at=at) == 0
    change(license, points=0)
    assert reminding.tell_free(actor=SYSTEM, at=at) == 0


def test_nobody_asks_for_the_license_of_another(license, at):
    with pytest.raises(RuleViolation, match="not_the_holder"):
        reminding.ask(license=license, actor=actor_for(UserFactory(bound=True)), at=at)
