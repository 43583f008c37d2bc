"""An assessment as plain text: what to do first, then why in the person's own answers, then what it may be.

Every statement of the knowledge stands with its source keys; the citations follow at the end. Never a
percentage.
"""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from unknot.clinical.advising import about_you
from unknot.clinical.facts import Facts
from unknot.clinical.findings import Assessment, CauseResult, Finding
from unknot.clinical.knowledge import Advice, EmergencyNumbers, Knowledge
from unknot.clinical.urgency import Tier

WIDTH = 92


def filled(words: str, numbers: EmergencyNumbers) -> str:
    """A text of the knowledge with the emergency number of a country in its place."""
    return words.replace("{emergency}", numbers.ambulance)


def as_text(assessment: Assessment, facts: Facts, knowledge: Knowledge, country: str) -> str:
    numbers = knowledge.numbers_for(country)
    route = knowledge.routes[assessment.tier.code]
    cited = [
        *route.sources,
        *knowledge.safety_net.sources,
        *(s for item in knowledge.safety_net.items for s in item.sources),
    ]
    cited += [source for finding in (*assessment.flags, *assessment.open) for source in finding.sources]
    cited += [source for cause in assessment.shown for source in (*cause.sources, *_cited_by(cause))]
    helps = [one for one in knowledge.advice if assessment.tier in one.tiers and _suits(one, facts)]
    cited += [source for one in helps for source in one.sources]
    days = f"{route.check_again} day{'s' * (route.check_again != 1)}"
    parts: list[Iterable[str]] = [
        [_headline(filled(route.headline, numbers), assessment.tier), ""],
        _actions(assessment, knowledge),
        _listed("What to do", route.steps),
        _listed("What to say", route.say),
        _listed("What not to do", route.do_not),
        _why(assessment, knowledge),
        _causes(assessment.shown),
        _listed("What helps meanwhile", [_helping(one, facts) for one in helps]),
        _listed(
            "What would change this advice",
            [*route.safety_net, knowledge.safety_net.intro],
            [
                f"{item.words} -> {_call(item.call)} [{', '.join(item.sources)}]"
                for item in knowledge.safety_net.items
            ],
        ),
        [*_wrapped(f"Look again in {days}. {route.booking_words}", ""), ""],
        _listed("Sources", [_citation(source, knowledge) for source in dict.fromkeys(cited)]),
        [f"Knowledge {assessment.knowledge_version}. This is not a diagnosis."],
    ]
    return "\n".join(filled(line, numbers) for part in parts for line in part) + "\n"


def _headline(words: str, tier: Tier) -> str:
    return words.upper() if tier >= Tier.URGENT_SAME_DAY else words


def _actions(assessment: Assessment, knowledge: Knowledge) -> Iterator[str]:
    """Special instructions that the fired flags bring, each once, before those of the tier."""
    for name in dict.fromkeys(flag.action for flag in assessment.flags if flag.action):
        action = knowledge.actions[name]
        yield from _wrapped(action.headline, "")
        yield from _listed("", [*action.steps, *action.say, *action.do_not])


def _why(assessment: Assessment, knowledge: Knowledge) -> Iterator[str]:
    yield "Why"
    if not assessment.flags and not _held_up(assessment):
        yield from _wrapped(knowledge.safety_net.no_flag, "  ")
    for flag in assessment.flags:
        yield from _wrapped(f"{flag.person} [{flag.rule_id}; {', '.join(flag.sources)}]", "  - ")
        yield from _wrapped(f"because you said: {'; '.join(said.words for said in flag.because)}", "    ")
    if _held_up(assessment):
        yield from _wrapped(knowledge.held_up.words, "  ")
        missing = dict.fromkeys(
            [*assessment.unanswered, *(m for one in assessment.open for m in one.missing)]
        )
        for question_id in missing:
            yield from _wrapped(f"not answered: {knowledge.questions[question_id].ask}", "  - ")
    yield ""


def _held_up(assessment: Assessment) -> bool:
    """Whether it is missing answers, rather than a sign, that keep the tier where it is."""
    worst = max((flag.tier for flag in assessment.flags), default=None)
    return (worst is None or assessment.tier > worst) and bool(assessment.unanswered or assessment.open)


def _causes(shown: Sequence[CauseResult]) -> Iterator[str]:
    if not shown:
        return
    yield "What it may be (to talk about, not a diagnosis)"
    for cause in shown:
        yield from _wrapped(f"{cause.name}: {cause.fit} [{', '.join(cause.sources)}]", "  - ")
        for words, listed in (("for", cause.speaks_for), ("against", cause.speaks_against)):
            if listed:
                said = "; ".join(one.words if one.present else f"not: {one.words}" for one in listed)
                yield from _wrapped(f"{words}: {said}", "    ")
    yield ""


def _listed(title: str, *groups: Sequence[str]) -> Iterator[str]:
    if not any(groups):
        return
    if title:
        yield title
    for group in groups:
        for words in group:
            yield from _wrapped(words, "  - ")
    yield ""


def _wrapped(words: str, indent: str) -> list[str]:
    return wrap(words, WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent))


def _suits(advice: Advice, facts: Facts) -> bool:
    return advice.when is None or advice.when.holds(facts) is True


def _helping(advice: Advice, facts: Facts) -> str:
    said = [
        f"{advice.title}: {advice.person}",
        *advice.points,
        *about_you(advice.about_you, facts),
        advice.caution,
    ]
    return f"{' '.join(words for words in said if words)} [{', '.join(advice.sources)}]"


def _citation(source: str, knowledge: Knowledge) -> str:
    return f"{source}: {knowledge.sources[source].citation}"


def _cited_by(cause: CauseResult) -> list[str]:
    return [source for one in (*cause.speaks_for, *cause.speaks_against) for source in one.sources]


def _call(urgency: str) -> str:
    return "call {emergency}" if urgency == "emergency" else "see a doctor the same day"


def because(finding: Finding) -> str:
    """A flag in one line, for lists of many."""
    said = "; ".join(said.words for said in finding.because)
    return f"{finding.rule_id} ({finding.tier.code}){': ' + said if said else ''}"


def printable(text: str) -> str:
    """Somebody else's text made safe for a terminal: escapes for what cannot be printed, at most 200."""
    safe = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text[:200]
    )
    return safe if len(text) <= 200 else safe + "..."
