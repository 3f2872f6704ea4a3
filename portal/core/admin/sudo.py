"""A fresh second factor before keys and rights are touched."""

import time
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

SECONDS = 300


def is_fresh(request: HttpRequest) -> bool:
    """Whether this session has shown its second factor again within the last five minutes."""
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    fresh = [row for row in records if row.get("reauthenticated") and row.get("method") == "mfa"]
    return bool(fresh) and time.time() - fresh[-1]["at"] < SECONDS


def ask_again(request: HttpRequest) -> HttpResponse:
    """Send to the second factor and come back to this address."""
    return HttpResponseRedirect(
        f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}"
    )
