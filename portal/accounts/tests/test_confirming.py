"""Between an act and its being done: a code from a message that says what it is for."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Invitation
from portal.accounts.tests.factories import MembershipFactory, UserFactory
from portal.audit.models import AuditEvent
from portal.notices.models import SmsMessage

pytestmark = pytest.mark.django_db
INVITE = "/organizations/members/invite/"
WISH = {"phone": "+8613900008888", "name": "陈䶮", "role": "manager"}


@pytest.fixture
def legal():
    return MembershipFactory(role="legal")


@pytest.fixture
def page(legal):
    client = Client(headers={"accept-language": "en"})
    client.force_login(legal.user)
    client.post("/organizations/act-for/", {"organization": legal.organization.pk})
    return client


def sent_to(user):
    return SmsMessage.objects.filter(phone=user.phone).order_by("pk")


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def test_nothing_happens_before_the_code_and_everything_typed_comes_back_with_it(page, legal):
    asked = page.post(INVITE, WISH).content.decode()

    assert not Invitation.objects.exists()
    (message,) = sent_to(legal.user)
    assert f"{message.code} is your code to invite somebody to act for your organization." in message.text
    assert legal.user.phone not in asked
    for name, value in WISH.items():
        assert f'type="hidden" name="{name}" value="{value}"' in asked

    done = page.post(INVITE, {**WISH, "code": message.code})

    assert done["Location"] == "/organizations/members/"
    assert Invitation.objects.get().name == "陈䶮"
    event = AuditEvent.objects.get(action="identity.act_confirmed")
    assert (event.subject, event.facts) == (f"login:{legal.user_id}", {"act": "invite"})


def test_a_wrong_code_keeps_the_page_and_five_end_it(page, legal):
    page.post(INVITE, WISH)
    code = sent_to(legal.user).get().code

    answers = [page.post(INVITE, {**WISH, "code": wrong(code)}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "This code is not right." in answers[0].content.decode()
    assert page.post(INVITE, {**WISH, "code": code}).status_code == 429
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("code", ["", "12", "abcdef", "1" * 5000])
def test_what_is_no_code_is_told_and_not_counted(page, legal, code):
    page.post(INVITE, WISH)

    for _ in range(6):
        assert 'aria-invalid="true"' in page.post(INVITE, {**WISH, "code": code}).content.decode()

    assert page.post(INVITE, {**WISH, "code": sent_to(legal.user).get().code}).status_code == 302


def test_the_same_code_serves_until_it_is_over_and_another_comes_after_a_wait(page, legal):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        page.post(INVITE, WISH)
        page.post(INVITE, WISH)
        early = page.post(INVITE, {**WISH, "action": "resend"}).content.decode()
        assert "You can ask for another code in 30 seconds." in early
        assert sent_to(legal.user).count() == 1

        clock.shift(timedelta(seconds=31))
        page.post(INVITE, {**WISH, "action": "resend", "code": "1"})
        first, second = sent_to(legal.user)
        if first.code != second.code:
            assert page.post(INVITE, {**WISH, "code": first.code}).status_code == 200

        clock.shift(timedelta(minutes=6))
        assert "has expired" in page.post(INVITE, {**WISH, "code": second.code}).content.decode()
        page.post(INVITE, {**WISH, "action": "resend"})
        assert page.post(INVITE, {**WISH, "code": sent_to(legal.user).last().code}).status_code == 302


def test_a_code_never_sent_or_sent_for_another_act_does_not_serve(page, legal):
    assert page.post(INVITE, {**WISH, "code": "123456"}).status_code == 200
    page.post(INVITE, WISH)
    member = MembershipFactory(organization=legal.organization, role="reader")
    change = {"act": "role", "role": "legal", "code": sent_to(legal.user).get().code}

    page.post(f"/organizations/members/{member.pk}/", change)

    member.refresh_from_db()
    assert member.role == "reader"
    assert not Invitation.objects.exists()


def test_it_counts_for_ten_minutes_in_this_session_only(page, legal):
    member = MembershipFactory(organization=legal.organization, role="reader")
    theirs, change = f"/organizations/members/{member.pk}/", {"act": "role", "role": "manager"}
    with time_machine.travel(timezone.now(), tick=False) as clock:
        page.post(INVITE, WISH)
        page.post(INVITE, {**WISH, "code": sent_to(legal.user).get().code})
        clock.shift(timedelta(seconds=599))
        assert page.post(theirs, change).status_code == 302
        clock.shift(timedelta(seconds=2))
        assert page.post(theirs, change).status_code == 200

    elsewhere = Client()
    elsewhere.force_login(legal.user)
    elsewhere.post("/organizations/act-for/", {"organization": legal.organization.pk})
    assert elsewhere.post(theirs, change).status_code == 200


def test_taking_rights_away_needs_no_code(page, legal):
    member = MembershipFactory(organization=legal.organization, role="reader", user=UserFactory(bound=True))

    removed = page.post(f"/organizations/members/{member.pk}/", {"act": "remove", "reason": "left"})

    assert removed.status_code == 302
    assert not SmsMessage.objects.filter(phone=legal.user.phone, code__gt="").exists()


def test_without_the_counter_no_code_is_sent(page, settings):
    settings.VALKEY_URL = "redis://127.0.0.1:1/0"

    answer = page.post(INVITE, WISH)

    assert answer.status_code == 503
    assert "has been sent" not in answer.content.decode()
    assert not Invitation.objects.exists()
