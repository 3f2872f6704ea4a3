"""Signing keys: what state each is in, and the four moves; every move asks for a fresh second factor."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Duty
from portal.core.admin import Act, ActingAdmin, tag
from portal.credentials import keys
from portal.credentials.models import SigningKey

Status = SigningKey.Status
_TONES: dict[str, str] = {Status.ACTIVE: "normal", Status.STAGED: "notice", Status.COMPROMISED: "abnormal"}


class CompromiseForm(forms.Form):
    reason = forms.CharField(label=_("What has happened"), max_length=200)
    sure = forms.BooleanField(label=_("I understand that everything this key has signed fails at once."))


def _stage(key: SigningKey, _values: Any, actor: Any, at: Any) -> SigningKey:
    return keys.stage(use=key.use, algorithm=key.algorithm, actor=actor, at=at)


def _activate(key: SigningKey, _values: Any, actor: Any, at: Any) -> SigningKey:
    return keys.activate(key=key, actor=actor, at=at)


def _compromise(key: SigningKey, values: Any, actor: Any, at: Any) -> SigningKey:
    return keys.declare_compromised(key=key, reason=values["reason"], actor=actor, at=at)


@admin.register(SigningKey)
class SigningKeyAdmin(ActingAdmin):
    duty_view = (Duty.MANAGE_KEYS,)
    list_display = ("key_id", "use", "algorithm", "state", "created_at", "activated_at", "retired_at")
    list_filter = ("use", "status")
    ordering = ("use", "-created_at")
    fields = (
        "key_id",
        "use",
        "algorithm",
        "state",
        "created_at",
        "activated_at",
        "retired_at",
        "compromised_at",
    )
    readonly_fields = ("key_id", "state")
    acts = (
        Act(
            "stage",
            _("Stage a successor"),
            _stage,
            duty=Duty.MANAGE_KEYS,
            sudo=True,
            explain=_(
                "A new key for the same use is made and published. It signs nothing before it is active."
            ),
            done=_("A new key is staged."),
        ),
        Act(
            "activate",
            _("Activate"),
            _activate,
            duty=Duty.MANAGE_KEYS,
            sudo=True,
            tone="good",
            when=lambda key, _actor: key.status == Status.STAGED,
            explain=_("This key signs from now on. The present one retires; what it has signed stays good."),
            done=_("The key is active."),
        ),
        Act(
            "compromise",
            _("Declare compromised"),
            _compromise,
            duty=Duty.MANAGE_KEYS,
            sudo=True,
            tone="danger",
            form=CompromiseForm,
            when=lambda key, _actor: key.status != Status.COMPROMISED,
            explain=_("Everything this key has ever signed is refused from now on. This cannot be undone."),
            done=_("The key is marked as compromised."),
        ),
    )

    def answer(self, request: HttpRequest, obj: Any, act: Act, result: Any) -> HttpResponse:
        return super().answer(request, result, act, result)

    @admin.display(description=_("key id"), ordering="kid")
    def key_id(self, key: SigningKey) -> str:
        return format_html("<code>{}</code>", bytes(key.kid).decode("ascii", "replace"))

    @admin.display(description=_("status"), ordering="status")
    def state(self, key: SigningKey) -> str:
        return tag(_TONES.get(key.status, "neutral"), key.get_status_display())
