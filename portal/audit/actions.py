"""The closed list of what can be written into the audit trail."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Action(TextChoices):
    CITY_ACTIVATED = "city.activated", _("City opened for a service")
    CITY_PAUSED = "city.paused", _("City paused for a service")
    CITY_RESUMED = "city.resumed", _("City reopened for a service")

    IDENTITY_CLAIMED = "identity.claimed", _("Identity claimed")
    IDENTITY_CONFIRMED = "identity.confirmed", _("Identity confirmed")
    IDENTITY_REFUSED = "identity.refused", _("Identity refused")
    IDENTITY_ENDED = "identity.ended", _("Login separated from the person")

    STAFF_SIGNED_IN = "staff.signed_in", _("Staff signed in")
    SECOND_FACTOR_ADDED = "second_factor.added", _("Second factor added")
    SECOND_FACTOR_REMOVED = "second_factor.removed", _("Second factor removed")

    API_KEY_CREATED = "api_key.created", _("API key created")
    API_KEY_REVOKED = "api_key.revoked", _("API key revoked")
    API_KEY_NEW_NETWORK = "api_key.new_network", _("API key used from a new network")
    MEMBER_ADDED = "organization.member_added", _("Member added to an organization")
    MEMBER_REMOVED = "organization.member_removed", _("Member removed from an organization")

    ORGANIZATION_CHANGED = "organization.changed", _("Organization added or changed")
    OFFICER_CHANGED = "officer.changed", _("Officer appointed or changed")

    FEED_LOADED = "feed.loaded", _("Register feed loaded")
    REGISTER_SEARCHED = "register.searched", _("Register searched")
    REGISTER_VIEWED = "register.viewed", _("Register entry viewed")
    REGISTER_CHANGED = "register.changed", _("Register entry changed")

    LICENSE_APPLIED = "license.applied", _("Electronic license applied for")
    LICENSE_PHOTO_REFUSED = "license.photo_refused", _("Photo refused")
    LICENSE_APPROVED = "license.approved", _("Application approved")
    LICENSE_SENT_BACK = "license.sent_back", _("Application sent back")
    LICENSE_RESUBMITTED = "license.resubmitted", _("Application handed in again")
    LICENSE_REFUSED = "license.refused", _("Application refused")
    LICENSE_WITHDRAWN = "license.withdrawn", _("Application withdrawn")
    LICENSE_CLAIMED = "license.claimed", _("Application taken up by an officer")

    CREDENTIAL_ISSUED = "credential.issued", _("Credential issued")
    CREDENTIAL_SUPERSEDED = "credential.superseded", _("Credential superseded")
    CREDENTIAL_REVOKED = "credential.revoked", _("Credential revoked")
    CREDENTIAL_PRINTED = "credential.printed", _("Signed document made")

    KEY_STAGED = "key.staged", _("Signing key staged")
    KEY_ACTIVATED = "key.activated", _("Signing key activated")
    KEY_RETIRED = "key.retired", _("Signing key retired")
    KEY_COMPROMISED = "key.compromised", _("Signing key declared compromised")

    ACCESS_REFUSED = "access.refused", _("Access refused")
    FILE_VIEWED = "file.viewed", _("Private file viewed")
    EXPORT_MADE = "export.made", _("Export made")
