"""The page between an act and its being done: a code from a message, with everything typed kept."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portal.accounts import confirming
from portal.accounts.confirming import ConfirmedAct
from portal.accounts.forms import CodeForm
from portal.accounts.identity import actor_of, address_of
from portal.accounts.views.signing_in import status_of
from portal.core.errors import RuleViolation
from portal.core.masking import mask_phone

_OWN_FIELDS = {"csrfmiddlewaretoken", "code", "action"}


def asked(request: HttpRequest, act: ConfirmedAct, *, away: str) -> HttpResponse | None:
    """The page that asks for the code, or None once it was entered; called when the POST itself is valid.

    What was posted comes back along with the code. `away` is where one goes who does not want it after all.
    """
    at, session, address = timezone.now(), request.session, address_of(request)
    if confirming.is_confirmed(session, at=at):
        return None
    again = request.POST.get("action") == "resend"
    entered = "code" in request.POST and not again
    form, status = CodeForm(request.POST) if entered else CodeForm(), 200
    try:
        if not entered:
            confirming.send(session, act, phone=_phone(request), address=address, at=at, again=again)
        elif form.is_valid():
            code = form.cleaned_data["code"]
            confirming.confirm(session, act, code=code, address=address, actor=actor_of(request), at=at)
            return None
        else:
            form = CodeForm.refused(str(form.errors["code"][0]))
    except RuleViolation as refusal:
        form, status = CodeForm.refused(refusal.sentence), status_of(refusal)
    return _page(request, act, form, away, status)


def _phone(request: HttpRequest) -> str:
    """The login's own; one without a phone, such as staff, gives nobody rights on these pages."""
    phone: str | None = request.user.phone  # type: ignore[union-attr]
    if not phone:
        raise PermissionDenied
    return phone


def _page(request: HttpRequest, act: ConfirmedAct, form: CodeForm, away: str, status: int) -> HttpResponse:
    pending = confirming.pending_in(request.session, act)
    shown = {
        "act": act,
        "form": form,
        "away": away,
        "kept": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in _OWN_FIELDS
            for value in values
        ],
        "is_sent": pending is not None,
        "phone": mask_phone(_phone(request)),
        "wait_seconds": pending.wait_seconds(at=timezone.now()) if pending else 0,
    }
    return render(request, "account/confirm.html", shown, status=status)
