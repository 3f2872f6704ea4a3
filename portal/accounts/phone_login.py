"""The login of a phone: it comes to exist when the first code has come back."""

from django.contrib.auth.hashers import make_password

from portal.accounts.models import User
from portal.core.errors import RuleViolation


def login_of(*, phone: str) -> User:
    """The login of a phone that has just been proven; a new phone becomes a new login."""
    user, _new = User.objects.get_or_create(
        phone=phone, defaults={"phone_verified": True, "password": make_password(None)}
    )
    if user.is_staff:
        raise RuleViolation("staff_by_password")
    if not user.phone_verified:
        User.objects.filter(pk=user.pk).update(phone_verified=True)
    return user
