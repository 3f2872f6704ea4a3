"""The start page says what this is and whether my city is in, without a script."""

import pytest
from django.db import OperationalError
from django.test import Client

from portal.home.views import landing
from portal.rollout.tests.factories import ActivationFactory, CityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def english():
    return Client(headers={"accept-language": "en"})


@pytest.mark.parametrize("asked", ["苏州", "苏", " 苏州市 "])
def test_an_open_city_is_in(english, asked):
    ActivationFactory()

    page = english.get("/", {"city": asked}).content.decode()

    assert "Yes. You can apply" in page


def test_cities_of_the_same_name_are_told_apart_by_province(english):
    page = english.get("/", {"city": "suzhou"}).content.decode()

    assert "Suzhou · Jiangsu" in page
    assert "Suzhou · Anhui" in page


def test_a_planned_city_is_not_in_yet_and_the_date_is_a_plan(english):
    ActivationFactory(city=CityFactory(other=True), planned=True)

    page = english.get("/", {"city": "南通"}).content.decode()

    assert "Not yet for the driver&#x27;s license" in page or "Not yet for the driver's license" in page
    assert "(a plan, it may change)" in page


def test_a_province_lists_its_cities(english):
    page = english.get("/", {"province": "320000"}).content.decode()

    assert "Choose your city" in page
    assert "Nantong" in page
    assert "Hangzhou" not in page


def test_a_municipality_answers_at_once(english):
    ActivationFactory(city=CityFactory(code="310000"))

    assert "Yes. You can apply" in english.get("/", {"province": "310000"}).content.decode()


@pytest.mark.parametrize("asked", ["nowhere", "%", "_", "x" * 5000, "\0", "🚗", "<script>", "'; --"])
def test_a_strange_name_finds_no_city(english, asked):
    answer = english.get("/", {"city": asked, "province": "no"})

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().replace("<script type", "")


def test_the_page_is_chinese_by_default_and_leads_to_the_login(client):
    page = client.get("/")

    assert page.headers["Content-Language"] == "zh-hans"
    assert "/accounts/login/?next=/wallet/" in page.content.decode()


def test_it_needs_few_statements(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get("/?city=苏州")


def test_who_only_looks_costs_the_database_nothing(client, django_assert_num_queries):
    client.get("/")  # the provinces are read once

    with django_assert_num_queries(0):
        client.get("/")


def test_a_page_without_database_says_so_and_503(client, monkeypatch):
    def away(*args):
        raise OperationalError("lost")

    monkeypatch.setattr(landing.cities, "provinces", away)
    client.raise_request_exception = False

    answer = client.get("/")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.headers["X-Request-Id"] in answer.content.decode()


def test_a_fault_of_ours_is_a_500_in_both_languages(client, monkeypatch):
    monkeypatch.setattr(landing.cities, "provinces", lambda: 1 / 0)
    client.raise_request_exception = False

    answer = client.get("/")

    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
