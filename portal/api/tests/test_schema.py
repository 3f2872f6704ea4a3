"""The published description is current, says which problems there are, and can be tried."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

COMMITTED = Path(settings.BASE_DIR) / "docs" / "api" / "openapi.yaml"
MAKE = "manage.py spectacular --lang en --validate --fail-on-warn --file docs/api/openapi.yaml"


def test_the_committed_description_is_current():
    with translation.override("en"):
        schema = SchemaGenerator().get_schema(request=None, public=True)
    made = OpenApiYamlRenderer().render(schema, renderer_context={}).decode()

    assert COMMITTED.read_text("utf-8") == made, f"run: {MAKE}"


def test_it_is_openapi_3_1_with_the_key_and_the_problems(client, db):
    schema = yaml.safe_load(client.get("/api/v1/schema/").content)

    assert schema["openapi"].startswith("3.1")
    assert schema["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
    operation = schema["paths"]["/api/v1/rollout"]["get"]
    assert {"200", "401", "429", "503"} <= set(operation["responses"])
    assert set(schema["paths"]["/api/v1/rollout"]) == {"get"}


def test_it_is_json_on_request(client, db):
    assert client.get("/api/v1/schema/?format=json").json()["paths"]


def test_the_page_to_try_it_holds_nothing_inline(client, db):
    page = client.get("/api/v1/docs/").content.decode()

    assert "swagger-ui-bundle" in page
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", ["/developers/", "/api/v1/docs/"])
def test_pages_for_developers_answer_in_both_languages(path, language, client, db):
    page = client.get(path, headers={"accept-language": language})

    assert page.status_code == 200
    assert page.headers["Content-Language"] == language


def test_the_quick_start_links_every_problem(client, db):
    page = client.get("/developers/").content.decode()

    assert "curl" in page
    assert page.count('href="/developers/errors/') == 15
