"""What is true everywhere. Each value that an operator may change comes from the environment."""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.FileAwareEnv()  # X or X_FILE

# --- where things lie -------------------------------------------------------------------------------
PORTAL_VAR = Path(env("PORTAL_VAR", default=str(BASE_DIR / "var"))).resolve()
DEMO = env.bool("DEMO", default=False)
DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000")
SITE_NAME = _("Traffic licenses")

# --- applications -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal.core",
    "portal.ui",
    "portal.audit",
    "portal.rollout",
    "portal.calendar",
    "portal.accounts",
    "portal.grants",
    "portal.api",
    "portal.documents",
    "portal.notices",
    "portal.feeds",
    "portal.backoffice.apps.BackofficeConfig",
    "portal.backoffice.apps.DeskConfig",
    "portal.credentials",
    "licenses",
    "vehicles",
    "trucks",
    "accidents",
    "portal.opendata",
    "portal.home",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "csp",
    "django_structlog",
]

MIDDLEWARE = [
    "portal.api.middleware.RequestGuardMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.ui.maintenance.MaintenanceMiddleware",
    "portal.home.lane.FastLaneMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.ui.middleware.PreferencesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "portal.accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "portal.ui.context.page_frame",
                "portal.accounts.acting.acting_for",
            ],
            "builtins": ["portal.ui.templatetags.ui", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "portal.ui.forms.PortalRenderer"

# --- database, cache, broker ------------------------------------------------------------------------
DATABASES = {
    "default": env.db("DATABASE_URL", default="postgres:///portal", engine="django.db.backends.postgresql")
}
DATABASES["default"].update(
    ATOMIC_REQUESTS=False,
    CONN_MAX_AGE=0,
    OPTIONS={
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": env.int("DB_POOL_SIZE", default=4), "timeout": 3},
        "connect_timeout": 3,
        # Only statements that ask for it are prepared (the hot path); None would forbid those too.
        "prepare_threshold": 1_000_000_000,
        "options": "-c statement_timeout=15000 -c lock_timeout=3000 -c timezone=UTC"
        " -c plan_cache_mode=force_generic_plan",
    },
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
VALKEY_URL = env("VALKEY_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": VALKEY_URL,
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.5},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- Celery -----------------------------------------------------------------------------------------
from portal.settings.queues import *  # noqa: E402, F403 - queues, limits, how a broker is treated

CELERY_BEAT_SCHEDULE_FILENAME = str(PORTAL_VAR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "clear-sessions": {"task": "portal.accounts.tasks.clear_sessions", "schedule": 6 * 3600.0},
    "activate-due": {"task": "portal.rollout.tasks.activate_due", "schedule": 60.0},
    "count": {"task": "portal.opendata.tasks.count", "schedule": 30.0},
    "tell-waiting": {"task": "portal.home.tasks.tell_waiting", "schedule": 10.0},
    "deliver-due-messages": {"task": "portal.notices.tasks.deliver_due", "schedule": 15.0},
    "deliver-due-mails": {"task": "portal.notices.tasks.deliver_mail_due", "schedule": 15.0},
    "continue-runs": {"task": "portal.credentials.tasks.continue_runs", "schedule": 2.0},
    "continue-feed-loads": {"task": "portal.feeds.tasks.continue_loads", "schedule": 5.0},
    "make-partitions": {"task": "portal.credentials.tasks.make_partitions", "schedule": 3600.0},
    "sweep-used-codes": {"task": "portal.credentials.tasks.sweep", "schedule": 300.0},
    "tell-issued": {"task": "portal.credentials.tasks.tell_issued", "schedule": 5.0},
    "tell-checked": {"task": "portal.credentials.tasks.tell_checked", "schedule": 60.0},
    "tell-standing": {"task": "licenses.tasks.tell_standing", "schedule": 300.0},
    "tell-standing-of-vehicles": {"task": "vehicles.tasks.tell_standing", "schedule": 300.0},
    "sign-audit-heads": {"task": "portal.credentials.tasks.sign_audit_heads", "schedule": 3600.0},
    "decide-waiting-applications": {"task": "licenses.tasks.decide_waiting", "schedule": 30.0},
}

# --- logins -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "portal.accounts.backends.DutyBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/wallet/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"username"}  # staff; citizens' codes are made in portal.accounts.phone_codes
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # tries are counted in portal.core.guessing, in one atomic step
THROTTLES: dict[str, tuple[int, int]] = {}  # name of a limit: (tries, seconds), in place of its own numbers
IDENTITY_ANSWER_SECONDS = env.float("IDENTITY_ANSWER_SECONDS", default=0.3)  # whoever is claimed, the same
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)  # proxies that append to X-Forwarded-For
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "portal.accounts.adapter.MfaAdapter"
MFA_FORMS = {"add_webauthn": "portal.accounts.passkeys.PasskeyForm"}
SESSION_COOKIE_AGE = 14 * 24 * 3600
STAFF_IDLE_SECONDS = env.int("STAFF_IDLE_SECONDS", default=30 * 60)

# --- secrets and keys -------------------------------------------------------------------------------
SECRET_KEY = env("SECRET_KEY", default="")
KEY_ENCRYPTION_KEY = env("KEY_ENCRYPTION_KEY", default="")  # Fernet key(s), comma-separated, newest first
DIGEST_PEPPER = env("DIGEST_PEPPER", default="")  # keys the digests of API keys, codes and claims

# --- credentials ------------------------------------------------------------------------------------
CODE_HOST = env("CODE_HOST", default="")  # host written into codes; empty: the host of BASE_URL
CODE_SECONDS = env.int("CODE_SECONDS", default=60)
CODE_SKEW_SECONDS = env.int("CODE_SKEW_SECONDS", default=5)
SHARE_SECONDS = {"10m": 600, "24h": 86_400, "21d": 21 * 86_400}
SHARE_USES_MOST = 20  # checks by one share code
SHARES_LIVE_MOST = 20  # share codes of one credential at a time
PHOTO_MAX_BYTES = env.int("PHOTO_MAX_BYTES", default=5 * 1024 * 1024)
PHOTO_MAX_PIXELS = env.int("PHOTO_MAX_PIXELS", default=30_000_000)
PHOTO_ATTEMPTS = 3
REVIEW_WORKING_DAYS = 1
VEHICLE_COPY_WORKING_DAYS = 7  # how long a copy with a watermark may be used
REVIEW_CLAIM_MINUTES = 30  # an application taken up and left alone is free again
NOTICE_DAYS_BEFORE_EXPIRY = 90
DRIVER_CONSENT_DAYS = 365  # how long a driver's consent to an employer holds
CONFIRMED_SECONDS = 600  # a code from a message stands this long for the rights one gives to others
INVITATION_DAYS = 7  # how long an organization's invitation can be accepted
WAITING_TOLD_PER_SECOND = env.int("WAITING_TOLD_PER_SECOND", default=200)  # when a city opens

# --- messages ---------------------------------------------------------------------------------------
from portal.settings.messages import *  # noqa: E402, F403 - senders, gateway, mail server, rates

# --- files ------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT: Path | None = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ROOT = BASE_DIR / "public"  # what browsers ask for at the root: favicon.ico, robots.txt
PRIVATE_ROOT = PORTAL_VAR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_ROOT), "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_TEMP_DIR = None

# --- language and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["portal.settings.formats"]

# --- headers ----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"  # not "no-referrer": browsers then send forms with "Origin: null"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "portal.ui.views.csrf_failure"

# --- API --------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["portal.api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["portal.api.authentication.HasApiKey"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["portal.api.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portal.api.errors.problem_handler",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_THROTTLE_CLASSES": ["portal.api.throttling.ApiKeyThrottle"],
}
API_BODY_MAX_BYTES = 64 * 1024
API_RATE_PER_MINUTE = env.int("API_RATE_PER_MINUTE", default=6000)
SPECTACULAR_SETTINGS = {
    "TITLE": "Traffic license verification",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "PREPROCESSING_HOOKS": ["portal.api.schema.only_ours"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "portal.api.schema.add_problems",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {"PurposeEnum": "portal.accounts.purposes.Purpose.choices"},
}

# --- logs -------------------------------------------------------------------------------------------
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True  # portal.api.middleware has judged it
from portal.settings.logs import LOGGING as LOGGING  # noqa: E402 - one JSON line each, masked
from portal.settings.logs import configure_structlog  # noqa: E402

configure_structlog()
os.environ.setdefault("PGCONNECT_TIMEOUT", "3")
