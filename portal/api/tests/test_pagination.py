"""Pages by cursor go through everything once and take no foreign cursor."""

import base64
import json

import pytest

from portal.api.errors import ProblemError
from portal.api.pagination import page_of
from portal.rollout.models import City

pytestmark = pytest.mark.django_db


def test_pages_show_every_row_once_newest_first():
    seen, cursor = [], ""
    while True:
        page = page_of(City.objects.all(), keys=["province_code", "code"], cursor=cursor, size=50)
        seen += [city.code for city in page.items]
        cursor = page.cursor
        if not cursor:
            break

    assert seen == sorted(City.objects.values_list("code", flat=True), reverse=True)


def test_the_last_page_has_no_next():
    page = page_of(City.objects.filter(province_code="320000"), keys=["code"], size=100)

    assert page.cursor == ""
    assert page.link("/x") == ""


def test_a_page_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        page_of(City.objects.all(), keys=["code"], size=3)


def made(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "!",
        "=",
        "é",
        "\0",
        "a" * 9000,
        made({}),
        made([]),
        made([1]),
        made(["1", "2"]),
        made(["\0"]),
        made("x"),
    ],
)
def test_a_foreign_cursor_is_refused(cursor):
    with pytest.raises(ProblemError) as caught:
        page_of(City.objects.all(), keys=["code"], cursor=cursor)

    assert caught.value.slug == "invalid"


def test_a_cursor_is_read_by_the_given_functions():
    with pytest.raises(ProblemError):
        page_of(City.objects.all(), keys=["code"], cursor=made(["text"]), read=[int])
