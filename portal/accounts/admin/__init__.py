"""Admin pages of people, logins, organizations and officers."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.admin.claims import IdentityClaimAdmin
from portal.accounts.admin.officers import OfficerAdmin
from portal.accounts.admin.organizations import ApiKeyAdmin, MembershipAdmin, OrganizationAdmin
from portal.accounts.admin.persons import PersonAdmin
from portal.core.errors import register_sentences

__all__ = [
    "ApiKeyAdmin",
    "IdentityClaimAdmin",
    "MembershipAdmin",
    "OfficerAdmin",
    "OrganizationAdmin",
    "PersonAdmin",
]

register_sentences(
    {
        "login_taken": _("There is a login with this user name already."),
        "badge_taken": _("There is an officer with this badge number already."),
        "role_unknown": _("There is no such role."),
        "own_rights": _("Nobody changes what they may do themselves."),
        "login_unknown": _("There is no such login."),
        "card_differs": _("The number on the card is not the one in the register. Do not confirm."),
    }
)
