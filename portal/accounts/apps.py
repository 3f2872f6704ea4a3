from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.core.errors import register_sentences


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("People and logins")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_sentences(
            {
                "code_wait": _("You can ask for another code in %(seconds)s seconds."),
                "code_expired": _("This code has expired. Please ask for a new one."),
                "code_used_up": _("This code was tried too often. Please ask for a new one."),
                "code_wrong": _("This code is not right. Please compare it with the message."),
                "staff_by_password": _("Staff sign in with user name and password."),
                "purpose_unknown": _("These purposes do not exist: %(purposes)s."),
                "network_malformed": _("This is not a network address: %(network)s."),
                "key_already_expired": _("The end of a key must lie in the future."),
            }
        )
