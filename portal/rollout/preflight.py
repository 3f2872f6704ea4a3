"""Is a city ready to open a service? Rooms above register what must be there; staff see ✓ or ✗ and why."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.rollout.models import Activation, Batch
from portal.rollout.services import Service

Problems = Mapping[str, Any]
Runner = Callable[[Service, frozenset[str]], Problems]


@dataclass(frozen=True, slots=True)
class Check:
    """One question about cities that will open a service.

    `run(service, city_codes)` answers the cities with a problem and its sentence; one statement for all
    of them, however many. An empty `services` asks it of every service.
    """

    name: str
    label: Any
    run: Runner
    services: frozenset[Service] = frozenset()

    def asks(self, service: Service) -> bool:
        return not self.services or service in self.services


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one check for one opening; an empty `problem` is a ✓."""

    label: Any
    problem: Any

    @property
    def is_good(self) -> bool:
        return not self.problem


_CHECKS: dict[str, Check] = {}


def register_check(check: Check) -> None:
    """Make a check known; called from `AppConfig.ready()` of a room above."""
    _CHECKS[check.name] = check


def findings(activations: Iterable[Activation]) -> dict[int, list[Finding]]:
    """Every answer for openings still to come, by their primary keys. One statement a check and service."""
    by_service: dict[Service, list[Activation]] = {}
    for row in activations:
        by_service.setdefault(Service(row.service), []).append(row)
    found: dict[int, list[Finding]] = {}
    for service, rows in by_service.items():
        for label, problems in _asked(service, frozenset(row.city_id for row in rows)):
            for row in rows:
                found.setdefault(row.pk, []).append(Finding(label, problems.get(row.city_id, "")))
    return found


def not_ready(batch: Batch) -> list[Activation]:
    """The openings of the batch that some check says no to."""
    rows = list(batch.activations.to_come().select_related("city").order_by("service", "city_id"))
    answers = findings(rows)
    return [row for row in rows if any(not answer.is_good for answer in answers.get(row.pk, ()))]


def _asked(service: Service, codes: frozenset[str]) -> Iterable[tuple[Any, Problems]]:
    return [(check.label, check.run(service, codes)) for check in _CHECKS.values() if check.asks(service)]
