"""What staff fill in to plan and to approve."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.rollout.importing import MOST_BYTES
from portal.rollout.models import Batch, City
from portal.rollout.places import read_places
from portal.rollout.services import Service


class MomentInput(forms.DateTimeInput):
    """Day and time with the browser's own controls; always Beijing time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__({"autocomplete": "off"}, format="%Y-%m-%dT%H:%M")


def _moment() -> forms.DateTimeField:
    return forms.DateTimeField(
        label=_("Opens at"), widget=MomentInput, help_text=_("Beijing time, for example 2026-12-01 09:00.")
    )


def _service() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Service"), choices=Service.choices)


class BatchForm(forms.Form):
    name = forms.CharField(label=_("Name of the batch"), max_length=80)
    note = forms.CharField(label=_("Note for colleagues"), max_length=300, required=False)


class AddCitiesForm(forms.Form):
    """Cities by name or whole provinces; unknown names are told one and all."""

    service = _service()
    opens_at = _moment()
    cities = forms.CharField(
        label=_("Cities"),
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        max_length=8000,
        required=False,
        help_text=_("Names or codes, with commas or line breaks between them."),
    )
    provinces = forms.MultipleChoiceField(
        label=_("Whole provinces"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Counties that their province administers come with it."),
    )
    skip_planned = forms.BooleanField(
        label=_("Leave out cities that have an opening for this service already"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = City.objects.order_by("province_code", "code").distinct("province_code")
        provinces: Any = self.fields["provinces"]
        provinces.choices = [(row.province_code, row.local_province_name) for row in rows]

    def clean_cities(self) -> list[str]:
        codes, unknown = read_places(self.cleaned_data["cities"])
        if unknown:
            names = {"names": gettext(", ").join(unknown[:20])}
            text = gettext(
                "No such city or province, or the name is not unique (then write the code): %(names)s"
            )
            raise forms.ValidationError(text % names)
        return codes

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned["cities"] and not cleaned["provinces"]:
            self.add_error("cities", _("Name a city or choose a province."))
        return cleaned


class RescheduleForm(forms.Form):
    service = forms.ChoiceField(
        label=_("Service"), choices=[("", _("all of this batch")), *Service.choices], required=False
    )
    opens_at = _moment()


class CopyForm(forms.Form):
    name = forms.CharField(label=_("Name of the new batch"), max_length=80)
    service = _service()
    opens_at = _moment()


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name of the new batch"), max_length=80)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class PauseBatchForm(ReasonForm):
    with_cities = forms.BooleanField(label=_("Pause its open cities as well"), required=False)


class ApproveForm(forms.Form):
    """Names the batch once more; `revision` is the plan that was on the screen."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    name = forms.CharField(
        label=_("Type the name of the batch"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    despite = forms.CharField(
        label=_("Open cities that are not ready, because"),
        max_length=200,
        required=False,
        help_text=_("Only when a check says no and you know why it may open. The reason is kept."),
    )

    def __init__(self, *args: Any, batch: Batch | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if self.batch is not None and name != self.batch.name:
            raise forms.ValidationError(gettext("This is not the name of the batch."))
        return name


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Plan as CSV"),
        help_text=_("Columns: batch, service, city, opens_at. UTF-8 or GB 18030."),
        max_length=200,
    )

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        return bytes(upload.read(MOST_BYTES + 1))
