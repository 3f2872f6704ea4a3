"""Admin pages by duty: who may look, in which cities, and nobody deletes."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.core.actors import Actor
from portal.core.admin.paging import CappedPaginator

_NEVER = ("_delete", "_history")


def acting(request: Any) -> Actor:
    """Who is at this request; the middleware has put it there."""
    return request.actor


class DutyAdmin(admin.ModelAdmin):
    """Asks for duties, not for Django's permissions; a superuser may all. Nothing is ever deleted here."""

    duty_view: tuple[str, ...] = ()
    duty_change: tuple[str, ...] = ()
    actions: Any = None
    list_per_page = 50
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a count of each filter would be a COUNT over the whole table

    def has_duty(self, request: HttpRequest, *duties: str) -> bool:
        user = request.user
        return user.is_active and (user.is_superuser or any(user.has_perm(f"duty.{duty}") for duty in duties))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_duty(request, *self.duty_view, *self.duty_change)

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return self.has_duty(request, *self.duty_change)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_duty(request, *self.duty_change)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses without deleting, history and the old redirect."""
        return [url for url in super().get_urls() if url.name and not url.name.endswith(_NEVER)]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A list is called by what is in it."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Out of sight is 404, whatever the method, before anything else is asked."""
        if self.has_view_permission(request) and self.get_object(request, object_id) is None:
            raise Http404
        return super().change_view(request, object_id, form_url, extra_context)

    def get_action_choices(self, request: HttpRequest, default_choices: Any = ()) -> list[tuple[str, Any]]:
        """Begins with words, not with dashes."""
        first: list[Any] = [("", _("Choose what to do"))]
        return list(super().get_action_choices(request, first))

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The audit trail is the only history."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The audit trail is the only history."""


class ReadOnlyAdmin(DutyAdmin):
    """Nobody adds, changes or deletes here, whatever permissions a login has; looking needs a duty."""

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class JurisdictionAdmin(DutyAdmin):
    """Only rows of the officer's own cities exist here; for a superuser all of them."""

    city_field = "city"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.within_reach(request, super().get_queryset(request))

    def within_reach(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        if request.user.is_superuser:
            return rows
        officer = acting(request).officer
        return rows.filter(**{f"{self.city_field}__in": officer.cities.all()}) if officer else rows.none()
