"""DATABASE_URL, or a SQLite file in Unknot's folder, as one entry of Django's DATABASES.

SQLite runs in WAL with IMMEDIATE transactions and a full sync: a confirmed booking survives a power cut.
"""

from importlib.util import find_spec
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

SQLITE_ENGINE = "unknot.server.sqlite"
_WRITE = "write postgres://user:password@host:5432/name, or sqlite:////absolute/path/unknot.sqlite3"


def database(url: str, home: Path) -> dj_database_url.DBConfig:
    if not url:
        return _sqlite(str(home / "unknot.sqlite3"))
    scheme = url.partition(":")[0]
    if scheme == "sqlite":
        return _sqlite(_sqlite_path(url))
    if scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"DATABASE_URL names a database that Unknot does not know ({scheme}): {_WRITE}."
        )
    if find_spec("psycopg") is None:
        raise ImproperlyConfigured(
            "DATABASE_URL names PostgreSQL, whose driver is missing: pip install 'unknot[postgres]'."
        )
    try:
        parsed = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL is not understood: {_WRITE}.") from error
    if not parsed["NAME"]:
        raise ImproperlyConfigured(f"DATABASE_URL names no database: {_WRITE}.")
    parsed.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    return parsed


def _sqlite_path(url: str) -> str:
    path = url.removeprefix("sqlite://").removeprefix("/")
    if not path or not url.startswith("sqlite:///"):
        raise ImproperlyConfigured(f"DATABASE_URL={url} names no file: {_WRITE}.")
    return path


def _sqlite(name: str) -> dj_database_url.DBConfig:
    return {
        "ENGINE": SQLITE_ENGINE,
        "NAME": name,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }
