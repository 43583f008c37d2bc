"""The form that lays out a plan: rhythm, services, wishes. What cannot be is said beside its field."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, time
from typing import Any

from django import forms

from unknot.interfaces.web.forms.desk import _input, _text
from unknot.journey.book.models import Location, Service
from unknot.journey.people.models import Practitioner
from unknot.journey.plan.actions import Share, WindowRow, Wishes

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Parts of a day as people say them: the form asks for these and not for minutes.
PARTS = (("morning", time(6), time(12)), ("afternoon", time(12), time(17)), ("evening", time(17), time(22)))
PHASES = 3
EVERY = (
    ("", "-"),
    ("3", "3 times a week"),
    ("2", "twice a week"),
    ("1.5", "3 times in 2 weeks"),
    ("1", "once a week"),
    ("0.5", "every 2 weeks"),
    ("0.25", "every 4 weeks"),
    ("0.17", "every 6 weeks"),
)
_RANGE = re.compile(r"^(\d{1,2})(?:\s*-\s*(\d{1,2}))?$")


class WhichVisits(forms.CharField):
    """Every visit when empty; else numbers and ranges: 1, 3, 5-7."""

    def to_python(self, value: Any) -> Any:
        words = str(super().to_python(value) or "").strip()
        if not words:
            return None
        found: set[int] = set()
        for part in words.split(","):
            hit = _RANGE.match(part.strip())
            if hit is None:
                raise forms.ValidationError("Right would be visit numbers such as: 1, 3, 5-7.")
            first = int(hit.group(1))
            found |= set(range(first, int(hit.group(2) or first) + 1))
        if not found or 0 in found:
            raise forms.ValidationError("Visits are counted from 1, the lower number first: 5-7.")
        return frozenset(found)


class LayOut(forms.Form):
    location = forms.ChoiceField(label="Where")
    begins = forms.DateField(label="From", widget=_input(forms.DateInput, type="date"))
    again = forms.ChoiceField(label="Look again with", required=False)
    again_at = forms.IntegerField(
        label="at visit", required=False, min_value=1, max_value=60, widget=_input(forms.NumberInput)
    )
    apart = forms.BooleanField(label="Rather each on a day of its own", required=False)
    practitioners = forms.MultipleChoiceField(
        label="Rather with", required=False, widget=forms.CheckboxSelectMultiple
    )
    trips_a_week = forms.ChoiceField(
        label="At most",
        required=False,
        choices=[("", "any number of trips a week"), ("1", "one trip a week")]
        + [(str(n), f"{n} trips a week") for n in range(2, 6)],
        widget=forms.Select(attrs={"class": "input"}),
    )
    away_from = forms.DateField(
        label="Away from", required=False, widget=_input(forms.DateInput, type="date")
    )
    away_to = forms.DateField(label="to", required=False, widget=_input(forms.DateInput, type="date"))
    reason = forms.CharField(
        label="Why without the questions about warning signs",
        required=False,
        max_length=500,
        widget=_text(2),
        help_text="Only where no check of the last two weeks leaves these services open.",
    )

    def __init__(
        self,
        data: Any,
        *,
        locations: Sequence[Location],
        services: Sequence[Service],
        practitioners: Sequence[Practitioner],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.locations = {str(one.pk): one for one in locations}
        self.services = {one.slug: one for one in services}
        self.staff = {str(one.pk): one for one in practitioners}
        self._choices("location", [(key, one.name) for key, one in self.locations.items()])
        self._choices("again", [("", "nobody"), *((key, one.name) for key, one in self.services.items())])
        self.fields["practitioners"].choices = [(key, one.name) for key, one in self.staff.items()]  # type: ignore[attr-defined]
        for number in range(1, PHASES + 1):
            self.fields[f"per_week_{number}"] = forms.ChoiceField(
                label=f"Phase {number}",
                choices=EVERY[1:] if number == 1 else EVERY,
                required=number == 1,
                widget=forms.Select(attrs={"class": "input"}),
            )
            self.fields[f"weeks_{number}"] = forms.IntegerField(
                label="for weeks",
                required=number == 1,
                min_value=1,
                max_value=52,
                widget=_input(forms.NumberInput),
            )
        for slug, service in self.services.items():
            self.fields[f"use_{slug}"] = forms.BooleanField(label=service.name, required=False)
            self.fields[f"on_{slug}"] = WhichVisits(
                label=f"{service.name}: which visits",
                required=False,
                max_length=60,
                widget=_input(placeholder="every visit"),
            )
        for weekday in range(7):
            for part, *_ in PARTS:
                self.fields[f"can_{weekday}_{part}"] = forms.BooleanField(required=False, initial=True)
                self.fields[f"rather_{weekday}_{part}"] = forms.BooleanField(required=False)

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        field.choices = choices  # type: ignore[attr-defined]
        field.widget = forms.Select(attrs={"class": "input"}, choices=choices)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for number in range(2, PHASES + 1):
            if values.get(f"per_week_{number}") and not values.get(f"weeks_{number}"):
                self.add_error(f"weeks_{number}", "For how many weeks?")
        if not any(values.get(f"use_{slug}") for slug in self.services):
            self.add_error(None, "Choose at least one service.")
        if values.get("again") and not values.get("again_at"):
            self.add_error("again_at", "At which visit?")
        if bool(values.get("away_from")) != bool(values.get("away_to")):
            self.add_error("away_to", "Away from which day to which?")
        return values

    @property
    def phases(self) -> list[tuple[float, int]]:
        values = self.cleaned_data
        found = [(values.get(f"per_week_{n}"), values.get(f"weeks_{n}")) for n in range(1, PHASES + 1)]
        return [(float(per_week), weeks) for per_week, weeks in found if per_week and weeks]

    @property
    def shares(self) -> list[Share]:
        values = self.cleaned_data
        used = [one for slug, one in self.services.items() if values[f"use_{slug}"]]
        shares = [Share(one, values[f"on_{one.slug}"]) for one in used]
        if values["again"]:
            again = self.services[values["again"]]
            first = next((one for one in used if one.practitioner_kind == again.practitioner_kind), None)
            shares.append(Share(again, frozenset({values["again_at"]}), first))
        return shares

    @property
    def wishes(self) -> Wishes:
        values = self.cleaned_data
        can = list(self._windows("can"))
        away: tuple[tuple[date, date], ...] = ()
        if values.get("away_from") and values.get("away_to"):
            away = ((values["away_from"], values["away_to"]),)
        return Wishes(
            # Everything ticked is the same as nothing said.
            windows=() if len(can) == 7 * len(PARTS) else can,
            rather=list(self._windows("rather")),
            away=away,
            practitioners=[self.staff[key] for key in values["practitioners"]],
            trips_a_week=int(values["trips_a_week"]) if values["trips_a_week"] else None,
        )

    def _windows(self, kind: str) -> Iterator[WindowRow]:
        for weekday in range(7):
            for part, opens, closes in PARTS:
                if self.cleaned_data[f"{kind}_{weekday}_{part}"]:
                    yield weekday, opens, closes

    # For the template.

    def rhythm(self) -> list[tuple[Any, Any]]:
        return [(self[f"per_week_{n}"], self[f"weeks_{n}"]) for n in range(1, PHASES + 1)]

    def offered(self) -> list[tuple[Service, Any, Any]]:
        return [(one, self[f"use_{slug}"], self[f"on_{slug}"]) for slug, one in self.services.items()]

    def week(self) -> list[tuple[str, list[tuple[str, Any, Any]]]]:
        return [
            (name, [(part, self[f"can_{day}_{part}"], self[f"rather_{day}_{part}"]) for part, *_ in PARTS])
            for day, name in enumerate(WEEKDAYS)
        ]
