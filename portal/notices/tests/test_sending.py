import json
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection
from django.utils import timezone

from portal.notices.delivering import deliver_due
from portal.notices.models import SmsMessage
from portal.notices.sending import send_sms
from portal.notices.tests.factories import SmsMessageFactory


class _Provider(ThreadingHTTPServer):
    """A text message provider that answers as it is told and keeps what it got."""

    daemon_threads = True

    def __init__(self):
        self.status, self.body, self.delay, self.got = 200, b'{"ok": true}', 0.0, []
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        time.sleep(self.server.delay)
        if self.server.status == 0:
            self.wfile.write(b"\x00\x01 this is not HTTP\r\n\r\n")
            return
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_args):
        pass


@pytest.fixture
def provider(settings):
    server = _Provider()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_SENDER = "portal.notices.senders.HttpGateway"
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_GATEWAY_TEMPLATE = '{"to": "{phone}", "content": {"body": "{text}"}}'
    settings.SMS_GATEWAY_TOKEN = "token of the provider"
    settings.SMS_GATEWAY_EXPECT = '"ok"'
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.django_db
def test_a_message_is_handed_over_once_and_forgotten(provider):
    text = '引号 " 反斜杠 \\ 换行 \n 完'
    message = send_sms(phone="+8619700000001", text=text, code="123456", at=timezone.now())

    assert deliver_due(at=timezone.now()) == 1
    assert deliver_due(at=timezone.now()) == 0

    message.refresh_from_db()
    assert (message.status, message.text, message.code) == ("sent", "", "")
    [(headers, body)] = provider.got
    assert json.loads(body) == {"to": "+8619700000001", "content": {"body": text}}
    assert headers["Authorization"] == "Bearer token of the provider"
    assert headers["Idempotency-Key"] == f"sms-{message.pk}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "body"), [(500, b""), (429, b""), (302, b""), (200, b"<html>maintenance"), (0, b"")]
)
def test_a_provider_that_fails_or_talks_nonsense_is_asked_again_later(provider, status, body):
    provider.status, provider.body = status, body
    message = SmsMessageFactory()
    now = timezone.now()

    assert deliver_due(at=now) == 0
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("queued", 1)
    assert message.text
    assert message.error
    assert message.next_attempt_at > now

    provider.status, provider.body = 200, b'{"ok": true}'
    assert deliver_due(at=now) == 0
    assert deliver_due(at=message.next_attempt_at) == 1


@pytest.mark.django_db
def test_a_provider_that_is_away_stops_nothing(settings):
    settings.SMS_SENDER = "portal.notices.senders.HttpGateway"
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:1/"
    SmsMessageFactory.create_batch(2)

    assert deliver_due(at=timezone.now()) == 0
    assert set(SmsMessage.objects.values_list("status", "attempts")) == {("queued", 1)}


@pytest.mark.django_db
def test_a_message_that_has_become_useless_is_given_up_and_blanked(provider):
    message = SmsMessageFactory(stale=True)

    deliver_due(at=timezone.now())

    message.refresh_from_db()
    assert (message.status, message.error, message.text, message.code) == ("failed", "expired", "", "")
    assert provider.got == []


@pytest.mark.django_db
def test_nobody_tries_for_ever(provider):
    provider.status = 500
    message = SmsMessageFactory()

    for hour in range(12):
        deliver_due(at=timezone.now() + timedelta(hours=hour))

    message.refresh_from_db()
    assert (message.status, message.attempts, message.text) == ("failed", 8, "")


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_message_once(provider):
    provider.delay = 0.02
    SmsMessageFactory.create_batch(10)
    now = timezone.now()
    sent = []

    def work():
        try:
            sent.append(deliver_due(at=now))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(sent) == 10
    assert len(provider.got) == 10
    assert {headers["Idempotency-Key"] for headers, _ in provider.got} == {
        f"sms-{pk}" for pk in SmsMessage.objects.values_list("pk", flat=True)
    }


@pytest.mark.django_db
def test_the_row_of_a_worker_that_died_is_taken_up_again(provider):
    now = timezone.now()
    message = SmsMessageFactory(attempts=1, created_at=now, next_attempt_at=now + timedelta(seconds=30))

    assert deliver_due(at=now) == 0
    assert deliver_due(at=now + timedelta(seconds=31)) == 1
    message.refresh_from_db()
    assert message.attempts == 2


@pytest.mark.django_db
def test_the_developer_sees_messages_on_the_terminal(settings, capsys):
    settings.SMS_SENDER = "portal.notices.senders.ConsoleSender"
    message = SmsMessageFactory()

    deliver_due(at=timezone.now())

    assert message.text in capsys.readouterr().out
