"""The people: clinics, those who work there and those who come."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "unknot.journey.people"
    label = "people"
