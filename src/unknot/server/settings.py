"""All settings, from the environment, in one file.

A wrong value stops the start with a sentence that says what would be right. `docs/running.md` describes each
name that is read here, and a test compares the two.
"""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from unknot.server import environment as env
from unknot.server.database import database
from unknot.server.letters import sender_from, transport_for
from unknot.server.secrets_file import kept_key
from unknot.server.texts import texts_for

HOME = Path(env.text("UNKNOT_HOME", "var")).expanduser().absolute()
DEBUG = env.flag("UNKNOT_DEBUG", default=False)

# Where people reach the clinic. Cookies, redirects and the links in messages follow from it.
PUBLIC_URL = env.web_address("UNKNOT_URL", "http://127.0.0.1:8000")
_public = urlsplit(PUBLIC_URL)
HTTPS = _public.scheme == "https"
ALLOWED_HOSTS = [_public.hostname or "", "localhost", "127.0.0.1", "[::1]", *env.names("UNKNOT_HOSTS")]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

SECRET_KEY = env.secret("SECRET_KEY") or kept_key(HOME / "secret_key")
SECRET_KEY_FALLBACKS = [key for key in [env.secret("SECRET_KEY_OLD")] if key]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "unknot.journey.record",
    "unknot.journey.people",
    "unknot.journey.outbox",
    "unknot.journey.check",
    "unknot.journey.book",
    "unknot.journey.plan",
    "unknot.journey.visit",
    "unknot.journey.privacy",
    "unknot.journey.follow",
    "unknot.journey.prevent",
    "unknot.interfaces.web",
    "unknot.server",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "unknot.server.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "unknot.server.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "unknot.server.middleware.WhoMiddleware",
    "unknot.server.rates.RatesMiddleware",
]
ROOT_URLCONF = "unknot.server.urls"
WSGI_APPLICATION = "unknot.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["unknot.interfaces.web.templatetags.languages"],
        },
    }
]
DATABASES = {"default": database(env.text("DATABASE_URL"), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
TIME_ZONE = "UTC"
USE_TZ = True

# People
AUTH_USER_MODEL = "people.User"
LOGIN_URL = "signin"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# The second factor of staff. Of allauth its factors alone are used; the pages and the sign-in are ours.
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
MFA_ADAPTER = "unknot.server.factors.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_USE_FINDERS = DEBUG

# What a browser may do with a page
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
# Signed links stand in addresses: no other site may learn them. "no-referrer" would break CSRF over https.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env.number("UNKNOT_HSTS_SECONDS", 31_536_000, least=0, most=63_072_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("UNKNOT_HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = False
# Preloading a name cannot be taken back for months: that is for the owner of the name to decide.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
TRUSTED_PROXIES = env.number("UNKNOT_PROXIES", 0, least=0, most=9)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
_cookie = "__Host-unknot" if HTTPS else "unknot"
SESSION_COOKIE_NAME = f"{_cookie}-session"
SESSION_COOKIE_SECURE = HTTPS
# Seconds that an invitation is good.
PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_cookie}-csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "unknot.interfaces.web.pages.public.errors.csrf_failed"
LANGUAGE_COOKIE_NAME = f"{_cookie}-language"
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_SECURE = HTTPS
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
RATE_LIMITS = env.flag("UNKNOT_RATE_LIMITS", default=True)

# Messages: written to files until the clinic names its mail server.
MAIL_FOLDER = HOME / "mail"
MAIL_TRANSPORT = transport_for(env.secret("UNKNOT_MAIL_URL"), MAIL_FOLDER)
MAIL_SENDER_NAME, MAIL_SENDER = sender_from(env.text("UNKNOT_MAIL_FROM", "Unknot <unknot@localhost>"))
TEXT_FOLDER = HOME / "texts"
_sms_url = env.text("UNKNOT_SMS_URL")
TEXT_TRANSPORT = texts_for(_sms_url, env.secret("UNKNOT_SMS_TOKEN"), TEXT_FOLDER, MAIL_TRANSPORT, MAIL_SENDER)
# Nobody is offered text messages that would end in a folder; the demo's people are not real.
TEXTS_OFFERED = bool(_sms_url)

# Outside calendars: machines of this house and network are asked only where the operator says so.
OUTSIDE_PRIVATE = env.flag("UNKNOT_OUTSIDE_PRIVATE", default=False)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["stderr"],
        "level": env.choice("UNKNOT_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
    },
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # A query's parameters are a patient's answers: they never reach a log.
        "django.db.backends": {"level": "INFO"},
        # Which passkey came in is in the record, and nowhere else.
        "fido2": {"level": "WARNING"},
        # A form that comes back with a question is no fault of anybody's: only what broke is worth a line.
        "django.request": {"level": "ERROR"},
    },
}
