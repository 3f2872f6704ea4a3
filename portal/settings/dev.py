"""On a developer's machine and for the demonstration: embedded engines, secrets kept in PORTAL_VAR."""

import base64
import hashlib
import secrets

from portal.settings.base import *  # noqa: F403
from portal.settings.base import ALLOWED_HOSTS, DEMO, PORTAL_VAR, SECRET_KEY


def _kept_secret() -> str:
    """One random secret, made at the first start and kept beside the data."""
    path = PORTAL_VAR / "secret"
    if not path.exists():
        PORTAL_VAR.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x") as handle:
                path.chmod(0o600)
                handle.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
    return path.read_text()


SECRET_KEY = SECRET_KEY or _kept_secret()
KEY_ENCRYPTION_KEY = base64.urlsafe_b64encode(hashlib.sha256(b"kek:" + SECRET_KEY.encode()).digest()).decode()
DIGEST_PEPPER = hashlib.sha256(b"pepper:" + SECRET_KEY.encode()).hexdigest()
ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]", "testserver"]
SMS_SENDER = "portal.notices.senders.DemoInbox" if DEMO else "portal.notices.senders.ConsoleSender"
MAIL_SENDER = "portal.notices.senders.DemoInbox" if DEMO else "portal.notices.senders.DjangoMail"
THROTTLES = (
    {  # in the demonstration everybody comes from one address and signs in again and again
        "otp-send-phone": (200, 600),
        "otp-send-phone-day": (5000, 86_400),
        "otp-send-address": (5000, 600),
        "otp-guess-address": (5000, 3600),
        "otp-guess-phone": (1000, 3600),
        "password-address": (5000, 600),
        "password-login": (1000, 3600),
        "second-factor-address": (5000, 600),
        "identity-address": (1000, 3600),
        "identity-number": (100, 86_400),
        "identity-proof-address": (1000, 3600),
    }
    if DEMO
    else {}
)
STATIC_ROOT = None  # nothing is collected; the finders serve what lies in the source
WHITENOISE_USE_FINDERS = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
