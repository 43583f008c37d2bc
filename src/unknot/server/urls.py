"""Every address: the pages, by who looks, and one word for machines that ask whether we are well."""

from django.urls import include, path

from unknot.server.health import health

urlpatterns = [
    path("health", health, name="health"),
    path("", include("unknot.interfaces.ical.urls")),
    path("", include("unknot.interfaces.web.urls")),
]

_ERRORS = "unknot.interfaces.web.pages.public.errors"
handler400 = f"{_ERRORS}.bad_request"
handler403 = f"{_ERRORS}.forbidden"
handler404 = f"{_ERRORS}.not_found"
handler500 = f"{_ERRORS}.broken"
