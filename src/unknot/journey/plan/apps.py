"""The plan: the visits of a course of care, placed at once and kept together when one of them moves."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "unknot.journey.plan"
    label = "plan"
