"""For the tests: real PostgreSQL and Valkey, everything else fast and in temporary places."""

import tempfile
from pathlib import Path

from portal.settings.base import *  # noqa: F403
from portal.settings.base import STORAGES

DEMO = True
SECRET_KEY = "only-for-tests"  # noqa: S105
KEY_ENCRYPTION_KEY = "dGVzdHMtb25seS1rZXktb2YtMzItYnl0ZXMtISEhISE="
DIGEST_PEPPER = "only-for-tests"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
BASE_URL = "http://testserver"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
IDENTITY_ANSWER_SECONDS = 0.0
SMS_SENDER = MAIL_SENDER = "portal.notices.senders.DemoInbox"
DATABASES["default"]["OPTIONS"].pop("pool")  # type: ignore[attr-defined]  # noqa: F405
PRIVATE_ROOT = Path(tempfile.gettempdir()) / "portal-test-private"
STORAGES["private"]["OPTIONS"] = {"location": str(PRIVATE_ROOT), "base_url": None}  # type: ignore[index]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = None  # nothing is collected; the finders serve what lies in the source
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
