"""How a contributing cause reads: how common it is, and what speaks for and against it, in words."""

from collections.abc import Iterator

from unknot.clinical.reading_aloud import ratio_in_words, read_aloud, share_in_words
from unknot.clinical.weighing import Cause, CauseFinding
from unknot.interfaces.web.areas.uses import cases_links, question_links, rules_links
from unknot.interfaces.web.entries import Area, Entry, Item, Known, Section

GROUPED = "Of several findings that say the same thing, only the strongest counts."
COUNTS_LESS = "However strong the figure, a finding counts no more than its evidence can carry."


def causes(known: Known) -> Iterator[Entry]:
    for cause in sorted(known.knowledge.causes, key=lambda cause: -cause.prior):
        yield _cause(cause, known)


def _cause(cause: Cause, known: Known) -> Entry:
    knowledge = known.knowledge
    facts = frozenset().union(*(finding.when.facts() for finding in cause.findings))
    flags = [rule for rule in knowledge.rules if rule.points_to == cause.id]
    common = share_in_words(cause.prior)
    return Entry(
        id=cause.id,
        title=cause.name,
        summary=f"{common[:1].upper()}{common[1:]} people who come with back pain.",
        sources=cause.sources,
        reviewed=cause.reviewed,
        sections=(
            Section("What the person is told", cause.person),
            Section("For clinicians", cause.clinician),
            Section(
                "How common it is",
                items=(Item(f"{common} people who come with back pain", sources=cause.prior_sources),),
            ),
            Section(
                "What speaks for and against it",
                f"{GROUPED} {COUNTS_LESS}",
                items=tuple(_finding(finding, known) for finding in cause.findings),
            ),
            Section("Warning signs that raise it", links=rules_links(flags)),
            Section("What to expect", cause.expect),
            Section("What helps", items=tuple(Item(words) for words in cause.helps)),
            Section("What it asks", links=question_links(facts, knowledge)),
            Section(
                "Worked cases in which it comes first",
                links=cases_links(case for case in known.cases if case.top == cause.id),
            ),
        ),
    )


def _finding(finding: CauseFinding, known: Known) -> Item:
    note = ratio_in_words(finding.ratio)
    if finding.absent is not None:
        note += f". Its absence {ratio_in_words(finding.absent)}"
    return Item(
        finding.words,
        note,
        read_aloud(finding.when, known.knowledge),
        finding.strength,
        finding.sources,
    )


CAUSES = Area(
    "causes",
    "What it may be",
    "What may add to the pain, how common that is, and what speaks for and against it. Only words are "
    "shown to people, never numbers, and never one cause for sure.",
    causes,
    "contributing cause",
)
