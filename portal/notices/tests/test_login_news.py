"""What a citizen reads about the own login, told by real sign-ins and by allauth's own signals."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.test import Client, RequestFactory

from portal.accounts.tests.factories import OfficerFactory, UserFactory
from portal.notices.models import Notice, SmsMessage
from portal.notices.wording import title_and_text

PHONE = "+8619812340001"
pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(bound=True, phone=PHONE)


def sign_in() -> Client:
    client = Client()
    client.post("/accounts/login/", {"phone": PHONE})
    code = SmsMessage.objects.filter(phone=PHONE).exclude(code="").latest("pk").code
    assert client.post("/accounts/login/code/", {"code": code})["Location"] == "/wallet/"
    return client


def changed(signal, user, kind):
    request = RequestFactory().post("/accounts/2fa/")
    request.user = user
    signal.send(
        sender=Authenticator, request=request, user=user, authenticator=Authenticator(user=user, type=kind)
    )


def told():
    return [(notice.code, notice.link) for notice in Notice.objects.order_by("pk")]


def test_one_device_is_no_news(user):
    sign_in()
    assert told() == []


def test_a_second_device_is_told_on_these_pages_and_by_no_further_message(user):
    first = sign_in()
    sent = SmsMessage.objects.count()
    sign_in()
    assert told() == [("login_elsewhere", "/accounts/sessions/")]
    assert SmsMessage.objects.count() == sent + 1
    page = first.get("/notices/", headers={"accept-language": "en"})
    assert "Signed in on one more device" in page.content.decode()


def test_whoever_signed_out_before_is_on_one_device(user):
    sign_in().post("/accounts/logout/")
    sign_in()
    assert told() == []


@pytest.mark.parametrize(
    ("signal", "code"), [(authenticator_added, "added"), (authenticator_removed, "removed")]
)
def test_a_changed_second_factor_is_told_by_text_message_as_well(user, signal, code):
    changed(signal, user, Authenticator.Type.WEBAUTHN)
    assert told() == [(f"factor_{code}", "/accounts/2fa/")]
    title, text = title_and_text(f"factor_{code}", {"type": "webauthn"})
    assert "通行密钥" in title or "Passkey" in title
    assert "%(" not in title + text
    assert SmsMessage.objects.get().phone == PHONE


@pytest.mark.parametrize("make", [UserFactory, lambda: OfficerFactory().user])
def test_staff_and_logins_of_nobody_are_told_nothing(db, make):
    changed(authenticator_added, make(), Authenticator.Type.TOTP)
    assert told() == []
