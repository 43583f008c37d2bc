"""The check: a person answers; we say how urgent it is, and why."""

from django.apps import AppConfig


class CheckConfig(AppConfig):
    name = "unknot.journey.check"
    label = "check"
