"""A wrong setting stops the start with one sentence that names it; right ones make the browser strict."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_SHOW = "from django.conf import settings as s; print(repr({}))"


def ask(expression: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A fresh process, because settings are read once."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("UNKNOT", "SECRET"))}
    clean |= {"UNKNOT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "unknot.server.settings", **environment}
    return subprocess.run(
        [sys.executable, "-c", _SHOW.format(expression)],
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )


def setting(expression: str, home: Path, **environment: str) -> str:
    done = ask(expression, home, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("UNKNOT_DEBUG", "yes", "UNKNOT_DEBUG=yes is not understood: write True or False."),
        (
            "UNKNOT_PROXIES",
            "many",
            "UNKNOT_PROXIES=many is not understood: write a whole number from 0 to 9.",
        ),
        ("UNKNOT_URL", "clinic.example", "UNKNOT_URL=clinic.example is not understood: write the address"),
        ("UNKNOT_URL", "https://clinic.example/book", "is not understood: write the address people type"),
        ("UNKNOT_LOG_LEVEL", "LOUD", "UNKNOT_LOG_LEVEL=LOUD is not understood: write one of DEBUG, INFO"),
        (
            "UNKNOT_MAIL_URL",
            "mail.example",
            "UNKNOT_MAIL_URL is not understood: write smtp://user:password@host:587",
        ),
        ("UNKNOT_MAIL_URL", "smtp+plain://a:b@mail.example", "would send its password unencrypted"),
        ("UNKNOT_MAIL_FROM", "front desk", "UNKNOT_MAIL_FROM=front desk is not an address"),
        (
            "DATABASE_URL",
            "mysql://somewhere/unknot",
            "DATABASE_URL names a database that Unknot does not know (mysql)",
        ),
        ("DATABASE_URL", "postgres://localhost", "DATABASE_URL names no database: write postgres://"),
        ("DATABASE_URL", "sqlite://unknot.sqlite3", "names no file: write postgres://"),
        (
            "SECRET_KEY_FILE",
            "/nowhere/key",
            "SECRET_KEY_FILE=/nowhere/key cannot be read (No such file or directory).",
        ),
    ],
)
def test_a_wrong_setting_is_named_with_what_would_be_right(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "unknot", "migrate"],
        env={**os.environ, "UNKNOT_HOME": str(tmp_path), name: value},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("unknot: ")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_mail_password_is_never_repeated(tmp_path: Path) -> None:
    done = ask("s.DEBUG", tmp_path, UNKNOT_MAIL_URL="http://me:hunter2@mail.example")

    assert done.returncode == 1
    assert "hunter2" not in done.stderr + done.stdout


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = setting("s.SECRET_KEY", tmp_path)
    second = setting("s.SECRET_KEY", tmp_path)

    assert first == second
    assert len(first) > 60
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_given_secret_key_leaves_no_file(tmp_path: Path) -> None:
    assert setting("s.SECRET_KEY", tmp_path, SECRET_KEY="from-the-environment") == "'from-the-environment'"
    assert not (tmp_path / "secret_key").exists()


def test_a_secret_key_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("from-a-file\n")

    assert setting("s.SECRET_KEY", tmp_path, SECRET_KEY_FILE=str(file)) == "'from-a-file'"


def test_sqlite_is_durable_and_takes_its_lock_at_the_start(tmp_path: Path) -> None:
    database = setting("(s.DATABASES['default']['ENGINE'], s.DATABASES['default']['OPTIONS'])", tmp_path)

    assert "IMMEDIATE" in database
    assert "journal_mode=WAL" in database
    assert "synchronous=FULL" in database


def test_https_makes_cookies_and_transport_strict(tmp_path: Path) -> None:
    shown = setting(
        "(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.SECURE_SSL_REDIRECT,"
        " s.SECURE_HSTS_SECONDS >= 31536000)",
        tmp_path,
        UNKNOT_URL="https://book.clinic.example",
        UNKNOT_PROXIES="1",
    )

    assert shown == "(True, True, '__Host-unknot-session', True, True)"


def test_plain_http_on_this_machine_needs_no_secure_cookie(tmp_path: Path) -> None:
    assert setting("(s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)", tmp_path) == "(False, 0)"


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"UNKNOT_URL": "https://book.clinic.example"}, "unknot.E001"),
        ({"UNKNOT_URL": "http://book.clinic.example"}, "unknot.W001"),
        (
            {"UNKNOT_URL": "https://book.clinic.example", "UNKNOT_PROXIES": "1", "UNKNOT_DEBUG": "True"},
            "unknot.E002",
        ),
        ({"UNKNOT_RATE_LIMITS": "False"}, "unknot.W003"),
    ],
)
def test_settings_that_are_wrong_together_are_said_with_a_hint(
    tmp_path: Path, environment: dict[str, str], message: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "unknot", "check", "--deploy", "--fail-level", "WARNING"],
        env={**os.environ, "UNKNOT_HOME": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert f"({message})" in done.stderr
    assert "HINT" in done.stderr
