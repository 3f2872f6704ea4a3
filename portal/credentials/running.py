"""Plan, approve, pause, resume, stop and repeat bulk runs: the one door to a run's status.

Working a run off is `ledger`; nothing here waits for it, and nothing there is told: workers look at the rows.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.references import new_reference
from portal.core.transitions import Transitions
from portal.credentials.kinds import bulk_kind_of
from portal.credentials.ledger import subject
from portal.credentials.models import Chunk, OptOut, Run, RunCity, RunRefusal
from portal.rollout import gates

Status = Run.Status
UNFINISHED = (Status.CHECKING, Status.PLANNED, Status.RUNNING, Status.PAUSED)
MOVES = Transitions(
    {
        Status.CHECKING: {Status.PLANNED, Status.STOPPED},
        Status.PLANNED: {Status.RUNNING, Status.CHECKING, Status.STOPPED},
        Status.RUNNING: {Status.PAUSED, Status.STOPPED, Status.DONE, Status.FAILED},
        Status.PAUSED: {Status.RUNNING, Status.STOPPED},
        Status.FAILED: {Status.RUNNING},
    }
)
MOST_LINES = 200_000


@transaction.atomic
def plan(*, kind: str, cities: Iterable[str], title: str, actor: Actor, at: datetime) -> Run:
    """A run over every entry of these cities; workers count it first, then it waits for approval.

    Raises RuleViolation "no_city" for none, "city_not_open" for one where the service is closed, and
    "city_in_another_run" for one that an unfinished run of this kind covers already.
    """
    codes = sorted(set(cities))
    if not codes:
        raise RuleViolation("no_city")
    for code in codes:
        _require_open(kind, code, at)
    taken = RunCity.objects.filter(city_id__in=codes, run__kind=kind, run__status__in=UNFINISHED)
    if other := taken.filter(run__source=Run.Source.CITIES).select_related("run", "city").first():
        raise RuleViolation("city_in_another_run", city=str(other.city), run=other.run.reference)
    run = _open(kind, Run.Source.CITIES, title, actor, at)
    RunCity.objects.bulk_create(RunCity(run=run, city_id=code) for code in codes)
    return run


@transaction.atomic
def plan_list(*, kind: str, written: Sequence[str], title: str, actor: Actor, at: datetime) -> Run:
    """A run over the entries on a list, written as people write them (ID or file numbers).

    Lines nobody knows are refused with their line number. Raises RuleViolation "empty_list" or
    "list_too_long", and "city_not_open" when none of the list's cities has the service open.
    """
    lines = [text.strip().upper() for text in written]
    if not any(lines):
        raise RuleViolation("empty_list")
    if len(lines) > MOST_LINES:
        raise RuleViolation("list_too_long", most=MOST_LINES)
    found = _look_up(kind, lines)
    unknown = [number for number, text in enumerate(lines, 1) if text and text not in found]
    run = _open(kind, Run.Source.LIST, title, actor, at, unknown_lines=len(unknown))
    by_city: dict[str, set[str]] = {}
    for ref, city in found.values():
        by_city.setdefault(city, set()).add(ref)
    for city, refs in sorted(by_city.items()):
        RunCity.objects.create(run=run, city_id=city, laid_out_at=at)
        ordered = sorted(refs)
        for begin in range(0, len(ordered), run.chunk_size):
            part = ordered[begin : begin + run.chunk_size]
            Chunk.objects.create(run=run, city_id=city, refs=part, size=len(part))
    RunRefusal.objects.bulk_create(
        (RunRefusal(run=run, ref=f"line {number}", reason="not_in_register") for number in unknown),
        batch_size=5000,
    )
    return run


def _look_up(kind: str, lines: list[str]) -> dict[str, tuple[str, str]]:
    known = bulk_kind_of(kind)
    wanted = sorted({text for text in lines if text})
    found: dict[str, tuple[str, str]] = {}
    for begin in range(0, len(wanted), 5000):
        found |= known.look_up(wanted[begin : begin + 5000])
    return found


def _require_open(kind: str, city: str, at: datetime) -> None:
    if not gates.is_open(bulk_kind_of(kind).service, city, at):
        raise RuleViolation("run_city_not_open", city=city)


def _open(kind: str, source: str, title: str, actor: Actor, at: datetime, unknown_lines: int = 0) -> Run:
    run = Run.objects.create(
        reference=new_reference("BR", on=timezone.localdate(at)),
        kind=bulk_kind_of(kind).slug,
        source=source,
        title=title,
        chunk_size=settings.BULK_CHUNK_SIZE,
        unknown_lines=unknown_lines,
        created_at=at,
        created_by_id=actor.user_id,
        created_label=actor.signature,
    )
    record(Action.RUN_PLANNED, subject=subject(run), actor=actor, at=at, kind=kind, source=source)
    return run


@transaction.atomic
def start(*, run: Run, actor: Actor, at: datetime) -> Run:
    """Approve and start a run that has been counted; of several who press at once, one wins.

    Raises RuleViolation "own_run" for whoever planned it, "run_city_not_open" when a city has closed since,
    and "moved_meanwhile" or "illegal_move" for everybody but the first.
    """
    if actor.user_id is None or actor.user_id == run.created_by_id:
        raise RuleViolation("own_run")
    for place in run.cities.select_related("city"):
        _require_open(run.kind, place.city_id, at)
    MOVES.move(
        run, to=Status.RUNNING, started_at=at, started_by_id=actor.user_id, started_label=actor.signature
    )
    record(Action.RUN_STARTED, subject=subject(run), actor=actor, at=at, **_expected(run))
    return run


def _expected(run: Run) -> dict[str, int]:
    return {"expected": run.forecast.get("new", 0)}


@transaction.atomic
def count_again(*, run: Run, actor: Actor, at: datetime) -> Run:
    """Repeat the dry run: the register has moved on."""
    MOVES.move(run, to=Status.CHECKING, checked_at=None, forecast={})
    run.chunks.update(status=Chunk.Status.NEW, forecast={}, lease_until=None, attempts=0, error="")
    record(Action.RUN_PLANNED, subject=subject(run), actor=actor, at=at, again=True)
    return run


@transaction.atomic
def pause(*, run: Run, actor: Actor, at: datetime) -> Run:
    """Take up no further chunk; those in work are finished."""
    MOVES.move(run, to=Status.PAUSED)
    record(Action.RUN_PAUSED, subject=subject(run), actor=actor, at=at)
    return run


@transaction.atomic
def resume(*, run: Run, actor: Actor, at: datetime) -> Run:
    """Go on where the run was paused."""
    if run.status != Status.PAUSED:
        raise RuleViolation("not_paused")
    MOVES.move(run, to=Status.RUNNING)
    record(Action.RUN_RESUMED, subject=subject(run), actor=actor, at=at)
    return run


@transaction.atomic
def stop(*, run: Run, actor: Actor, at: datetime) -> Run:
    """End the run for good; what has been issued stays valid."""
    MOVES.move(run, to=Status.STOPPED, finished_at=at)
    record(Action.RUN_STOPPED, subject=subject(run), actor=actor, at=at)
    return run


@transaction.atomic
def retry(*, run: Run, actor: Actor, at: datetime) -> Run:
    """Try again what has failed: whole chunks, and entries that could not be read."""
    if run.status != Status.FAILED:
        raise RuleViolation("nothing_failed")
    MOVES.move(run, to=Status.RUNNING, finished_at=None)
    again = run.chunks.filter(status=Chunk.Status.FAILED) | run.chunks.filter(failed__gt=0)
    moved = again.update(status=Chunk.Status.PENDING, told_at=None, lease_until=None, attempts=0, error="")
    record(Action.RUN_RETRIED, subject=subject(run), actor=actor, at=at, chunks=moved)
    return run


def in_work() -> list[int]:
    """The runs that workers should be at, oldest first."""
    rows = Run.objects.filter(status__in=(Status.CHECKING, Status.RUNNING))
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def opt_out(*, person_id: int, kind: str, at: datetime) -> None:
    """Issue nothing of this kind to this person without asking; safe to repeat."""
    OptOut.objects.get_or_create(person_id=person_id, kind=kind, until=None, defaults={"since": at})


@transaction.atomic
def opt_in(*, person_id: int, kind: str, at: datetime) -> None:
    """Take an opt-out back; safe to repeat."""
    OptOut.objects.filter(person_id=person_id, kind=kind, until=None).update(until=at)
