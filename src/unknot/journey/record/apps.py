"""The record: everything that happened, append-only."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "unknot.journey.record"
    label = "record"
