"""Official figures: a sentence, the day it was true, and who said it where."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.admin import DutyAdmin, acting
from portal.rollout import figures
from portal.rollout.models import Figure


@admin.register(Figure)
class FigureAdmin(DutyAdmin):
    duty_view = ("plan_rollout", "approve_rollout")
    duty_change = ("plan_rollout",)
    list_display = ("local_text", "service", "as_of", "source", "is_published")
    list_filter = ("service", "is_published")
    fields = ("service", "text", "text_en", "as_of", "source", "source_url", "is_published")

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return self.has_duty(request, *self.duty_change)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "source_url":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Figure, form: Any, change: bool) -> None:
        """Through the rule, which leaves a trace; the page is one transaction."""
        figures.keep(figure=obj, actor=acting(request), at=timezone.now())

    @admin.display(description=_("figure"))
    def local_text(self, figure: Figure) -> str:
        return figure.local_text
