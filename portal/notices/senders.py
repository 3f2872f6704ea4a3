"""How a message leaves the house; which way is a setting, and only `delivering` calls it."""

import http.client
import json
import smtplib
import urllib.error
import urllib.request
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from portal.notices.models import MailMessage, SmsMessage

GATEWAY_SECONDS = 3
GATEWAY_ANSWER_BYTES = 64 * 1024


class SendingFailed(Exception):
    """The message was not taken; its text names no person and no content."""


class Sender(Protocol):
    """`keeps_text` tells whether the row's text stays readable after sending (demonstrations only)."""

    keeps_text: bool

    def send(self, message: Any) -> None:
        """Hand the message over or raise SendingFailed."""


class DemoInbox:
    """Sends nothing: the rows of the outbox are the inbox that /demo/sms/ and /demo/mail/ show."""

    keeps_text = True

    def send(self, message: Any) -> None:
        return


class ConsoleSender:
    """Prints to the developer's terminal."""

    keeps_text = False

    def send(self, message: SmsMessage) -> None:
        print(f"SMS to {message.phone}: {message.text}", flush=True)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        return None


class HttpGateway:
    """Posts JSON to the provider; address, body template and token are settings.

    `{phone}` and `{text}` in the template stand inside JSON strings and are escaped for them. The row's
    number goes along as `Idempotency-Key`, so a provider that knows it drops a repeated hand-over.
    """

    keeps_text = False

    def send(self, message: SmsMessage) -> None:
        opener = urllib.request.build_opener(_NoRedirects)
        try:
            with opener.open(self._request(message), timeout=GATEWAY_SECONDS) as answer:
                body = answer.read(GATEWAY_ANSWER_BYTES).decode("utf-8", "replace")
        except urllib.error.HTTPError as problem:
            raise SendingFailed(f"gateway answered {problem.code}") from problem
        except (OSError, http.client.HTTPException, ValueError) as problem:
            raise SendingFailed(f"gateway: {type(problem).__name__}") from problem
        if settings.SMS_GATEWAY_EXPECT not in body:
            raise SendingFailed("gateway answered something else")

    def _request(self, message: SmsMessage) -> urllib.request.Request:
        body = settings.SMS_GATEWAY_TEMPLATE
        for name, value in (("{phone}", message.phone), ("{text}", message.text)):
            body = body.replace(name, json.dumps(value, ensure_ascii=False)[1:-1])
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": f"sms-{message.pk}"}
        if settings.SMS_GATEWAY_TOKEN:
            headers["Authorization"] = f"Bearer {settings.SMS_GATEWAY_TOKEN}"
        return urllib.request.Request(  # noqa: S310 - the address is the operator's, not a user's
            settings.SMS_GATEWAY_URL, data=body.encode(), headers=headers, method="POST"
        )


class DjangoMail:
    """By Django's e-mail backend: the terminal, or SMTP in earnest.

    The row's number is the `Message-ID`, so a repeated hand-over is recognized as the same message.
    """

    keeps_text = False

    def send(self, message: MailMessage) -> None:
        host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
        mail = EmailMessage(
            subject=message.subject,
            body=message.text,
            to=[message.address],
            headers={"Message-ID": f"<notice-{message.pk}@{host}>", "Auto-Submitted": "auto-generated"},
        )
        try:
            mail.send()
        except (OSError, smtplib.SMTPException, ValueError) as problem:
            raise SendingFailed(f"mail server: {type(problem).__name__}") from problem


def sms_sender() -> Sender:
    """The sender of text messages that settings name."""
    return import_string(settings.SMS_SENDER)()


def mail_sender() -> Sender:
    """The sender of e-mails that settings name."""
    return import_string(settings.MAIL_SENDER)()
