"""The inboxes of the demonstration: what phones and mailboxes of people who do not exist have received."""

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.core.errors import RuleViolation
from portal.core.phones import parse_phone
from portal.notices.models import MailMessage, SmsMessage

SHOWN = 50


@require_safe
@never_cache
def demo_inbox(request: HttpRequest) -> JsonResponse:
    """The messages to `?phone=`, newest first; there is no such page outside the demonstration."""
    if not settings.DEMO:
        raise Http404
    try:
        phone = parse_phone(request.GET.get("phone", ""))
    except RuleViolation:
        return JsonResponse([], safe=False)
    rows = SmsMessage.objects.filter(phone=phone).order_by("-pk")[:SHOWN]
    messages = [{"at": row.created_at, "text": row.text, "code": row.code} for row in rows]
    return JsonResponse(messages, safe=False, json_dumps_params={"ensure_ascii": False})


@require_safe
@never_cache
def demo_mail(request: HttpRequest) -> JsonResponse:
    """The e-mails to `?address=`, newest first; there is no such page outside the demonstration."""
    if not settings.DEMO:
        raise Http404
    address = request.GET.get("address", "").replace("\x00", "")[:254]
    rows = MailMessage.objects.filter(address=address).order_by("-pk")[:SHOWN]
    mails = [{"at": row.created_at, "subject": row.subject, "text": row.text} for row in rows]
    return JsonResponse(mails, safe=False, json_dumps_params={"ensure_ascii": False})
