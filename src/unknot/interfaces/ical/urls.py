"""Calendar files by address: one booking, for whoever holds its signed link."""

from django.urls import path

from unknot.interfaces.ical.downloads import appointment

urlpatterns = [path("b/<str:token>/appointment.ics", appointment, name="booking-calendar")]
