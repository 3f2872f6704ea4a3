"""What allauth tells us about sign-ins, written into the audit trail."""

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.http import HttpRequest  # noqa: TID251 - an edge

from portal.accounts.identity import actor_of
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.subjects import Subject


def connect() -> None:
    """Listen; called once from `AppConfig.ready()`."""
    user_logged_in.connect(_signed_in, dispatch_uid="audit_staff_sign_in")
    authenticator_added.connect(_factor_added, dispatch_uid="audit_factor_added")
    authenticator_removed.connect(_factor_removed, dispatch_uid="audit_factor_removed")


def _signed_in(request: HttpRequest, user: Any, **_: Any) -> None:
    if user.is_staff:
        actor = Actor(channel="staff", label=user.label, user_id=user.pk, request_id=_request_id(request))
        record(Action.STAFF_SIGNED_IN, subject=Subject("login", str(user.pk)), actor=actor)


def _factor_added(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    _factor(Action.SECOND_FACTOR_ADDED, request, user, authenticator)


def _factor_removed(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    _factor(Action.SECOND_FACTOR_REMOVED, request, user, authenticator)


def _factor(action: Action, request: HttpRequest, user: Any, authenticator: Any) -> None:
    subject = Subject("login", str(user.pk))
    record(
        action, subject=subject, actor=actor_of(request), person_id=user.person_id, type=authenticator.type
    )


def _request_id(request: HttpRequest) -> str:
    return getattr(request, "request_id", "")
