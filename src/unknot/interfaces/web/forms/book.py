"""The forms of booking: who comes and how to reach them. Whether a time is free, the actions say."""

from typing import Any

from django import forms
from django.forms.widgets import Input
from django.utils.translation import gettext_lazy as _

from unknot.interfaces.web.forms.remind import offers_texts, ways
from unknot.journey.people.models import Clinic, RemindBy


def _input(kind: type[Input] = forms.TextInput, **attributes: str) -> Input:
    return kind(attrs={"class": "input", **attributes})


class Details(forms.Form):
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
        help_text=_("For the confirmation, with a calendar file and a link to move or cancel."),
        widget=_input(forms.EmailInput, autocomplete="email"),
        error_messages={"invalid": _("This does not look like an e-mail address. Please check it.")},
    )
    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=40,
        help_text=_("One of the two is enough."),
        widget=_input(autocomplete="tel", inputmode="tel"),
    )
    remind_by = forms.ChoiceField(
        label=_("How shall we remind you?"), widget=forms.RadioSelect, initial=RemindBy.EMAIL
    )
    # Their own clock, for the hours in which nobody wants a message; filled in by the browser if it can.
    zone = forms.CharField(
        required=False, max_length=60, widget=forms.HiddenInput(attrs={"data-my-zone": True})
    )
    note = forms.CharField(
        label=_("Anything we should know?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offers_texts(clinic):
            self.fields["remind_by"].choices = ways(clinic)  # type: ignore[attr-defined]  # it is one above
        else:
            del self.fields["remind_by"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        reachable = values.get("email") or values.get("phone")
        if not reachable and not {"email", "phone"} & self.errors.keys():
            self.add_error(
                "email", _("Please give an e-mail address or a phone number, so that we can reach you.")
            )
        return values
