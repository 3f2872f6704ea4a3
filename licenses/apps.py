from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from licenses.wording import SENTENCES
from portal.core.errors import register_sentences
from portal.credentials.kinds import register
from portal.feeds.spec import register_feed
from portal.notices.wording import register_notices


class LicensesConfig(AppConfig):
    name = "licenses"
    label = "licenses"
    verbose_name = _("Driver's licenses")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from licenses.credential import DriverLicenseKind  # models are loaded only now
        from licenses.feed import DRIVER_LICENSES
        from licenses.telling import WORDS
        from portal.credentials import officer_ways

        register_sentences(SENTENCES)
        register_notices(WORDS)
        register(DriverLicenseKind())
        register_feed(DRIVER_LICENSES)
        officer_ways.register(
            DriverLicenseKind.slug,
            officer_ways.Way(_("Seize this license"), lambda check: reverse("licenses:seize", args=[check])),
        )
