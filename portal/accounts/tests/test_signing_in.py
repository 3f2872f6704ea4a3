import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.tests.factories import PASSWORD, UserFactory
from portal.notices.models import SmsMessage

LOGIN, CODE = "/accounts/login/", "/accounts/login/code/"
PHONE = "+8619812340001"
pytestmark = pytest.mark.django_db


def _ask_for_code(client, phone=PHONE, **more):
    return client.post(LOGIN, {"phone": phone, **more})


def _code(phone=PHONE):
    return SmsMessage.objects.filter(phone=phone).latest("pk").code


def _wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def _sign_in(client, phone=PHONE, **more):
    _ask_for_code(client, phone, **more)
    return client.post(CODE, {"code": _code(phone)})


def _user_of(client):
    return client.session.get("_auth_user_id")


def test_a_new_phone_becomes_a_login_without_signing_up(client):
    answer = _ask_for_code(client, "198 1234 0001")
    assert answer["Location"] == CODE
    assert not User.objects.exists()

    answer = client.post(CODE, {"code": _code()})

    assert answer["Location"] == "/identity/"
    user = User.objects.get()
    assert (user.phone, user.phone_verified, user.has_usable_password()) == (PHONE, True, False)
    assert _user_of(client) == str(user.pk)


def test_a_known_phone_signs_in_to_its_login_and_lands_at_the_wallet(client):
    user = UserFactory(bound=True, phone=PHONE)

    answer = _sign_in(client)

    assert answer["Location"] == "/wallet/"
    assert _user_of(client) == str(user.pk)
    assert User.objects.count() == 1


@pytest.mark.parametrize("typed", ["１２３４５６", "123 456", " 123-456 "])
def test_a_code_may_be_pasted_as_it_comes(client, monkeypatch, typed):
    monkeypatch.setattr("secrets.randbelow", lambda _: 123456)
    _ask_for_code(client)

    assert client.post(CODE, {"code": typed}).status_code == 302


def test_known_and_unknown_phones_are_answered_alike():
    UserFactory(phone=PHONE)
    pages, counts = [], []
    for phone in (PHONE, "+8619812340002"):
        visitor = Client()
        with CaptureQueriesContext(connection) as statements:
            answer = visitor.post(LOGIN, {"phone": phone}, follow=True)
        counts.append(len(statements))
        text = re.sub(r'(csrfmiddlewaretoken" value|<code>)[^<]*', "", answer.content.decode())
        pages.append((answer.status_code, answer.redirect_chain, text.replace("0002", "0001")))

    assert pages[0] == pages[1]
    assert counts[0] == counts[1] > 0


def test_the_code_is_kept_as_a_digest_and_the_key_of_the_session_changes(client):
    _ask_for_code(client)
    before = client.session.session_key
    [session] = Session.objects.all()
    assert _code() not in str(session.get_decoded())

    client.post(CODE, {"code": _code()})

    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_wrong_code_is_said_so_and_not_shown_again(client):
    _ask_for_code(client)
    wrong = _wrong(_code())

    page = client.post(CODE, {"code": wrong}, headers={"accept-language": "en"})

    assert page.status_code == 200
    assert "This code is not right." in page.content.decode()
    assert wrong not in page.content.decode()
    assert client.post(CODE, {"code": _code()}).status_code == 302


def test_after_five_wrong_codes_the_right_one_is_refused_too(client):
    _ask_for_code(client)
    for _ in range(5):
        assert client.post(CODE, {"code": _wrong(_code())}).status_code == 200

    answer = client.post(CODE, {"code": _code()}, headers={"accept-language": "en"})

    assert answer.status_code == 429
    assert "Please ask for a new one." in answer.content.decode()
    assert _user_of(client) is None


@pytest.mark.django_db(transaction=True)
def test_of_a_hundred_guesses_at_once_at_most_five_are_tried(client):
    _ask_for_code(client)
    cookies, right = client.cookies["sessionid"].value, int(_code())
    # The right code comes sixth and later: whoever lets a sixth guess through signs somebody in.
    guesses = [f"{(right + 1 + n) % 10**6:06}" for n in range(95)] + [f"{right:06}"] * 5

    def guess(code):
        visitor = Client()
        visitor.cookies["sessionid"] = cookies
        try:
            return visitor.post(CODE, {"code": code}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(guess, guesses))

    assert statuses.count(200) == 5
    assert statuses.count(429) == 95


