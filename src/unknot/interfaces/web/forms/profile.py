"""The form of what a person tells of themselves: shape only, the actions say what may be."""

from typing import Any

from django import forms
from django.forms.widgets import Input

from unknot.journey.check.profiles import OWN_WORDS
from unknot.knowledge.load import offered


def _line(label: str, limit: int, kind: type[Input] = forms.TextInput, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=limit,
        widget=kind(attrs={"class": "input", "autocomplete": "off"}),
        **more,
    )


def _lines(label: str, hint: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "input input-low", "rows": 3})
    return forms.CharField(label=label, required=False, max_length=4000, help_text=hint, widget=widget)


class ProfileForm(forms.Form):
    history = _lines(
        "Illnesses and operations", "One a line. What nobody asked stays empty: that is not a no."
    )
    medicines = _lines("Medicines", "Name and dose, as the person says it. “None” when they take none.")
    allergies = _lines("Allergies", "“None” when they have none.")
    implants = _lines("Implants", "Pacemaker, joint, plate, pump: what and where.")
    birth_date = forms.DateField(
        label="Day of birth",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "input", "type": "date"}),
    )
    language = forms.ChoiceField(
        label="Speaks rather", required=False, widget=forms.Select(attrs={"class": "input"})
    )
    emergency_name = _line("Whom to call in an emergency", 200)
    emergency_phone = _line("Their phone number", 40)
    guardian_name = _line(
        "Parent or guardian", 200, help_text="Needed for somebody under 18: they agree to care."
    )
    guardian_phone = _line("Phone number of the parent or guardian", 40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = [(one.code, one.name) for one in offered()]
        self.fields["language"].choices = [("", "Not known"), *spoken]  # type: ignore[attr-defined]  # a choice

    @property
    def lines(self) -> list[forms.BoundField]:
        return [self[name] for name in OWN_WORDS]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in OWN_WORDS]
