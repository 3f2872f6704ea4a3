"""The sign-in page for everybody: phone and code for citizens, password for staff."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, perform_password_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_login_redirect_url
from allauth.account.views import LogoutView as AllauthLogoutView
from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.accounts import phone_codes
from portal.accounts.adapter import own_path
from portal.accounts.forms import CodeForm, PhoneForm, StaffForm
from portal.accounts.identity import address_of
from portal.accounts.models import User
from portal.accounts.passwords import PASSWORD_ADDRESS, PASSWORD_LOGIN, PASSWORD_LOGIN_HERE
from portal.accounts.phone_codes import PendingCode
from portal.accounts.phone_login import login_of
from portal.core.errors import RuleViolation
from portal.core.guessing import forget, network_of, take
from portal.core.masking import mask_phone

PENDING = "phone_login"
NEXT_FIELD = '<input type="hidden" name="next" value="{}">'
STATUS = {"too_many_tries": 429, "code_used_up": 429, "tries_not_countable": 503}


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponseBase:
    """One page, two ways; who is signed in already goes on at once."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    if request.method == "POST" and "code" in request.POST and PENDING in request.session:
        return login_code(request)
    if request.method == "POST" and "login" in request.POST:
        return _by_password(request)
    if request.method == "POST":
        return _send_code(request)
    return _login_page(request, PhoneForm(), StaffForm())


def _login_page(request: HttpRequest, phone: PhoneForm, staff: StaffForm, status: int = 200) -> HttpResponse:
    next_path = _next(request)
    shown = {
        "form": staff if staff.is_bound else phone,
        "phone_form": phone,
        "staff_form": staff,
        "next": next_path,
        "redirect_field": format_html(NEXT_FIELD, next_path) if next_path else "",
        "passkeys": settings.MFA_PASSKEY_LOGIN_ENABLED,
    }
    return render(request, "account/login.html", shown, status=status)


def _send_code(request: HttpRequest) -> HttpResponse:
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return _login_page(request, form, StaffForm())
    try:
        pending = phone_codes.start(
            phone=form.cleaned_data["phone"],
            text=_text(),
            address=address_of(request),
            at=timezone.now(),
            next_path=_next(request),
        )
    except RuleViolation as refusal:
        form.add_error("phone", refusal.sentence)
        return _login_page(request, form, StaffForm(), status_of(refusal))
    request.session[PENDING] = pending.as_state()
    return redirect("account_login_code")


def _by_password(request: HttpRequest) -> HttpResponseBase:
    form = StaffForm(request.POST)
    try:
        user = _authenticated(request, form) if form.is_valid() else None
    except RuleViolation as refusal:
        form.add_error(None, refusal.sentence)
        return _login_page(request, PhoneForm(), form, status_of(refusal))
    if user is None:
        if form.is_valid():
            form.add_error(None, _("The user name or the password is not right."))
        return _login_page(request, PhoneForm(), form)
    going_on = Login(user=user, redirect_url=_next(request) or None)
    return perform_password_login(request, {"username": user.username}, going_on)


def _authenticated(request: HttpRequest, form: StaffForm) -> User | None:
    """The staff login behind name and password; every try counts, and a success starts the count anew."""
    name, network = form.cleaned_data["login"].strip().lower(), network_of(address_of(request))
    here = (PASSWORD_LOGIN_HERE, f"{name} {network}")
    take((PASSWORD_ADDRESS, network), here, (PASSWORD_LOGIN, name))
    user = get_adapter().authenticate(
        request, username=form.cleaned_data["login"].strip(), password=form.cleaned_data["password"]
    )
    if user is None or not user.is_staff:
        return None
    forget(here)
    return user


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def login_code(request: HttpRequest) -> HttpResponseBase:
    """The second page: the code, or another one after a short wait."""
    pending = PendingCode.from_state(request.session.get(PENDING))
    if request.user.is_authenticated or pending is None:
        return redirect("account_login")
    if request.method != "POST":
        return _code_page(request, pending, CodeForm())
    if request.POST.get("action") == "resend":
        return _send_again(request, pending)
    return _check_code(request, pending)


def _code_page(request: HttpRequest, pending: PendingCode, form: Form, status: int = 200) -> HttpResponse:
    shown = {
        "form": form,
        "phone": mask_phone(pending.phone),
        "wait_seconds": pending.wait_seconds(at=timezone.now()),
    }
    return render(request, "account/login_code.html", shown, status=status)


def _send_again(request: HttpRequest, pending: PendingCode) -> HttpResponse:
    try:
        fresh = phone_codes.resend(pending, text=_text(), address=address_of(request), at=timezone.now())
    except RuleViolation as refusal:
        return _code_page(request, pending, CodeForm.refused(refusal.sentence), status_of(refusal))
    request.session[PENDING] = fresh.as_state()
    return redirect("account_login_code")


def _check_code(request: HttpRequest, pending: PendingCode) -> HttpResponseBase:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, pending, CodeForm.refused(str(form.errors["code"][0])))
    try:
        phone_codes.check(
            pending, code=form.cleaned_data["code"], address=address_of(request), at=timezone.now()
        )
        user = login_of(phone=pending.phone)
    except RuleViolation as refusal:
        return _code_page(request, pending, CodeForm.refused(refusal.sentence), status_of(refusal))
    del request.session[PENDING]
    record_authentication(request, user, method="code")
    return perform_login(request, Login(user=user, redirect_url=pending.next_path or None))


def _text() -> str:
    return _("Your sign-in code is %(code)s. It works for %(minutes)s minutes. Tell it to nobody.")


def _next(request: HttpRequest) -> str:
    return own_path(request.POST.get("next") or request.GET.get("next")) or ""


def status_of(refusal: RuleViolation) -> int:
    """The HTTP status of a refused code."""
    return STATUS.get(refusal.code, 200)


class LogoutView(AllauthLogoutView):
    """Asks on GET, signs out on POST and makes the browser forget what it kept."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response
