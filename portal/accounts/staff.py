"""The door to staff pages: signed in, of the staff, with a second factor, and with the duty asked for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import (  # noqa: TID251 - this is the edge
    HttpRequest,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.urls import reverse

from portal.accounts.models import User

View = Callable[..., HttpResponseBase]
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    """Whether an authenticator app or a passkey is enrolled; sign-in then always asks for it."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=_FACTORS).exists()


def detour(request: HttpRequest) -> HttpResponseBase | None:
    """Where a staff page must send this request first (sign-in, enrollment), or None.

    Raises PermissionDenied for a login that is not of the staff.
    """
    user = request.user
    if not user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not (user.is_staff and user.is_active):
        raise PermissionDenied
    if not has_second_factor(user):
        return HttpResponseRedirect(reverse("mfa_index"))
    return None


def require_second_factor(view: View) -> View:
    """Decorate a view of the back office: staff only, and never with the password alone."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return detour(request) or view(request, *args, **kwargs)

    return guarded


def staff_required(*, duty: str | None = None) -> Callable[[View], View]:
    """Decorate a staff page; with `duty`, only for those whose role has it (403 otherwise)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if duty is not None and not request.user.has_perm(f"duty.{duty}"):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return require_second_factor(checked)

    return decorate
