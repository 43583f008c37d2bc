"""The written plan as a form: how it is begun, and how what was typed becomes a WrittenPlan and findings.
What stands against a plan is not for a form to say; only what cannot be read is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict

from unknot.clinical.techniques import REGIONS, RecordFact
from unknot.clinical.treatments import Phase
from unknot.clinical.written import MOST_GOALS, Goal, Line, WrittenPlan
from unknot.knowledge.load import knowledge

PHASES = 3
RISKS = (("", "not known"), ("low", "low"), ("medium", "medium"), ("high", "high"))
REGION_WORDS = {
    "cervical": "Neck",
    "thoracic": "Upper and middle back",
    "lumbar": "Low back",
    "pelvis": "Pelvis",
    "whole": "More than one",
}
YES_NO = {"yes": True, "no": False}


def _select(label: str, choices: Sequence[tuple[str, str]], *, required: bool = True) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "input"})
    return forms.ChoiceField(label=label, choices=choices, required=required, widget=widget)


class Begin(forms.Form):
    """What a proposal is made from."""

    reason = forms.CharField(
        label="Why the plan changes",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )

    def __init__(
        self,
        data: Any,
        *,
        causes: Sequence[tuple[str, str]],
        templates: Sequence[tuple[str, str]],
        is_change: bool,
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        stages = [(one.id, one.name) for one in knowledge().treatments.stages.values()]
        self.fields["cause"] = _select("What most likely contributes", causes)
        self.fields["stage"] = _select("How long it has lasted", stages)
        self.fields["region"] = _select("Where it is treated", list(REGION_WORDS.items()))
        self.fields["risk"] = _select("Outlook", RISKS, required=False)
        self.fields["template"] = _select(
            "Begin with", [("", "what the knowledge proposes"), *templates], required=False
        )
        if is_change:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]
        self.order_fields(["cause", "stage", "region", "risk", "template", "reason"])


@dataclass(slots=True)
class Typed:
    """What was typed, as a plan; `unread` says by place what could not be read."""

    plan: WrittenPlan
    findings: dict[str, Any]
    unread: dict[str, str] = field(default_factory=dict)


def typed(data: QueryDict, before: WrittenPlan, findings: Mapping[str, Any]) -> Typed:
    """Cause, stage, region and outlook stay those of the plan `before`: they are chosen when it is begun."""
    unread: dict[str, str] = {}
    plan = WrittenPlan(
        cause=before.cause,
        stage=before.stage,
        region=before.region,
        risk=before.risk,
        goals=tuple(_goals(data, unread)),
        lines=tuple(_lines(data, unread)),
        phases=tuple(_phases(data, unread)),
        reevaluate_visit=_whole(data, "again_visit", "reevaluate_visit", unread) or 0,
        reevaluate_weeks=_whole(data, "again_weeks", "reevaluate_weeks", unread) or 0,
        note=data.get("note", "").strip()[:2000],
    )
    return Typed(plan, dict(_findings(data, findings, unread)), unread)


def _goals(data: QueryDict, unread: dict[str, str]) -> Iterator[Goal]:
    for number in range(MOST_GOALS):
        activity = " ".join(data.get(f"goal_{number}", "").split())
        now = _whole(data, f"now_{number}", f"goals.{number}", unread)
        if activity or now is not None:
            yield Goal(activity, now)


def _lines(data: QueryDict, unread: dict[str, str]) -> Iterator[Line]:
    number = 0
    for name in knowledge().treatments.components:
        if f"use_{name}" in data:
            yield Line(
                name,
                tuple(data.getlist(f"tech_{name}")),
                data.get(f"dose_{name}", "").strip()[:200],
                _whole(data, f"contacts_{name}", f"lines.{number}", unread),
                data.get(f"override_{name}", "").strip()[:500],
            )
            number += 1


def _phases(data: QueryDict, unread: dict[str, str]) -> Iterator[Phase]:
    for number in range(1, PHASES + 1):
        per_week, weeks = data.get(f"per_week_{number}", ""), data.get(f"weeks_{number}", "")
        if not per_week.strip() and not weeks.strip():
            continue
        try:
            phase = Phase(float(per_week.replace(",", ".")), int(weeks))
        except ValueError:
            unread["phases"] = "Right would be numbers: 2 visits a week for 2 weeks."
            continue
        if not 0 < phase.per_week <= 7 or not 0 < phase.weeks <= 52:
            unread["phases"] = "Right would be up to 7 visits a week for 1 to 52 weeks."
            continue
        yield phase


def _findings(
    data: QueryDict, before: Mapping[str, Any], unread: dict[str, str]
) -> Iterator[tuple[str, Any]]:
    """What the page asked for; what it did not ask stays as it was recorded."""
    asked = set(data.getlist("asked"))
    yield from ((name, said) for name, said in before.items() if name not in asked)
    for name, fact in knowledge().care.record_facts.items():
        if name not in asked or fact.derived:
            continue
        try:
            said = finding(data, fact)
        except ValueError:
            unread[f"findings.{name}"] = f"Right would be a number, such as {fact.minimum:g}."
            continue
        if said is not None:
            yield name, said


def finding(data: QueryDict, fact: RecordFact) -> Any:
    """What was chosen for one finding of a page; None where it stays unknown."""
    name = f"find_{fact.id}"
    said = data.get(name, "").strip()
    match fact.type:
        case "yes_no":
            return YES_NO.get(said)
        case "regions":
            there = [one for one in data.getlist(name) if one in REGIONS]
            return there or ([] if "none" in data.getlist(name) else None)
        case "number":
            return float(said.replace(",", ".")) if said else None
        case "choice":
            return said or None


def _whole(data: QueryDict, name: str, place: str, unread: dict[str, str]) -> int | None:
    said = data.get(name, "").strip()
    if not said:
        return None
    try:
        return int(said)
    except ValueError:
        unread[place] = f"“{said[:20]}” is not a whole number."
        return None
