from django.apps import AppConfig


class VisitConfig(AppConfig):
    name = "unknot.journey.visit"
    label = "visit"
