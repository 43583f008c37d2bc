"""Calendar files by address: one booking, for whoever holds its signed link; a whole calendar, for whoever
holds its secret."""

from django.urls import path

from unknot.interfaces.ical.downloads import appointment
from unknot.interfaces.ical.feeding import feed

urlpatterns = [
    path("b/<str:token>/appointment.ics", appointment, name="booking-calendar"),
    path("calendar/<slug:secret>.ics", feed, name="calendar-feed"),
]
