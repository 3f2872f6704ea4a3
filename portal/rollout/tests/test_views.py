"""The public board of open cities, as page, JSON and CSV."""

import csv
import io

import pytest
from django.test import Client

from portal.rollout.tests.factories import ActivationFactory, BatchFactory, CityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def english():
    return Client(headers={"accept-language": "en"})


def test_an_open_city_is_shown_with_its_day(english):
    opening = ActivationFactory()

    page = english.get("/rollout/").content.decode()

    assert "Suzhou" in page
    assert f"{opening.activated_at:%Y-%m-}" in page


def test_a_plan_is_called_a_plan(english):
    ActivationFactory(city=CityFactory(other=True), planned=True)

    page = english.get("/rollout/?province=320000").content.decode()

    assert "Nantong" in page
    assert "(a plan, it may change)" in page


def test_other_provinces_are_left_out_when_one_is_chosen(english):
    ActivationFactory()

    page = english.get("/rollout/?province=330000").content.decode()

    assert "Suzhou" not in page
    assert "no date is planned yet" in page


@pytest.mark.parametrize("query", ["?service=x&province=y", "?service=%00&province=%00", "?service=🚗"])
def test_an_unknown_choice_shows_the_usual_page(english, query):
    ActivationFactory()

    answer = english.get(f"/rollout/{query}")

    assert answer.status_code == 200
    assert "Suzhou" in answer.content.decode()


def test_the_page_is_chinese_by_default(client):
    ActivationFactory()

    assert "苏州市" in client.get("/rollout/").content.decode()


def test_the_data_says_what_is_open_planned_and_paused(client):
    ActivationFactory()
    ActivationFactory(city=CityFactory(other=True), planned=True)
    ActivationFactory(city=CityFactory(code="330900"), paused=True)

    data = client.get("/rollout.json").json()

    assert data["as_of"].endswith("Z")
    states = {opening["city"]["code"]: opening for opening in data["openings"]}
    assert {code: opening["state"] for code, opening in states.items()} == {
        "320500": "open",
        "320600": "planned",
        "330900": "paused",
    }
    assert states["320500"]["open_since"]
    assert states["320500"]["planned_for"] is None
    assert states["320600"]["planned_for"]
    assert states["320600"]["open_since"] is None


def test_no_cell_of_the_csv_is_a_formula(client):
    ActivationFactory(batch=BatchFactory(name='=HYPERLINK("http://x")'))

    text = b"".join(client.get("/rollout.csv").streaming_content).decode("utf-8-sig")

    row = next(csv.DictReader(io.StringIO(text)))
    assert row["city"] == "苏州市"
    assert row["batch"] == '\'=HYPERLINK("http://x")'
    assert row["as_of"]
    assert row["open_since"]


@pytest.mark.parametrize("path", ["/rollout/", "/rollout.json", "/rollout.csv"])
def test_nothing_can_be_posted(client, path):
    assert client.post(path).status_code == 405


def test_the_page_needs_few_statements(client, django_assert_max_num_queries):
    for code in ("110000", "120000", "310000", "320500"):
        ActivationFactory(city=CityFactory(code=code))

    with django_assert_max_num_queries(3):
        client.get("/rollout/")
