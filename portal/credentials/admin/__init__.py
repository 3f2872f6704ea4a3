"""Admin pages of signing keys, credentials and the log of checks."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Duty
from portal.backoffice import tasks
from portal.backoffice.site import register_pages
from portal.credentials.admin.checks import checks_pages
from portal.credentials.admin.credentials import CredentialAdmin
from portal.credentials.admin.signing_keys import SigningKeyAdmin


def _tools(_actor: Any, may: tasks.MayAsk, _at: datetime) -> Iterator[tasks.Task]:
    if may(Duty.CHECK_CREDENTIALS):
        yield tasks.Task(_("Check a credential"), "/scan/", hint=_("Scan a code or type it."))
    if may(Duty.READ_AUDIT):
        yield tasks.Task(_("Log of checks"), "/admin/checks/", hint=_("Who has checked what, and why."))


register_pages(checks_pages)
tasks.register(_tools, order=80)

__all__ = ["CredentialAdmin", "SigningKeyAdmin", "checks_pages"]
