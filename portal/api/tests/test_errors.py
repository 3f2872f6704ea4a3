"""Every error under /api/ is a problem with an address that answers."""

import json
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from django.test import Client
from rest_framework import exceptions

from portal.api.errors import ProblemError, place, problem, problem_of
from portal.api.problems import PROBLEMS, problem_for
from portal.core.errors import RuleViolation


def shape(response):
    assert response.headers["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert {"type", "title", "status", "detail", "request_id"} <= set(body)
    assert body["status"] == response.status_code
    return body


@pytest.mark.parametrize("slug", PROBLEMS)
def test_each_problem_has_its_status_and_an_address_that_answers(slug, client, db):
    body = shape(problem(slug, request_id="r-12345678"))

    page = client.get(urlsplit(body["type"]).path)

    assert body["request_id"] == "r-12345678"
    assert page.status_code == 200
    assert str(PROBLEMS[slug].cause) in page.content.decode().replace("&#x27;", "'")


def test_places_are_json_pointers():
    body = shape(
        ProblemError("invalid", errors=[place("#/purpose", "One of …", "invalid_choice")]).response("")
    )

    assert body["errors"] == [{"pointer": "#/purpose", "detail": "One of …", "code": "invalid_choice"}]


@pytest.mark.parametrize(
    ("exception", "slug"),
    [
        (Http404(), "not-found"),
        (SuspiciousOperation(), "bad-request"),
        (RequestDataTooBig(), "too-large"),
        (OperationalError(), "unavailable"),
        (RuleViolation("city_not_open"), "conflict"),
        (exceptions.ParseError(), "not-json"),
        (exceptions.NotAuthenticated(), "not-authenticated"),
        (exceptions.PermissionDenied(), "out-of-scope"),
        (exceptions.MethodNotAllowed("GET"), "method-not-allowed"),
        (exceptions.UnsupportedMediaType("x"), "unsupported-media-type"),
        (exceptions.Throttled(3), "too-many-requests"),
    ],
)
def test_exceptions_become_problems(exception, slug):
    assert problem_of(exception).slug == slug


def test_a_fault_of_ours_is_not_dressed_up():
    assert problem_of(ZeroDivisionError()) is None


def test_nested_messages_of_the_framework_get_pointers():
    detail = {"a/b": ["missing"], "list": [{}, {"x": ["wrong"]}], "non_field_errors": ["all wrong"]}

    found = problem_of(exceptions.ValidationError(detail))

    assert [(error["pointer"], error["detail"]) for error in found.errors] == [
        ("#/a~1b", "missing"),
        ("#/list/1/x", "wrong"),
        ("#", "all wrong"),
    ]


def test_every_status_of_the_contract_has_a_general_problem():
    for status in (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503):
        assert problem_for(status).status == status


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/v1/",
        "/api/v2/x",
        "/api/v1/%00",
        "/api/v1/%ff%fe",
        "/api/v1/" + "x" * 5000,
        "/api/v1/🚗",
    ],
)
def test_an_unknown_address_is_a_problem(path, client, db):
    response = client.get(path)

    assert response.status_code == 404
    assert shape(response)["request_id"] == response.headers["X-Request-Id"]


def test_a_foreign_host_is_a_problem(client, db):
    response = client.get("/api/v1/rollout/", headers={"host": "evil.example"})

    assert response.status_code == 400
    shape(response)


def test_the_words_follow_accept_language(db):
    english = shape(Client(headers={"accept-language": "en"}).get("/api/v1/nothing"))
    chinese = shape(Client().get("/api/v1/nothing"))

    assert english["title"] == "There is nothing at this address."
    assert chinese["title"] == "此地址没有内容。"


def test_a_wished_request_id_is_kept_and_a_strange_one_is_not(client, db):
    kept = client.get("/api/v1/nothing", headers={"x-request-id": "abc-12345678"})
    strange = client.get("/api/v1/nothing", headers={"x-request-id": 'x"<script>'})

    assert shape(kept)["request_id"] == kept.headers["X-Request-Id"] == "abc-12345678"
    assert "<" not in strange.headers["X-Request-Id"]


def test_an_unknown_problem_page_is_not_found(client, db):
    assert client.get("/developers/errors/nothing/").status_code == 404
