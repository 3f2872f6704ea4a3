from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccidentsConfig(AppConfig):
    name = "accidents"
    label = "accidents"
    verbose_name = _("Accident evidence")
    default_auto_field = "django.db.models.BigAutoField"
