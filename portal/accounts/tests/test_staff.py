import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from portal.accounts.roles import Role
from portal.accounts.staff import has_second_factor, staff_required
from portal.accounts.tests.factories import PASSWORD, TOTP_SECRET, OfficerFactory, UserFactory
from portal.audit.models import AuditEvent

LOGIN, FACTOR = "/accounts/login/", "/accounts/2fa/authenticate/"
pytestmark = pytest.mark.django_db


def _totp(shift=0):
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30 + shift))


def _password(client, user, **more):
    return client.post(LOGIN, {"login": user.username, "password": PASSWORD, **more})


def _signed_in(client):
    return client.session.get("_auth_user_id")


@staff_required(duty="review_applications")
def _page(_request):
    return HttpResponse("for reviewers")


def _visit(user):
    request = RequestFactory().get("/somewhere/?q=1")
    request.user = user
    return _page(request)


def test_staff_sign_in_with_password_and_then_a_second_factor(client):
    user = OfficerFactory().user

    assert _password(client, user, next="/rollout/")["Location"] == FACTOR
    assert _signed_in(client) is None
    assert client.get(FACTOR).status_code == 200
    assert not AuditEvent.objects.filter(action="staff.signed_in").exists()
    assert client.post(FACTOR, {"code": _totp()})["Location"] == "/rollout/"
    assert _signed_in(client) == str(user.pk)
    assert AuditEvent.objects.get(action="staff.signed_in").actor_label == user.username


def test_staff_land_in_the_back_office(client):
    _password(client, OfficerFactory().user)

    assert client.post(FACTOR, {"code": _totp()})["Location"] == "/admin/"


@pytest.mark.parametrize(
    ("login", "password"), [("nobody", PASSWORD), ("{name}", "wr0ng"), ("{name}\x00", "wr0ng")]
)
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(client, login, password):
    name = OfficerFactory().user.username

    page = client.post(
        LOGIN, {"login": login.format(name=name), "password": password}, headers={"accept-language": "en"}
    )

    assert page.status_code == 200
    assert _signed_in(client) is None
    assert password not in page.content.decode()
    if "\x00" not in login:
        assert "The user name or the password is not right." in page.content.decode()


def test_passwords_can_be_tried_a_few_times_only(client):
    user = OfficerFactory().user
    for _ in range(10):
        client.post(LOGIN, {"login": user.username, "password": "wrong"})

    assert _password(client, user).status_code == 429
    assert _password(client, OfficerFactory().user).status_code == 302


def test_second_factors_can_be_tried_a_few_times_only(client):
    _password(client, OfficerFactory().user)
    for _ in range(5):
        assert client.post(FACTOR, {"code": "000000"}).status_code == 200

    answer = client.post(FACTOR, {"code": _totp()})

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert _signed_in(client) is None


@pytest.mark.django_db(transaction=True)
def test_of_fifty_second_factors_at_once_at_most_five_are_tried(client):
    user = OfficerFactory().user
    _password(client, user)
    cookie = client.cookies["sessionid"].value

    def guess(_):
        visitor = Client()
        visitor.cookies["sessionid"] = cookie
        try:
            return visitor.post(FACTOR, {"code": "000000"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(guess, range(50)))

    assert statuses.count(429) == 45


def test_a_code_of_the_app_works_once(client):
    user = OfficerFactory().user
    code = _totp()
    _password(client, user)
    assert client.post(FACTOR, {"code": code}).status_code == 302

    other = Client()
    _password(other, user)

    assert other.post(FACTOR, {"code": code}).status_code == 200
    assert _signed_in(other) is None


def test_the_secret_of_the_app_is_sealed_in_the_database():
    user = OfficerFactory().user

    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator WHERE user_id = %s", [user.pk])
        [(stored,)] = cursor.fetchall()

    assert TOTP_SECRET not in stored
    assert "gAAAA" in stored


def test_staff_without_a_second_factor_are_sent_to_get_one():
    officer = OfficerFactory(user__second_factor=False)

    answer = _visit(officer.user)

    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/2fa/"


def test_staff_can_enroll_an_app_and_then_go_on(client, django_capture_on_commit_callbacks):
    officer = OfficerFactory(user__second_factor=False)
    _password(client, officer.user)
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 302  # a sign-in is not yet a fresh confirmation
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    secret = page.context["form"].secret
    assert 'fill="white"' in page.context["totp_svg"]

    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/activate/", {"code": code})

    assert has_second_factor(officer.user)
    assert AuditEvent.objects.filter(action="second_factor.added", actor=officer.user).exists()
    assert _visit(officer.user).content == b"for reviewers"


def test_staff_cannot_give_up_their_last_factor(client):
    officer = OfficerFactory()
    client.force_login(officer.user)
    client.post("/accounts/2fa/reauthenticate/", {"code": _totp()})

    client.post("/accounts/2fa/totp/deactivate/")

    assert Authenticator.objects.filter(user=officer.user, type="totp").exists()


def test_only_those_with_the_duty_come_in():
    assert _visit(OfficerFactory(role=Role.REVIEWER).user).content == b"for reviewers"
    with pytest.raises(PermissionDenied):
        _visit(OfficerFactory(role=Role.OFFICER).user)


def test_a_superuser_comes_in_everywhere_but_not_without_a_second_factor():
    boss = UserFactory(staff=True, is_superuser=True, second_factor=True)
    bare = UserFactory(staff=True, is_superuser=True)

    assert _visit(boss).content == b"for reviewers"
    assert _visit(bare)["Location"] == "/accounts/2fa/"


def test_citizens_stay_out_and_strangers_are_asked_to_sign_in(client):
    with pytest.raises(PermissionDenied):
        _visit(UserFactory(bound=True))

    request = RequestFactory().get("/somewhere/?q=1")
    request.user = client.get("/accounts/login/").wsgi_request.user
    assert _page(request)["Location"] == "/accounts/login/?next=/somewhere/%3Fq%3D1"


def test_a_staff_session_ends_after_half_an_hour_of_silence(client):
    officer = OfficerFactory()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(officer.user)
        for _ in range(3):
            clock.shift(timedelta(minutes=20))
            assert client.get("/accounts/sessions/").status_code == 200
        clock.shift(timedelta(minutes=31))
        assert client.get("/accounts/sessions/").status_code == 302
    assert _signed_in(client) is None


def test_a_citizen_s_session_does_not(client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(UserFactory(bound=True))
        client.get("/accounts/sessions/")
        clock.shift(timedelta(days=2))
        assert client.get("/accounts/sessions/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "2fa/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
        "2fa/recovery-codes/generate/",
        "sessions/",
    ],
)
def test_the_pages_about_sign_in_show_our_frame(client, path):
    officer = OfficerFactory()
    client.force_login(officer.user)
    client.post("/accounts/2fa/reauthenticate/", {"code": _totp()})

    page = client.get(f"/accounts/{path}").content.decode()

    assert 'id="main"' in page
    assert " style=" not in page
    assert " onclick=" not in page
