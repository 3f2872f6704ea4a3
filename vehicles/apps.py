from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.core.errors import register_sentences
from portal.credentials.kinds import register
from portal.feeds.spec import register_feed
from portal.notices.wording import register_notices


class VehiclesConfig(AppConfig):
    name = "vehicles"
    label = "vehicles"
    verbose_name = _("Vehicles")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from vehicles.credential import VehicleLicenseKind  # models are loaded only now
        from vehicles.feeds import FEEDS
        from vehicles.filing import SENTENCES as OF_FILING
        from vehicles.filing import WORDS as OF_DRIVERS
        from vehicles.lending.credential import VehicleLicenseUseKind
        from vehicles.lending.telling import WORDS
        from vehicles.telling import WORDS as OF_STANDING
        from vehicles.wording import SENTENCES

        register_sentences({**SENTENCES, **OF_FILING})
        register(VehicleLicenseKind())
        register(VehicleLicenseUseKind())
        register_notices({**WORDS, **OF_DRIVERS, **OF_STANDING})
        for spec in FEEDS:
            register_feed(spec)
