"""The outbox: what we tell people."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "unknot.journey.outbox"
    label = "outbox"
