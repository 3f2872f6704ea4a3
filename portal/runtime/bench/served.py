"""What gunicorn serves under load: checks, codes and the wallet page, each beside its lean twin."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.test import Client

from portal.credentials.models import Verification
from portal.runtime.bench import world
from portal.runtime.bench.figures import Row, row, statements_of
from portal.runtime.bench.load import CONNECTIONS, SECONDS, Measured, Server, press, serving

PORTAL, LEAN = "portal.wsgi:application", "portal.runtime.bench.lean_wsgi:application"
CHECKS = "/api/v1/verifications"
CODES_A_SECOND = 6000
HOLDERS = 200


@dataclass(frozen=True)
class Served:
    """One thing that gunicorn serves: whose pages, at which address (None: a check), and its lean twin."""

    slug: str
    address: str | None
    twin: str
    beside: str
    at_once: int = CONNECTIONS


def _check(slug: str) -> Served:
    return Served(slug, None, "verification", "lean view, one statement")


def _code(slug: str) -> Served:
    return Served(slug, "/wallet/{}/code/", "code_refresh", "one read and a signature")


SERVED = {
    "verification": _check(world.DRIVER),
    "vehicle_check": _check(world.VEHICLE),
    "code_refresh": _code(world.DRIVER),
    "vehicle_code": _code(world.VEHICLE),
    # its goal is the time of one page: nobody waits in line
    "wallet_page": Served(world.DRIVER, "/wallet/", "wallet_page", "one read, no template", at_once=2),
}


def served(size: int, folder: Path, names: list[str]) -> list[Row]:
    """What goes through gunicorn, each beside its lean twin."""
    if not names:
        return []
    key = world.api_key()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_lean_log (id uuid PRIMARY KEY, at timestamptz, credential uuid)")
    people = {slug: world.sessions(HOLDERS, slug) for slug in {SERVED[name].slug for name in names}}
    asked = {name: _statements(SERVED[name], key, people[SERVED[name].slug][0]) for name in names}
    lines = {name: _requests(folder, name, key, people[SERVED[name].slug]) for name in names}
    twins = sorted({SERVED[name].twin for name in names})
    people |= {world.DRIVER: people.get(world.DRIVER) or world.sessions(HOLDERS)}
    lean = {name: _requests(folder, f"lean-{name}", key, people[world.DRIVER]) for name in twins}
    connection.close()
    with serving(PORTAL) as server:
        ours = {name: _measured(server, name, lines[name]) for name in names}
    with serving(LEAN) as server:
        least = {name: _pressed(server, SERVED[name], lean[name]).rate for name in twins}
    return [_served_row(name, size, ours[name], asked[name], least[SERVED[name].twin]) for name in names]


def _served_row(name: str, size: int, ours: Measured, asked: int, least: float) -> Row:
    if ours.errors:
        raise RuntimeError(f"{name}: {ours.errors} answers were not 2xx")
    more = {"p50_ms": ours.p50_ms, "p99_ms": ours.p99_ms, "peak_rss_mb": ours.peak_rss_mb}
    return row(name, size, ours.rate, "requests/s", (SERVED[name].beside, least), statements=asked, **more)


def _measured(server: Server, name: str, lines: Path) -> Measured:
    """A load; each answer to a check that was counted must stand in the log with the state of a live card."""
    answered = Verification.objects.filter(result__in=("valid", "abnormal"))
    before = answered.count()
    measured = _pressed(server, SERVED[name], lines)
    logged = answered.count() - before
    connection.close()
    if SERVED[name].address is None and logged < measured.requests:
        raise RuntimeError(f"{measured.requests} answers, but only {logged} checks in the log")
    return measured


def _pressed(server: Server, what: Served, lines: Path) -> Measured:
    if what.address:  # a code can be used once only, so checks have no lap to warm up
        press(server, lines, seconds=1, connections=what.at_once)
    return press(server, lines, connections=what.at_once)


def _requests(folder: Path, name: str, key: str, people: list[tuple[str, str]]) -> Path:
    """A file of requests for `press`."""
    what = SERVED[name.removeprefix("lean-")]
    if what.address is None:
        many = world.codes(CODES_A_SECOND * SECONDS, what.slug)
        return world.write_requests(folder / name, (_check_request(key, code) for code in many))

    def headers(session: str) -> dict[str, str]:
        return {"Cookie": f"sessionid={session}", "Host": "127.0.0.1"}

    lines = (("GET", what.address.format(pk), headers(session), "") for session, pk in people)
    return world.write_requests(folder / name, lines)


def _check_request(key: str, code: str) -> tuple[str, str, dict[str, str], str]:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Host": "127.0.0.1"}
    return "POST", CHECKS, headers, json.dumps({"code": code, "purpose": "car-rental"})


def _statements(what: Served, key: str, holder: tuple[str, str]) -> int:
    """Statements of one warm request, counted in this process."""
    session, pk = holder
    client = Client()
    client.cookies["sessionid"] = session
    codes = iter([*world.codes(2, what.slug)])

    def ask() -> None:
        if what.address:
            answer = client.get(what.address.format(pk))
        else:
            _method, address, _headers, body = _check_request(key, next(codes))
            bearer = {"Authorization": f"Bearer {key}"}
            answer = client.post(address, body, content_type="application/json", headers=bearer)
        assert answer.status_code == 200, answer.content  # noqa: S101 - a benchmark must not measure errors

    ask()
    return statements_of(ask)
