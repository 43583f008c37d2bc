"""Ctrl-C, a service manager's stop and a closed terminal mean the same: finish what is in hand, then end."""

import signal
import threading
from types import FrameType


def stop_on_signals() -> threading.Event:
    stopped = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stopped.set()

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, ask)
    return stopped
