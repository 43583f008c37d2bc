"""Until when the clinic has to keep what it holds about somebody, counted from the last entry of each kind;
and who is past it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Q

from unknot.journey.book.models import BookingStatus
from unknot.journey.check.models import CheckStatus
from unknot.journey.people.access import Actor, own_clinic
from unknot.journey.people.models import Clinic, Patient, Profile
from unknot.journey.privacy.rules import MESSAGES, RECEIPTS, TREATMENT, Rule, rules_of
from unknot.journey.privacy.tracing import PATHS, model_of

# What counts as an entry of each kind, and the column that says when it was made.
ENTRIES: Mapping[str, tuple[tuple[str, str, Q], ...]] = {
    TREATMENT: (
        ("check.check", "started_at", Q(status=CheckStatus.DECIDED)),
        ("book.booking", "starts_at", Q(status=BookingStatus.ARRIVED)),
        ("plan.careplan", "written_at", Q()),
        ("visit.visit", "started_at", Q()),
        ("visit.reevaluation", "signed_at", Q()),
        ("visit.letter", "started_at", Q()),
    ),
    RECEIPTS: (("visit.receipt", "issued_at", Q()),),
}
ERASED = "Erased person"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the law makes the clinic keep of one person, and until which day."""

    rule: Rule
    until: date


@dataclass(frozen=True, slots=True)
class Past:
    """Somebody of whom nothing has to be kept any more, and since when."""

    patient: Patient
    since: date


def kept_of(patient: Patient, *, today: date) -> tuple[Kept, ...]:
    """What may not be erased yet."""
    entries = _last_entries([patient.pk]).get(patient.pk, {})
    born = _born([patient]).get(patient.pk)
    found = _kept(rules_of(patient.clinic), entries, born)
    return tuple(one for one in found if one.until > today)


def past_retention(actor: Actor, clinic: Clinic, *, today: date) -> list[Past]:
    """Everybody of whom nothing has to be kept any more, the longest past first. It proposes; an owner
    removes."""
    own_clinic(actor, "privacy.read_requests")
    return proposed(clinic, today=today)


def proposed(clinic: Clinic, *, today: date) -> list[Past]:
    """The same for whoever runs the server, who reads the database anyway."""
    return list(_past(clinic, today))


def is_past(patient: Patient, *, today: date) -> bool:
    return any(one.patient.pk == patient.pk for one in _past(patient.clinic, today, [patient.pk]))


def _past(clinic: Clinic, today: date, only: Collection[UUID] = ()) -> Iterator[Past]:
    people = Patient.objects.filter(clinic=clinic, merged_into=None).exclude(name=ERASED)
    rows = list(people.filter(pk__in=only) if only else people)
    rules, entries, born = rules_of(clinic), _last_entries([one.pk for one in rows]), _born(rows)
    found = []
    for row in rows:
        at_least = years_after(row.registered_at.date(), rules[MESSAGES].years)
        kept = _kept(rules, entries.get(row.pk, {}), born.get(row.pk))
        since = max([at_least, *(one.until for one in kept)])
        if since <= today:
            found.append(Past(row, since))
    yield from sorted(found, key=lambda one: one.since)


def _kept(rules: Mapping[str, Rule], entries: Mapping[str, datetime], born: date | None) -> Iterator[Kept]:
    for kind, last in entries.items():
        rule = rules[kind]
        until = years_after(last.date(), rule.years)
        if born is not None and rule.minor_until_age:
            until = max(until, years_after(born, rule.minor_until_age))
        yield Kept(rule, until)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; of 29 February the first of March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _last_entries(people: Collection[UUID]) -> dict[UUID, dict[str, datetime]]:
    """person -> kind -> when the last entry of it was made."""
    found: dict[UUID, dict[str, datetime]] = {}
    doubles = Patient.objects.filter(merged_into__in=list(people))
    became = dict(doubles.values_list("pk", "merged_into_id"))
    wanted = [*people, *became]
    for kind, columns in ENTRIES.items():
        for label, column, counts in columns:
            path = PATHS[label]
            rows = model_of(label)._base_manager.filter(counts, **{f"{path}__in": wanted}).order_by()
            for person, last in rows.values_list(path).annotate(last=Max(column)).values_list(path, "last"):
                whose = became.get(person, person)
                had = found.setdefault(whose, {}).get(kind)
                found[whose][kind] = max(had, last) if had else last
    return found


def _born(people: Collection[Patient]) -> dict[UUID, date]:
    """The day of birth, or the last day of the year of birth where only that is known."""
    found = {one.pk: date(one.birth_year, 12, 31) for one in people if one.birth_year is not None}
    exact = Profile.objects.filter(patient__in=[one.pk for one in people], birth_date__isnull=False)
    return {**found, **{row.patient_id: row.birth_date for row in exact if row.birth_date}}
