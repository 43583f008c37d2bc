"""The forms on which an owner sets up the clinic's calendar. They check shape; what cannot be, the actions
say, and their words stand beside the field they are about."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from django import forms

from unknot.journey.book.closing import countries
from unknot.journey.book.models import BookableBy, RoomKind
from unknot.journey.book.prices import digits, kept
from unknot.journey.people.models import PractitionerKind

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Choices = Sequence[tuple[str, str]]


def _text(
    label: str, most: int = 200, hint: str = "", *, needed: bool = True, **more: str
) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "input", "autocomplete": "off", **more})
    return forms.CharField(label=label, max_length=most, help_text=hint, required=needed, widget=widget)


def _area(label: str, hint: str = "", most: int = 2000) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "input input-low", "rows": "3"})
    return forms.CharField(label=label, max_length=most, help_text=hint, required=False, widget=widget)


def _number(label: str, low: int, high: int, hint: str = "", *, needed: bool = True) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "input input-short", "inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=low, max_value=high, help_text=hint, required=needed, widget=widget
    )


def _choice(label: str, choices: Any, hint: str = "", *, needed: bool = True) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "input"})
    return forms.ChoiceField(label=label, choices=choices, help_text=hint, required=needed, widget=widget)


def _yes(label: str, hint: str = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=hint, required=False)


def _day(label: str, hint: str = "", *, needed: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"class": "input input-short", "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, required=needed, widget=widget)


def _clock(label: str, hint: str = "") -> forms.TimeField:
    widget = forms.TimeInput(
        attrs={"class": "input input-short", "type": "time", "step": "300"}, format="%H:%M"
    )
    return forms.TimeField(label=label, help_text=hint, widget=widget)


class Settings(forms.Form):
    """A form whose choices are rows of this clinic, given by the names of its fields."""

    in_use = True  # a thing that can be taken out of use gets a box for it when it is changed

    def __init__(
        self, *args: Any, choices: dict[str, Choices] | None = None, is_change: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, given in (choices or {}).items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = given if field.required else [("", field.empty_words), *given]  # type: ignore[attr-defined]
        if is_change and self.in_use:
            self.fields["is_active"] = _yes(
                "In use", "Out of use it is offered to nobody; what is booked stays."
            )


def _row(label: str, hint: str = "", *, otherwise: str = "") -> forms.ChoiceField:
    """A choice among rows of the clinic, filled when the form is made."""
    field = _choice(label, (), hint, needed=not otherwise)
    field.empty_words = otherwise  # type: ignore[attr-defined]
    return field


class LocationForm(Settings):
    name = _text("Name")
    zone = _choice(
        "Time zone", lambda: [(one, one) for one in _zones()], "Its hours and visits are on this clock."
    )
    address = _area("Address", "As it stands in letters to people who come.")
    phone = _text("Phone", 40, "If it has one of its own.", needed=False, inputmode="tel")
    holidays_country = _choice(
        "Public holidays of",
        lambda: [("", "no country: none are kept"), *countries().items()],
        "The clinic is shut on them, but for those you say you work on.",
        needed=False,
    )
    holidays_subdivision = _text(
        "State or region",
        10,
        "By its short name, such as CA or BY, if it has holidays of its own.",
        needed=False,
    )
    position = _number("Place in the list", 0, 99, "The lowest comes first.")


class RoomForm(Settings):
    name = _text("Name")
    kind = _choice("Kind", RoomKind.choices)
    location = _row("Location")


class EquipmentForm(Settings):
    name = _text("Name", hint="Which one it is: Traction table by the window.")
    kind = _text("Kind", 60, "The same word for things that can stand in for each other: traction table.")
    location = _row("Location")


class ServiceForm(Settings):
    name = _text("Name")
    description = _area("What people read about it")
    minutes = _number(
        "Minutes", 5, 480, "In steps of five. Somebody may take longer: see below, once it is saved."
    )
    buffer_before = _number("Minutes kept free before", 0, 120)
    buffer_after = _number("Minutes kept free after", 0, 120)
    practitioner_kind = _choice("Given by", PractitionerKind.choices)
    room_kind = _choice("Kind of room", RoomKind.choices)
    equipment_kind = _row("Kind of equipment", otherwise="none")
    hands_on = _yes("Hands-on care", "Not offered to people who should see a physician first.")
    bookable_by = _choice("Who may book it", BookableBy.choices, "Staff may book everything for anybody.")
    capacity = _number(
        "Seats", 1, 60, "More than one makes it a class: its times are those laid out under Classes."
    )
    lead_minutes = _number("Minutes ahead, at least", 0, 60 * 24 * 30, "Online. The desk may book at once.")
    horizon_days = _number("Days ahead, at most", 1, 400)
    cancel_hours = _number(
        "Hours before which it can be changed online",
        0,
        24 * 30,
        "Empty is the clinic's own limit.",
        needed=False,
    )
    price = forms.DecimalField(
        label="Price",
        required=False,
        min_value=Decimal(0),
        max_digits=9,
        widget=forms.TextInput(attrs={"class": "input input-short", "inputmode": "decimal"}),
    )
    currency = _text("Currency", 3, "Three letters, such as USD.", needed=False)
    show_price = _yes("Show the price to people who book")
    position = _number("Place in the list", 0, 99)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["currency"] = values.get("currency", "").strip().upper()
        if values.get("price") is not None:
            try:
                values["price"] = kept(values["price"], values["currency"])
            except ValueError:
                places = digits(values["currency"])
                self.add_error("price", f"This currency has {places} digits after the point.")
        return values


class HoursForm(Settings):
    in_use = False
    practitioner = _row("Who")
    location = _row("Where")
    weekdays = forms.MultipleChoiceField(
        label="On", choices=list(enumerate(DAYS)), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Please choose at least one day of the week."},
    )  # fmt: skip
    opens = _clock("From")
    closes = _clock("To", "A break is two rows: 9 to 12 and 13 to 17.")
    valid_from = _day("From this day on", "Empty is always.", needed=False)
    valid_to = _day("Until this day", needed=False)


class HourForm(Settings):
    """One row of the week, changed."""

    in_use = False
    location = _row("Where")
    weekday = forms.TypedChoiceField(
        label="On", choices=list(enumerate(DAYS)), coerce=int, widget=forms.Select(attrs={"class": "input"})
    )
    opens = _clock("From")
    closes = _clock("To")
    valid_from = _day("From this day on", "Empty is always.", needed=False)
    valid_to = _day("Until this day", needed=False)


class OpeningForm(Settings):
    practitioner = _row("Who")
    location = _row("Where")
    day = _day("Day")
    opens = _clock("From")
    closes = _clock("To")
    note = _text("Note", needed=False)


class LeaveForm(Settings):
    practitioner = _row("Who")
    first_day = _day("First day")
    last_day = _day("Last day", "The same for a single day.")
    opens = forms.TimeField(
        label="From", required=False, help_text="Empty is the whole of the first day.",
        widget=forms.TimeInput(attrs={"class": "input input-short", "type": "time", "step": "300"}),
    )  # fmt: skip
    closes = forms.TimeField(
        label="To", required=False, help_text="Empty is the whole of the last day.",
        widget=forms.TimeInput(attrs={"class": "input input-short", "type": "time", "step": "300"}),
    )  # fmt: skip
    reason = _text("Reason", hint="Seen by staff only.", needed=False)


class ClosureForm(Settings):
    location = _row("Where", otherwise="everywhere")
    first_day = _day("First day")
    last_day = _day("Last day", "The same for a single day.")
    reason = _text("Reason", hint="For example: renovation.", needed=False)


class ClassForm(Settings):
    service = _row("Class")
    practitioner = _row("Given by")
    room = _row("Room")
    equipment = _row("Equipment", otherwise="none")
    first_day = _day("First day")
    clock = _clock("At", "On the clock of the room's location.")
    weeks = _number("For how many weeks", 1, 104, "Each week at the same time; all of them or none.")


class Reason(forms.Form):
    reason = _text(
        "Why", 300, "The message to those who have booked repeats it. Write nothing about anybody's health."
    )


def _zones() -> Iterable[str]:
    return sorted(
        one
        for one in {*available_timezones(), "UTC"}
        if one == "UTC" or ("/" in one and not one.startswith(("Etc/", "posix", "right")))
    )
