"""The one word people see: a credential's life and the register's standing, put together for one moment."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.credentials.kinds import Standing
from portal.credentials.models import Credential


@dataclass(frozen=True, slots=True)
class DisplayedStatus:
    """`tone` is normal, notice, abnormal or void; `as_of` is when the register was asked.

    `end_reason` is what a check says of a right that has ended, where that is not simply "revoked".
    """

    tone: str
    codes: tuple[str, ...]
    label: Any
    reason: Any
    advice: Any
    as_of: datetime
    valid_until: date | None = None
    end_reason: str = ""

    @property
    def shows_code(self) -> bool:
        return self.tone != "void"


def displayed_status(
    status: str,
    standing: Standing | None,
    *,
    matches: bool,
    at: datetime,
    changed: Any = "",
    passed_on: bool = False,
) -> DisplayedStatus:
    """Computed, never stored.

    `status` is the credential's own life, `standing` what the register says (None: the entry is gone),
    `matches` whether the entry still has the fingerprint the credential was issued for, `changed` the
    sentence when it has not, `passed_on` whether the entry belongs to somebody else now, of whom nothing is
    told.
    """
    if status == Credential.Status.SUPERSEDED:
        return DisplayedStatus(
            "void",
            (),
            _("Superseded"),
            _("A newer credential has taken its place."),
            _("Open the newer one."),
            at,
        )
    if standing is not None and standing.end_reason:
        return _as_it_stands(standing, at)
    if passed_on and standing is not None and status == Credential.Status.ACTIVE:
        return DisplayedStatus(
            "void",
            (),
            _("Passed on"),
            _("The register names another owner now: this credential has ended."),
            _("The new owner applies for one of their own."),
            at,
        )
    if status == Credential.Status.REVOKED or standing is None:
        return DisplayedStatus(
            "void",
            standing.codes if standing else (),
            _("Ended"),
            _("This credential is no longer in force."),
            _("Ask the issuing office."),
            at,
        )
    if standing.tone != "void" and not matches:
        return DisplayedStatus(
            "abnormal",
            standing.codes,
            _("Apply again"),
            changed or _("The facts it was issued for have changed."),
            _("Apply again; it takes a minute and replaces this one."),
            at,
            standing.valid_until,
        )
    return _as_it_stands(standing, at)


def _as_it_stands(standing: Standing, at: datetime) -> DisplayedStatus:
    return DisplayedStatus(
        standing.tone,
        standing.codes,
        standing.label,
        standing.reason,
        standing.advice,
        at,
        standing.valid_until,
        standing.end_reason,
    )
