"""What staff see of a bulk run: a bar for all, one a city, rate, time left; read from the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum
from django.utils.translation import gettext_lazy as _

from portal.core.durations import in_words
from portal.core.errors import RuleViolation
from portal.credentials.forecasts import sums
from portal.credentials.kinds import bulk_kind_of
from portal.credentials.models import Chunk, Run
from portal.rollout.models import City

LOOK_BACK = timedelta(seconds=30)
_COLUMNS = ("issued", "kept", "refused", "opted_out", "failed")
_REASONS = {
    "opted_out": _("The holder wants nothing issued without asking."),
    "unreadable": _("The entry could not be read; an operator must look at it."),
    "too_many_attempts": _("Workers have died on this part again and again; an operator must look at it."),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """How far a city, or all of them, has come; `done` out of `total` licenses."""

    title: str
    total: int
    done: int
    issued: int
    kept: int
    refused: int
    opted_out: int
    failed: int
    waiting: int

    @property
    def all_failed(self) -> int:
        """Single entries that could not be read, and whole parts that wait for somebody to try again."""
        return self.failed + self.waiting

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody got nothing, and how many."""

    sentence: str
    count: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """A run at one moment. `rate` is licenses a second over the last half minute, `left` the time to go."""

    all: Bar
    cities: Sequence[Bar]
    covers: Sequence[str]
    counted: int
    rate: int
    left: timedelta | None
    workers: int
    errors: Sequence[Reason]

    @property
    def clock(self) -> str:
        """The time to go as h:mm:ss."""
        return str(self.left or "")


@dataclass(frozen=True, slots=True)
class Pace:
    """Licenses a second of an earlier run, and how long another would take at that rate."""

    reference: str
    rate: int
    time: timedelta

    @property
    def words(self) -> str:
        return in_words(self.time)


def of(run: Run, at: datetime) -> Progress:
    """Four statements, whatever the size of the run."""
    names = City.objects.in_bulk(run.cities.values_list("city_id", flat=True))
    rows = list(_sums(run))
    bars = [_bar(str(names[row["city_id"]]), row) for row in rows]
    whole = _bar(str(_("All cities")), _added(rows))
    rate = _rate(run, at) if run.status == Run.Status.RUNNING else 0
    remaining = whole.total - whole.done - whole.waiting
    return Progress(
        all=whole,
        cities=bars,
        covers=[str(names[code]) for code in sorted(names)],
        counted=sum(row["counted"] or 0 for row in rows),
        rate=rate,
        left=timedelta(seconds=round(remaining / rate)) if rate else None,
        workers=run.chunks.filter(lease_until__gt=at).count(),
        errors=_errors(run),
    )


def _added(rows: list[dict[str, Any]]) -> dict[str, Any]:
    names = [name for name in rows[0] if name != "city_id"] if rows else []
    return {name: sum(row[name] or 0 for row in rows) for name in names}


def _sums(run: Run) -> Any:
    """A row a city; `waiting` counts the licenses in chunks that have failed as a whole."""
    return (
        run.chunks.order_by("city_id")
        .values("city_id")
        .annotate(
            total=Sum("size"),
            done=Sum("size", filter=Q(status=Chunk.Status.DONE)),
            counted=Sum("size", filter=~Q(status=Chunk.Status.NEW)),
            waiting=Sum("size", filter=Q(status=Chunk.Status.FAILED)),
            **{f"of_{name}": Sum(name) for name in _COLUMNS},
        )
    )


def _bar(title: str, row: dict[str, Any]) -> Bar:
    counts = {name: row.get(f"of_{name}") or 0 for name in _COLUMNS}
    names = ("total", "done", "waiting")
    return Bar(title=title, **{name: row.get(name) or 0 for name in names}, **counts)


def _rate(run: Run, at: datetime) -> int:
    recent = run.chunks.filter(done_at__gt=at - LOOK_BACK).aggregate(
        Sum("size"), Min("done_at"), Max("done_at")
    )
    if not recent["size__sum"]:
        return 0
    since = max(at - LOOK_BACK, run.started_at or at, recent["done_at__min"] - timedelta(seconds=1))
    return round(recent["size__sum"] / max(1.0, (at - since).total_seconds()))


def pace(run: Run) -> Pace | None:
    """How long a run that has been counted is likely to take: at the rate of the last one of its kind."""
    last = Run.objects.filter(kind=run.kind, status=Run.Status.DONE).order_by("-finished_at").first()
    if last is None or last.finished_at is None or last.started_at is None:
        return None
    before, total = (sums(each.chunks.all(), ("size",))["size"] for each in (last, run))
    if not before:
        return None
    rate = before / max(1.0, (last.finished_at - last.started_at).total_seconds())
    return Pace(last.reference, max(1, round(rate)), timedelta(seconds=max(1, round(total / rate))))


def _errors(run: Run) -> list[Reason]:
    rows = run.chunks.filter(status=Chunk.Status.FAILED).values_list("error").annotate(n=Sum("size"))
    return [Reason(sentence(code), count, code) for code, count in rows.order_by("-n")]


def reasons(run: Run) -> list[Reason]:
    """Why people have got nothing so far, most frequent first; one pass over the run's refusals."""
    rows = run.refusals.values_list("reason").annotate(n=Count("id")).order_by("-n")
    return [Reason(sentence(code), count, code) for code, count in rows]


def expected(run: Run) -> list[Reason]:
    """The same as the dry run has found it."""
    found = run.forecast.get("reasons", {})
    return [Reason(sentence(code), count, code) for code, count in found.items()]


def sentence(code: str) -> str:
    """What a person reads for the code of a refusal."""
    if code in _REASONS:
        return str(_REASONS[code])
    text = RuleViolation(code).sentence
    return code if "%(" in text else text


def sample(run: Run) -> list[tuple[str, str, str]]:
    """A few subjects of the dry run: masked number, city, and the reason or nothing."""
    found = run.forecast.get("sample", [])
    entries = {entry.ref: entry for entry in bulk_kind_of(run.kind).entries([ref for ref, _reason in found])}
    names = City.objects.in_bulk({entry.city_code for entry in entries.values()})
    return [
        (
            entries[ref].number_masked,
            str(names[entries[ref].city_code]),
            sentence(code) if code else "",
        )
        for ref, code in found
        if ref in entries
    ]
