from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.core.errors import register_sentences
from portal.notices.wording import register_notices


class CredentialsConfig(AppConfig):
    name = "portal.credentials"
    label = "credentials"
    verbose_name = _("Credentials")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.credentials import telling, unasked  # models are loaded only now

        register_notices(telling.WORDS | unasked.WORDS)
        register_sentences(
            {
                "city_not_open": _("This service has not yet opened in the city that issued the license."),
                "not_in_register": _("The register has no such entry."),
                "not_found": _("There is no such credential."),
                "not_shown": _("In its present state no code is shown for this credential."),
                "scan_reused": _("This scan was sent before with another code or another purpose."),
                "no_city": _("Choose at least one city."),
                "run_city_not_open": _("The service is not open in city %(city)s."),
                "city_in_another_run": _("%(city)s is in run %(run)s, which has not ended."),
                "empty_list": _("The list is empty."),
                "list_too_long": _("The list has more than %(most)s lines."),
                "own_run": _("Somebody else must approve a run that you have planned."),
                "not_paused": _("This is not paused."),
                "nothing_failed": _("Nothing has failed in this run."),
                "not_shared": _("Share codes cannot be made for this credential."),
                "share_wish_unknown": _("Please choose one of the possibilities."),
                "share_uses_wrong": _("A share code is good for 1 to %(most)s checks."),
                "too_many_shares": _("%(most)s share codes are live. Stop one first."),
                "counter_of_another_city": _("You do not serve at counters of this city."),
                "no_signing_key": _("The portal has no signing key for this use at the moment."),
            }
        )
