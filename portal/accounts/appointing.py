"""Make somebody an officer, change role and cities: the one door to what staff may do."""

import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from portal.accounts.models import Officer, User
from portal.accounts.roles import Role
from portal.accounts.sessions import end_sessions_of
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.rollout.models import City


@transaction.atomic
def appoint(
    *,
    username: str,
    badge_number: str,
    name: str,
    role: str,
    cities: Collection[City],
    actor: Actor,
    at: datetime,
) -> tuple[Officer, str]:
    """A new staff login and its officer; the password beside it is shown once and kept as a hash only.

    The second factor is enrolled at the first sign-in. Raises RuleViolation: `login_taken`, `role_unknown`.
    """
    if User.objects.filter(username=username).exists():
        raise RuleViolation("login_taken")
    if Officer.objects.filter(badge_number=badge_number).exists():
        raise RuleViolation("badge_taken")
    _check_role(role)
    password = secrets.token_urlsafe(15)
    user = User.objects.create_user(username, password, is_staff=True)
    officer = Officer.objects.create(user=user, badge_number=badge_number, name=name, role=role)
    officer.cities.set(cities)
    _note(officer, actor, at, added=True)
    return officer, password


@transaction.atomic
def change(*, officer: Officer, role: str, cities: Collection[City], actor: Actor, at: datetime) -> Officer:
    """Give another role or other cities; the officer's sessions end, so nothing old is acted on.

    Raises RuleViolation("own_rights"): nobody widens what they may do themselves.
    """
    if actor.user_id == officer.user_id:
        raise RuleViolation("own_rights")
    _check_role(role)
    Officer.objects.filter(pk=officer.pk).update(role=role)
    officer.role = role
    officer.cities.set(cities)
    end_sessions_of(officer.user_id)
    _note(officer, actor, at, added=False)
    return officer


@transaction.atomic
def dismiss(*, officer: Officer, reason: str, actor: Actor, at: datetime) -> None:
    """Close the login of an officer and sign it out everywhere; what the officer did stays on record."""
    if actor.user_id == officer.user_id:
        raise RuleViolation("own_rights")
    User.objects.filter(pk=officer.user_id).update(is_active=False)
    officer.cities.clear()
    end_sessions_of(officer.user_id)
    _note(officer, actor, at, added=False, reason=reason)


def _check_role(role: str) -> None:
    if role not in Role.values:
        raise RuleViolation("role_unknown")


def _note(officer: Officer, actor: Actor, at: datetime, *, added: bool, reason: str = "") -> None:
    cities = sorted(officer.cities.values_list("code", flat=True))
    record(
        Action.OFFICER_CHANGED,
        subject=Subject("officer", officer.badge_number),
        actor=actor,
        at=at,
        added=added,
        reason=reason,
        role=officer.role,
        cities=cities,
    )
