"""Every page that each role can reach by links, in both languages, at 320 pixels, light and dark."""

import re
from collections import deque
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.visitors import SMALL

pytestmark = [pytest.mark.browser, pytest.mark.processes]

CITIZENS = ("driver_normal", "driver_abnormal", "driver_revoked", "driver_closed_city", "unbound")
STAFF = ("officer", "reviewer", "auditor", "superuser")
LANGUAGES = ("zh-CN", "en-GB")
PUBLIC = ("/verify/", "/rollout/", "/developers/", "/api/v1/docs/", "/nowhere/")  # the same for everybody
OWN = ("/wallet/", "/licenses/apply/", "/progress/", "/me/", "/identity/")
DESK = ("/admin/", "/scan/")
NOT_PAGES = re.compile(
    r"\.(pdf|csv|json|svg|jpg)$|/(code|photo|rejects|logout|schema|i18n|jsi18n|demo)/|^/v/$", re.IGNORECASE
)
SORTING = {"o", "p", "_facets", "all", "e", "before", "next"}
NUMBERS = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]{2}-\d{6}-\w{8}|(?<=/)\d+(?=/)|(?<=/errors/)[\w-]+", re.IGNORECASE
)
DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
# Text in the other language, but for what says that it is: names, codes, samples.
FOREIGN = """([language, apartToo]) => {
  const wrong = language.startsWith('zh')
    ? /\\b[A-Za-z]{2,}(?:[ ,’']+[A-Za-z]{2,}){2,}/
    : /[\\u3400-\\u9fff]/;
  const other = language.startsWith('zh') ? '[lang^="en" i]' : '[lang^="zh" i]';
  const apart = `${other}, code, pre, kbd, script, style, svg, textarea, option, .swagger-ui${apartToo}`;
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const place = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (wrong.test(text) && !place.closest(apart)) found.push(`${place.tagName} ${text}`.slice(0, 120));
  }
  for (const part of document.querySelectorAll('[alt], [aria-label], [placeholder], [title]'))
    for (const name of ['alt', 'aria-label', 'placeholder', 'title']) {
      const text = part.getAttribute(name) || '';
      if (wrong.test(text) && !part.closest(apart)) found.push(`@${name} ${text}`.slice(0, 120));
    }
  if (!apartToo && wrong.test(document.title)) found.push(`title ${document.title}`);
  return found;
}"""
SAMPLES = ("Mozilla/", "苏州 or Suzhou")  # what a browser calls itself; what may be typed
DATA = ", td, th, dd, .readonly, .breadcrumbs, h2, a:not(.button), .about"  # of the back office
looked_at: set[tuple[str, ...]] = set()  # pages with nobody's own data need the slow rules once


def pattern_of(url):
    """The address without numbers, references and values: one of each kind is enough."""
    parts = urlsplit(url)
    filtered = parts.path.startswith("/admin/")  # lists of the back office look the same, however filtered
    names = [] if filtered else sorted(parse_qs(parts.query, keep_blank_values=True))
    return NUMBERS.sub("*", parts.path) + ("?" + ",".join(names) if names else "")


def links_of(visitor):
    """Pages of the portal that this page leads to."""
    hrefs = visitor.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    for href in hrefs:
        parts = urlsplit(href)
        if href.startswith(visitor.portal.address + "/") and not NOT_PAGES.search(parts.path):
            if not SORTING & set(parse_qs(parts.query, keep_blank_values=True)):
                yield href.removeprefix(visitor.portal.address).partition("#")[0]


def faults_of(visitor, role, pattern):
    """What is wrong with the page that is open now."""
    language = visitor.options["locale"]
    texts = visitor.page.evaluate(FOREIGN, [language, DATA if pattern.startswith("/admin/") else ""])
    found = [f"foreign text: {text}" for text in texts if not any(sample in text for sample in SAMPLES)]
    personal = role in CITIZENS and pattern.startswith(OWN)
    if (key := (pattern, language, role if personal else "")) in looked_at:
        return found + visitor.faults(slowly=False)
    looked_at.add(key)
    found += visitor.faults()
    if role in STAFF or language != LANGUAGES[0]:  # the back office has a test of its own for dark pages
        return found
    visitor.page.emulate_media(color_scheme="dark")
    for rule in Axe().run(visitor.page, options=DARK).response["violations"]:
        found += [f"dark, {rule['id']}: {node['html'][:200]}" for node in rule["nodes"]]
    visitor.page.emulate_media(color_scheme="light")
    return found


def crawl(visitor, role, starts, beyond):
    """Follow every link once for each kind of page, not `beyond`; answers how many and what is wrong."""
    queue, seen, faults = deque(starts), set(), []
    while queue:
        path = queue.popleft()
        pattern = pattern_of(path)
        if pattern in seen or pattern.startswith(beyond):
            continue
        seen.add(pattern)
        status = visitor.open(path)
        visitor.keep_picture(f"{role}{pattern.replace('/', '_').replace('*', 'N').replace('?', '-')}")
        if status != (404 if path == "/nowhere/" else 200):
            faults.append((path, f"status {status}"))
        faults += [(path, fault) for fault in faults_of(visitor, role, pattern)]
        queue += links_of(visitor)
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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["stranger", *CITIZENS, *STAFF])
def test_every_page_is_accessible_translated_narrow_and_silent(portal, visit, role, language):
    visitor = enter(visit, portal, role, language)
    desk = DESK[:1] if role == "auditor" else DESK  # auditors check nobody on the road
    starts = ("/", *OWN) if role in CITIZENS else desk if role in STAFF else ("/", *PUBLIC)
    beyond = () if role == "stranger" else PUBLIC

    pages, faults = crawl(visitor, role, starts, beyond)

    if faults:
        pytest.fail("\n".join(f"{path}  {fault}" for path, fault in faults), pytrace=False)
    assert pages > len(starts)
