import re

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.tests.factories import UserFactory
from portal.audit.models import AuditEvent
from portal.backoffice.tests.staff import client_of, officer
from portal.core.actors import Actor
from portal.notices.delivering import ATTEMPTS, deliver_due, deliver_mail_due
from portal.notices.models import MailMessage, Notice, NoticeChoices, SmsMessage
from portal.notices.sending import notify
from portal.notices.topics import Topic
from portal.notices.wording import Words, register_notices

pytestmark = pytest.mark.django_db
register_notices({"page_news": Words(_("News"), "Number %(number)s.", goal=_("Open my wallet"))})
ENGLISH = {"headers": {"Accept-Language": "en"}}


@pytest.fixture
def user():
    return UserFactory(bound=True)


@pytest.fixture
def client(user):
    client = Client()
    client.force_login(user)
    return client


def tell(user, number=1, link="/wallet/", **more):
    notify(
        person_id=user.person_id,
        topic=more.pop("topic", Topic.APPLICATION),
        key=f"event:{number}",
        code="page_news",
        facts={"number": number},
        link=link,
        actor=Actor.system("test"),
        at=timezone.now(),
    )
    return Notice.objects.get(key=f"event:{number}", person_id=user.person_id)


def test_the_bell_counts_what_is_new_and_opening_reads_it(client, user):
    first, _second = tell(user, 1), tell(user, 2)
    assert "Notices: 2 new" in client.get("/me/", **ENGLISH).content.decode()

    answer = client.post(f"/notices/{first.pk}/open/")

    assert (answer.status_code, answer["Location"]) == (302, "/wallet/")
    assert "Notices: 1 new" in client.get("/me/", **ENGLISH).content.decode()


def test_a_button_names_what_it_leads_to(client, user):
    tell(user, 1)
    tell(user, 2, link="")
    Notice.objects.filter(key="event:1").update(read_at=timezone.now())

    page = client.get("/notices/", **ENGLISH).content.decode()

    assert page.count('button-quiet">Open my wallet<') == 1
    assert page.count('button-quiet">Mark as read<') == 1


def test_marking_all_read_spares_what_came_meanwhile(client, user):
    shown = tell(user, 1)
    came_later = tell(user, 2)

    client.post("/notices/", {"up_to": shown.pk})

    shown.refresh_from_db()
    came_later.refresh_from_db()
    assert shown.read_at is not None
    assert came_later.read_at is None


def test_another_person_s_notice_does_not_exist(client):
    stranger = tell(UserFactory(bound=True), 1)

    assert client.post(f"/notices/{stranger.pk}/open/").status_code == 404
    assert "Number 1" not in client.get("/notices/").content.decode()


def test_a_notice_leads_nowhere_else(client, user):
    for number, link in enumerate(("//evil.example/", "https://evil.example/", ""), start=1):
        notice = tell(user, number, link=link)
        assert client.post(f"/notices/{notice.pk}/open/")["Location"] == "/notices/"


def test_a_long_list_is_paged_and_the_page_costs_the_same(client, user, django_assert_max_num_queries):
    for number in range(35):
        tell(user, number)

    with django_assert_max_num_queries(6):
        page = client.get("/notices/").content.decode()
    assert page.count("<h2>") == 30
    older = re.search(r"\?before=\d+", page)[0]
    assert client.get(f"/notices/{older}").content.decode().count("<h2>") == 5
    assert client.get("/notices/?before=nonsense").status_code == 200


def test_choices_are_kept_and_written_down(client, user):
    answer = client.post(
        "/notices/choices/", {"application": ["email"], "checks": ["here"], "language": "en"}
    )

    assert answer.status_code == 302
    assert set(NoticeChoices.objects.get().on) == {"application:email", "checks:here"}
    event = AuditEvent.objects.get(action="notice.choice_changed")
    assert event.person_id == user.person_id
    client.post("/notices/choices/", {"application": ["email"], "checks": ["here"], "language": "en"})
    assert AuditEvent.objects.filter(action="notice.choice_changed").count() == 1


@pytest.mark.parametrize(
    "given", [{"security": ["sms"]}, {"checks": ["pigeon"]}, {"language": "xx"}, {"email": "nonsense"}]
)
def test_what_cannot_be_chosen_is_refused_and_what_was_typed_stays(client, given):
    answer = client.post("/notices/choices/", {"language": "en", "application": ["email"], **given})

    assert answer.status_code == 422
    assert "checked" in answer.content.decode()
    assert not NoticeChoices.objects.exists()


def test_an_address_gets_news_only_after_its_owner_has_confirmed(client, user):
    client.post(
        "/notices/choices/", {"language": "en", "application": ["email"], "email": "driver@example.org"}
    )
    mail = MailMessage.objects.get()
    assert user.person.name not in mail.text
    path = re.search(r"/notices/email/\S+/", mail.text)[0]
    tell(user, 1)
    assert MailMessage.objects.count() == 1

    stranger = Client()  # the link is opened on another device
    assert stranger.get(path).status_code == 200
    assert NoticeChoices.objects.get().email_confirmed_at is None
    assert stranger.post(path).status_code == 200
    tell(user, 2)

    assert MailMessage.objects.count() == 2
    assert deliver_mail_due(at=timezone.now()) == 2
    inbox = client.get("/demo/mail/?address=driver@example.org").json()
    assert inbox[0]["subject"].endswith("news")


def test_a_link_for_an_address_that_was_changed_is_worth_nothing(client):
    client.post("/notices/choices/", {"language": "en", "email": "first@example.org"})
    path = re.search(r"/notices/email/\S+/", MailMessage.objects.get().text)[0]
    client.post("/notices/choices/", {"language": "en", "email": "second@example.org"})

    assert client.post(path).status_code == 410
    assert client.post("/notices/email/nonsense/").status_code == 410


def test_staff_see_what_was_given_up_and_send_it_again(user, settings):
    tell(user)
    settings.SMS_SENDER = "portal.notices.senders.HttpGateway"
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:1/"
    SmsMessage.objects.update(attempts=ATTEMPTS - 1)
    deliver_due(at=timezone.now())
    message = SmsMessage.objects.get()
    assert message.status == "failed"
    lead = client_of(officer("rollout_lead"))

    page = lead.get("/admin/notices/smsmessage/?status__exact=failed").content.decode()
    assert user.phone not in page
    assert "ConnectionRefused" in page or "URLError" in page
    assert "None" not in lead.get(f"/admin/notices/smsmessage/{message.pk}/change/").content.decode()
    lead.post(f"/admin/notices/smsmessage/{message.pk}/act/again/")
    settings.SMS_SENDER = "portal.notices.senders.DemoInbox"

    assert deliver_due(at=timezone.now()) == 1
    assert SmsMessage.objects.get().text


def test_a_code_overtakes_a_city_full_of_news(user, settings):
    settings.SMS_PER_SECOND = 2
    now = timezone.now()
    rows = [
        SmsMessage(phone=f"+861970001{n:04}", text="news", priority=2, created_at=now, next_attempt_at=now)
        for n in range(20)
    ]
    SmsMessage.objects.bulk_create(rows)
    SmsMessage.objects.create(phone=user.phone, text="code", created_at=now, next_attempt_at=now)

    sent = deliver_due(at=now, seconds=0.6)

    assert SmsMessage.objects.get(text="code").status == "sent"
    assert sent <= 8
    assert SmsMessage.objects.filter(priority=2, status="queued").count() >= 12
