"""Who comes in: a signed-in, confirmed person; a person with an application that can still be changed."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from licenses.models import LicenseApplication
from portal.accounts.identity import actor_of

View = Callable[..., HttpResponseBase]


def holder_only(view: View) -> View:
    """Send others to sign in or to say who they are, and back to this page afterwards."""

    @never_cache
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        back = request.path if request.method == "GET" else reverse("licenses:apply-start")
        if not request.user.is_authenticated:
            return redirect_to_login(back)
        if actor_of(request).person_id is None:
            return redirect(f"{reverse('identity:start')}?{urlencode({'next': back})}")
        return view(request, *args, **kwargs)

    return door


def with_draft(view: View) -> View:
    """Give the view the person's open application; without one to the start, in review to its tracker."""

    @holder_only
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        own = LicenseApplication.objects.of_holder(actor_of(request))
        application = own.open().select_related("license__person", "license__city").first()
        if application is None:
            return redirect("licenses:apply-start")
        if application.status == LicenseApplication.Status.IN_REVIEW:
            return redirect("licenses:application-track", application.reference)
        return view(request, application, *args, **kwargs)

    return door
