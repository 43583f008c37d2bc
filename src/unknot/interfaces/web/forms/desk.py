"""The forms of the desk: what staff type, checked for shape. Whether it may be done, the actions say."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.forms.widgets import Input
from django.http import HttpRequest

from unknot.journey.book.outside_reading import LARGEST
from unknot.journey.people import queries
from unknot.journey.people.models import User


def _input(kind: type[Input] = forms.TextInput, **attributes: str) -> Input:
    return kind(attrs={"class": "input", **attributes})


def _text(rows: int, **attributes: str) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "input input-low", "rows": rows, **attributes})


class SignIn(forms.Form):
    email = forms.EmailField(
        label="E-mail", max_length=254, widget=_input(forms.EmailInput, autocomplete="username")
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=1024,
        widget=_input(forms.PasswordInput, autocomplete="current-password"),
    )
    user: User

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "email" not in values or "password" not in values:
            return values
        user = authenticate(
            self.request, username=values["email"].strip().lower(), password=values["password"]
        )
        clinic = getattr(self.request, "clinic", None)
        if not isinstance(user, User) or clinic is None or queries.staff(user, clinic.id) is None:
            raise forms.ValidationError("This e-mail and password do not open the desk of this clinic.")
        self.user = user
        return values


class CloseAlert(forms.Form):
    word = forms.CharField(
        label="What was done",
        max_length=500,
        widget=_input(placeholder="", autocomplete="off"),
        help_text="A few words for whoever asks later, such as: spoke to her, she is on the way to hospital.",
    )


class OpenBooking(forms.Form):
    reason = forms.CharField(
        label="Why hands-on care may be booked again",
        max_length=500,
        widget=_text(3),
        help_text="For example: seen by Dr Ames today, letter received, no sign of nerve root trouble.",
    )


class Cancel(forms.Form):
    WHY = (
        ("The person asked", "The person asked"),
        ("The practitioner is away", "The practitioner is away"),
        ("The person is ill", "The person is ill"),
        ("Booked by mistake", "Booked by mistake"),
        ("Other", "Other"),
    )
    why = forms.ChoiceField(label="Reason", choices=WHY, widget=forms.RadioSelect)
    more = forms.CharField(
        label="In your words",
        required=False,
        max_length=300,
        widget=_input(autocomplete="off"),
        help_text="The message to the person repeats this. Write nothing about their health.",
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("why") == "Other" and not values.get("more"):
            self.add_error("more", "Say what the reason is.")
        return values

    @property
    def is_theirs(self) -> bool:
        """Whether it is the person who could not come: only such a cancellation can count as late."""
        return self.cleaned_data["why"] in ("The person asked", "The person is ill")

    def words(self) -> str:
        why, more = self.cleaned_data["why"], self.cleaned_data["more"].strip()
        return more if why == "Other" else f"{why}: {more}" if more else str(why)


class Caller(forms.Form):
    name = forms.CharField(label="Name", max_length=200, required=False, widget=_input(autocomplete="off"))
    phone = forms.CharField(
        label="Phone to call back",
        max_length=40,
        required=False,
        widget=_input(autocomplete="off", inputmode="tel"),
    )

    def focus_first(self) -> None:
        self.fields["name"].widget.attrs["autofocus"] = True


class Seat(forms.Form):
    start = forms.CharField(label="Time", max_length=120, required=False)
    name = forms.CharField(label="Name", max_length=200, widget=_input(autocomplete="off"))
    phone = forms.CharField(
        label="Phone", max_length=40, required=False, widget=_input(autocomplete="off", inputmode="tel")
    )
    email = forms.EmailField(
        label="E-mail", required=False, max_length=254, widget=_input(forms.EmailInput, autocomplete="off")
    )
    note = forms.CharField(label="Note", required=False, max_length=500, widget=_text(2))
    # Against the calendar, by whoever may.
    day = forms.DateField(label="Day", required=False, widget=_input(forms.DateInput, type="date"))
    clock = forms.TimeField(
        label="Time of day", required=False, widget=_input(forms.TimeInput, type="time", step="300")
    )
    despite = forms.CharField(
        label="Why, although the calendar has no room",
        required=False,
        max_length=300,
        widget=_input(autocomplete="off"),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("day") and not values.get("clock") and "clock" not in self.errors:
            self.add_error("clock", "Say at what time.")
        if not values.get("day") and not values.get("start") and "day" not in self.errors:
            self.add_error("start", "Choose a time.")
        if not self.errors and not values.get("phone") and not values.get("email"):
            self.add_error("phone", "We need a phone number or an e-mail to reach the person.")
        return values


class Outside(forms.Form):
    """Another calendar of somebody who works here."""

    practitioner = forms.ChoiceField(label="Whose", widget=forms.Select(attrs={"class": "input"}))
    name = forms.CharField(
        label="What we call it",
        max_length=80,
        widget=_input(autocomplete="off"),
        help_text="For the desk, such as: hospital, or family.",
    )
    url = forms.CharField(
        label="Its address",
        max_length=2000,
        required=False,
        widget=_input(autocomplete="off", inputmode="url"),
        help_text="Most calendars call it the secret or private address in iCal format. "
        "It is read every half hour.",
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        help_text="A calendar file (.ics). It is read once.",
        widget=forms.FileInput(attrs={"class": "input", "accept": ".ics,text/calendar"}),
    )

    def __init__(self, *args: Any, practitioners: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].choices = list(practitioners)  # type: ignore[attr-defined]  # it is a ChoiceField

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise forms.ValidationError("The file is larger than five megabytes.")
        return file


class NewTime(forms.Form):
    start = forms.CharField(label="New time", max_length=120, error_messages={"required": "Choose a time."})
