"""The database wrapper that Django loads for `ENGINE = "unknot.server.sqlite"`."""

import fcntl
import os
from pathlib import Path
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

# The stubs leave out the private methods that a backend is made of.
_SqliteWrapper: Any = base.DatabaseWrapper


class DatabaseWrapper(_SqliteWrapper):  # type: ignore[misc]  # see above
    """Holds `<database>.lock` from BEGIN IMMEDIATE to the commit or rollback of each transaction."""

    _queue: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._enter_queue()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave_queue()
            raise

    def _commit(self) -> None:
        super()._commit()
        self._leave_queue()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._leave_queue()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._leave_queue()

    def _enter_queue(self) -> None:
        name = str(self.settings_dict["NAME"])
        if self._queue is not None or self.is_in_memory_db():
            return
        try:
            # A descriptor of its own for each turn: flock then also queues the threads of one process.
            self._queue = os.open(f"{Path(name)}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._queue, fcntl.LOCK_EX)
        except OSError as error:
            # A folder that is full or only to be read is the database's trouble, and said as such.
            raise OperationalError(f"the queue of writers cannot be entered: {error.strerror}") from error

    def _leave_queue(self) -> None:
        if self._queue is not None:
            os.close(self._queue)  # closing gives the lock back
            self._queue = None
