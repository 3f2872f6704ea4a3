"""allauth's adapters: where people land after sign-in, which addresses are ours, sealed second factors."""

from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from qrcode.image.svg import SvgPathFillImage

from portal.accounts.identity import address_of
from portal.accounts.models import User
from portal.core.sealing import seal, unseal


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff to the back office, citizens to their wallet or first to the binding of their identity."""
        user = request.user
        if user.is_staff:
            return "/admin/"
        bound = isinstance(user, User) and user.person_id is not None
        return settings.LOGIN_REDIRECT_URL if bound else "/identity/"

    def is_safe_url(self, url: str) -> bool:
        """Own paths only, never another host."""
        return own_path(url) is not None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Logins come into being by a confirmed phone or from an administrator, not by this form."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "0.0.0.0"  # noqa: S104 - a value, nothing listens

    def send_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """Nobody has an e-mail address here."""


class MfaAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return seal(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The code for the authenticator app on white, so that it can be scanned from a dark page too."""
        return qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keep at least one second factor."""
        if not authenticator.user.is_staff:
            return True
        strong = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        others = Authenticator.objects.filter(user=authenticator.user, type__in=strong)
        return others.exclude(pk=authenticator.pk).exists()

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)


def own_path(url: str | None) -> str | None:
    """The address if it is a path of this portal, else None."""
    if url and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return url
    return None
