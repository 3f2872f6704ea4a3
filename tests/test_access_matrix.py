"""Every address × every role is answered as access_matrix.txt says, and no address is missing from it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve

from portal.core.valkey import client as valkey
from portal.home import health
from tests.world_of_roles import ROLES, World, make_world

TABLE = Path(__file__).with_name("access_matrix.txt")
pytestmark = pytest.mark.django_db


class Line(NamedTuple):
    """One method at one address; `expected` holds a status for each role."""

    method: str
    address: str
    expected: dict[str, int]


def table() -> list[Line]:
    rows = [text.split() for text in TABLE.read_text().splitlines() if text and not text.startswith("#")]
    assert rows[0] == ["role", "address", *ROLES]
    return [
        Line(method, address, dict(zip(ROLES, map(int, codes), strict=True)))
        for method, address, *codes in rows[1:]
    ]


def routes(patterns: Any = None, before: str = "") -> Iterator[str]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        own = str(pattern.pattern)
        route = before + (own.removeprefix("^") if before else own)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern.url_patterns, route)


def ask(client: Client, method: str, address: str) -> HttpResponse:
    """The answer, read to its end; what it has written is taken back and no try is counted."""
    valkey().flushdb()
    cookies = client.cookies.copy()
    with transaction.atomic():
        response: Any = client.generic(method, address)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(health, "SECONDS", 0.2)  # no worker runs that could answer in time
    return make_world()


def test_every_address_of_the_portal_is_in_the_table(world: World) -> None:
    listed = {resolve(line.address.format(**world.names)).route for line in table()}
    shadowed = {  # allauth's own addresses behind ours of the same name
        "accounts/" + name
        for name in (
            "signup/",
            "email/",
            "confirm-email/",
            "password/set/",
            "password/reset/",
            "confirm-email/(?P<key>[-:\\w]+)/$",
            "password/reset/key/done/",
            "password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
            "password/reset/done/",
        )
    }
    assert set(routes()) - listed - shadowed == set()
    assert {line.method for line in table()} == {"GET", "POST"}
    asked = {(line.method, line.address) for line in table()}
    assert {address for method, address in asked if (_other(method), address) not in asked} == set()


def _other(method: str) -> str:
    return "POST" if method == "GET" else "GET"


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_answered_as_the_table_says(world: World, role: str) -> None:
    differing = []
    for line in table():
        response = ask(world.clients[role], line.method, line.address.format(**world.names))
        if response.status_code != line.expected[role]:
            wanted = line.expected[role]
            differing.append(f"{line.method} {line.address}: {response.status_code}, not {wanted}")
        needs_login = line.expected["anonymous"] not in (200, 405)
        if response.status_code == 200 and needs_login:
            kept = "no-store" not in response.headers.get("Cache-Control", "")
            differing += [f"{line.method} {line.address}: may be kept by caches"] if kept else []
        if line.address.startswith("/api/") and response.status_code >= 400:
            plain = response.headers["Content-Type"] != "application/problem+json"
            differing += [f"{line.method} {line.address}: an error in another shape"] if plain else []
        if "X-Request-Id" not in response.headers:
            differing.append(f"{line.method} {line.address}: no request id")
    assert differing == []


@pytest.mark.parametrize("role", ["anonymous", "holder", "reviewer", "superuser", "api_key"])
def test_a_method_that_no_page_knows_is_never_answered_with_content(world: World, role: str) -> None:
    differing = []
    for line in table():
        if line.method == "GET":
            answer = ask(world.clients[role], "PATCH", line.address.format(**world.names))
            allowed = {405} if line.expected[role] == 200 else {302, 307, 401, 403, 404, 405}
            if answer.status_code not in allowed:
                differing.append(f"{line.address}: {answer.status_code}")
    assert differing == []
