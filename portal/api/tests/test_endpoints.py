"""Keys, limits and shapes at an endpoint that is built with the framework."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from portal.accounts import keys
from portal.accounts.tests.factories import OrganizationFactory
from portal.api import throttling
from portal.api.views import RolloutView
from portal.core.actors import Actor
from portal.rollout.tests.factories import ActivationFactory, CityFactory

pytestmark = pytest.mark.django_db
PATH = "/api/v1/rollout"


@pytest.fixture
def key():
    return keys.mint(
        organization=OrganizationFactory(),
        name="test",
        purposes=["car-rental"],
        is_test=False,
        expires_at=None,
        actor=Actor.system("test"),
        at=timezone.now(),
    )


@pytest.fixture
def api(key):
    return Client(headers={"authorization": f"Bearer {key[1]}"})


def problem(response, status, slug):
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["type"] == f"{settings.BASE_URL}/developers/errors/{slug}/"
    assert body["request_id"] == response.headers["X-Request-Id"]
    return body


def test_open_cities_are_answered_to_a_key(api):
    ActivationFactory()
    ActivationFactory(city=CityFactory(other=True), planned=True)

    body = api.get(PATH).json()

    assert [(one["city"]["code"], one["state"]) for one in body["openings"]] == [
        ("320500", "open"),
        ("320600", "planned"),
    ]


def test_one_city_and_one_service_can_be_asked_for(api):
    ActivationFactory()
    ActivationFactory(service="truck-pass")

    assert len(api.get(f"{PATH}?city=320500&service=truck-pass").json()["openings"]) == 1
    assert api.get(f"{PATH}?city=320600").json()["openings"] == []


@pytest.mark.parametrize(
    "query", ["service=x", "service=%00", "city=x", "city=%00", "city=１２３４５６", "city=1234567"]
)
def test_a_wrong_parameter_is_named(api, query):
    body = problem(api.get(f"{PATH}?{query}"), 422, "invalid")

    assert body["errors"][0]["parameter"] == query.partition("=")[0]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "Bearer tk_live_wrong",
        "Bearer " + "x" * 5000,
        "Bearer ключ",
        "Bearer \udc80",
    ],
)
def test_without_a_valid_key_nothing_is_answered(header):
    extra = {} if header is None else {"HTTP_AUTHORIZATION": header}

    response = Client().get(PATH, **extra)

    problem(response, 401, "not-authenticated")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_key_is_dead_at_the_next_request(api, key, django_capture_on_commit_callbacks):
    assert api.get(PATH).status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        keys.revoke(key=key[0], reason="leaked", actor=Actor.system("test"), at=timezone.now())

    problem(api.get(PATH), 401, "not-authenticated")


def test_a_wrong_method_names_the_right_ones(api):
    response = api.post(PATH, {}, content_type="application/json")

    problem(response, 405, "method-not-allowed")
    assert "GET" in response.headers["Allow"]


def test_json_is_answered_whatever_accept_says(api):
    assert api.get(PATH, headers={"accept": "text/html"}).headers["Content-Type"] == "application/json"


def test_each_answer_says_what_is_left(api, settings):
    settings.API_RATE_PER_MINUTE = 2

    answers = [api.get(PATH) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"key";q=2;w=60'
    assert answers[0].headers["RateLimit"].startswith('"key";r=1;t=')
    problem(answers[2], 429, "too-many-requests")
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    assert answers[2].headers["RateLimit"].startswith('"key";r=0;')


def test_the_limit_is_open_while_valkey_is_away(settings):
    cache.clear()
    settings.VALKEY_URL = "redis://127.0.0.1:1/0"
    assert throttling.spend(1).allowed


def test_a_database_that_is_away_is_a_clean_503(api, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(RolloutView, "get", away)

    response = api.get(PATH)

    problem(response, 503, "unavailable")
    assert response.headers["Retry-After"]


def test_a_fault_of_ours_is_a_problem_without_details(api, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError("a secret detail")

    monkeypatch.setattr(RolloutView, "get", broken)
    api.raise_request_exception = False

    body = problem(api.get(PATH), 500, "internal-error")

    assert "secret" not in str(body)
