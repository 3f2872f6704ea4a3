"""Officers: appointed, given other duties or cities, dismissed; by superusers with a fresh second factor."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts import appointing
from portal.accounts.models import Officer
from portal.accounts.roles import Role
from portal.core.admin import Act, ActingAdmin, acting, sudo
from portal.core.errors import RuleViolation
from portal.rollout.models import City


class DutiesForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
    cities = forms.ModelMultipleChoiceField(
        label=_("Cities"),
        queryset=City.objects.all(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 12}),
        help_text=_("Hold Ctrl to choose several."),
    )


class AppointForm(DutiesForm):
    username = forms.CharField(label=_("User name"), max_length=60)
    badge_number = forms.CharField(label=_("Badge number"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=60)
    field_order = ("username", "name", "badge_number")


class DismissForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


def _change(officer: Officer, values: Any, actor: Any, at: Any) -> Officer:
    return appointing.change(officer=officer, **values, actor=actor, at=at)


def _dismiss(officer: Officer, values: Any, actor: Any, at: Any) -> None:
    appointing.dismiss(officer=officer, reason=values["reason"], actor=actor, at=at)


@admin.register(Officer)
class OfficerAdmin(ActingAdmin):
    change_list_template = "admin/accounts/officers.html"
    list_display = ("name", "badge_number", "role", "active")
    list_filter = ("role",)
    list_select_related = ("user",)
    search_fields = ("=badge_number", "name__startswith", "user__username__startswith")
    fields = ("name", "badge_number", "user", "role", "where", "active")
    readonly_fields = ("where", "active")
    acts = (
        Act(
            "change",
            _("Change role or cities"),
            _change,
            sudo=True,
            form=DutiesForm,
            now=lambda officer: {"role": officer.role, "cities": officer.cities.all()},
            when=lambda officer, actor: officer.user_id != actor.user_id,
            explain=_("The officer is signed out and works with the new duties from the next sign-in on."),
            done=_("The duties are changed."),
        ),
        Act(
            "dismiss",
            _("Close the login"),
            _dismiss,
            sudo=True,
            tone="danger",
            form=DismissForm,
            when=lambda officer, actor: officer.user_id != actor.user_id and officer.user.is_active,
            explain=_("The officer is signed out and cannot sign in again. The record stays."),
            done=_("The login is closed."),
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.appoint_view)
        return [path("appoint/", view, name="accounts_officer_appoint"), *super().get_urls()]

    def appoint_view(self, request: HttpRequest) -> HttpResponse:
        """Make a login; its first password is shown once, on the answer to this form."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not sudo.is_fresh(request):
            return sudo.ask_again(request)
        form = AppointForm(request.POST or None)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "form": form}
        if request.method == "POST" and form.is_valid():
            try:
                officer, password = appointing.appoint(
                    **form.cleaned_data, actor=acting(request), at=timezone.now()
                )
            except RuleViolation as refusal:
                form.add_error(None, refusal.sentence)
            else:
                context |= {"officer": officer, "password": password, "back_url": self.object_url(officer)}
        context |= {
            "title": _("Appoint an officer"),
            "list_url": reverse("admin:accounts_officer_changelist"),
        }
        response = TemplateResponse(request, "admin/accounts/appoint.html", context)
        response["Cache-Control"] = "no-store"
        return response

    @admin.display(description=_("cities"))
    def where(self, officer: Officer) -> str:
        return ", ".join(city.local_name for city in officer.cities.all()) or "–"

    @admin.display(description=_("active"), boolean=True)
    def active(self, officer: Officer) -> bool:
        return officer.user.is_active
