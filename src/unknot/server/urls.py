"""Every address: the pages, by who looks, and one word for machines that ask whether we are well."""

from django.urls import include, path

from unknot.server.health import health

urlpatterns = [
    path("health", health, name="health"),
    path("", include("unknot.interfaces.web.urls")),
]
