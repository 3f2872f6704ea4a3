"""The public board of open cities, as page, JSON and CSV."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.rollout.gates import opening
from portal.rollout.models import DayCount, Figure, TotalCount
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
    assert page.count('class="tile is-planned"') == 2  # Jiangsu's and the legend's


def test_a_plan_that_nobody_has_approved_is_nobodys_business(english):
    draft = BatchFactory(status="planned")
    ActivationFactory(city=CityFactory(other=True), planned=True, batch=draft)

    page = english.get("/rollout/?province=320000").content.decode()

    assert "Nantong" not in page
    assert 'class="tile is-planned" x="2"' in page
    assert page.count('class="tile is-planned"') == 1  # the legend's
    assert english.get("/rollout.json").json()["openings"] == []
    assert opening("driver-license", "320600") is None


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

    with django_assert_max_num_queries(5):
        client.get("/rollout/")


@pytest.fixture
def counted():
    """Two days of counts in Suzhou, one in Nantong."""
    for code in ("320500", "320600"):
        ActivationFactory(city=CityFactory(code=code))
    today = timezone.localdate()
    rows = [("320500", 0, "issued", 1200), ("320500", 1, "issued", 300), ("320600", 0, "verified", 7)]
    for city, ago, measure, count in rows:
        facts = {"city_id": city, "service": "driver-license", "measure": measure, "count": count}
        DayCount.objects.create(day=today - timedelta(days=ago), **facts)
    for city, measure, count in (("320500", "issued", 1500), ("320600", "verified", 7)):
        TotalCount.objects.create(city_id=city, service="driver-license", measure=measure, count=count)


def test_counts_stand_on_the_page_by_day_and_city(english, counted):
    page = english.get("/rollout/").content.decode()

    assert "1,200" in page
    assert "1,500" in page
    assert f"{timezone.localdate():%Y-%m-%d}" in page


def test_the_bars_have_a_scale_and_say_from_when_to_when(english, counted):
    page = english.get("/rollout/").content.decode()

    today = timezone.localdate()
    assert '<p class="scale" aria-hidden="true"><span>1,200</span><span>0</span></p>' in page
    assert f"<time>{today - timedelta(days=29)}</time><time>{today}</time>" in page
    assert '<rect class="bar-issued" x="280" y="75" width="8" height="25"/>' in page


def test_a_city_that_is_a_province_is_not_named_twice_on_a_phone(english):
    ActivationFactory(city=CityFactory(code="110000", name_en="Beijing", province_name_en="Beijing"))
    ActivationFactory()

    page = english.get("/rollout/").content.decode()

    assert 'class="is-same" data-label="Province">Beijing<' in page
    assert page.count("is-same") == 1


def test_counts_of_a_province_are_its_own(english, counted):
    assert "1,200" not in english.get("/rollout/?province=330000").content.decode()


def test_the_data_has_counts_in_total_and_by_day(client, counted):
    data = client.get("/rollout.json?city=320500").json()

    assert [(one["issued"], one["verified"]) for one in data["openings"]] == [(1500, 0)]
    assert [day["issued"] for day in data["daily"]] == [300, 1200]
    assert client.get("/rollout.json?days=0").json()["daily"] == []
    assert len(client.get("/rollout.json?days=99999999&city=x&service=x").json()["daily"]) == 3


def test_counts_by_day_and_city_are_a_file_too(client, counted):
    text = b"".join(client.get("/rollout-daily.csv").streaming_content).decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["city"], row["issued"], row["verified"]) for row in rows] == [
        ("320500", "300", "0"),
        ("320500", "1200", "0"),
        ("320600", "0", "7"),
    ]


def test_the_map_says_in_words_what_it_shows_and_every_province_is_on_it(english):
    ActivationFactory()

    page = english.get("/rollout/").content.decode()

    assert 'aria-label="Jiangsu: 1 / 13"' in page
    assert page.count('<text class="tile-name') == 34
    assert page.count('class="tile is-outside"') == 4  # three and the legend
    assert page.count("#cities-title") == 2 * 31


def test_what_was_said_officially_has_day_and_source_and_drafts_stay_inside(english, client):
    said = {"service": "driver-license", "as_of": "2021-06-01", "source": "Press conference"}
    Figure.objects.create(text="首日18万", text_en="180,000 on the first day", is_published=True, **said)
    Figure.objects.create(text="一千万", text_en="10 million", **said)

    page = english.get("/rollout/").content.decode()

    assert "180,000 on the first day" in page
    assert "Press conference" in page
    assert "10 million" not in page
    assert "首日18万" in client.get("/rollout/").content.decode()
    assert [one["text_en"] for one in client.get("/rollout.json").json()["official_figures"]] == [
        "180,000 on the first day"
    ]
