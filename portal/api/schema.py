"""What the published description (OpenAPI 3.1) says beyond the views: the key, and the problems."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from portal.api.problems import PROBLEMS, problem_for

PREFIX = "/api/v1/"
_ALWAYS = (401, 429, 503)
_WITH_BODY = (400, 409, 413, 415, 422)
_METHODS = ("get", "post", "put", "patch", "delete")


class ApiKeyScheme(OpenApiAuthenticationExtension):
    target_class = "portal.api.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "tk_live_… or tk_test_…"}


def only_ours(endpoints: list[Any]) -> list[Any]:
    """Preprocessing: describe the first version of the API and nothing else."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith(PREFIX)]


def add_problems(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Postprocessing: every operation names the problems it may answer."""
    result["components"].setdefault("schemas", {})["Problem"] = _problem_schema()
    result["components"]["responses"] = {
        str(status): _response(status) for status in sorted({problem.status for problem in PROBLEMS.values()})
    }
    for path, operations in result["paths"].items():
        for method in _METHODS:
            if method in operations:
                _add_to(operations[method], path)
    return result


def _add_to(operation: dict[str, Any], path: str) -> None:
    statuses = list(_ALWAYS)
    if "requestBody" in operation:
        statuses += [*_WITH_BODY, 403]
    if "{" in path:
        statuses.append(404)
    if any(parameter["name"] == "cursor" for parameter in operation.get("parameters", ())):
        statuses.append(422)
    for status in sorted(statuses):
        operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/{status}"})


def _response(status: int) -> dict[str, Any]:
    return {
        "description": str(problem_for(status).title),
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    slugs = "|".join(PROBLEMS)
    return {
        "type": "object",
        "description": "RFC 9457. The address in `type` answers with cause and fix.",
        "required": ["type", "title", "status", "detail", "request_id"],
        "properties": {
            "type": {"type": "string", "format": "uri", "pattern": f"/developers/errors/({slugs})/$"},
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "request_id": text,
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["detail"],
                    "properties": {
                        "pointer": {"type": "string", "description": "JSON pointer into the body."},
                        "parameter": {"type": "string", "description": "Name of a parameter of the address."},
                        "detail": text,
                        "code": text,
                    },
                },
            },
        },
    }
