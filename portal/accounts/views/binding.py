"""The pages on which a login becomes a person's: who, consent, proof."""

import time
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.accounts import binding
from portal.accounts.adapter import own_path
from portal.accounts.forms import CodeForm, CounterForm, IdentityForm
from portal.accounts.identity import actor_of, address_of
from portal.accounts.models import IdentityClaim, User
from portal.accounts.proofs import ways
from portal.accounts.views.signing_in import STATUS
from portal.core.errors import RuleViolation
from portal.core.masking import mask_id_number, mask_name
from portal.rollout.models import City

NEXT = "identity_next"
any_method = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@login_required
@sensitive_post_parameters("name", "id_number")
@any_method
def start(request: HttpRequest) -> HttpResponse:
    """Ask for name and ID number, then for consent, then make the claim."""
    if target := own_path(request.GET.get("next")):
        request.session[NEXT] = target
    if _user(request).person is not None:
        return _confirmed(request)
    form = IdentityForm(request.POST or None)
    if not (request.method == "POST" and form.is_valid()):
        return _start_page(request, form)
    if request.POST.get("consent") != "yes":
        return render(request, "identity/consent.html", {"form": form, "values": form.cleaned_data})
    return _claim(request, form)


def _start_page(request: HttpRequest, form: IdentityForm, status: int = 200) -> HttpResponse:
    shown = {"form": form, "claim": _live_claim(request)}
    return render(request, "identity/start.html", shown, status=status)


def _claim(request: HttpRequest, form: IdentityForm) -> HttpResponse:
    """Make the claim; the answer takes the same time whoever is claimed."""
    answer_at = time.monotonic() + settings.IDENTITY_ANSWER_SECONDS
    try:
        binding.claim(
            user=_user(request),
            **form.cleaned_data,
            address=address_of(request),
            actor=actor_of(request),
            at=timezone.now(),
        )
    except RuleViolation as refusal:
        form.add_error(None, refusal.sentence)
        return _start_page(request, form, STATUS.get(refusal.code, 200))
    time.sleep(max(0.0, answer_at - time.monotonic()))
    return redirect("identity:proof")


@never_cache
@login_required
@sensitive_post_parameters("code")
@any_method
def proof(request: HttpRequest) -> HttpResponse:
    """Enter the code that may have come to the phone on file, or choose another way."""
    if _user(request).person is not None:
        return _confirmed(request)
    claim = _live_claim(request)
    if claim is None:
        return redirect("identity:start")
    if request.method != "POST" or claim.status != IdentityClaim.Status.OPEN:
        return _proof_page(request, claim, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _proof_page(request, claim, CodeForm.refused(str(form.errors["code"][0])))
    return _prove(request, claim, form.cleaned_data["code"], timezone.now())


def _prove(request: HttpRequest, claim: IdentityClaim, code: str, at: datetime) -> HttpResponse:
    try:
        binding.prove_by_code(
            claim=claim, code=code, address=address_of(request), actor=actor_of(request), at=at
        )
    except RuleViolation as refusal:
        status = STATUS.get(refusal.code, 200)
        return _proof_page(request, claim, CodeForm.refused(refusal.sentence), status)
    return redirect(request.session.pop(NEXT, None) or settings.LOGIN_REDIRECT_URL)


def _proof_page(
    request: HttpRequest, claim: IdentityClaim, form: CodeForm, status: int = 200
) -> HttpResponse:
    at_counter = claim.status == IdentityClaim.Status.AT_COUNTER
    shown = {
        "form": form,
        "reference": claim.reference,
        "at_counter": at_counter,
        "city": claim.city.local_name if claim.city else "",
        "ways": [way for way in ways() if not at_counter],
    }
    return render(request, "identity/proof.html", shown, status=status)


@never_cache
@login_required
@any_method
def counter(request: HttpRequest) -> HttpResponse:
    """Choose the city whose counter will compare the ID card."""
    claim = _live_claim(request)
    if claim is None or claim.status != IdentityClaim.Status.OPEN:
        return redirect("identity:proof")
    cities = list(City.objects.order_by("code"))
    form = CounterForm(request.POST or None, cities=[(city.code, _city_line(city)) for city in cities])
    if not (request.method == "POST" and form.is_valid()):
        return render(request, "identity/counter.html", {"form": form})
    city = next(city for city in cities if city.code == form.cleaned_data["city"])
    try:
        binding.send_to_counter(claim=claim, city=city, actor=actor_of(request), at=timezone.now())
    except RuleViolation as refusal:
        form.add_error(None, refusal.sentence)
        return render(request, "identity/counter.html", {"form": form})
    return redirect("identity:proof")


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - `login_required` stands before every page here
    return request.user


def _city_line(city: City) -> str:
    """The province before the city, unless the city is one itself."""
    return " · ".join(dict.fromkeys((city.local_province_name, city.local_name)))


def _live_claim(request: HttpRequest) -> IdentityClaim | None:
    waiting = (IdentityClaim.Status.OPEN, IdentityClaim.Status.AT_COUNTER)
    own = IdentityClaim.objects.filter(user=_user(request), status__in=waiting)
    return own.select_related("city").first()


def _confirmed(request: HttpRequest) -> HttpResponse:
    person = _user(request).person
    shown = {
        "name": mask_name(person.name if person else ""),
        "id_number": mask_id_number(person.id_number if person else ""),
        "next": request.session.pop(NEXT, None) or settings.LOGIN_REDIRECT_URL,
    }
    return render(request, "identity/confirmed.html", shown)
