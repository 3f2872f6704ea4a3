"""The trail in words: who acted, through which door, and what it was about."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit.actions import Action
from portal.audit.models import AuditEvent

CHANNELS: dict[str, Any] = {
    "web": gettext_lazy("Website"),
    "staff": gettext_lazy("Back office"),
    "public": gettext_lazy("Public page"),
    "officer": gettext_lazy("Officer's scanner"),
    "api": gettext_lazy("Programming interface"),
    "system": gettext_lazy("The portal itself"),
    "command": gettext_lazy("Command line"),
}
SUBJECTS: dict[str, Any] = {
    "api-key": gettext_lazy("API key"),
    "batch": gettext_lazy("Batch"),
    "calendar": gettext_lazy("Special day"),
    "check": gettext_lazy("Check of a license"),
    "city": gettext_lazy("City"),
    "credential": gettext_lazy("Credential"),
    "driver-license": gettext_lazy("Electronic driver's license"),
    "feed": gettext_lazy("Register feed"),
    "feed-load": gettext_lazy("Load of a feed"),
    "figure": gettext_lazy("Official figure"),
    "file": gettext_lazy("Private file"),
    "filed-driver": gettext_lazy("Filed driver"),
    "grant": gettext_lazy("Authorization"),
    "grant-rule": gettext_lazy("Rule of authorizations"),
    "identity-claim": gettext_lazy("Identity claim"),
    "key": gettext_lazy("Signing key"),
    "license": gettext_lazy("Driver's license"),
    "license-application": gettext_lazy("License application"),
    "list": gettext_lazy("List"),
    "login": gettext_lazy("Login"),
    "notice-choices": gettext_lazy("Choice of notices"),
    "numbers": gettext_lazy("Numbers of a login"),
    "officer": gettext_lazy("Officer"),
    "organization": gettext_lazy("Organization"),
    "page": gettext_lazy("Page"),
    "person": gettext_lazy("Person"),
    "plan": gettext_lazy("Rollout plan"),
    "ready-text": gettext_lazy("Ready text"),
    "register": gettext_lazy("Search in"),
    "run": gettext_lazy("Bulk run"),
    "vehicle": gettext_lazy("Vehicle"),
    "vehicle-application": gettext_lazy("Vehicle application"),
    "vehicle-license": gettext_lazy("Vehicle license"),
    "vehicle-license-use": gettext_lazy("Electronic vehicle license (authorized use)"),
}


# The actions of the trail in parts that people look for, by the first word of their codes.
PARTS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (gettext_lazy("Driver's licenses"), ("license",)),
    (gettext_lazy("Vehicles"), ("vehicle", "grant", "driver")),
    (gettext_lazy("Issuing and sharing"), ("credential", "run", "share")),
    (gettext_lazy("Opening of cities"), ("city", "batch", "plan", "figure")),
    (gettext_lazy("Registers and rules"), ("feed", "register", "policy")),
    (gettext_lazy("Looks, counters and exports"), ("counter", "file", "export", "access")),
    (gettext_lazy("Logins and identities"), ("identity", "staff", "second_factor", "notice")),
    (gettext_lazy("Organizations, officers and keys"), ("organization", "officer", "api_key", "key")),
)


def actions_in_parts() -> list[tuple[Any, list[Any]]]:
    """Every action under the heading of its part."""
    first = [(action, action.value.partition(".")[0]) for action in Action]
    return [(title, [action for action, word in first if word in words]) for title, words in PARTS]


def channel_of(event: AuditEvent) -> str:
    return str(CHANNELS.get(event.channel, event.channel))


def spoken(event: AuditEvent) -> str:
    """Who it was, in words: officers by name and badge number, citizens by the number of their login.

    Reads `actor` and its officer: for events that were read `with_actors()`.
    """
    kind, colon, rest = event.actor_label.partition(":")
    if kind == "citizen":
        return _("Citizen, login %(number)s") % {"number": rest or event.actor_id or "–"}
    if kind == "holder":
        return _("The holder")
    if kind == "anonymous":
        return _("Somebody not signed in")
    if kind == "system" and colon:
        return _("The portal (%(task)s)") % {"task": rest.replace("_", " ")}
    if kind == "command" and colon:
        return _("Command line (%(task)s)") % {"task": rest.replace("_", " ")}
    if event.channel == "api":
        return _("API key %(prefix)s") % {"prefix": event.actor_label}
    officer = getattr(event.actor, "officer", None)
    known = officer is not None and event.actor_label in (officer.badge_number, officer.user.username)
    return str(officer) if known else event.actor_label


def subject_of(event: AuditEvent) -> str:
    """What it was about, such as “Driver's license 42”."""
    kind, colon, rest = event.subject.partition(":")
    words = SUBJECTS.get(kind)
    return f"{words} {rest}" if colon and words else event.subject


def subjects_named(text: str) -> list[str]:
    """What somebody may mean who types a subject as it is shown, or its number alone."""
    return [f"{kind}:{text.removeprefix(f'{words} ')}" for kind, words in SUBJECTS.items()]
