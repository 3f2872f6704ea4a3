"""Tell people: a notice on these pages and, as each has chosen, a row in an outbox; sent afterwards.

Everything is written in the transaction of the act, so news about what never happened cannot leave.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction

from portal.accounts.models import User
from portal.core.actors import Actor
from portal.notices import wording
from portal.notices.models import MailMessage, Notice, NoticeChoices, Outgoing, SmsMessage
from portal.notices.topics import DEFAULT_ON, Channel, Topic, wants

AT_ONCE = 1000
Priority = Outgoing.Priority


def send_sms(
    *, phone: str, text: str, code: str = "", expires_at: datetime | None = None, at: datetime
) -> SmsMessage:
    """Put one message into the outbox; a worker sends it within seconds, and not after `expires_at`."""
    return SmsMessage.objects.create(
        phone=phone, text=text, code=code, expires_at=expires_at, created_at=at, next_attempt_at=at
    )


def notify(
    *,
    person_id: int,
    topic: Topic,
    key: str,
    code: str,
    facts: Mapping[str, Any] | None = None,
    link: str = "",
    quiet: bool = False,
    actor: Actor,
    at: datetime,
) -> bool:
    """Tell one person one thing once; whether it was news. Safe to repeat with the same `key`.

    `key` names the event ("application:AP…:approved:…"), `code` the registered words, `facts` plain JSON for
    their placeholders (days as ISO text), `link` the page to open. A `quiet` notice stays on these pages.
    """
    news = Notice(topic=topic, key=key, code=code, facts=dict(facts or {}), link=link, created_at=at)
    return _tell([person_id], news, quiet=quiet, priority=Priority.NEWS, actor=actor) == 1


def notify_many(
    *,
    person_ids: Iterable[int],
    topic: Topic,
    key: str,
    code: str,
    facts: Mapping[str, Any] | None = None,
    link: str = "",
    quiet: bool = False,
    actor: Actor,
    at: datetime,
) -> int:
    """Tell many persons the same thing, each once; how many it was news to. Safe to repeat and to resume.

    One transaction a thousand persons; what leaves the house leaves after everything somebody waits for,
    not faster than settings allow.
    """
    news = Notice(topic=topic, key=key, code=code, facts=dict(facts or {}), link=link, created_at=at)
    return sum(
        _tell(some, news, quiet=quiet, priority=Priority.BULK, actor=actor) for some in _portions(person_ids)
    )


def _portions(person_ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(person_ids)
    while some := list(islice(rest, AT_ONCE)):
        yield some


@transaction.atomic
def _tell(person_ids: list[int], news: Notice, *, quiet: bool, priority: Priority, actor: Actor) -> int:
    """Write the notices that are new, and what they send out; how many there were."""
    if not wording.is_known(news.code):
        raise LookupError(f"no words are registered for the notice {news.code!r}")
    chosen = NoticeChoices.objects.in_bulk(person_ids)
    known = set(
        Notice.objects.filter(key=news.key, person_id__in=person_ids).values_list("person_id", flat=True)
    )
    fresh = [
        person_id
        for person_id in dict.fromkeys(person_ids)
        if person_id not in known and wants(_on(chosen.get(person_id)), news.topic, Channel.HERE)
    ]
    rows = [_copy(news, person_id, actor) for person_id in fresh]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    written = list(Notice.objects.filter(key=news.key, person_id__in=fresh, created_at=news.created_at))
    if not quiet:
        _post(written, chosen, priority)
    return len(written)


def _copy(news: Notice, person_id: int, actor: Actor) -> Notice:
    return Notice(
        person_id=person_id,
        topic=news.topic,
        key=news.key,
        code=news.code,
        facts=news.facts,
        link=news.link,
        caused_by=actor.label[:120],
        created_at=news.created_at,
    )


def _post(notices: Sequence[Notice], chosen: Mapping[int, NoticeChoices], priority: Priority) -> None:
    """Outbox rows for those who want them; `notice` is unique there, so each leaves once."""
    logins = User.objects.filter(person_id__in=[notice.person_id for notice in notices], is_active=True)
    phones = dict(logins.exclude(phone=None).values_list("person_id", "phone"))
    messages, mails = [], []
    for notice in notices:
        choices = chosen.get(notice.person_id)
        if notice.person_id in phones and wants(_on(choices), notice.topic, Channel.SMS):
            messages.append(_sms(notice, str(phones[notice.person_id]), choices, priority))
        if choices and choices.email_confirmed_at and wants(choices.on, notice.topic, Channel.EMAIL):
            mails.append(_mail(notice, choices, priority))
    SmsMessage.objects.bulk_create(messages, ignore_conflicts=True)
    MailMessage.objects.bulk_create(mails, ignore_conflicts=True)


def _sms(notice: Notice, phone: str, choices: NoticeChoices | None, priority: Priority) -> SmsMessage:
    return SmsMessage(
        notice=notice,
        priority=priority,
        phone=phone,
        text=wording.outside(notice.topic, language_of(choices)),
        created_at=notice.created_at,
        next_attempt_at=notice.created_at,
    )


def _mail(notice: Notice, choices: NoticeChoices, priority: Priority) -> MailMessage:
    subject, text = wording.mail(notice.topic, language_of(choices))
    return MailMessage(
        notice=notice,
        priority=priority,
        address=choices.email,
        subject=subject,
        text=text,
        created_at=notice.created_at,
        next_attempt_at=notice.created_at,
    )


def language_of(choices: NoticeChoices | None) -> str:
    """The language in which this person is written to."""
    return choices.language if choices else settings.LANGUAGE_CODE


def _on(choices: NoticeChoices | None) -> Collection[str]:
    return DEFAULT_ON if choices is None else choices.on
