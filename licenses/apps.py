from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LicensesConfig(AppConfig):
    name = "licenses"
    label = "licenses"
    verbose_name = _("Driver's licenses")
    default_auto_field = "django.db.models.BigAutoField"
