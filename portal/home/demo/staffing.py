"""Traffic police with their second factors, companies with their keys; secrets are new in every world."""

import base64
import secrets
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP

from portal.accounts import keys
from portal.accounts.models import ApiKey, Officer, Organization, User
from portal.core.actors import Actor
from portal.home.demo.cast import COMPANIES, STAFF, Company, Staff
from portal.rollout.models import City


def load_staff(*, at: datetime) -> list[dict[str, Any]]:
    """Make the logins; the list names passwords and secrets, which are kept nowhere else in the clear."""
    return [_make_staff(number, member) for number, member in enumerate(STAFF)]


def _make_staff(number: int, member: Staff) -> dict[str, Any]:
    password = secrets.token_urlsafe(12)
    secret = base64.b32encode(secrets.token_bytes(20)).decode()
    user = User.objects.create_user(
        member.username, password, is_staff=True, is_superuser=member.role is None
    )
    TOTP.activate(user, secret)
    if member.role:
        officer = Officer.objects.create(
            user=user, badge_number=f"DEMO{number + 1:03}", name=member.name, role=member.role
        )
        officer.cities.set(City.objects.filter(pk__in=member.cities))
    names = City.objects.in_bulk(member.cities)
    return {
        "key": member.username,
        "username": member.username,
        "password": password,
        "totp_secret": secret,
        "cities": [names[code].name for code in member.cities],
        "note": member.note,
    }


def officer_actor(username: str) -> Actor:
    """The actor behind a member of staff."""
    officer = Officer.objects.select_related("user").get(user__username=username)
    return Actor(channel="staff", label=officer.badge_number, user_id=officer.user_id, officer=officer)


def load_companies(*, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """Make organizations, each with a key for real checks and one for trying."""
    return [_make_company(company, actor, at) for company in COMPANIES]


def _make_company(company: Company, actor: Actor, at: datetime) -> dict[str, Any]:
    organization = Organization.objects.create(name=company.name, name_en=company.name_en, uscc=company.uscc)
    texts = {}
    for is_test in (False, True):
        _key, texts[is_test] = keys.mint(
            organization=organization,
            name="demo",
            purposes=company.purposes,
            is_test=is_test,
            expires_at=None,
            actor=actor,
            at=at,
        )
    return {
        "key": company.key,
        "name": company.name,
        "api_key": texts[False],
        "api_key_test": texts[True],
        "purposes": list(company.purposes),
        "note": company.note,
    }


def load_key_history(*, actor: Actor, at: datetime) -> None:
    """A key that has run out and one that leaked and was revoked, for the lists of the back office."""
    organization = Organization.objects.get(uscc=COMPANIES[0].uscc)
    made: list[ApiKey] = []
    for name, until in (("Trial of last year", at - timedelta(days=30)), ("Branch office", None)):
        key, _text = keys.mint(
            organization=organization,
            name=name,
            purposes=COMPANIES[0].purposes,
            is_test=False,
            expires_at=until,
            actor=actor,
            at=at - timedelta(days=200),
        )
        made.append(key)
    keys.revoke(key=made[1], reason="The key was sent by e-mail.", actor=actor, at=at - timedelta(days=20))
