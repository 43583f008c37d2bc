"""A written plan as it is told to the person: what we propose and why, how large the benefit is, what can go
wrong, what else there is, when we look again, what it costs. For the page and for paper."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from unknot.clinical.techniques import Harm
from unknot.clinical.written import Goal, WrittenPlan
from unknot.interfaces.web.forms.care_plan import REGION_WORDS
from unknot.journey.book import queries as book
from unknot.journey.book.prices import price_words
from unknot.journey.plan.judging import content_of
from unknot.journey.plan.models import CarePlan
from unknot.knowledge.load import knowledge


@dataclass(frozen=True, slots=True)
class Part:
    """One thing we do or you do: in words, with its dose and how it is done."""

    name: str
    words: str
    dose: str
    how: tuple[str, ...]
    mind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Price:
    service: str
    minutes: int
    price: str


@dataclass(frozen=True, slots=True)
class Told:
    goals: tuple[Goal, ...]
    region: str
    why: tuple[str, ...]
    expect: str
    parts: tuple[Part, ...]
    rhythm: str
    again: str
    common_harms: tuple[Harm, ...]
    rare_harms: tuple[Harm, ...]
    points: tuple[str, ...]
    stops: tuple[str, ...]
    prices: tuple[Price, ...]
    note: str
    sources: tuple[str, ...]


def told(row: CarePlan) -> Told:
    plan, known = content_of(row), knowledge()
    cause, stage = known.treatments.causes[plan.cause], known.treatments.stages[plan.stage]
    techniques = [name for line in plan.lines for name in line.techniques]
    harms = list(_harms(techniques, plan.region))
    points = [one for one in known.care.consent if not one.regions or plan.region in one.regions]
    return Told(
        goals=plan.goals,
        region=REGION_WORDS[plan.region].lower(),
        why=(cause.person, stage.person),
        expect=cause.expect,
        parts=tuple(_parts(plan)),
        rhythm=", then ".join(_phase(one.per_week, one.weeks) for one in plan.phases),
        again=_again(plan),
        common_harms=tuple(one for one in harms if one.how_bad == "minor"),
        rare_harms=tuple(one for one in harms if one.how_bad == "serious"),
        points=tuple(one.words for one in points),
        stops=tuple(one.person for one in known.treatments.stop_rules if one.action != "refuse_plan"),
        prices=tuple(_prices(row)),
        note=plan.note,
        sources=_sources(plan, harms),
    )


def _parts(plan: WrittenPlan) -> Iterator[Part]:
    known = knowledge()
    for line in plan.lines:
        component = known.treatments.components[line.component]
        yield Part(
            name=component.name,
            words=component.person,
            dose=line.dose or component.dose,
            how=tuple(
                f"{known.care.techniques[one].name}: {known.care.techniques[one].person}"
                for one in line.techniques
                if known.care.techniques[one].kind != "active"
            ),
            mind=(line.override,) if line.override else (),
        )


def _harms(techniques: Iterable[str], region: str) -> Iterator[Harm]:
    seen = set()
    for technique in techniques:
        for harm in knowledge().care.harms_of(technique, region):
            if harm.id not in seen:
                seen.add(harm.id)
                yield harm


def _phase(per_week: float, weeks: int) -> str:
    often = f"{per_week:g} visit{'' if per_week == 1 else 's'} a week"
    if per_week < 1:
        often = f"a visit every {round(1 / per_week)} weeks"
    return f"{often} for {weeks} week{'' if weeks == 1 else 's'}"


def _again(plan: WrittenPlan) -> str:
    weeks = f"{plan.reevaluate_weeks} week{'' if plan.reevaluate_weeks == 1 else 's'}"
    return f"At visit {plan.reevaluate_visit}, or after {weeks} if that is sooner"


def _prices(row: CarePlan) -> Iterator[Price]:
    for one in book.services_for(row.clinic, None):
        if one.price is not None and one.show_price:
            yield Price(one.name, one.minutes, price_words(one.price, one.currency))


def _sources(plan: WrittenPlan, harms: Iterable[Harm]) -> tuple[str, ...]:
    known = knowledge()
    keys = [*known.treatments.causes[plan.cause].sources, *known.treatments.stages[plan.stage].sources]
    for line in plan.lines:
        keys += known.treatments.components[line.component].sources
    keys += [key for harm in harms for key in harm.sources]
    return tuple(known.sources[key].citation for key in dict.fromkeys(keys) if key in known.sources)
