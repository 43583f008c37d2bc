from django.apps import AppConfig


class PreventConfig(AppConfig):
    name = "unknot.journey.prevent"
    label = "prevent"
