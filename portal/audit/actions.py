"""The closed list of what can be written into the audit trail."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Action(TextChoices):
    CITY_ACTIVATED = "city.activated", _("City opened for a service")
    CITY_PAUSED = "city.paused", _("City paused for a service")
    CITY_RESUMED = "city.resumed", _("City reopened for a service")

    BATCH_PLANNED = "batch.planned", _("Batch planned or changed")
    BATCH_APPROVED = "batch.approved", _("Batch approved")
    BATCH_PAUSED = "batch.paused", _("Batch paused")
    BATCH_RESUMED = "batch.resumed", _("Batch resumed")
    BATCH_DONE = "batch.done", _("Batch done")
    PLAN_IMPORTED = "plan.imported", _("Rollout plan imported")
    FIGURE_CHANGED = "figure.changed", _("Published figure changed")

    RUN_PLANNED = "run.planned", _("Bulk run planned")
    RUN_STARTED = "run.started", _("Bulk run approved and started")
    RUN_PAUSED = "run.paused", _("Bulk run paused")
    RUN_RESUMED = "run.resumed", _("Bulk run resumed")
    RUN_STOPPED = "run.stopped", _("Bulk run stopped")
    RUN_RETRIED = "run.retried", _("Failed parts of a bulk run tried again")
    RUN_FINISHED = "run.finished", _("Bulk run finished")

    IDENTITY_CLAIMED = "identity.claimed", _("Identity claimed")
    IDENTITY_CONFIRMED = "identity.confirmed", _("Identity confirmed")
    IDENTITY_REFUSED = "identity.refused", _("Identity refused")
    ACT_CONFIRMED = "identity.act_confirmed", _("Act confirmed with a code from a message")
    IDENTITY_ENDED = "identity.ended", _("Login separated from the person")

    STAFF_SIGNED_IN = "staff.signed_in", _("Staff signed in")
    SECOND_FACTOR_ADDED = "second_factor.added", _("Second factor added")
    SECOND_FACTOR_REMOVED = "second_factor.removed", _("Second factor removed")

    API_KEY_CREATED = "api_key.created", _("API key created")
    API_KEY_REVOKED = "api_key.revoked", _("API key revoked")
    API_KEY_NEW_NETWORK = "api_key.new_network", _("API key used from a new network")
    MEMBER_ADDED = "organization.member_added", _("Member added to an organization")
    MEMBER_REMOVED = "organization.member_removed", _("Member removed from an organization")
    MEMBER_INVITED = "organization.member_invited", _("Member invited to an organization")
    MEMBER_ROLE_CHANGED = "organization.member_role_changed", _("Role of a member changed")

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
    LICENSE_RELEASED = "license.released", _("Application put back into the queue")
    LICENSE_SEIZED = "license.seized", _("License seized")
    SEIZURE_END_ASKED = "license.seizure_end_asked", _("End of a seizure asked for")
    SEIZURE_END_REFUSED = "license.seizure_end_refused", _("End of a seizure refused or taken back")
    SEIZURE_ENDED = "license.seizure_ended", _("Seizure ended")

    VEHICLE_APPLIED = "vehicle.applied", _("Electronic vehicle license applied for")
    VEHICLE_REPORT_MADE = "vehicle.report_made", _("Vehicle history report made")
    GRANT_MADE = "grant.made", _("Use of a vehicle license authorized")
    GRANT_ACCEPTED = "grant.accepted", _("Authorization accepted")
    GRANT_DECLINED = "grant.declined", _("Authorization declined")
    GRANT_ENDED = "grant.ended", _("Authorization ended")
    SHARE_MADE = "share.made", _("Share code made")
    SHARE_STOPPED = "share.stopped", _("Share code stopped")
    DRIVER_FILED = "driver.filed", _("Driver filed by an organization")
    DRIVER_AGREED = "driver.agreed", _("Driver agreed to be filed")
    DRIVER_DECLINED = "driver.declined", _("Driver declined to be filed")
    DRIVER_ENDED = "driver.ended", _("Filing of a driver ended")
    COUNTER_VISIT = "counter.visit", _("Counter visit recorded")
    POLICY_CHANGED = "policy.changed", _("Policy row or calendar changed")

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
    NOTICE_CHOICE_CHANGED = "notice.choice_changed", _("Choice of notices changed")
