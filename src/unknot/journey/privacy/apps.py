"""What belongs to the person: reading their own record, taking it with them, having it corrected."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "unknot.journey.privacy"
    label = "privacy"
