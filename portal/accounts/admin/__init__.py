"""Admin pages of people, logins, organizations and officers."""

from portal.accounts.admin.persons import PersonAdmin

__all__ = ["PersonAdmin"]
