"""The words of news about a license, and news of its standing, told whenever that has changed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licenses.credential import SLUG, entry_of
from licenses.facts import LicenseFacts
from licenses.models import DriverLicense
from licenses.standing import POINTS_OF_A_CYCLE, standing
from licenses.wording import LETTERS, RENEW
from portal.core.actors import Actor
from portal.credentials import standing_news
from portal.credentials.kinds import Entry
from portal.credentials.standing_news import News
from portal.notices.wording import Words


def _with_advice(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**facts, "advice": RENEW}


_APPLICATION, _WALLET, _SEIZURE = _("Show the application"), _("Open my wallet"), _("Show the seizure")
_SEE = _("Application %(reference)s. Open it to see what it means.")
WORDS = {
    "license_approved": Words(_("Your application has been approved"), _SEE, goal=_APPLICATION),
    "license_refused": Words(
        _("Your application has been decided"),
        _("Application %(reference)s was not approved. Open it to see why and what you can do."),
        goal=_APPLICATION,
    ),
    "license_sent_back": Words(
        _("Your application needs your action"),
        _("Application %(reference)s: open it to see what is missing. Your place in the queue is kept."),
        goal=_APPLICATION,
    ),
    "license_free": Words(
        _("You can apply for the electronic driver's license"),
        _("What stood in the way is settled in the register. What you answered before is kept."),
        goal=_("Apply now"),
    ),
    "license_standing": Words(
        _("The status of your driver's license has changed"),
        "%(reasons)s",
        standing_news.reasons_from(LETTERS),
        goal=_WALLET,
    ),
    "license_expires": Words(
        _("Your driver's license expires soon"),
        _("The last day is %(valid_until)s. %(advice)s"),
        _with_advice,
        goal=_WALLET,
    ),
    "license_in_order": Words(
        _("Your driver's license is in order again"), _("Its electronic copy shows so too."), goal=_WALLET
    ),
    "license_seized": Words(
        _("Your driver's license has been seized"),
        _("Do not drive. Seizure %(reference)s: open it for the reason, the rule and your receipt."),
        goal=_SEIZURE,
    ),
    "license_seizure_ended": Words(
        _("The seizure of your driver's license has ended"),
        _("Seizure %(reference)s: open it to see how the license stands now."),
        goal=_SEIZURE,
    ),
}


def tell_standing(*, actor: Actor, at: datetime) -> int:
    """Tell holders with a login and an electronic license what is new about its standing; safe to repeat."""
    return standing_news.tell(SLUG, _watched(timezone.localdate(at)), _news, actor=actor, at=at)


def _watched(today: date) -> QuerySet[Any]:
    """Licenses that may have something to tell: any letter but A, an end in sight, or told before."""
    end_in_sight = today + timedelta(days=settings.NOTICE_DAYS_BEFORE_EXPIRY)
    lettered = ~Q(status_letters="A") | ~Q(seizure_letter="") | Q(points__gte=POINTS_OF_A_CYCLE)
    interesting = lettered | Q(valid_until__lte=end_in_sight) | standing_news.was_told(SLUG)
    return DriverLicense.objects.filter(
        interesting, standing_news.has_live_copy(SLUG, "person"), person__user__isnull=False
    )


def _news(entry: Entry, today: date) -> News:
    facts: LicenseFacts = entry.facts
    link = reverse("home:wallet")
    now = standing(facts, today)
    if now.tone == "normal":
        return News("", "license_in_order", link)
    if not now.letters:
        until = str(facts.valid_until)
        return News(f"soon:{until}", "license_expires", link, {"valid_until": until})
    return News(f"{now.tone}:{now.letters}", "license_standing", link, {"letters": now.letters})


def note_told(facts: LicenseFacts, *, at: datetime) -> None:
    """The holder has just been told of this standing in other words: it is not told once more."""
    entry = entry_of(facts)
    standing_news.note(SLUG, entry, _news(entry, timezone.localdate(at)).state, at=at)
