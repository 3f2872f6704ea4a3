from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.core.errors import register_sentences


class CredentialsConfig(AppConfig):
    name = "portal.credentials"
    label = "credentials"
    verbose_name = _("Credentials")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_sentences(
            {
                "city_not_open": _("This service has not yet opened in the city that issued the license."),
                "not_in_register": _("The register has no such entry."),
                "not_found": _("There is no such credential."),
                "not_shown": _("In its present state no code is shown for this credential."),
                "scan_reused": _("This scan was sent before with another code or another purpose."),
                "no_signing_key": _("The portal has no signing key for this use at the moment."),
            }
        )
