"""What two rows of one person tell of themselves, as one: nothing that was said is lost, and where findings
differ they are unknown again, so that somebody asks."""

from datetime import date, datetime
from typing import Any

from unknot.journey.people.models import Patient, Profile
from unknot.journey.record.facts import snapshot

LINES = ("history", "medicines", "allergies", "implants")
SINGLE = (
    *("birth_date", "language", "emergency_name", "emergency_phone"),
    *("guardian_name", "guardian_phone"),
)


def differences(kept: Patient, merged: Patient) -> tuple[str, ...]:
    """What the two say differently, in words for whoever looks."""
    one, other = _profile(kept), _profile(merged)
    found = [
        f"{label}: {left} and {right}"
        for label, left, right in (
            ("name", kept.name, merged.name),
            ("e-mail", kept.email, merged.email),
            ("phone", kept.phone, merged.phone),
            ("year of birth", kept.birth_year, merged.birth_year),
            ("day of birth", one and one.birth_date, other and other.birth_date),
        )
        if left and right and left != right
    ]
    if one and other:
        found += [f"{name.replace('_', ' ')}: asked again" for name in _unsure(one, other)]
    return tuple(found)


def combined(kept: Patient, merged: Patient, now: datetime) -> dict[str, Any] | None:
    """Writes the kept row's profile anew from both; returns how it stood, None where there was none."""
    one, other = _profile(kept), _profile(merged)
    if other is None:
        return snapshot(one) if one else None
    before = snapshot(one) if one else None
    row = one or Profile(patient=kept)
    for name in LINES:
        said = [getattr(row, name), getattr(other, name)]
        setattr(row, name, "\n".join(dict.fromkeys(line for line in said if line)))
    for name in SINGLE:
        if not getattr(row, name):
            setattr(row, name, getattr(other, name))
    unsure = _unsure(row, other)
    both = {**other.facts, **row.facts}
    row.facts = {name: value for name, value in both.items() if name not in unsure}
    row.written_at = now
    row.save()
    return before


def restored(kept: Patient, before: dict[str, Any] | None, merged_at: datetime) -> None:
    """The profile as it stood; one that somebody has written in since stays."""
    row = _profile(kept)
    if row is None or row.written_at != merged_at:
        return
    if before is None:
        row.delete()
        return
    for name in (*LINES, *SINGLE, "facts", "written_at"):
        setattr(row, name, before[name])
    row.birth_date = date.fromisoformat(before["birth_date"]) if before["birth_date"] else None
    row.written_at = datetime.fromisoformat(before["written_at"])
    row.save()


def _unsure(one: Profile, other: Profile) -> list[str]:
    return sorted(name for name, value in one.facts.items() if other.facts.get(name, value) != value)


def _profile(patient: Patient) -> Profile | None:
    return Profile.objects.filter(patient=patient).first()
