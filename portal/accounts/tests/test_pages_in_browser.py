"""Signing in and saying who one is, in a real browser: clean pages, no CSP message, a passkey that works."""

import pytest
from allauth.mfa.models import Authenticator

from portal.accounts.tests.factories import PASSWORD, OfficerFactory, PersonFactory
from portal.accounts.tests.test_staff import _totp
from portal.notices.models import SmsMessage
from portal.rollout.tests.factories import CityFactory
from tests.browsers import OpenWindow
from tests.windows import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = "+8619812340001"


@pytest.fixture(params=["zh-CN", "en-GB"])
def visitor(request: pytest.FixtureRequest, open_window: OpenWindow) -> Window:
    return open_window(locale=request.param, viewport={"width": 390, "height": 844})


def _code(phone: str = PHONE) -> str:
    return SmsMessage.objects.filter(phone=phone).latest("pk").code


def _sign_in(visitor: Window, target: str = "/identity/") -> None:
    visitor.page.goto(f"{visitor.address}/accounts/login/?next={target}")
    visitor.send("form .button", phone=PHONE)
    visitor.send("form .button", code=_code())


def test_a_citizen_signs_in_and_says_who_they_are(visitor):
    person = PersonFactory(rare_name=True)
    CityFactory()

    visitor.open("/accounts/login/?next=/identity/", "login")
    visitor.send("form .button", "login-error", phone="123")
    visitor.send("form .button", "login-code", phone="198 1234 0001")
    visitor.send("form .button", "login-code-wrong", code=f"{(int(_code()) + 1) % 10**6:06}")
    visitor.send("form .button", "identity", code=_code())
    visitor.send("form .button", "identity-error", name="1", id_number="12")
    visitor.send("form .button", "identity-consent", name=person.name, id_number=person.id_number)
    visitor.send("form .button", "identity-proof")
    visitor.open("/identity/counter/", "identity-counter")
    visitor.open("/identity/", "identity-again")
    visitor.open("/identity/proof/")
    visitor.page.locator("main [name=code]").fill(_code(person.phone))
    visitor.page.locator("main form .button").first.click()
    visitor.page.wait_for_url("**/wallet/")
    visitor.complaints.clear()  # the wallet is somebody else's page

    visitor.open("/identity/", "identity-confirmed")
    visitor.open("/accounts/sessions/", "sessions")
    visitor.open("/accounts/logout/", "logout")


def test_another_code_can_be_asked_for_once_the_wait_is_over(visitor):
    visitor.page.clock.install()
    visitor.open("/accounts/login/")
    visitor.send("form .button", phone=PHONE)
    again, sentence = visitor.page.locator("[value=resend]"), visitor.page.locator("form .hint").last

    assert again.is_disabled()
    before = int("".join(filter(str.isdigit, sentence.inner_text())))
    visitor.page.clock.run_for(10_000)
    assert int("".join(filter(str.isdigit, sentence.inner_text()))) <= before - 9
    visitor.page.clock.run_for(25_000)

    assert again.is_enabled()
    assert sentence.is_hidden()


def test_at_the_counter_one_shows_a_number(visitor):
    city = CityFactory()
    person = PersonFactory()
    _sign_in(visitor)
    visitor.send("form .button", name=person.name, id_number=person.id_number)
    visitor.send("form .button")
    visitor.open("/identity/counter/")
    visitor.page.locator("main select").select_option(city.code)

    visitor.send("form .button", "identity-at-counter")

    assert "ED-" in visitor.page.inner_text("main")


def test_staff_enroll_an_app(visitor):
    officer = OfficerFactory(user__second_factor=False)
    visitor.open("/accounts/login/?next=/accounts/2fa/")
    visitor.page.locator("main summary").click()
    visitor.send("details .button", "2fa", login=officer.user.username, password=PASSWORD)
    visitor.open("/accounts/2fa/totp/activate/", "reauthenticate")
    visitor.send("form .button", "totp-activate", password=PASSWORD)


def test_staff_confirm_with_the_app(visitor):
    officer = OfficerFactory()
    visitor.open("/accounts/login/?next=/accounts/2fa/")
    visitor.page.locator("main summary").click()
    visitor.send("details .button", "2fa-authenticate", login=officer.user.username, password=PASSWORD)
    visitor.send("form .button", "2fa-on", code=_totp())
    visitor.open("/accounts/2fa/webauthn/add/", "2fa-reauthenticate")


def test_a_citizen_adds_a_passkey_and_signs_in_with_it(visitor):
    devtools = visitor.page.context.new_cdp_session(visitor.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    _sign_in(visitor)

    visitor.open("/accounts/2fa/webauthn/add/", "passkey-add")
    visitor.page.locator("main [name=passwordless]").check()
    visitor.page.locator("#mfa_webauthn_add").click()
    visitor.page.wait_for_url("**/accounts/2fa/reauthenticate/**")
    visitor.look("passkey-added")
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    visitor.open("/accounts/2fa/webauthn/reauthenticate/?next=/accounts/2fa/recovery-codes/", "passkey-again")
    visitor.page.locator("#mfa_webauthn_reauthenticate").click()
    visitor.page.wait_for_url("**/accounts/2fa/recovery-codes/")
    visitor.look("recovery-codes")
    visitor.open("/accounts/2fa/webauthn/", "passkeys")

    visitor.open("/accounts/logout/")
    visitor.send("form .button")
    visitor.complaints.clear()
    visitor.open("/accounts/login/")
    visitor.page.locator("#passkey_login").click()
    visitor.page.wait_for_url("**/identity/")

    assert visitor.complaints == []
