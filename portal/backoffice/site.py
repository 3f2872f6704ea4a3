"""The admin site of the traffic police: allauth's login, a second factor, tasks before tables."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from portal.accounts.staff import require_second_factor
from portal.audit.actions import Action
from portal.audit.log import record
from portal.backoffice.numbers import today_of
from portal.backoffice.tasks import tasks_of
from portal.core.admin import DutyAdmin, acting
from portal.core.subjects import Subject

Pages = Callable[["PoliceAdminSite"], list[URLPattern]]
_PAGES: list[Pages] = []
_METHODS = ("GET", "HEAD", "POST")
_OURS = ("logout", "password_change", "password_change_done", "view_on_site")


def register_pages(pages: Pages) -> None:
    """Add pages that are no model's; called from `AppConfig.ready()`."""
    _PAGES.append(pages)


class PoliceAdminSite(admin.AdminSite):
    site_header = _("Traffic licenses – back office")
    site_title = _("Back office")
    index_title = _("My work")
    site_url = "/"
    index_template = "admin/index.html"
    enable_nav_sidebar = False
    empty_value_display = "–"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only pages that ask for duties: what packages bring along for their tables stays out."""
        if admin_class is not None and issubclass(admin_class, DutyAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff who are officers or superusers."""
        user = request.user
        return bool(
            user.is_active and user.is_staff and (user.is_superuser or acting(request).officer is not None)
        )

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A second factor before anything; what is refused or out of sight leaves a trace."""

        @wraps(view)
        def watched(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in _METHODS:
                return HttpResponseNotAllowed(_METHODS)
            try:
                return view(request, *args, **kwargs)
            except (Http404, PermissionDenied) as refusal:
                subject = Subject("page", request.path[:70])
                facts: dict[str, Any] = {"method": request.method, "found": not isinstance(refusal, Http404)}
                record(Action.ACCESS_REFUSED, subject=subject, actor=acting(request), **facts)
                raise

        return require_second_factor(super().admin_view(watched, cacheable))

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one login page; whoever is signed in and has no business here is told so."""
        if request.user.is_authenticated:
            if self.has_permission(request):
                return HttpResponseRedirect(self._way_on(request))
            raise PermissionDenied
        query = urlencode({REDIRECT_FIELD_NAME: self._way_on(request)})
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{query}")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        user = request.user

        def may(duty: str) -> bool:
            return user.is_superuser or user.has_perm(f"duty.{duty}")

        at = timezone.now()
        tasks = tasks_of(acting(request), may, at)
        context = {
            "presses": [task for task in tasks if task.press],
            "queues": [task for task in tasks if task.count is not None and task.total is None],
            "shares": [task for task in tasks if task.total is not None],
            "tools": [task for task in tasks if task.count is None and not task.press],
            "today": today_of(acting(request), at)[:6],
            "officer": acting(request).officer,
            **(extra_context or {}),
        }
        return super().index(request, context)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        own = [page for pages in _PAGES for page in pages(self)]
        inherited = [url for url in super().get_urls() if getattr(url, "name", None) not in _OURS]
        return [
            *own,
            path("logout/", self.leave, name="logout"),
            path("password_change/", self.change_password, name="password_change"),
            *inherited,
        ]

    def leave(self, request: HttpRequest) -> HttpResponse:
        """Signing out is one door for everybody; the form of the header is passed on as it is."""
        return HttpResponseRedirect("/accounts/logout/", preserve_request=True)

    def change_password(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect("/accounts/password/change/")

    def _way_on(self, request: HttpRequest) -> str:
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        return wanted if wanted.startswith("/admin/") else "/admin/"
