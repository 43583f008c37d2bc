"""How much of an exercise, in one line of the page's language: "2 to 3 rounds of 8 to 12, on each side, hold
for 3 seconds, 3 to 7 days a week"."""

from collections.abc import Iterator

from django.utils.translation import gettext, ngettext

from unknot.clinical.exercises import Dose, Range


def in_words(dose: Dose) -> str:
    whole = ", ".join(_parts(dose))
    return f"{whole}. {dose.words}" if dose.words else whole


def _parts(dose: Dose) -> Iterator[str]:
    if dose.minutes:
        yield _counted(dose.minutes, ngettext("%(n)s minute", "%(n)s minutes", dose.minutes[1]))
    if dose.reps:
        yield _repeats(dose.reps, dose.sets or (1, 1))
    if dose.per_side:
        yield gettext("on each side")
    if dose.hold_seconds:
        hold = ngettext("hold for %(n)s second", "hold for %(n)s seconds", dose.hold_seconds[1])
        yield _counted(dose.hold_seconds, hold)
    if dose.a_day == (1, 1):
        yield gettext("once a day")
    elif dose.a_day:
        yield _counted(dose.a_day, gettext("%(n)s times a day"))
    if dose.days_a_week:
        yield _counted(
            dose.days_a_week, ngettext("%(n)s day a week", "%(n)s days a week", dose.days_a_week[1])
        )


def _repeats(reps: Range, sets: Range) -> str:
    """Sets of repetitions; a hold that is done once a set counts as so many times."""
    if reps != (1, 1) and sets != (1, 1):
        return gettext("%(rounds)s rounds of %(n)s") % {"rounds": _span(sets), "n": _span(reps)}
    times = sets if reps == (1, 1) else reps
    return gettext("once") if times == (1, 1) else _counted(times, gettext("%(n)s times"))


def _counted(figures: Range, words: str) -> str:
    return words % {"n": _span(figures)}


def _span(figures: Range) -> str:
    first, last = figures
    return str(first) if first == last else gettext("%(first)s to %(last)s") % {"first": first, "last": last}
