"""All settings, from the environment, in one file. A wrong value stops the start with a sentence that says what would be right."""

import os
from pathlib import Path

import dj_database_url

ROOT = Path(os.environ.get("UNKNOT_HOME", Path.cwd() / "var"))
DEBUG = os.environ.get("UNKNOT_DEBUG") == "1"
SECRET_KEY = os.environ.get("UNKNOT_SECRET_KEY", "insecure-until-h8-writes-it")
ALLOWED_HOSTS = os.environ.get("UNKNOT_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "unknot.journey.record",
    "unknot.journey.people",
    "unknot.journey.outbox",
    "unknot.journey.check",
    "unknot.journey.book",
    "unknot.interfaces.web",
    "unknot.server",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{ROOT / 'unknot.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = ROOT / "static"
