from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrucksConfig(AppConfig):
    name = "trucks"
    label = "trucks"
    verbose_name = _("Truck passes")
    default_auto_field = "django.db.models.BigAutoField"
