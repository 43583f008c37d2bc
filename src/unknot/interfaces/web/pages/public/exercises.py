"""The exercises: all by phase, and each with its figure, its dose, when to stop and when not to begin."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from unknot.clinical.exercises import Exercise, in_words
from unknot.clinical.techniques import Caution, Level
from unknot.interfaces.web.advice import fill
from unknot.knowledge.load import SHIPPED, knowledge

PHASES: Mapping[str, str] = {
    "acute": "The first two weeks",
    "subacute": "From the third week",
    "maintenance": "To keep it away",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """An exercise with its figure; `dose` is that of the phase which is looked at."""

    exercise: Exercise
    figure: SafeString
    dose: str = ""


@require_GET
def exercises(request: HttpRequest) -> HttpResponse:
    """All exercises, or those of one phase (`?stage=`); an unknown phase shows all."""
    known = knowledge()
    phase = request.GET.get("stage", "")
    chosen = phase if phase in PHASES else ""
    programme = known.library.programmes.get(chosen)
    listed = known.library.in_phase(chosen) if chosen else known.library.exercises.values()
    first = [name for slot in programme.slots if not slot.when for name in slot.any_of] if programme else []
    drawn = [Drawn(one, _figure(one.id), in_words(one.dose[chosen]) if chosen else "") for one in listed]
    context = {
        "phases": PHASES.items(),
        "phase": chosen,
        "programme": programme,
        "begin": [one for one in drawn if one.exercise.id in first],
        "others": [one for one in drawn if one.exercise.id not in first],
        **_stop(request),
    }
    return render(request, "web/public/exercises.html", context)


@require_GET
def exercise(request: HttpRequest, slug: str) -> HttpResponse:
    known = knowledge()
    found = next((one for one in known.library.exercises.values() if one.slug == slug), None)
    if found is None:
        raise Http404
    cautions = [caution for caution in known.care.by_technique[found.id] if set(caution.levels) == {found.id}]
    context = {
        "exercise": found,
        "figure": _figure(found.id),
        "position": known.library.positions[found.position],
        "doses": [(PHASES[phase], in_words(dose)) for phase, dose in found.dose.items()],
        "never": _closing(cautions, found.id, Level.NEVER),
        "with_care": _closing(cautions, found.id, Level.WITH_CARE),
        **_stop(request),
    }
    return render(request, "web/public/exercise.html", context)


def _stop(request: HttpRequest) -> dict[str, tuple[str, ...]]:
    """When to stop whatever exercise, with the number to call, and the sources of these rules."""
    clinic, rules = getattr(request, "clinic", None), knowledge().library.stop
    numbers = knowledge().numbers_for(clinic.country if clinic else "default")
    return {
        "stop": tuple(fill(one.words, numbers) for one in rules),
        "stop_sources": tuple(dict.fromkeys(source for one in rules for source in one.sources)),
    }


def _closing(cautions: list[Caution], exercise: str, level: Level) -> list[Caution]:
    return [caution for caution in cautions if caution.levels[exercise] == level]


@cache
def _figure(exercise: str) -> SafeString:
    """Our own drawing, inlined so that the stylesheet colours it."""
    return mark_safe((SHIPPED / "figures" / f"{exercise}.svg").read_text(encoding="utf-8"))  # noqa: S308
