"""Read a plan from CSV: every row with a mistake is named at once, and one mistake imports nothing.

Columns: batch, service, city (code, Chinese or English name) or province, opens_at. The time is Beijing
time unless it says otherwise; a day alone opens at midnight.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.rollout import planning
from portal.rollout.models import Activation, Batch, City
from portal.rollout.places import places
from portal.rollout.services import Service

COLUMNS = ("batch", "service", "city", "opens_at")
MOST_ROWS = 5000
MOST_BYTES = 2 * 1024 * 1024
_CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One mistake: the line of the file, the column and a sentence."""

    line: int
    column: str
    sentence: str


class PlanProblems(Exception):
    """The file has mistakes; all of them."""

    def __init__(self, problems: list[RowProblem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    batch: str
    service: str
    codes: tuple[str, ...]
    opens_at: datetime


def import_plan(*, content: bytes, actor: Actor, at: datetime) -> list[Batch]:
    """Plan what the file says, in new batches or in ones that nobody has approved yet.

    Raises PlanProblems, or RuleViolation for a file that is no plan at all.
    """
    problems: list[RowProblem] = []
    rows = list(_rows(content, at, problems))
    problems += _double(rows)
    if problems:
        raise PlanProblems(sorted(problems, key=lambda problem: problem.line))
    try:
        return _write(rows, actor, at)
    except IntegrityError:
        raise RuleViolation("moved_meanwhile") from None


@transaction.atomic
def _write(rows: list[_Row], actor: Actor, at: datetime) -> list[Batch]:
    made = []
    for name in dict.fromkeys(row.batch for row in rows):
        batch = Batch.objects.filter(name=name).first() or planning.plan_batch(name=name, actor=actor, at=at)
        groups: dict[tuple[str, datetime], list[str]] = {}
        for row in rows:
            if row.batch == name:
                groups.setdefault((row.service, row.opens_at), []).extend(row.codes)
        for (service, opens_at), codes in groups.items():
            chosen: dict[str, Any] = {"service": Service(service), "opens_at": opens_at, "city_codes": codes}
            planning.add_cities(batch=batch, **chosen, actor=actor, at=at)
        made.append(batch)
    openings = sum(len(row.codes) for row in rows)
    facts: dict[str, Any] = {"batches": [batch.pk for batch in made], "rows": len(rows), "openings": openings}
    record(Action.PLAN_IMPORTED, subject=Subject("plan", "import"), actor=actor, at=at, **facts)
    return made


def _rows(content: bytes, at: datetime, problems: list[RowProblem]) -> Iterator[_Row]:
    """The rows in good order; the others go to `problems`."""
    known = places()
    taken = {str(name) for name in Batch.objects.exclude(status="planned").values_list("name", flat=True)}
    for line, cells in _cells(content):
        found = len(problems)
        codes = known.get(cells["city"].casefold(), ())
        opens_at = _moment(cells["opens_at"])
        wrong = {
            "batch": _batch_problem(cells["batch"], taken),
            "service": "" if cells["service"] in Service.values else _("There is no such service."),
            "city": "" if codes else _("There is no such city or province, or the name is not unique."),
            "opens_at": _time_problem(opens_at, at),
        }
        problems += [RowProblem(line, column, text) for column, text in wrong.items() if text]
        if len(problems) == found and opens_at:
            yield _Row(line, cells["batch"], cells["service"], codes, opens_at)


def _cells(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(_text(content), newline=""), restval="", strict=True)
    names = {str(name).strip().lower(): name for name in reader.fieldnames or ()}
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise RuleViolation("plan_columns", missing=", ".join(missing))
    count = 0
    try:
        for row in reader:
            cells = {column: str(row[names[column]] or "").strip() for column in COLUMNS}
            if any(cells.values()):
                count += 1
                if count > MOST_ROWS:
                    raise RuleViolation("plan_too_long", limit=MOST_ROWS)
                yield reader.line_num, cells
    except csv.Error:
        raise RuleViolation("plan_unreadable") from None
    if not count:
        raise RuleViolation("plan_empty")


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise RuleViolation("plan_too_long", limit=MOST_ROWS)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RuleViolation("plan_unreadable")


def _moment(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=_CHINA)


def _time_problem(opens_at: datetime | None, at: datetime) -> str:
    if opens_at is None:
        return _("Write the moment as 2026-12-01 09:00, in Beijing time.")
    return _("The opening lies in the past. Choose a later moment.") if opens_at <= at else ""


def _batch_problem(name: str, taken: set[str]) -> str:
    if not name or len(name) > 80:
        return _("A batch needs a name of at most 80 characters.")
    return _("This batch has been approved already and cannot be changed.") if name in taken else ""


def _double(rows: list[_Row]) -> list[RowProblem]:
    """Cities that the file or the plan has twice for one service."""
    codes = {code for row in rows for code in row.codes}
    planned = set(Activation.objects.filter(city_id__in=codes).values_list("city_id", "service"))
    names = City.objects.in_bulk(codes)
    seen: dict[tuple[str, str], int] = {}
    problems = []
    for row in rows:
        for code in row.codes:
            if (code, row.service) in planned:
                facts = {"city": names[code], "code": code}
                text = _("%(city)s (%(code)s) has an opening for this service already.") % facts
                problems.append(RowProblem(row.line, "city", text))
            elif (code, row.service) in seen:
                facts = {"city": names[code], "code": code, "line": seen[code, row.service]}
                text = _("%(city)s (%(code)s) stands for this service in line %(line)s already.") % facts
                problems.append(RowProblem(row.line, "city", text))
            seen.setdefault((code, row.service), row.line)
    return problems
