"""What a clerk at a counter fills in."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.credentials.businesses import Business
from portal.credentials.forms import TypedCodeForm
from portal.rollout.models import City


class CityField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.local_name)


class CounterForm(TypedCodeForm):
    """The business, the code and, for whoever serves in several cities, the city."""

    business = forms.ChoiceField(label=_("Business"), choices=Business.choices, widget=forms.RadioSelect)
    city = CityField(
        label=_("City of this counter"), queryset=City.objects.none(), empty_label=_("Choose a city")
    )
    field_order = ["city", "business", "code"]

    def __init__(self, *args: Any, cities: QuerySet[City], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        city: Any = self.fields["city"]
        city.queryset = cities
        mine = list(cities[:2])
        if len(mine) == 1:
            city.widget = forms.HiddenInput()
            self.initial["city"] = mine[0].pk
