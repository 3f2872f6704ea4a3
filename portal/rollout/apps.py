from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.core.errors import register_sentences
from portal.rollout.wording import SENTENCES


class RolloutConfig(AppConfig):
    name = "portal.rollout"
    label = "rollout"
    verbose_name = _("Rollout by city")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_sentences(SENTENCES)
