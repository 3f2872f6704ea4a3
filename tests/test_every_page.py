"""Every page of the table of access, in both languages, light, dark and large, narrow and wide, is clean.

A row of `access_matrix.txt` is all that a new page needs to be looked at. Usually each page is seen once in
every language, look and width; `CRAWL=full` looks at the whole product, each time with all rules of access.
"""

import os
from collections.abc import Iterator

import pytest

from tests.browsers import OpenWindow
from tests.test_access_matrix import ask, table
from tests.windows import CONTRAST, DATA_OF_STAFF, RULES, Window
from tests.world_of_roles import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FULL = os.environ.get("CRAWL") == "full"
LANGUAGES = ("zh-CN", "en-GB")
WIDTHS = (320, 412, 1280)
PEOPLE = ("anonymous", "holder", "unbound", "other")
STAFF = ("superuser", "reviewer", "officer", "lead", "approver", "auditor")
EMBEDDED = ("/api/v1/docs/",)  # Swagger UI with its own controls; its texts are English
ERRORS = {"/nowhere/": 404}


def pages(world: World, watchers: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each address that answers with a page, and the first of the watchers who may see it."""
    others = PEOPLE if watchers is STAFF else ()
    for line in table():
        seen_by = [
            role for role in (*others, *watchers) if line.method == "GET" and line.expected[role] == 200
        ]
        if seen_by and seen_by[0] in watchers:
            address = line.address.format(**world.names)
            answer = ask(world.clients[seen_by[0]], "GET", address)
            if not answer.streaming and answer.content[:60].lower().startswith(b"<!doctype html"):
                yield seen_by[0], address
    if watchers is PEOPLE:
        yield from (("anonymous", address) for address in ERRORS)


LARGE = """() => {
  document.documentElement.dataset.view = "elder";  // pages of people
  document.body.classList.add("view-elder");  // the back office
}"""


def usual_looks(window: Window, number: int) -> Iterator[tuple[str, dict[str, object]]]:
    """Chinese light, English dark; all rules in one of the two, the large view in the other.

    Contrast and sizes are looked at each time.
    """
    chinese = window.options["locale"] == LANGUAGES[0]
    also_large = number % 2 == chinese
    window.page.emulate_media(color_scheme="light" if chinese else "dark")
    yield "light" if chinese else "dark", CONTRAST if also_large else RULES
    if also_large:
        window.page.evaluate(LARGE)
        yield "large", CONTRAST


def every_look(window: Window, number: int) -> Iterator[tuple[str, dict[str, object]]]:
    for scheme, view in (("light", "normal"), ("dark", "normal"), ("light", "elder"), ("dark", "elder")):
        window.set_cookies({"view": view})
        window.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        window.page.reload()
        yield f"{scheme} {view}", RULES


def faults(window: Window, address: str, number: int) -> Iterator[str]:
    """What is wrong with one page, seen in several looks and at every width."""
    status = window.open(address)
    if status != ERRORS.get(address, 200):
        yield f"status {status}"
    staff = address.startswith("/admin/")
    language = "" if address in EMBEDDED else window.options["locale"]
    yield from window.checks(language=language, apart=DATA_OF_STAFF if staff else "")
    for look, rules in (every_look if FULL else usual_looks)(window, number):
        for width in WIDTHS:
            window.page.set_viewport_size({"width": width, "height": 800})
            targets = not staff and address not in EMBEDDED
            yield from (f"{look}, {width}: {fault}" for fault in window.checks(targets=targets))
            if FULL or width == WIDTHS[-1]:
                yield from (f"{look}, {width}: {fault}" for fault in window.said())
                yield from (f"{look}, {width}: {fault}" for fault in window.violations(rules))
        window.keep_picture(f"{look}{address.replace('/', '_')}")


@pytest.fixture(params=[PEOPLE, STAFF], ids=["people", "staff"])
def plan(request: pytest.FixtureRequest, transactional_db: None) -> tuple[World, list[tuple[str, str]]]:
    """The world and the pages to see; made before a browser keeps a loop in this thread."""
    world = make_world()
    return world, list(pages(world, request.param))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_clean_in_every_look(
    plan: tuple[World, list[tuple[str, str]]], open_window: OpenWindow, language: str
) -> None:
    world, to_see = plan
    windows: dict[str, Window] = {}
    found: list[str] = []
    for number, (role, address) in enumerate(to_see):
        if role not in windows:
            windows[role] = open_window(world.clients[role], locale=language)
        found += [f"{role} {address}: {fault}" for fault in faults(windows[role], address, number)]
    if found:
        pytest.fail("\n".join(found), pytrace=False)
    assert len(to_see) > 20
