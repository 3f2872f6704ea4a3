import pytest
from django.utils import timezone

from portal.notices.sending import send_sms
from portal.notices.tests.factories import SmsMessageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("spelling", ["+8619700001234", "%2B8619700001234", "19700001234", "197-0000-1234"])
def test_the_demo_inbox_shows_a_phone_s_messages_newest_first(client, spelling):
    for number in range(2):
        send_sms(phone="+8619700001234", text=f"message {number}", code=f"{number}" * 6, at=timezone.now())
    SmsMessageFactory()

    answer = client.get(f"/demo/sms/?phone={spelling}")

    assert [(row["text"], row["code"]) for row in answer.json()] == [
        ("message 1", "111111"),
        ("message 0", "000000"),
    ]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("phone", ["", "nonsense", "\x00", "1" * 5000])
def test_no_such_phone_is_an_empty_inbox(client, phone):
    SmsMessageFactory()

    assert client.get("/demo/sms/", {"phone": phone}).json() == []


def test_there_is_no_inbox_outside_the_demonstration(client, settings):
    settings.DEMO = False

    assert client.get("/demo/sms/?phone=19700001234").status_code == 404


def test_the_inbox_only_answers_reading(client):
    assert client.post("/demo/sms/?phone=19700001234").status_code == 405
