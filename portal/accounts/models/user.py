"""The login. A citizen signs in by phone, staff by user name."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models.person import Person


class UserManager(BaseUserManager["User"]):
    def create_user(
        self,
        username: str | None = None,
        password: str | None = None,
        *,
        phone: str | None = None,
        **fields: Any,
    ) -> "User":
        """Make a login with a user name (staff) or a phone number (citizen)."""
        user = self.model(username=username or None, phone=phone or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """One login; `person` is set once the identity is confirmed, and one person has one login."""

    username = models.CharField(_("user name"), max_length=60, unique=True, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, unique=True, null=True, blank=True)
    phone_verified = models.BooleanField(_("phone verified"), default=False)
    email = models.EmailField(_("e-mail"), blank=True)
    person = models.OneToOneField(
        Person,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="user",
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    date_joined = models.DateTimeField(_("joined at"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]

    class Meta:
        verbose_name = _("login")
        verbose_name_plural = _("logins")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(username__isnull=False) | models.Q(phone__isnull=False),
                name="user_has_a_name_or_a_phone",
            )
        ]

    def __str__(self) -> str:
        return self.username or f"{self._meta.verbose_name} {self.pk}"

    @property
    def label(self) -> str:
        """How logs and the audit trail call this login: staff by name, citizens by number."""
        return self.username or f"citizen:{self.pk}"
