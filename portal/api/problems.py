"""The closed list of what the API may complain about: one slug, one status, one page with cause and fix."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Problem:
    """`title` is the short name of the kind, `cause` says how it comes about, `fix` what to do."""

    slug: str
    status: int
    title: Any
    cause: Any
    fix: Any


_ALL = (
    Problem(
        "bad-request",
        400,
        _("The request cannot be read."),
        _("The request line, a header or the address holds something that no client should send."),
        _("Send the request with an ordinary HTTP library and without hand-made headers."),
    ),
    Problem(
        "not-json",
        400,
        _("The body is not a JSON object."),
        _(
            "The body is empty, is cut off, is not valid UTF-8, is not an object, repeats a name "
            "or is nested more than 32 levels deep."
        ),
        _("Send one JSON object in UTF-8, each name once, made by a JSON library."),
    ),
    Problem(
        "not-authenticated",
        401,
        _("No valid API key."),
        _("The header “Authorization” is missing, or its key is mistyped, expired or revoked."),
        _("Send “Authorization: Bearer” and the whole key. Ask your administrator when it was revoked."),
    ),
    Problem(
        "out-of-scope",
        403,
        _("The key may not do this."),
        _("The purpose or the action is not among those agreed for this key."),
        _("Use one of the key's purposes, or ask for the purpose to be added to your contract."),
    ),
    Problem(
        "not-found",
        404,
        _("There is nothing at this address."),
        _("The address is mistyped, or what it names does not exist or belongs to somebody else."),
        _("Compare the address with the API description, slashes included."),
    ),
    Problem(
        "method-not-allowed",
        405,
        _("The address does not know this method."),
        _("For instance a GET was sent where only POST is answered."),
        _("Use one of the methods in the header “Allow” of the answer."),
    ),
    Problem(
        "idempotency-key-reused",
        409,
        _("The Idempotency-Key was used for another body."),
        _("The same key of idempotency came before with a body that differs."),
        _("Make a new Idempotency-Key for each new request; repeat it only with the very same body."),
    ),
    Problem(
        "still-running",
        409,
        _("The first request with this Idempotency-Key is still running."),
        _("A repeat arrived before the first request was answered."),
        _("Wait a second and repeat the request with the same Idempotency-Key."),
    ),
    Problem(
        "conflict",
        409,
        _("A rule does not allow this now."),
        _("The state of the thing does not allow the act; the detail says which rule it is."),
        _("Read the detail, look at the present state and decide anew."),
    ),
    Problem(
        "too-large",
        413,
        _("The body is too large."),
        _("A body may have 64 KiB, that of a batch 10 MiB."),
        _("Send less at once, or use a batch for many checks."),
    ),
    Problem(
        "unsupported-media-type",
        415,
        _("The body is not declared as JSON."),
        _("The header “Content-Type” is missing or names another type or character set."),
        _("Send “Content-Type: application/json”."),
    ),
    Problem(
        "invalid",
        422,
        _("The body is JSON, but some values are not acceptable."),
        _("A value is missing, has the wrong type or is none of those allowed."),
        _("The list “errors” names each place by a JSON pointer and says what is wrong there."),
    ),
    Problem(
        "too-many-requests",
        429,
        _("Too many requests."),
        _("The key has used up what it may send in this minute."),
        _("Wait the seconds that “Retry-After” names. The header “RateLimit” shows what is left."),
    ),
    Problem(
        "internal-error",
        500,
        _("Something broke on our side."),
        _("A fault of the portal. It has been recorded under the request id."),
        _("Repeat the request with the same Idempotency-Key. If it stays, report the request id."),
    ),
    Problem(
        "unavailable",
        503,
        _("The portal cannot answer at the moment."),
        _("A part that is needed, such as the database, does not answer."),
        _("Repeat the request after the seconds in “Retry-After”, with the same Idempotency-Key."),
    ),
)

PROBLEMS: dict[str, Problem] = {problem.slug: problem for problem in _ALL}

_BY_STATUS = {
    400: "bad-request",
    401: "not-authenticated",
    403: "out-of-scope",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    413: "too-large",
    415: "unsupported-media-type",
    422: "invalid",
    429: "too-many-requests",
    503: "unavailable",
}


def problem_for(status: int) -> Problem:
    """The general problem of a status; unknown ones are read as a bad request or an internal error."""
    return PROBLEMS[_BY_STATUS.get(status, "bad-request" if status < 500 else "internal-error")]
