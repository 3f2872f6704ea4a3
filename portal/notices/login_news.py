"""Tell the holder of a login what became of it: one more device signed in, a second factor changed."""

from typing import Any
from uuid import uuid4

from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.usersessions.models import UserSession
from django.http import HttpRequest  # noqa: TID251 - an edge
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.identity import actor_of
from portal.notices.sending import notify
from portal.notices.topics import Topic
from portal.notices.wording import Facts, Words

_NOT_YOU = _("If it was not you, end that sign-in and ask at a counter of the vehicle office.")
_NAMES = {
    Authenticator.Type.TOTP: _("Code app"),
    Authenticator.Type.WEBAUTHN: _("Passkey"),
    Authenticator.Type.RECOVERY_CODES: _("Recovery codes"),
}


def _read(facts: Facts) -> dict[str, Any]:
    return {"factor": _NAMES.get(facts.get("type", ""), _("Second factor")), "not_you": _NOT_YOU}


_FACTORS = _("Show how you sign in")
WORDS = {
    "login_elsewhere": Words(
        _("Signed in on one more device"),
        _("You are signed in on several devices now. %(not_you)s"),
        _read,
        goal=_("Show where you are signed in"),
    ),
    "factor_added": Words(
        _("%(factor)s: added to your login"),
        _("Signing in can ask for it from now on. %(not_you)s"),
        _read,
        goal=_FACTORS,
    ),
    "factor_removed": Words(
        _("%(factor)s: removed from your login"),
        _("Signing in works without it now. %(not_you)s"),
        _read,
        goal=_FACTORS,
    ),
}


def connect() -> None:
    """Listen; called once from `AppConfig.ready()`."""
    user_logged_in.connect(_signed_in, dispatch_uid="news_signed_in")
    authenticator_added.connect(_added, dispatch_uid="news_factor_added")
    authenticator_removed.connect(_removed, dispatch_uid="news_factor_removed")


def _signed_in(request: HttpRequest, user: Any, **_: Any) -> None:
    """On these pages only: the phone has just had the code that was used."""
    own = request.session.session_key
    if any(session.session_key != own for session in UserSession.objects.purge_and_list(user)):
        _tell(request, user, "login_elsewhere", reverse("usersessions_list"), quiet=True)


def _added(request: HttpRequest, user: Any, authenticator: Authenticator, **_: Any) -> None:
    _tell(request, user, "factor_added", reverse("mfa_index"), type=authenticator.type)


def _removed(request: HttpRequest, user: Any, authenticator: Authenticator, **_: Any) -> None:
    _tell(request, user, "factor_removed", reverse("mfa_index"), type=authenticator.type)


def _tell(
    request: HttpRequest, user: Any, code: str, link: str, *, quiet: bool = False, **facts: str
) -> None:
    if user.is_staff or user.person_id is None:
        return
    notify(
        person_id=user.person_id,
        topic=Topic.SECURITY,
        key=f"login:{uuid4()}",
        code=code,
        facts=facts,
        link=link,
        quiet=quiet,
        actor=actor_of(request),
        at=timezone.now(),
    )
