"""What staff are asked when they plan and when they approve a bulk run."""

import csv
import io
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.actors import Actor
from portal.credentials import running
from portal.credentials.kinds import bulk_kind_of, bulk_kinds
from portal.credentials.models import Run
from portal.rollout.models import Activation, City

MOST_BYTES = 10 * 1024 * 1024


class PlanForm(forms.Form):
    """Either cities or a list; the first column of the list is an ID number or a file number."""

    kind = forms.ChoiceField(label=_("What is issued"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("Title"), max_length=80, help_text=_("So that others know what this run is for.")
    )
    cities = forms.ModelMultipleChoiceField(
        label=_("Cities"),
        queryset=City.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Cities in which the service is open. Leave all empty when you hand in a list."),
    )
    written = forms.FileField(
        label=_("File with the list"),
        required=False,
        help_text=_(
            "CSV in UTF-8, one a line. The first column is an ID number or a file number for driver's "
            "licenses, a VIN or plate type and plate number such as 02苏Z12345 for vehicle licenses."
        ),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [(kind.slug, kind.title) for kind in bulk_kinds()]
        kinds.initial = kinds.choices[0][0] if kinds.choices else None
        services = [kind.service for kind in bulk_kinds()]
        open_now = Activation.objects.open(at).filter(service__in=services)
        cities: Any = self.fields["cities"]
        cities.queryset = City.objects.filter(pk__in=open_now.values("city_id"))

    def clean_written(self) -> list[str] | None:
        """The first column, without the line of headings."""
        file = self.cleaned_data["written"]
        if not file:
            return None
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large."))
        try:
            text = file.read().decode("utf-8-sig").replace("\0", "")
            rows = [row[0] if row else "" for row in csv.reader(io.StringIO(text))]
        except (UnicodeDecodeError, csv.Error):
            raise forms.ValidationError(_("The file is not CSV in UTF-8.")) from None
        return rows[1:] if rows and not any(map(str.isdigit, rows[0])) else rows

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if (
            "written" in values
            and "cities" in values
            and bool(values["written"] is not None) == bool(values["cities"])
        ):
            raise forms.ValidationError(_("Choose cities or hand in a list, one of the two."))
        return values

    def plan(self, *, actor: Actor, at: datetime) -> Run:
        """Raises RuleViolation with the reason when the run cannot be planned."""
        values = self.cleaned_data
        common: dict[str, Any] = {
            "kind": bulk_kind_of(values["kind"]).slug,
            "title": values["title"],
            "actor": actor,
            "at": at,
        }
        if values["written"] is not None:
            return running.plan_list(written=values["written"], **common)
        return running.plan(cities=[city.pk for city in values["cities"]], **common)


class StartForm(forms.Form):
    """The number of licenses is typed, so that nobody starts a run whose size they have not read."""

    number = forms.IntegerField(label=_("Number of licenses that will be issued"), min_value=0)

    def __init__(self, *args: Any, run: Run | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = run.forecast.get("new", 0) if run else 0
        self.fields["number"].help_text = _("Type the number that the count has found: %(number)s") % {
            "number": self.expected
        }

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if number != self.expected:
            raise forms.ValidationError(_("The count has found another number."))
        return number