def test_a_code_ends_after_five_minutes(client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        _ask_for_code(client)
        clock.shift(timedelta(minutes=5, seconds=1))
        page = client.post(CODE, {"code": _code()}, headers={"accept-language": "en"})

    assert "This code has expired." in page.content.decode()
    assert _user_of(client) is None


def test_another_code_can_be_asked_for_after_a_wait_and_replaces_the_first(client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        _ask_for_code(client, next="/licenses/apply/")
        first = _code()
        assert "30" in client.post(CODE, {"action": "resend"}).content.decode()
        assert SmsMessage.objects.count() == 1

        clock.shift(timedelta(seconds=31))
        assert client.post(CODE, {"action": "resend"})["Location"] == CODE
        assert SmsMessage.objects.count() == 2
        if first != _code():
            assert client.post(CODE, {"code": first}).status_code == 200
        assert client.post(CODE, {"code": _code()})["Location"] == "/licenses/apply/"


def test_a_code_works_once(client):
    _ask_for_code(client)
    twin = Client()
    twin.cookies["sessionid"] = client.cookies["sessionid"].value
    state = client.session["phone_login"]
    assert client.post(CODE, {"code": _code()}).status_code == 302

    other = Client()
    session = other.session
    session["phone_login"] = state
    session.save()

    assert other.post(CODE, {"code": _code()}).status_code == 200
    assert twin.post(CODE, {"code": _code()})["Location"] == LOGIN


def test_a_phone_gets_a_few_messages_only(client):
    statuses = [_ask_for_code(Client()).status_code for _ in range(7)]

    assert statuses == [302] * 5 + [429] * 2
    assert SmsMessage.objects.count() == 5


def test_without_valkey_no_code_is_sent_or_tried(client, settings):
    _ask_for_code(client)
    settings.VALKEY_URL = "redis://127.0.0.1:1/0"

    assert client.post(CODE, {"code": _code()}).status_code == 503
    assert _ask_for_code(Client()).status_code == 503
    assert Client().post(LOGIN, {"login": "staff", "password": "x"}).status_code == 503
    assert SmsMessage.objects.count() == 1


@pytest.mark.parametrize(
    "typed", ["", "12345", "\x00", "1" * 10_000, "🙂🙂", "<script>", "\u202e13800138000", "'; --"]
)
def test_what_is_no_phone_is_refused_and_kept_in_the_form(client, typed):
    page = client.post(LOGIN, {"phone": typed})

    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert SmsMessage.objects.count() == 0
    if typed == "12345":
        assert 'value="12345"' in page.content.decode()


@pytest.mark.parametrize(
    "typed", ["", "12345", "abcdef", "1" * 10_000, "\x00\x00\x00\x00\x00\x00", "🙂", "١٢٣٤٥٦"]
)
def test_what_is_no_code_is_refused(client, typed):
    _ask_for_code(client)

    assert client.post(CODE, {"code": typed}).status_code == 200
    assert client.post(CODE, {"code": _code()}).status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil",
        "\t//e.x",
    ],
)
@pytest.mark.parametrize("way", ["query", "form"])
def test_next_leads_to_own_paths_only(client, target, way):
    UserFactory(bound=True, phone=PHONE)
    if way == "query":
        client.post(f"{LOGIN}?next={target}", {"phone": PHONE})
    else:
        _ask_for_code(client, next=target)

    assert client.post(CODE, {"code": _code()})["Location"] == "/wallet/"
    assert client.get(LOGIN, {"next": target})["Location"] == "/wallet/"


def test_next_leads_back_to_where_one_wanted_to_go(client):
    assert _sign_in(client, next="/licenses/apply/?step=2")["Location"] == "/licenses/apply/?step=2"


def test_staff_cannot_sign_in_by_phone_alone(client):
    UserFactory(staff=True, phone=PHONE)
    _ask_for_code(client)

    assert client.post(CODE, {"code": _code()}).status_code == 200
    assert _user_of(client) is None


def test_a_closed_login_stays_out(client):
    UserFactory(phone=PHONE, is_active=False)

    assert _sign_in(client)["Location"] == "/accounts/inactive/"
    assert _user_of(client) is None


def test_signing_out_asks_first_and_clears_the_browser(client):
    _sign_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert _user_of(client)

    answer = client.post("/accounts/logout/")

    assert answer["Location"] == "/"
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert _user_of(client) is None


def test_the_login_page_reads_well_in_both_languages_and_is_not_kept(client):
    english = client.get(LOGIN, headers={"accept-language": "en"})

    assert "Send me a code" in english.content.decode()
    assert "no-store" in english["Cache-Control"]
    assert 'name="phone"' in english.content.decode()
    assert 'name="login"' in english.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "password/reset/",
        "password/set/",
        "phone/change/",
        "login/code/confirm/",
    ],
)
def test_what_this_portal_has_no_use_for_is_closed(client, path):
    client.force_login(UserFactory())

    assert client.get(f"/accounts/{path}").status_code == 404


def test_a_citizen_has_no_password_to_sign_in_with(client):
    UserFactory(phone=PHONE, username="citizen", password=PASSWORD)

    assert client.post(LOGIN, {"login": "citizen", "password": PASSWORD}).status_code == 200
    assert _user_of(client) is None


def test_other_sessions_can_be_seen_and_ended(client):
    other = Client(headers={"user-agent": "My old phone"})
    _sign_in(other)
    _sign_in(client)
    assert "My old phone" in client.get("/accounts/sessions/").content.decode()

    client.post("/accounts/sessions/")

    assert other.get("/accounts/sessions/").status_code == 302
    assert client.get("/accounts/sessions/").status_code == 200
