"""Every address, by who looks."""

from django.urls import include, path

urlpatterns = [path("", include("unknot.interfaces.web.urls"))]
