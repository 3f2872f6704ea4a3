"""Organizations, their members and their API keys; a key is shown once, on the page that makes it."""

from datetime import datetime, time
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts import keys, members
from portal.accounts.admin.organization_forms import KeyForm, MemberForm, OrganizationForm, ReasonForm
from portal.accounts.models import ApiKey, Membership, Organization, User
from portal.accounts.purposes import Purpose
from portal.accounts.roles import Duty
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.admin import Act, ActingAdmin, acting, tag
from portal.core.errors import RuleViolation
from portal.core.masking import mask_name
from portal.core.subjects import Subject

_DUTY = Duty.MANAGE_ORGANIZATIONS


def _mint(organization: Organization, values: Any, actor: Any, at: datetime) -> tuple[ApiKey, str]:
    day = values["expires_on"]
    return keys.mint(
        organization=organization,
        name=values["name"],
        purposes=values["purposes"],
        is_test=values["is_test"],
        expires_at=timezone.make_aware(datetime.combine(day, time(23, 59, 59))) if day else None,
        networks=[part for part in values["networks"].replace("，", ",").split(",") if part.strip()],
        actor=actor,
        at=at,
    )


def _add_member(organization: Organization, values: Any, actor: Any, at: datetime) -> Membership:
    typed = values["login"].strip()
    phones = [typed, f"+86{typed}"]
    user = User.objects.filter(Q(username=typed) | Q(phone__in=phones), is_active=True).first()
    if user is None:
        raise RuleViolation("login_unknown")
    return members.add_member(organization=organization, user=user, role=values["role"], actor=actor, at=at)


def _remove_member(membership: Membership, values: Any, actor: Any, at: datetime) -> None:
    members.remove_member(membership=membership, reason=values["reason"], actor=actor, at=at)


def _revoke(key: ApiKey, values: Any, actor: Any, at: datetime) -> None:
    keys.revoke(key=key, reason=values["reason"], actor=actor, at=at)


@admin.register(Organization)
class OrganizationAdmin(ActingAdmin):
    form = OrganizationForm
    duty_view = (_DUTY,)
    list_display = ("name", "name_en", "uscc", "is_active", "created_at")
    list_filter = ("is_active",)
    search_fields = ("name__startswith", "name_en__istartswith", "=uscc")
    fields = ("name", "name_en", "uscc", "is_active")
    acts = (
        Act(
            "new-key",
            _("Make an API key"),
            _mint,
            duty=_DUTY,
            sudo=True,
            form=KeyForm,
            explain=_("The key is shown once, on the next page, and kept nowhere."),
        ),
        Act(
            "new-member",
            _("Add a member"),
            _add_member,
            duty=_DUTY,
            sudo=True,
            form=MemberForm,
            explain=_("The login can act for the organization from the next request on."),
            done=_("The member is added."),
        ),
    )

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return self.has_duty(request, _DUTY)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_duty(request, _DUTY)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record(
            Action.ORGANIZATION_CHANGED,
            subject=Subject("organization", str(obj.pk)),
            actor=acting(request),
            at=timezone.now(),
            added=not change,
            fields=sorted(form.changed_data),
            active=obj.is_active,
        )
        transaction.on_commit(keys.forget_kept, robust=True)

    def answer(self, request: HttpRequest, obj: Any, act: Act, result: Any) -> HttpResponse:
        """The one page that ever shows the text of a key; nobody may keep a copy of it."""
        if act.name != "new-key":
            return super().answer(request, obj, act, result)
        key, text = result
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Copy the key now"),
            "original": obj,
            "key": key,
            "text": text,
            "purposes": [Purpose(purpose).label for purpose in key.purposes],
            "back_url": self.object_url(obj),
        }
        response = TemplateResponse(request, "admin/key_once.html", context)
        response["Cache-Control"] = "no-store"
        return response


@admin.register(Membership)
class MembershipAdmin(ActingAdmin):
    duty_view = (_DUTY,)
    list_display = ("organization", "member", "role")
    list_filter = (("organization", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("organization", "user__person")
    fields = ("organization", "member", "role")
    readonly_fields = ("member",)
    acts = (
        Act(
            "remove",
            _("Remove the member"),
            _remove_member,
            duty=_DUTY,
            sudo=True,
            tone="danger",
            form=ReasonForm,
            explain=_("Open sessions and the keys this member has made end at the next request."),
            done=_("The member is removed."),
        ),
    )

    def answer(self, request: HttpRequest, obj: Any, act: Act, result: Any) -> HttpResponse:
        super().answer(request, obj, act, result)
        return HttpResponseRedirect(reverse("admin:accounts_membership_changelist"))

    @admin.display(description=_("login"))
    def member(self, obj: Membership) -> str:
        name = mask_name(obj.user.person.name) if obj.user.person else ""
        return f"{name} · {obj.user}" if name else str(obj.user)


@admin.register(ApiKey)
class ApiKeyAdmin(ActingAdmin):
    duty_view = (_DUTY,)
    list_display = ("prefix", "organization", "name", "state", "expires_at", "last_used_at")
    list_filter = ("is_test", ("organization", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("organization",)
    search_fields = ("prefix__startswith", "name__startswith", "organization__name__startswith")
    ordering = ("-created_at",)
    fields = (
        "prefix",
        "organization",
        "name",
        "state",
        "allowed",
        "networks",
        "created_at",
        "created_by",
        "expires_at",
        "revoked_at",
        "last_used_at",
    )
    readonly_fields = ("state", "allowed")
    acts = (
        Act(
            "revoke",
            _("Revoke"),
            _revoke,
            duty=_DUTY,
            sudo=True,
            tone="danger",
            form=ReasonForm,
            when=lambda key, _actor: key.revoked_at is None,
            explain=_("The next request with this key is refused. This cannot be undone."),
            done=_("The key is revoked."),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("digest")

    @admin.display(description=_("status"))
    def state(self, key: ApiKey) -> str:
        if key.revoked_at:
            return tag("void", _("revoked"))
        if key.expires_at and key.expires_at <= timezone.now():
            return tag("void", _("expired"))
        return tag("notice", _("test key")) if key.is_test else tag("normal", _("in use"))

    @admin.display(description=_("purposes"))
    def allowed(self, key: ApiKey) -> str:
        return ", ".join(str(Purpose(purpose).label) for purpose in key.purposes) or "–"
