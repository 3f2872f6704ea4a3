"""The page of the design language shows every component that exists, in both languages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from portal.ui import design
from portal.ui.templatetags import ui

ROOT = Path(settings.BASE_DIR)
pytestmark = pytest.mark.django_db


def test_every_tag_has_an_example():
    sources = "".join(example.source for example in design.EXAMPLES)

    assert set(ui.register.tags) - set(re.findall(r"{% ?(\w+)", sources)) == set()


def test_every_sample_file_is_listed():
    files = {path.stem for path in (ROOT / "templates" / "design").glob("*.html")}

    assert files == {example.slug for example in design.EXAMPLES}


def test_every_color_that_is_shown_exists_and_is_drawn():
    sheet = (ROOT / "static" / "css" / "app.css").read_text("utf-8")
    for name in (name for names in design.TOKENS.values() for name in names):
        assert re.search(rf"--{name}: ", sheet), name
        assert f".swatch-{name} " in sheet, name


def test_a_component_stands_in_both_languages_side_by_side():
    summary = next(example for example in design.EXAMPLES if example.slug == "summary")
    with translation.override("en"):
        shown = design.shown(summary, design.context())

    assert [part["language"] for part in shown] == ["en", "zh-Hans"]
    assert "Name" in shown[0]["html"]
    assert "姓名" in shown[1]["html"]


def test_the_page_needs_no_statement_and_no_id_stands_twice(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = Client().get("/design/").content.decode()

    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.count('class="card card-') == 7
