from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.accounts.proofs import ProofWay, register_way
from portal.core.errors import register_sentences


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("People and logins")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.accounts import receivers

        receivers.connect()
        register_way(
            ProofWay(
                slug="counter",
                title=_("Confirm at a counter"),
                hint=_("With your ID card, at any vehicle office."),
                url_name="identity:counter",
            )
        )
        register_sentences(
            {
                "code_wait": _("You can ask for another code in %(seconds)s seconds."),
                "code_expired": _("This code has expired. Please ask for a new one."),
                "code_used_up": _("This code was tried too often. Please ask for a new one."),
                "code_wrong": _("This code is not right. Please compare it with the message."),
                "staff_by_password": _("Staff sign in with user name and password."),
                "already_bound": _("This login is linked with a person already."),
                "duty_missing": _("Your role does not include this."),
                "other_city": _("This belongs to the counter of another city."),
                "own_case": _("Nobody decides on their own case."),
                "claim_matches_nobody": _("Name and ID number match nobody in the register."),
                "purpose_unknown": _("These purposes do not exist: %(purposes)s."),
                "network_malformed": _("This is not a network address: %(network)s."),
                "last_legal_representative": _(
                    "This is the last legal representative. Make somebody else one first."
                ),
                "already_invited": _("An invitation to this phone is waiting for an answer already."),
                "already_member": _("You work for this organization already."),
                "invitation_over": _("This invitation has expired or was answered already."),
                "key_already_expired": _("The end of a key must lie in the future."),
            }
        )
