"""Help answers what citizens ask, in both languages, with or without a keyboard that knows their name."""

import pytest
from django.test import Client
from django.utils import translation

from portal.home import help

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_question_of_the_list_has_its_answer(language):
    client = Client(headers={"accept-language": language})
    listed = client.get("/help/").content.decode()

    for topic in help.TOPICS:
        assert f'href="/help/{topic.slug}/"' in listed
        with translation.override(language):
            assert f"<h1>{topic.title}</h1>" in client.get(f"/help/{topic.slug}/").content.decode()


def test_a_question_that_nobody_asked_is_not_found(client):
    assert client.get("/help/nothing/").status_code == 404


@pytest.mark.parametrize("typed", ["4DAE", "U+4dae", " 0x4DAE ", "&#x4DAE;"])
def test_a_character_is_found_by_its_code_point(client, typed):
    page = client.get("/help/names/", {"code": typed}).content.decode()

    assert "<output>䶮</output>" in page


@pytest.mark.parametrize("typed", ["41", "D800", "10FFFFFF", "zz", "<b>", "\0", "9" * 4000, "20"])
def test_nothing_but_an_ideograph_is_shown(client, typed):
    answer = client.get("/help/names/", {"code": typed})

    assert answer.status_code == 200
    assert "<output>" not in answer.content.decode()


def test_the_four_cases_of_paper_are_those_of_the_card(client):
    page = Client(headers={"accept-language": "en"}).get("/help/paper/").content.decode()

    assert page.count("<ol>") == 1
    assert "taken back or written on" in page


def test_the_page_for_no_network_holds_nothing_about_anybody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get("/offline/").content.decode()

    assert "没有网络" in page
    assert "csrf" not in page
