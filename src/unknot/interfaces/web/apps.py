"""The Django app that brings the templates and static files of the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "unknot.interfaces.web"
    label = "web"
