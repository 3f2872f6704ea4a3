"""Decorators that let the right people through to a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect  # noqa: TID251 - an edge
from django.http.response import HttpResponseBase  # noqa: TID251
from django.urls import reverse
from django.utils.http import urlencode

from portal.accounts.acting import membership_of

View = Callable[..., HttpResponseBase]


def person_required(view: View) -> View:
    """Signed in and bound to a register person; otherwise to the page where that is done, and back again.

    The answer is never stored by a cache.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.actor.person_id is None:  # type: ignore[attr-defined]
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('identity:start')}?{query}")
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return guarded


def member_required(view: View) -> View:
    """Acting for an organization: the view gets the membership. Who does not is led to where one chooses."""

    @person_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        own = membership_of(request)
        if own is None:
            return HttpResponseRedirect(reverse("organizations:list"))
        return view(request, own, *args, **kwargs)

    return guarded
