"""The officer's scanner: the page, its answers, the shell that opens without a network."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.purposes import OFFICER_PURPOSES, Purpose
from portal.accounts.staff import staff_required
from portal.api.errors import ProblemError, problem_of
from portal.api.parsers import read_object
from portal.core.digests import keyed_digest
from portal.credentials import share_codes
from portal.credentials.forms import ScanForm
from portal.credentials.kinds import kind_of
from portal.credentials.models import Verification
from portal.credentials.officer_scans import KEPT, LIMIT, LONGEST_PLACE, Scan, late_sheets
from portal.credentials.officer_scans import check as check_scan
from portal.credentials.officer_steps import OFFLINE
from portal.credentials.reading import find
from portal.credentials.verifying import Verifier
from portal.documents.models import StoredFile
from portal.documents.serving import serve

PHOTO_SECONDS = 600
SHELL = "/scan/shell/"
MODULES = (
    "scan",
    "scan-answer",
    "scan-camera",
    "scan-link",
    "outbox",
    "signed-code",
)
SHELL_FILES = ("css/app.css", "css/scan.css", "img/icons.svg", "js/form.mjs", "js/vendor/jsQR.js")


@staff_required(duty="check_credentials")
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: HttpRequest) -> HttpResponse:
    """The officer's scanner; the typed code works without a script."""
    form = ScanForm(request.POST or None, initial={"purpose": Purpose.ROADSIDE})
    sheet = None
    if request.method == "POST" and form.is_valid():
        question = Scan(form.cleaned_data["code"], Purpose(form.cleaned_data["purpose"]))
        sheet = check_scan(question, verifier=_verifier(request), at=timezone.now())
        form = ScanForm(initial={"purpose": form.cleaned_data["purpose"]})
    return _page(request, {"form": form, "answer": sheet, "owner": _owner(request)})


@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The scanner without anybody's data, for the browser to keep: it opens where there is no network."""
    form = ScanForm(initial={"purpose": Purpose.ROADSIDE})
    return _page(request, {"form": form, "answer": None, "owner": "", "shell": True})


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    files = [static(name) for name in (*SHELL_FILES, *(f"js/{name}.mjs" for name in MODULES))]
    context |= {
        "check_url": "/scan/check/",
        "offline_steps": OFFLINE,
        "outbox": {"seconds": int(KEPT.total_seconds()), "limit": LIMIT},
        "shell_files": " ".join([SHELL, *files]),
        "longest_place": LONGEST_PLACE,
    }
    response = render(request, "credentials/scan.html", context)
    response.headers["Permissions-Policy"] = "camera=(self)"
    response.headers["Cache-Control"] = "no-store"
    return response


@staff_required(duty="check_credentials")
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """The scanner's question and answer as JSON."""
    try:
        question = _question(read_object(request))
        sheet = check_scan(question, verifier=_verifier(request), at=timezone.now())
    except Exception as fault:
        problem = problem_of(fault)
        if problem is None:
            raise
        return problem.response(_request_id(request))
    response = JsonResponse(sheet)
    response.headers["Cache-Control"] = "no-store"
    return response


def _question(body: dict[str, Any]) -> Scan:
    """A scan from JSON; raises ProblemError("invalid") for anything else."""
    code, wish = body.get("code"), str(body.get("purpose"))
    waited, place = body.get("waited"), body.get("place", "")
    good = (
        isinstance(code, str)
        and wish in [str(purpose) for purpose in OFFICER_PURPOSES]
        and (waited is None or (type(waited) is int and 0 <= waited <= KEPT.total_seconds()))
        and isinstance(place, str)
        and "\x00" not in place
    )
    if not good:
        raise ProblemError("invalid")
    return Scan(str(code), Purpose(wish), _nonce(body.get("nonce")), waited, place)


def _nonce(text: Any) -> UUID | None:
    if text is None:
        return None
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise ProblemError("invalid") from None


def _request_id(request: HttpRequest) -> str:
    return getattr(request, "request_id", "")


def _verifier(request: HttpRequest) -> Verifier:
    actor: Any = request.actor  # type: ignore[attr-defined]
    return Verifier(
        channel="officer", label=actor.signature, user_id=actor.user_id, request_id=_request_id(request)
    )


def _owner(request: HttpRequest) -> str:
    """Whose outbox a device may keep: names nobody, and is the same at the next sign-in."""
    return keyed_digest("scan-outbox", str(request.user.pk)).hex()[:24]


@staff_required(duty="check_credentials")
@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """What the scanner needs before it sends its outbox, and what came of what it has sent."""
    sheets = late_sheets(user_id=int(request.user.pk or 0), at=timezone.now())
    response = JsonResponse({"csrf": get_token(request), "owner": _owner(request), "late": sheets})
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The scanner as an app of its own on the home screen."""
    content = {
        "id": "/scan/",
        "name": _("License scanner"),
        "short_name": _("Scanner"),
        "lang": get_language(),
        "start_url": "/scan/",
        "scope": "/scan/",
        "display": "standalone",
        "background_color": "#0b1520",
        "theme_color": "#0b3a75",
        "icons": [
            {"src": static(f"img/app-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
            for size in (192, 512)
        ],
    }
    response = JsonResponse(content, content_type="application/manifest+json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@staff_required(duty="check_credentials")
@require_safe
def photo(request: HttpRequest, verification_id: UUID) -> HttpResponseBase:
    """The register's photo for the officer who has just made this check, for ten minutes."""
    at = timezone.now()
    row = Verification.objects.filter(
        id=verification_id,
        checked_at__gt=at - timedelta(seconds=PHOTO_SECONDS),
        user_id=request.user.pk,
        channel=Verification.Channel.OFFICER,
    ).first()
    if row is None or row.credential_id is None or row.result == Verification.Result.NOT_VALID:
        raise Http404
    if share_codes.is_share(row.cti):  # nobody stands there
        raise Http404
    kind = kind_of(row.kind)
    entry = find(kind, row.credential_id).entry
    photo_id = kind.card(entry, timezone.localdate(at)).photo_id if entry else None
    stored = StoredFile.objects.filter(pk=photo_id).first() if photo_id else None
    if stored is None:
        raise Http404
    return serve(stored, filename="photo.jpg")
