"""Booking: a person, a service, a practitioner, a room and a start, all held by claimed ticks."""

from django.apps import AppConfig


class BookConfig(AppConfig):
    name = "unknot.journey.book"
    label = "book"
