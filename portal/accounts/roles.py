"""What each role of the traffic police may do: a closed table, read by the permission backend."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Duty(TextChoices):
    """One thing an officer may do; pages and admin actions ask for these, never for roles."""

    REVIEW_APPLICATIONS = "review_applications", _("review applications")
    CONFIRM_IDENTITY = "confirm_identity", _("confirm identities at the counter")
    CHECK_CREDENTIALS = "check_credentials", _("check credentials on the road and at the counter")
    LOOK_UP_REGISTER = "look_up_register", _("look things up in the register")
    CHANGE_REGISTER = "change_register", _("correct the register with a reason")
    SEIZE_LICENSES = "seize_licenses", _("seize driver's licenses, and end seizures with four eyes")
    LOAD_FEEDS = "load_feeds", _("load register feeds")
    PLAN_ROLLOUT = "plan_rollout", _("plan the rollout")
    APPROVE_ROLLOUT = "approve_rollout", _("approve the rollout")
    MANAGE_KEYS = "manage_keys", _("manage signing keys")
    MANAGE_ORGANIZATIONS = "manage_organizations", _("manage organizations and their API keys")
    READ_AUDIT = "read_audit", _("read the audit trail")
    EDIT_TEXTS = "edit_texts", _("edit the ready texts of the reviewers")


class Role(TextChoices):
    REVIEWER = "reviewer", _("Reviewer")
    REVIEW_LEAD = "review_lead", _("Lead of the reviewers")
    OFFICER = "officer", _("Officer on the road")
    ROLLOUT_LEAD = "rollout_lead", _("Rollout lead")
    SECOND_APPROVER = "second_approver", _("Second approver")
    AUDITOR = "auditor", _("Auditor")


_REVIEWING = frozenset(
    {
        Duty.REVIEW_APPLICATIONS,
        Duty.CONFIRM_IDENTITY,
        Duty.CHECK_CREDENTIALS,
        Duty.LOOK_UP_REGISTER,
        Duty.CHANGE_REGISTER,
        Duty.SEIZE_LICENSES,
    }
)
DUTIES: dict[str, frozenset[Duty]] = {
    Role.REVIEWER: _REVIEWING,
    Role.REVIEW_LEAD: _REVIEWING | {Duty.EDIT_TEXTS},
    Role.OFFICER: frozenset({Duty.CHECK_CREDENTIALS, Duty.SEIZE_LICENSES}),
    Role.ROLLOUT_LEAD: frozenset({Duty.PLAN_ROLLOUT, Duty.LOAD_FEEDS}),
    Role.SECOND_APPROVER: frozenset({Duty.APPROVE_ROLLOUT, Duty.MANAGE_ORGANIZATIONS}),
    Role.AUDITOR: frozenset({Duty.READ_AUDIT}),
}
