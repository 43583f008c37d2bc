from django.apps import AppConfig


class FollowConfig(AppConfig):
    name = "unknot.journey.follow"
    label = "follow"
