"""Both languages say everything: catalogs are complete and compiled, and Chinese pages hold no English."""

import html
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from portal.accounts.purposes import Purpose
from portal.runtime.catalogs import read_mo, read_po
from tests.test_access_matrix import ask, table
from tests.world_of_roles import make_world

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
APPS = ("portal", "licenses", "vehicles", "trucks", "accidents", "templates")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
APART = re.compile(r"<(script|style|svg|code|pre|kbd)\b.*?</\1>|<[^>]*\blang=\"en\".*?</|<!--.*?-->", re.S)
SHOWN_VALUES = re.compile(r'\s(?:alt|aria-label|placeholder|title)="([^"]*)"')
CHINESE = re.compile(r"[㐀-鿿]")
ENGLISH = re.compile(r"[A-Za-z]{3,}")
# What has no Chinese: formats, codes (a sign or digit among the letters), names that the small world gave.
NAMES = {
    "320500-7, Renmin Road",
    "holder",
    "English",
    "JSON",
    "CSV",
    "CHN",
    "True",
    "web",
    "staff",
    "system",
    "test",
    "front desk",
}
NAMES |= {"persons", "p.csv", "persons · p.csv", "driver-license", *Purpose.values}
CODE = re.compile(
    r"Batch \d+|Example Car Rental \d+|\{.*\}|[\w.-]*[\d_:/@][\w.:/@… ()-]*|driver-license [\w-]+"
)

IN_TWO_LANGUAGES = (
    "/admin/rollout/city/",
    "/admin/backoffice/readytext/",
    "/api/v1/docs/",
    "/design/",
    "/offline/",
)


@pytest.fixture(scope="module")
def sentences() -> dict[object, str]:
    return dict(read_po(SOURCE.read_text("utf-8")))


def test_the_source_says_nothing_that_the_catalog_lacks_and_the_other_way_round(sentences, tmp_path):
    assert shutil.which("xgettext"), "gettext is missing: apt-get install gettext"
    for name in APPS:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("tests", "__pycache__"))
    made = tmp_path / SOURCE.relative_to(ROOT)
    made.parent.mkdir(parents=True)

    command = [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "--no-location", "-v0"]
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)

    text = re.sub(r'^(msgstr\[0\] )""\nmsgstr\[1\] ""$', r'\1"-"', made.read_text("utf-8"), flags=re.M)
    text = re.sub(r'^msgstr ""\n(?=\n|\Z)', 'msgstr "-"\n', text, flags=re.M)
    assert set(read_po(text)) == set(sentences)


def test_no_sentence_is_fuzzy_or_gone():
    lines = SOURCE.read_text("utf-8").splitlines()

    assert [line for line in lines if line.startswith("#~") or ("fuzzy" in line and line[0] == "#")] == []


@pytest.mark.parametrize("name", ["django.po", "djangojs.po"])
def test_the_compiled_catalog_says_what_the_source_says(name):
    source = SOURCE.with_name(name)

    assert read_mo(source.with_suffix(".mo").read_bytes()) == dict(read_po(source.read_text("utf-8")))


def test_each_translation_keeps_the_placeholders(sentences):
    def places(text: str) -> list[str]:
        return sorted(PLACEHOLDER.findall(text))

    assert [key for key, value in sentences.items() if places(str(key)) != places(value)] == []


def test_the_language_of_the_settings_finds_its_catalog(settings):
    with translation.override(settings.LANGUAGE_CODE):
        assert translation.gettext("Wallet") == "卡包"


def english_in(page: str) -> Iterator[str]:
    """Texts and names of controls that a Chinese page shows in Latin letters alone."""
    page = APART.sub("<", page)
    for text in (*SHOWN_VALUES.findall(page), *re.split(r"<[^>]*>", page)):
        words = html.unescape(text).strip(" \n\t·›–|:：")
        if ENGLISH.search(words) and not CHINESE.search(words):
            if words not in NAMES and not CODE.fullmatch(words):
                yield words


def test_what_counts_as_english():
    page = '<p>卡包 PDF</p><p lang="en">Code</p><code>abc</code><img alt="Search"><b>tk_7N</b> <i>Name:</i>'

    assert list(english_in(page)) == ["Search", "Name"]


def pages_of(client: Client, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    for address in dict.fromkeys(line.address for line in table()):
        response = ask(client, "GET", address.format(**names))
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            yield address, response.content.decode()


@pytest.mark.parametrize("role", ["anonymous", "unbound", "holder", "officer", "superuser"])
def test_chinese_pages_hold_no_english(role, db):
    world = make_world()

    found = {
        (address, words)
        for address, page in pages_of(world.clients[role], world.names)
        if not address.startswith(IN_TWO_LANGUAGES)
        for words in english_in(page)
    }

    assert not found, sorted(found)
