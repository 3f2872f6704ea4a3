"""Every page that each role can reach by links in the demonstration: no dead end, no odd state at 320 pixels.

The rules of access for staff pages are applied by `tests/test_every_page.py`; here their links are followed.
"""

import re
from collections import deque
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from tests.windows import CONTRAST, DATA_OF_STAFF, SMALL

pytestmark = [pytest.mark.browser, pytest.mark.processes]

CITIZENS = ("driver_normal", "driver_abnormal", "driver_revoked", "driver_closed_city", "unbound")
STAFF = ("officer", "reviewer", "auditor", "superuser")
LANGUAGES = ("zh-CN", "en-GB")
PUBLIC = ("/verify/", "/rollout/", "/developers/", "/api/v1/docs/", "/nowhere/")  # the same for everybody
OWN = ("/wallet/", "/licenses/apply/", "/progress/", "/me/", "/identity/")
DESK = ("/admin/", "/scan/")
EMBEDDED = ("/api/v1/docs/",)
NOT_PAGES = re.compile(
    r"\.(pdf|csv|json|svg|jpg)$|/(code|photo|rejects|logout|schema|i18n|jsi18n|demo)/|^/v/$", re.IGNORECASE
)
SORTING = {"o", "p", "_facets", "all", "e", "before", "next"}
NUMBERS = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]{2}-\d{6}-\w{8}|(?<=/)\d+(?=/)|(?<=/errors/)[\w-]+", re.IGNORECASE
)
LINKS = (
    "links => links.map(link => new URL(link.getAttribute('href'), location.href).href)"  # those in SVG too
)
HREF = re.compile(r'href="([^"]+)"')
looked_at: set[tuple[str, ...]] = (
    set()
)  # kinds of pages that a browser has shown, by their watcher if personal


def pattern_of(url):
    """The address without numbers, references and values: one of each kind is enough."""
    parts = urlsplit(url)
    filtered = parts.path.startswith("/admin/")  # lists of the back office look the same, however filtered
    names = [] if filtered else sorted(parse_qs(parts.query, keep_blank_values=True))
    return NUMBERS.sub("*", parts.path) + ("?" + ",".join(names) if names else "")


def pages_among(hrefs, visitor):
    """Pages of the portal that these addresses lead to."""
    for href in hrefs:
        parts = urlsplit(href)
        if href.startswith(visitor.portal.address + "/") and not NOT_PAGES.search(parts.path):
            if not SORTING & set(parse_qs(parts.query, keep_blank_values=True)):
                yield href.removeprefix(visitor.portal.address).partition("#")[0]


def faults_of(visitor, role, pattern, personal):
    """What is wrong with the page that is open now."""
    language = visitor.options["locale"]
    staff = pattern.startswith("/admin/")
    found = visitor.said() + visitor.checks(
        language=language, apart=DATA_OF_STAFF if staff else "", targets=not staff and pattern not in EMBEDDED
    )
    if not personal:  # the other pages are all in `test_every_page`
        return found
    found += visitor.violations()
    if language == LANGUAGES[0]:
        visitor.page.emulate_media(color_scheme="dark")
        found += [f"dark, {fault}" for fault in visitor.violations(CONTRAST)]
        visitor.page.emulate_media(color_scheme="light")
    return found


def visited(visitor, role, path, pattern):
    """Status, faults and links of a page; what a browser has shown to somebody else is only fetched."""
    personal = role in CITIZENS and pattern.startswith(OWN)
    key = (pattern, role if personal else "")
    if key in looked_at:
        answer = visitor.page.request.get(visitor.portal.address + path)
        hrefs = [urljoin(answer.url, unescape(href)) for href in HREF.findall(answer.text())]
        return answer.status, [], hrefs
    looked_at.add(key)
    status = visitor.open(path)
    visitor.keep_picture(f"{role}{pattern.replace('/', '_').replace('*', 'N').replace('?', '-')}")
    faults = faults_of(visitor, role, pattern, personal)
    return status, faults, visitor.page.eval_on_selector_all("a[href]", LINKS)


def crawl(visitor, role, starts, beyond):
    """Follow every link once for each kind of page, not `beyond`; answers how many and what is wrong."""
    queue, seen, faults = deque(starts), set(), []
    while queue:
        path = queue.popleft()
        pattern = pattern_of(path)
        if pattern in seen or pattern.startswith(beyond):
            continue
        seen.add(pattern)
        status, found, hrefs = visited(visitor, role, path, pattern)
        if status != (404 if path == "/nowhere/" else 200):
            faults.append((path, f"status {status}"))
        faults += [(path, fault) for fault in found]
        queue += pages_among(hrefs, visitor)
    return len(seen), faults


def enter(visit, portal, role, language):
    options = {"locale": language, **SMALL}
    if role == "stranger":
        return visit(**options)
    if role in STAFF:
        return visit(staff=role, **options)
    visitor = visit(**options)
    phone = "13811119999" if role == "unbound" else portal.citizen(role)["phone"]
    visitor.sign_in(phone)
    return visitor


WINDOWS = [(role, LANGUAGES[number % 2]) for number, role in enumerate(("stranger", *CITIZENS, *STAFF))]


@pytest.mark.parametrize(("role", "language"), WINDOWS)
def test_every_link_leads_to_a_clean_page(portal, visit, role, language):
    visitor = enter(visit, portal, role, language)
    desk = DESK[:1] if role == "auditor" else DESK  # auditors check nobody on the road
    starts = ("/", *OWN) if role in CITIZENS else desk if role in STAFF else ("/", *PUBLIC)
    beyond = () if role == "stranger" else PUBLIC

    pages, faults = crawl(visitor, role, starts, beyond)

    if faults:
        pytest.fail("\n".join(f"{path}  {fault}" for path, fault in faults), pytrace=False)
    assert pages > len(starts)
