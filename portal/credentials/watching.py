"""What a card on a screen asks every few seconds: is its state still the same, and has somebody looked?"""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.credentials.kinds import CredentialKind
from portal.credentials.models import Credential, Verification
from portal.credentials.presenting import status_of
from portal.credentials.reading import Found
from portal.credentials.wallet import state_mark

AT_MOST = 3
FURTHEST_BACK = timedelta(minutes=10)
_TONES = {"valid": "normal", "abnormal": "abnormal", "not_valid": "void"}


def news_of(
    credential: Credential, found: Found, kind: CredentialKind, *, since: datetime | None, at: datetime
) -> dict[str, Any]:
    """The state now, and the checks of this credential after `since`, oldest first. One statement."""
    status = status_of(found, kind, at)
    since = max(since or at, at - FURTHEST_BACK)
    rows = Verification.objects.filter(
        person_id=credential.holder_id, credential_id=credential.pk, checked_at__gt=since, is_test=False
    ).order_by("-checked_at", "-id")[:AT_MOST]
    looks = [_said(row) for row in reversed(rows)]
    return {
        "tone": status.tone,
        "state": state_mark(status),
        "as_of": status.as_of.isoformat(),
        "since": (rows[0].checked_at if rows else since).isoformat(),
        "looks": looks,
    }


def _said(row: Verification) -> dict[str, Any]:
    time = timezone.localtime(row.checked_at).strftime("%H:%M")
    if row.channel == Verification.Channel.PUBLIC:
        words = _("Somebody opened the public page of your code at %(time)s.") % {"time": time}
    elif row.result == Verification.Result.NOT_VALID:
        words = _("%(who)s could not use this code at %(time)s.") % {"who": row.verifier, "time": time}
    else:
        words = _("Checked by %(who)s at %(time)s.") % {"who": row.verifier, "time": time}
    used = row.channel != Verification.Channel.PUBLIC
    return {"words": words, "tone": _TONES[row.result], "used": used}
