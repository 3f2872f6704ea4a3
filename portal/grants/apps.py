from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.core.errors import register_sentences


class GrantsConfig(AppConfig):
    name = "portal.grants"
    label = "grants"
    verbose_name = _("Authorizations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_sentences(
            {
                "grant_to_oneself": _("You cannot authorize yourself."),
                "grant_term_past": _("The last day has passed already."),
                "grant_term_too_long": _(
                    "At most %(most)s working days can be given; the last possible day is %(last)s."
                ),
                "grant_too_many": _(
                    "At most %(most)s people can be authorized at the same time. End an authorization first."
                ),
                "grant_exists": _("This person is authorized for this purpose already."),
                "grant_not_waiting": _("This authorization has been answered already, or is over."),
                "grant_over": _("This authorization has ended."),
            }
        )
