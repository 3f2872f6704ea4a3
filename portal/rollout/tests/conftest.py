"""People and moments that the tests of the plan share, and no check but those a test brings."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.core.actors import Actor
from portal.rollout import planning, preflight
from portal.rollout.services import Service

LEAD, APPROVER = 7, 8


def staff(user_id: int) -> Actor:
    return Actor(channel="staff", label=f"DEMO{user_id:03}", user_id=user_id)


@pytest.fixture
def lead() -> Actor:
    return staff(LEAD)


@pytest.fixture
def approver() -> Actor:
    return staff(APPROVER)


@pytest.fixture
def at() -> Any:
    return timezone.now()


@pytest.fixture(autouse=True)
def checks(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The registered checks: none, until a test adds one."""
    empty: dict[str, Any] = {}
    monkeypatch.setattr(preflight, "_CHECKS", empty)
    return empty


@pytest.fixture
def plan(lead: Actor, at: Any) -> Any:
    """A plan of three cities for next week, made by the lead."""
    batch = planning.plan_batch(name="Batch 2", actor=lead, at=at)
    planning.add_cities(
        batch=batch,
        service=Service.DRIVER_LICENSE,
        city_codes=["320600", "321000", "321200"],
        opens_at=at + timedelta(days=7),
        actor=lead,
        at=at,
    )
    batch.refresh_from_db()
    return batch
