from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.tests.factories import PersonFactory, UserFactory
from portal.core.actors import Actor
from portal.notices import wording
from portal.notices.models import MailMessage, Notice, NoticeChoices, SmsMessage
from portal.notices.sending import notify, notify_many
from portal.notices.topics import DEFAULT_ON, Topic
from portal.notices.wording import Words, register_notices, title_and_text

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
register_notices({"test_news": Words(_("News"), "%(what)s happened on %(day)s.", goal=_("Open my wallet"))})


def tell(person, *, key="event:1", topic=Topic.APPLICATION, **changes):
    wanted = {"code": "test_news", "facts": {"what": "It"}, "actor": SYSTEM, "at": timezone.now()}
    return notify(person_id=person.pk, topic=topic, key=key, **(wanted | changes))


@pytest.fixture
def person():
    return UserFactory(bound=True).person


def chosen(person, *on, **more):
    return NoticeChoices.objects.create(person=person, on=sorted(on), changed_at=timezone.now(), **more)


def test_one_event_is_told_once_however_often_it_is_said(person):
    assert tell(person)
    assert not tell(person)
    assert not tell(person, at=timezone.now() + timedelta(days=1))
    assert tell(person, key="event:2")

    assert Notice.objects.filter(person=person).count() == 2
    assert SmsMessage.objects.count() == 2


def test_the_text_message_says_that_there_is_news_and_nothing_else(person):
    tell(person, facts={"what": "刘洋 320586199001011234", "day": "2026-11-22"})

    message = SmsMessage.objects.get()
    assert message.phone == person.user.phone
    assert not any(word in message.text for word in ("刘洋", "3205", "2026", person.name, "http"))
    notice = Notice.objects.get()
    assert title_and_text(notice.code, notice.facts)[1] == "刘洋 320586199001011234 happened on 2026-11-22."


def test_a_message_is_in_the_language_of_its_receiver(person):
    chosen(person, *DEFAULT_ON, language="en")

    tell(person)

    assert "there is news about an application of yours" in SmsMessage.objects.get().text


def test_whoever_wants_no_text_messages_gets_none_and_still_finds_the_notice(person):
    chosen(person)

    assert tell(person)
    assert SmsMessage.objects.count() == 0
    assert Notice.objects.filter(person=person).exists()


def test_security_is_told_whatever_was_chosen(person):
    chosen(person)

    tell(person, topic=Topic.SECURITY)

    assert SmsMessage.objects.count() == 1


def test_checks_are_not_told_unless_asked_for(person):
    assert not tell(person, topic=Topic.CHECKS)
    assert Notice.objects.count() == 0

    chosen(person, "checks:here")
    assert tell(person, topic=Topic.CHECKS)
    assert SmsMessage.objects.count() == 0


def test_mail_goes_to_a_confirmed_address_only(person):
    choices = chosen(person, "application:email", email="driver@example.org")
    tell(person)
    assert MailMessage.objects.count() == 0

    NoticeChoices.objects.filter(pk=choices.pk).update(email_confirmed_at=timezone.now())
    tell(person, key="event:2")
    assert MailMessage.objects.get().address == "driver@example.org"


def test_a_quiet_notice_stays_on_the_pages(person):
    assert tell(person, quiet=True)
    assert SmsMessage.objects.count() == 0


def test_a_person_without_a_login_finds_the_notice_later():
    person = PersonFactory()

    assert tell(person)
    assert SmsMessage.objects.count() == 0


def test_many_are_told_in_few_statements_and_a_second_run_tells_nobody(django_assert_max_num_queries):
    people = [UserFactory(bound=True).person.pk for _number in range(30)]
    news = {"topic": Topic.ROLLOUT, "key": "city:320500", "code": "test_news", "actor": SYSTEM}

    with django_assert_max_num_queries(9):
        assert notify_many(person_ids=iter(people), at=timezone.now(), **news) == 30
    assert notify_many(person_ids=[*people, people[0]], at=timezone.now(), **news) == 0

    assert SmsMessage.objects.filter(priority=SmsMessage.Priority.BULK).count() == 30


def test_words_nobody_registered_are_a_mistake_of_ours(person):
    with pytest.raises(LookupError):
        tell(person, code="unheard_of")


def test_a_notice_whose_words_are_gone_is_still_shown():
    assert title_and_text("unheard_of", {})[0]
    assert title_and_text("test_news", {"what": "It"})[1] == "It happened on –."


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("topic", list(Topic))
def test_every_topic_has_its_one_sentence(topic, language):
    sentence = wording.outside(topic, language)
    subject, text = wording.mail(topic, language)

    assert len(sentence) <= 140
    assert sentence in text
    assert subject
