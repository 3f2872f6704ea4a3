"""Ready texts: the lead of the reviewers writes them in both languages, the trail keeps every version."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Duty
from portal.backoffice import texts
from portal.backoffice.models import ReadyText
from portal.core.admin import DutyAdmin, acting, tag


class ReadyTextForm(forms.ModelForm):
    """The reason comes from the closed list of the place where the text is used."""

    place = forms.ChoiceField(label=_("Used for the reason"))

    class Meta:
        model = ReadyText
        fields = ("name", "text_zh", "text_en", "is_active")
        widgets = {
            "text_zh": forms.Textarea(attrs={"rows": 2, "lang": "zh-Hans"}),
            "text_en": forms.Textarea(attrs={"rows": 3, "lang": "en"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = {name: getattr(self.instance, name) for name in texts.FIELDS if self.instance.pk}
        place: Any = self.fields["place"]
        place.choices = [
            (use.label, [(f"{slug}:{reason}", label) for reason, label in use.reasons()])
            for slug, use in texts.uses().items()
        ]
        if self.instance.pk:
            place.initial = f"{self.instance.use}:{self.instance.reason}"

    def clean(self) -> dict[str, Any]:
        """Set the place, so that the constraint of the database is asked with it."""
        values = super().clean() or {}
        if "place" in values:
            self.instance.use, _colon, self.instance.reason = values["place"].partition(":")
        return values

    def _get_validation_exclusions(self) -> set[str]:
        kept: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return kept if "place" in self.errors else kept - {"use", "reason"}


@admin.register(ReadyText)
class ReadyTextAdmin(DutyAdmin):
    duty_view = (Duty.EDIT_TEXTS, Duty.REVIEW_APPLICATIONS)
    duty_change = (Duty.EDIT_TEXTS,)
    form = ReadyTextForm
    fields = ("place", "name", "text_zh", "text_en", "is_active")
    list_display = ("name", "for_reason", "text_zh", "text_en", "state")
    list_filter = ("is_active",)
    change_form_template = "admin/backoffice/text.html"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may only read sees the reason in words."""
        if self.has_change_permission(request, obj):
            return self.fields
        return ("for_reason", "name", "text_zh", "text_en", "is_active")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if self.has_change_permission(request, obj) else ("for_reason",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        texts.save(text=obj, was=form.was, actor=acting(request), at=timezone.now())

    @admin.display(description=_("reason"))
    def for_reason(self, text: ReadyText) -> str:
        use = texts.uses().get(text.use)
        place = use.label if use else text.use
        return f"{place} · {texts.reason_label(text.use, text.reason)}"

    @admin.display(description=_("status"))
    def state(self, text: ReadyText) -> str:
        return tag("normal", _("offered")) if text.is_active else tag("neutral", _("not offered"))
