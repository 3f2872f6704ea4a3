"""Permissions from duties: what a role may do, asked as `user.has_perm("duty.<name>")`."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from portal.accounts.models import Officer, User
from portal.accounts.roles import DUTIES


class DutyBackend(BaseBackend):
    def get_user(self, user_id: int) -> User | None:
        """The login of a session that names this backend; a closed one is nobody."""
        return User.objects.filter(pk=user_id, is_active=True).first()

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or not user_obj.is_staff or obj is not None:
            return set()
        if not hasattr(user_obj, "_duty_permissions"):
            officer = Officer.objects.filter(user=user_obj).only("role").first()
            duties = DUTIES.get(officer.role, frozenset()) if officer else frozenset()
            user_obj._duty_permissions = {f"duty.{duty}" for duty in duties}
        return user_obj._duty_permissions

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return perm in self.get_all_permissions(user_obj, obj)
