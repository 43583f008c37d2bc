"""What must be true before the first page can be served; each failure is one sentence and a way out."""

import errno
import socket
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from unknot.knowledge.load import knowledge, offered
from unknot.knowledge.reading import KnowledgeError
from unknot.server.stop import Stop


def port_is_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
            trial.listen(1)
        except OSError as error:
            raise Stop(_port_words(host, port, error)) from error


def _port_words(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} on {host} is taken, perhaps by another Unknot: stop that program, "
            f"or choose another port (make run PORT={port + 1}, or unknot serve --port {port + 1})."
        )
    if error.errno == errno.EACCES:
        return f"port {port} is reserved for the system administrator: choose one above 1023."
    return (
        f"{host}:{port} cannot be served ({error.strerror}): choose an address of this machine with --host."
    )


def home_is_writable() -> None:
    home: Path = settings.HOME
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Stop(
            f"the folder {home} cannot be written to ({error.strerror}): make it writable, "
            "or name another one with UNKNOT_HOME."
        ) from error


def database_answers() -> None:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        where = connection.settings_dict
        if connection.vendor == "sqlite":
            raise Stop(
                f"the database file {where['NAME']} cannot be opened ({error}): "
                "is its folder there, and writable?"
            ) from error
        place = f"{where['HOST'] or 'localhost'}:{where['PORT'] or 5432}"
        raise Stop(
            f"the database {where['NAME']} at {place} does not "
            f"answer ({_first_line(error)}): start it, or correct DATABASE_URL."
        ) from error


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(error).__name__


def waiting_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_migrated() -> None:
    if count := waiting_migrations():
        raise Stop(
            f"the database is {count} migrations behind this version: back it up, then run "
            "python -m unknot migrate."
        )


def knowledge_is_sound() -> None:
    try:
        for language in offered():
            knowledge(language.code)
    except KnowledgeError as error:
        raise Stop(f"the medicine cannot be used, so nobody is served:\n{error}") from error


def static_is_collected() -> None:
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        raise Stop("the stylesheets have not been collected: run python -m unknot collectstatic --noinput.")
