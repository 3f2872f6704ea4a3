"""The steps of an application, one small page each; every step is saved, so a person can come back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from licenses import applying, reminding
from licenses.cards import application_card, license_card, situation_of, wallet_url
from licenses.credential import PAPER_NEEDED
from licenses.facts import facts_of
from licenses.forms import ConsentForm, PhotoForm
from licenses.models import DriverLicense, LicenseApplication
from licenses.views.doors import holder_only, with_draft
from licenses.wording import explain
from portal.accounts.identity import actor_of
from portal.core.errors import RuleViolation
from portal.documents.serving import serve

PhotoSource = LicenseApplication.PhotoSource
page = require_http_methods(["GET", "HEAD", "POST"])


@page
@never_cache
def start(request: HttpRequest) -> HttpResponseBase:
    """What it is, what it needs, what it is worth; for each visitor the way on."""
    if request.method == "POST":
        return _begin(request)
    situation = situation_of(actor_of(request), timezone.now())
    context = {
        "situation": situation,
        "situation_template": f"licenses/_start_{situation.stage}.html",
        "paper_needed": PAPER_NEEDED,
    }
    return render(request, "licenses/apply_start.html", context)


@holder_only
def _begin(request: HttpRequest) -> HttpResponseBase:
    license = DriverLicense.objects.of_holder(actor_of(request)).select_related("person").first()
    if license is None:
        return redirect("licenses:apply-start")
    try:
        applying.begin(license=license, actor=actor_of(request), at=timezone.now())
    except RuleViolation:
        return redirect("licenses:apply-start")  # the page says why
    return redirect("licenses:apply-consent")


@require_POST
@holder_only
def remind(request: HttpRequest) -> HttpResponseBase:
    """To be told once the register bars the license no longer; the start page says so."""
    license = DriverLicense.objects.of_holder(actor_of(request)).select_related("person").first()
    if license is not None:
        reminding.ask(license=license, actor=actor_of(request), at=timezone.now())
        messages.success(request, _("You will be told as soon as you can apply."))
    return redirect("licenses:apply-start")


@page
@with_draft
def consent(request: HttpRequest, application: LicenseApplication) -> HttpResponseBase:
    """One thing: may the register's data and photo be used for this?"""
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        initial={"answer": "yes" if application.consented_at else None},
    )
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["answer"] == "no":
            messages.info(
                request,
                _("Without your consent no electronic license can be made. Your paper license stays valid."),
            )
            return redirect("licenses:apply-start")
        applying.consent(application=application, actor=actor_of(request), at=timezone.now())
        return redirect("licenses:apply-check" if application.photo_source else "licenses:apply-found")
    return render(request, "licenses/apply_consent.html", {"form": form})


@require_safe
@with_draft
def found(request: HttpRequest, application: LicenseApplication) -> HttpResponseBase:
    """The license as the register has it, and what to do when that is not right."""
    if application.consented_at is None:
        return redirect("licenses:apply-consent")
    return render(request, "licenses/apply_found.html", _license_context(application))


@page
@with_draft
def photo(request: HttpRequest, application: LicenseApplication) -> HttpResponseBase:
    """The photo on file, or a new one."""
    if application.consented_at is None:
        return redirect("licenses:apply-consent")
    form = _photo_form(request, application)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            chosen = _choose_photo(request, application, form.cleaned_data)
            return _after_photo(request, chosen)
        except RuleViolation as bad:
            application.refresh_from_db()
            form = _photo_form(request, application)
            form.is_valid()
            form.add_error("photo" if "photo" in form.fields else "source", bad.sentence)
            status = 422
    context = {"form": form, "application": application, **_license_context(application)}
    context["asked"] = application_card(application) if application.reason_code else None
    return render(request, "licenses/apply_photo.html", context, status=status)


def _after_photo(request: HttpRequest, chosen: LicenseApplication) -> HttpResponse:
    """On to the summary; what was sent back is handed in again at once, nothing else was asked."""
    if chosen.status != LicenseApplication.Status.NEEDS_ACTION:
        return redirect("licenses:apply-check")
    return _after(request, applying.hand_in(application=chosen, actor=actor_of(request), at=timezone.now()))


def _photo_form(request: HttpRequest, application: LicenseApplication) -> PhotoForm:
    same_photo_will_not_do = application.reason_code.startswith("photo_")
    uploaded = application.photo_id is not None and not same_photo_will_not_do
    return PhotoForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        on_file=application.license.photo_id is not None,
        uploaded=uploaded,
        may_upload=applying.may_upload(application),
        initial={"source": "uploaded" if uploaded else application.photo_source or None},
    )


def _choose_photo(
    request: HttpRequest, application: LicenseApplication, given: dict[str, Any]
) -> LicenseApplication:
    at, actor = timezone.now(), actor_of(request)
    if given["source"] == PhotoSource.ON_FILE:
        return applying.use_photo_on_file(application=application, actor=actor, at=at)
    if given["source"] == PhotoSource.UPLOAD:
        content = given["photo"].read()
        return applying.upload_photo(application=application, content=content, actor=actor, at=at)
    return application


@page
@with_draft
def check(request: HttpRequest, application: LicenseApplication) -> HttpResponseBase:
    """Everything once more, each with its way to change it; then hand in."""
    if application.consented_at is None:
        return redirect("licenses:apply-consent")
    if not application.photo_source:
        return redirect("licenses:apply-photo")
    context = {"application": application, **_license_context(application)}
    if request.method == "POST":
        try:
            done = applying.hand_in(application=application, actor=actor_of(request), at=timezone.now())
            return _after(request, done)
        except RuleViolation as bar:
            if bar.code in ("moved_meanwhile", "illegal_move"):
                return redirect("licenses:application-track", application.reference)
            return render(request, "licenses/apply_check.html", {**context, "bar": explain(bar)}, status=409)
    return render(request, "licenses/apply_check.html", context)


def _after(request: HttpRequest, done: LicenseApplication) -> HttpResponse:
    """Straight to the card when it exists, else to the page that says what happens next."""
    if done.credential_id is None:
        return redirect("licenses:application-done", done.reference)
    messages.success(
        request,
        _("Your electronic license has been made. Reference: %(reference)s") % {"reference": done.reference},
    )
    return redirect(wallet_url(done.credential_id))


@require_safe
@holder_only
def photo_on_file(request: HttpRequest) -> HttpResponseBase:
    """The holder's own photo from the register."""
    license = DriverLicense.objects.of_holder(actor_of(request)).select_related("photo").first()
    if license is None or license.photo is None:
        raise Http404
    return serve(license.photo, filename="photo-on-file.jpg")


def _license_context(application: LicenseApplication) -> dict[str, Any]:
    license = application.license
    return {"card": license_card(license, facts_of(license), timezone.now())}
