"""The forms of the waiting list: which days and times suit somebody, and who they are."""

from collections.abc import Iterator, Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.forms.widgets import Input
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from unknot.journey.people.models import Practitioner
from unknot.scheduling.waitlist import Wish

# Each up to where the next begins; parts that touch are one wish, so that a visit may lie across both.
PARTS = {
    "morning": (time(0), time(12), _("Mornings, until 12")),
    "afternoon": (time(12), time(17), _("Afternoons, 12 to 5")),
    "evening": (time(17), time(0), _("Evenings, from 5")),
}


def _input(kind: type[Input] = forms.TextInput, **attributes: str) -> Input:
    return kind(attrs={"class": "input", **attributes})


class Wishes(forms.Form):
    """Nothing chosen means that any day, or any time of it, suits."""

    days = forms.MultipleChoiceField(
        label=_("Which days suit you?"),
        required=False,
        choices=[(str(number), name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    parts = forms.MultipleChoiceField(
        label=_("Which times of the day?"),
        required=False,
        choices=[(key, words) for key, (_begins, _ends, words) in PARTS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    who = forms.ChoiceField(label=_("With whom?"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, practitioners: Sequence[Practitioner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.practitioners = practitioners
        if len(practitioners) > 1:
            named = [(str(one.pk), one.name) for one in practitioners]
            self.fields["who"].choices = [("", _("Anyone")), *named]  # type: ignore[attr-defined]  # a choice
        else:
            del self.fields["who"]

    def wishes(self) -> tuple[Wish, ...]:
        days, parts = self.cleaned_data["days"], self.cleaned_data["parts"]
        if not days and not parts:
            return ()
        spans = list(_spans(parts or list(PARTS)))
        return tuple(Wish(int(day), *span) for day in days or map(str, range(7)) for span in spans)

    def wanted(self) -> Practitioner | None:
        chosen = self.cleaned_data.get("who", "")
        return next((one for one in self.practitioners if str(one.pk) == chosen), None)


class Join(Wishes):
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=_input(autocomplete="name"),
        error_messages={"required": _("Please give your name.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        help_text=_("When a time comes free, we write to you here."),
        widget=_input(forms.EmailInput, autocomplete="email"),
        error_messages={"invalid": _("This does not look like an e-mail address. Please check it.")},
    )
    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=40,
        help_text=_("Without an e-mail address we call you, and that may take longer."),
        widget=_input(autocomplete="tel", inputmode="tel"),
    )
    last_day = forms.DateField(
        label=_("Until which day?"),
        required=False,
        widget=_input(forms.DateInput, type="date"),
        error_messages={"invalid": _("Please give a day, such as 2026-12-24.")},
    )
    zone = forms.CharField(
        required=False, max_length=60, widget=forms.HiddenInput(attrs={"data-my-zone": True})
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        reachable = values.get("email") or values.get("phone")
        if not reachable and not {"email", "phone"} & self.errors.keys():
            self.add_error(
                "email", _("Please give an e-mail address or a phone number, so that we can reach you.")
            )
        return values

    def person(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "email", "phone", "zone")}

    def until(self) -> date | None:
        day: date | None = self.cleaned_data["last_day"]
        return day


def _spans(parts: Sequence[str]) -> Iterator[tuple[time, time]]:
    """The chosen parts of a day, those that touch as one."""
    begins: time | None = None
    ends: time | None = None
    for key, (first, last, _words) in PARTS.items():
        if key not in parts:
            continue
        if begins is not None and ends is not None and ends != first:
            yield begins, ends
            begins = None
        begins, ends = first if begins is None else begins, last
    if begins is not None and ends is not None:
        yield begins, ends
