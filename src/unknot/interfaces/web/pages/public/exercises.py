"""The exercises: all by phase, and each with its figure, its dose, when to stop and when not to begin."""

import re
from dataclasses import dataclass
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from unknot.clinical.exercises import Exercise, ForEvery, Library, Programme
from unknot.clinical.programmes import own_cautions
from unknot.clinical.techniques import Level
from unknot.interfaces.web.advice import fill
from unknot.interfaces.web.doses import in_words
from unknot.journey.language import words
from unknot.knowledge.load import SHIPPED

TOLD = re.compile(r"<title>.*?</title><desc>.*?</desc>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """An exercise with its figure; `dose` is that of the phase which is looked at."""

    exercise: Exercise
    figure: SafeString
    dose: str


@dataclass(frozen=True, slots=True)
class Group:
    """Exercises under one heading: what a phase begins with, or those that come in with it."""

    id: str
    programme: Programme
    shown: tuple[Shown, ...]


@require_GET
def exercises(request: HttpRequest) -> HttpResponse:
    """All exercises by the phase in which they come in, or those of one phase (`?stage=`) with what it begins
    with first; an unknown phase shows all."""
    library = words().library
    asked = request.GET.get("stage", "")
    phase = asked if asked in library.programmes else ""
    begin = _begin(library.programmes[phase]) if phase else ()
    others = [one for one in library.in_phase(phase) if one.id not in begin] if phase else []
    context = {
        "phases": library.programmes.items(),
        "phase": phase,
        "programme": library.programmes.get(phase),
        "begin": [_shown(library.exercises[name], phase) for name in begin],
        "others": [_shown(one, phase) for one in others],
        "groups": () if phase else _groups(library),
        "before": _filled(library.before, request),
        "before_sources": _sources(library.before),
        **_stop(request, library),
    }
    return render(request, "web/public/exercises.html", context)


@require_GET
def exercise(request: HttpRequest, slug: str) -> HttpResponse:
    known = words()
    library = known.library
    found = library.with_slug(slug)
    if found is None:
        raise Http404
    cautions = own_cautions(found.id, known)
    context = {
        "exercise": found,
        "figure": drawing(found.id, found.name, found.figure),
        "position": library.positions[found.position],
        "doses": [(library.programmes[phase].name, in_words(dose)) for phase, dose in found.dose.items()],
        "never": [one for one in cautions if one.levels[found.id] == Level.NEVER],
        "with_care": [one for one in cautions if one.levels[found.id] == Level.WITH_CARE],
        **_stop(request, library),
    }
    return render(request, "web/public/exercise.html", context)


@cache
def drawing(exercise_id: str, title: str, shows: str) -> SafeString:
    """Our own drawing, inlined so that the stylesheet colours it, told in these words to whoever does not
    see it."""
    svg = (SHIPPED / "figures" / f"{exercise_id}.svg").read_text(encoding="utf-8")
    told = f"<title>{escape(title)}</title><desc>{escape(shows)}</desc>"
    return mark_safe(TOLD.sub(lambda _: told, svg, count=1))  # noqa: S308 (our own file, and escaped words)


def _groups(library: Library) -> tuple[Group, ...]:
    return tuple(
        Group(phase, programme, tuple(_shown(one, phase) for one in library.beginning_in(phase)))
        for phase, programme in library.programmes.items()
    )


def _shown(one: Exercise, phase: str) -> Shown:
    return Shown(one, drawing(one.id, one.name, one.figure), in_words(one.dose[phase]))


def _begin(programme: Programme) -> tuple[str, ...]:
    """The first exercise of each slot that is there for everybody."""
    return tuple(slot.any_of[0] for slot in programme.slots if slot.when is None)


def _stop(request: HttpRequest, library: Library) -> dict[str, tuple[str, ...]]:
    """When to stop whatever exercise, with the number to call, and the sources of these rules."""
    return {"stop": _filled(library.stop, request), "stop_sources": _sources(library.stop)}


def _filled(rules: tuple[ForEvery, ...], request: HttpRequest) -> tuple[str, ...]:
    clinic = getattr(request, "clinic", None)
    numbers = words().numbers_for(clinic.country if clinic else "default")
    return tuple(fill(one.words, numbers) for one in rules)


def _sources(rules: tuple[ForEvery, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for one in rules for source in one.sources))
