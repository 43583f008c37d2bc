"""The server's own app: its commands, its checks of the settings, its templates."""

from django.apps import AppConfig


class ServerConfig(AppConfig):
    name = "unknot.server"
    label = "server"

    def ready(self) -> None:
        from unknot.server import checks  # registered by being imported, once the apps are there

        checks.register()
