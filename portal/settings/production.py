"""In earnest: TLS, real servers, no secret without a value. Refuses to start otherwise."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import *  # noqa: F403
from portal.settings.base import BASE_URL, env

DEMO = False
if env.bool("DEMO", default=False):
    raise ImproperlyConfigured("DEMO is not possible with production settings.")

for _name in (
    "DATABASE_URL",
    "VALKEY_URL",
    "BROKER_URL",
    "SECRET_KEY",
    "KEY_ENCRYPTION_KEY",
    "DIGEST_PEPPER",
):
    if not env(_name, default=""):
        raise ImproperlyConfigured(f"{_name} (or {_name}_FILE) must be set.")
for _name in ("ALLOWED_HOSTS", "BASE_URL", "SMS_GATEWAY_URL"):
    if not env(_name, default=""):
        raise ImproperlyConfigured(f"{_name} must be set.")
if not BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("BASE_URL must begin with https://.")

SMS_SENDER = env("SMS_SENDER", default="portal.notices.senders.HttpGateway")
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
