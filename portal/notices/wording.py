"""The words of notices: in full on these pages, and one sentence without anything personal for elsewhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from portal.notices.topics import Topic

Facts = Mapping[str, Any]


def _as_they_are(facts: Facts) -> Facts:
    return facts


@dataclass(frozen=True, slots=True)
class Words:
    """Title and text, lazy, with named placeholders; `read` turns stored facts into words of the reader.

    `goal` stands on the button: it names what the linked page shows.
    """

    title: Any
    text: Any
    read: Callable[[Facts], Facts] = _as_they_are
    goal: Any = field(kw_only=True)


_WORDS: dict[str, Words] = {}
# A text message is read by whoever holds the phone: it says that there is news and nothing else.
OUTSIDE: dict[str, Any] = {
    Topic.APPLICATION: _("%(site)s: there is news about an application of yours. Sign in to read it."),
    Topic.LICENSE: _("%(site)s: there is news about one of your electronic licenses. Sign in to read it."),
    Topic.CHECKS: _("%(site)s: one of your electronic licenses was checked. Sign in to see by whom."),
    Topic.ROLLOUT: _("%(site)s: there is news about your city. Sign in to read it."),
    Topic.AUTHORIZATION: _("%(site)s: there is news about an authorization. Sign in to read it."),
    Topic.SECURITY: _("%(site)s: something about your login has changed. Sign in to see what."),
}


def register_notices(words: Mapping[str, Words]) -> None:
    """Add the words of a line's notices; called from `AppConfig.ready()`."""
    _WORDS.update(words)


def is_known(code: str) -> bool:
    return code in _WORDS


def title_and_text(code: str, facts: Facts) -> tuple[str, str]:
    """What a person reads, in the language active now; facts that are lacking are left blank."""
    words = _WORDS.get(code)
    if words is None:
        return gettext("News"), ""
    known = _Lenient(words.read(facts))
    return str(words.title) % known, str(words.text) % known


def goal(code: str) -> str:
    """What the button of a notice with a link says."""
    return str(_WORDS[code].goal) if code in _WORDS else gettext("Read more")


class _Lenient(dict[str, Any]):
    """A notice that was stored before a fact was added is still shown."""

    def __missing__(self, _name: str) -> str:
        return "–"


def outside(topic: str, language: str) -> str:
    """The one sentence that leaves the house."""
    with override(language):
        return str(OUTSIDE[topic]) % {"site": settings.SITE_NAME}


def mail(topic: str, language: str) -> tuple[str, str]:
    """Subject and text of an e-mail: the same sentence, where to sign in and how to get fewer."""
    with override(language):
        subject = gettext("%(site)s: news") % {"site": settings.SITE_NAME}
        text = gettext(
            "%(sentence)s\n\nType the address yourself: %(address)s\n"
            "This message names no details and asks for nothing. What is sent to you is chosen there "
            "under “Notices”."
        ) % {"sentence": outside(topic, language), "address": settings.BASE_URL}
    return subject, text
