"""What every test stands on: no network beyond this machine, a folder of its own, cheap passwords, no limits.

The cores' tests run without Django, so nothing here may need it unless its plugin is loaded.
"""

import shutil
import socket
import tempfile
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest


def pytest_configure(config: pytest.Config) -> None:
    if config.pluginmanager.hasplugin("django"):
        _adapt_django(config)
    _fix_hypothesis()


def _adapt_django(config: pytest.Config) -> None:
    from django.conf import settings

    home = Path(tempfile.mkdtemp(prefix="unknot-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    settings.HOME = home
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        # A file, as in a clinic: an in-memory database shared by threads has locks of another kind.
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(home / "test.sqlite3")
    settings.MAIL_FOLDER = home / "mail"
    settings.STATIC_ROOT = home / "static"
    settings.STATIC_ROOT.mkdir()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.RATE_LIMITS = False
    # Names with digests need collectstatic, which only the tests of the real server run.
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def _fix_hypothesis() -> None:
    """The same examples every time: a law that breaks by luck cannot be mended."""
    import hypothesis

    hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
    hypothesis.settings.load_profile("steady")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not ip_address(address[0]).is_loopback:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
