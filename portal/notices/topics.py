"""What notices are about, by which ways they reach a person, and what is chosen before anybody chooses."""

from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Topic(TextChoices):
    """Closed: every notice has one, and a person chooses by topic."""

    APPLICATION = "application", _("My applications")
    LICENSE = "license", _("My electronic licenses and their status")
    CHECKS = "checks", _("Who looked at my licenses")
    ROLLOUT = "rollout", _("Opening of my city")
    AUTHORIZATION = "authorization", _("Authorizations to use a license")
    SECURITY = "security", _("Security of my login")


class Channel(TextChoices):
    HERE = "here", _("on these pages")
    SMS = "sms", _("text message")
    EMAIL = "email", _("e-mail")


def pair(topic: str, channel: str) -> str:
    """One choice as it is stored."""
    return f"{topic}:{channel}"


# Checks come by the dozen: nothing unless asked for. All other notices are always kept on these pages.
CHOOSABLE = frozenset(
    {pair(topic, channel) for topic in Topic for channel in (Channel.SMS, Channel.EMAIL)}
    - {pair(Topic.SECURITY, Channel.SMS)}
    | {pair(Topic.CHECKS, Channel.HERE)}
)
_TOLD = (Topic.APPLICATION, Topic.LICENSE, Topic.ROLLOUT, Topic.AUTHORIZATION)
DEFAULT_ON = frozenset(pair(topic, Channel.SMS) for topic in _TOLD)


def wants(on: Collection[str], topic: str, channel: str) -> bool:
    """Whether somebody who chose `on` gets this topic by this way; security comes by text message always."""
    if topic == Topic.SECURITY and channel == Channel.SMS:
        return True
    if channel == Channel.HERE:
        return topic != Topic.CHECKS or any(pair(topic, way) in on for way in Channel)
    return pair(topic, channel) in on
