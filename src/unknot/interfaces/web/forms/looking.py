"""The forms of looking again and of letters: shape only, the actions say what may be."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from unknot.clinical.letters import LONGEST, LONGEST_LINE, SECTIONS
from unknot.clinical.reevaluation import LONGEST as LONGEST_REASONS
from unknot.clinical.reevaluation import OUTCOMES, Measured
from unknot.clinical.written import Goal

CHANGES = {
    1: "Very much better",
    2: "Much better",
    3: "A little better",
    4: "No change",
    5: "A little worse",
    6: "Much worse",
    7: "Very much worse",
}
ASKED = {
    "new_red_flag": "New warning signs",
    "new_leg_symptoms": "New trouble in a leg",
    "leg_symptoms": "Any trouble in a leg",
    "neuro_examined": "Nerves examined today",
    "contraindications_checked": "Contraindications asked again today",
    "second_trial_done": "Another way was tried already",
    "satisfied": "Satisfied, and wants to stop",
}
_YES_NO = [("", "not asked"), ("yes", "yes"), ("no", "no")]


def _number(label: str, most: int, hint: str = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "input", "min": 0, "max": most})
    return forms.IntegerField(label=label, required=False, help_text=hint, widget=widget)


class LookAgain(forms.Form):
    """What was measured, field by field of `Measured`, and the decision; a goal is `goal_0` and so on."""

    pain = _number("Pain, average of the last week, 0 to 10", 10)
    global_change = forms.TypedChoiceField(
        label="Since the plan began",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "not asked"), *CHANGES.items()],
        widget=forms.Select(attrs={"class": "input"}),
    )
    disability = _number("RMDQ, 0 to 24", 24, "Where the clinic has it.")
    outcome = forms.ChoiceField(
        label="What comes next", required=False, choices=list(OUTCOMES.items()), widget=forms.RadioSelect
    )
    reasons = forms.CharField(
        label="Why",
        required=False,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"class": "input input-low", "rows": 3}),
    )

    def __init__(self, *args: Any, goals: Iterable[Goal], known: Measured, **kwargs: Any) -> None:
        self.asked = list(goals)
        super().__init__(*args, **{**kwargs, "initial": _initial(known)})
        for number, goal in enumerate(self.asked):
            self.fields[f"goal_{number}"] = _number(f"“{goal.activity}”, 0 not at all to 10 as before", 10)
        for name, label in ASKED.items():
            self.fields[name] = forms.ChoiceField(
                label=label,
                required=False,
                choices=_YES_NO,
                widget=forms.Select(attrs={"class": "input"}),
            )

    def figures(self) -> list[forms.BoundField]:
        names = ("pain", *(f"goal_{number}" for number in range(len(self.asked))), "global_change")
        return [self[name] for name in (*names, "disability")]

    def questions(self) -> list[forms.BoundField]:
        return [self[name] for name in ASKED]

    def measured(self, known: Measured) -> Measured:
        """What was typed; check-ins are counted by nobody here, and stay what is `known`."""
        said = self.cleaned_data
        return Measured(
            pain=said.get("pain"),
            goals=tuple(said.get(f"goal_{number}") for number in range(len(self.asked))),
            global_change=said.get("global_change"),
            disability=said.get("disability"),
            worse_checkins=known.worse_checkins,
            **{name: _YES.get(said.get(name, "")) for name in ASKED},
        )


_YES: Mapping[str, bool] = {"yes": True, "no": False}
_WORDS: Mapping[bool, str] = {said: words for words, said in _YES.items()}


def _initial(known: Measured) -> dict[str, object]:
    """What is likely to hold still. Warning signs are asked anew each time, and so is the change."""
    found: dict[str, object] = {"pain": known.pain, "disability": known.disability}
    found |= {f"goal_{number}": value for number, value in enumerate(known.goals)}
    for name in ("leg_symptoms", "second_trial_done"):
        if (said := getattr(known, name)) is not None:
            found[name] = _WORDS[said]
    return found


class LetterForm(forms.Form):
    """To whom, and a field for each section of this kind of letter."""

    to = forms.CharField(
        label="To",
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
        help_text="Name, house, town.",
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, heading in SECTIONS[kind].items():
            widget = forms.Textarea(attrs={"class": "input input-low", "rows": 3})
            self.fields[place] = forms.CharField(
                label=heading, required=False, max_length=LONGEST, widget=widget
            )

    def words(self) -> dict[str, str]:
        return {name: said for name, said in self.cleaned_data.items() if name != "to"}
