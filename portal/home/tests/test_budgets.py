"""What a slow phone has to fetch: the sheet, our own scripts, and everything at a first visit."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from portal.accounts.tests.factories import UserFactory
from portal.backoffice.tests.staff import client_of
from portal.credentials.tests.factories import issued

KB = 1000
STATIC = Path(settings.BASE_DIR) / "static"
FETCHED = re.compile(r'(?:src|href)="/static/([\w./-]+)(?:#[\w-]*)?"')
IMPORTED = re.compile(r"""(?:from|import) ["']\./([\w./-]+\.mjs)["']""")  # import() waits until it is needed
pytestmark = pytest.mark.django_db


def weight(content: bytes, name: str) -> int:
    """Bytes on the wire: text is sent compressed, pictures are so already."""
    return len(content) if name.endswith((".png", ".jpg", ".woff2")) else len(gzip.compress(content, 6))


def fetched(page: str) -> dict[str, int]:
    """Every file a page makes the browser fetch, with its weight."""
    waiting, found = set(FETCHED.findall(page)), {}
    while waiting:
        name = waiting.pop()
        content = Path(finders.find(name)).read_bytes()
        found[name] = weight(content, name)
        if name.endswith(".mjs"):
            folder = Path(name).parent
            waiting |= {str(folder / one) for one in IMPORTED.findall(content.decode())} - set(found)
    return found


def own_scripts(files: dict[str, int]) -> int:
    """Without what others wrote: the drawer of codes, the passkeys of allauth."""
    return sum(size for name, size in files.items() if re.fullmatch(r"js/[\w-]+\.m?js", name))


@pytest.fixture
def pages() -> dict[str, str]:
    credential = issued()
    holder = client_of(UserFactory(person=credential.holder))
    strangers = ("/", "/accounts/login/", "/help/", "/verify/")
    own = ("/wallet/", f"/wallet/{credential.pk}/", "/licenses/apply/")
    answers = {path: Client().get(path) for path in strangers} | {path: holder.get(path) for path in own}
    return {path: answer.content.decode() for path, answer in answers.items()}


def test_the_sheet_of_all_pages_is_at_most_20_kb():
    assert weight((STATIC / "css" / "app.css").read_bytes(), "app.css") <= 20 * KB


def test_no_page_of_citizens_needs_more_than_10_kb_of_our_scripts(pages):
    assert {
        path: size for path, page in pages.items() if (size := own_scripts(fetched(page))) > 10 * KB
    } == {}


def test_a_first_visit_is_at_most_50_kb(pages):
    whole = {path: weight(page.encode(), path) + sum(fetched(page).values()) for path, page in pages.items()}

    assert {path: size for path, size in whole.items() if size > 50 * KB} == {}
    assert whole["/"] > 10 * KB  # something was counted


def test_the_card_itself_is_at_most_15_kb(pages):
    card = next(page for path, page in pages.items() if re.match(r"/wallet/.+", path))

    assert weight(card.encode(), "") <= 15 * KB
    assert "js/code-ring.mjs" in fetched(card)
