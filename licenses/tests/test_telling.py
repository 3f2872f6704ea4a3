from datetime import timedelta

import pytest
from django.utils import timezone

from licenses import applying
from licenses.models import DriverLicense
from licenses.telling import tell_standing
from portal.core.actors import Actor
from portal.credentials import issuing
from portal.credentials.models import ToldStanding
from portal.notices.models import Notice, SmsMessage
from portal.notices.wording import title_and_text

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


@pytest.fixture
def issued(license, holder, at):
    application = applying.begin(license=license, actor=holder, at=at)
    application = applying.consent(application=application, actor=holder, at=at)
    application = applying.use_photo_on_file(application=application, actor=holder, at=at)
    return applying.hand_in(application=application, actor=holder, at=at)


def change(license, **facts):
    DriverLicense.objects.filter(pk=license.pk).update(**facts)


def news(license):
    return list(
        Notice.objects.filter(person=license.person, topic="license")
        .order_by("pk")
        .values_list("code", flat=True)
    )


def test_what_a_feed_brought_is_told_once_and_so_is_its_end(issued, license, at):
    assert tell_standing(actor=SYSTEM, at=at) == 0

    change(license, status_letters="S")
    assert tell_standing(actor=SYSTEM, at=at) == 1
    assert tell_standing(actor=SYSTEM, at=at + timedelta(hours=1)) == 0
    change(license, status_letters="SB")
    assert tell_standing(actor=SYSTEM, at=at + timedelta(hours=2)) == 1
    change(license, status_letters="A")
    assert tell_standing(actor=SYSTEM, at=at + timedelta(hours=3)) == 1
    change(license, status_letters="S")
    assert tell_standing(actor=SYSTEM, at=at + timedelta(hours=4)) == 1

    assert news(license) == [
        "credential_issued",
        "license_standing",
        "license_standing",
        "license_in_order",
        "license_standing",
    ]


def test_the_notice_says_what_it_means_and_the_message_does_not(issued, license, at):
    SmsMessage.objects.all().delete()
    change(license, status_letters="B")

    tell_standing(actor=SYSTEM, at=at)

    notice = Notice.objects.get(code="license_standing")
    assert "12" in title_and_text(notice.code, notice.facts)[1]
    assert "12" not in SmsMessage.objects.get().text


def test_an_expiry_in_sight_is_told_once(issued, license, at):
    change(license, valid_until=timezone.localdate(at) + timedelta(days=60))

    assert tell_standing(actor=SYSTEM, at=at) == 1
    assert tell_standing(actor=SYSTEM, at=at + timedelta(days=1)) == 0

    assert news(license)[-1] == "license_expires"
    assert tell_standing(actor=SYSTEM, at=at + timedelta(days=61)) == 1
    assert ToldStanding.objects.get().state.startswith("abnormal:M")


def test_nobody_is_told_who_has_no_electronic_license(license, at):
    change(license, status_letters="S")

    assert tell_standing(actor=SYSTEM, at=at) == 0


def test_a_revocation_is_told_and_names_nothing_outside(issued, license, at):
    SmsMessage.objects.all().delete()

    issuing.revoke(credential=issued.credential, reason="misused", actor=SYSTEM, at=at)

    notice = Notice.objects.get(code="credential_revoked")
    assert str(issued.credential_id) in notice.link
    assert "misused" not in SmsMessage.objects.get().text
