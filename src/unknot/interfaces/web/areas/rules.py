"""How a red flag reads, and a sign that several of them share."""

from collections.abc import Iterator

from unknot.clinical.knowledge import Knowledge, Rule
from unknot.clinical.reading_aloud import read_aloud
from unknot.interfaces.web.areas.uses import cases_links, question_links, rules_links, uses_sign
from unknot.interfaces.web.entries import Area, Entry, Known, Link, Section

# The letters of a rule's id say what it is about.
GROUPS = {
    "Bladder, bowel and saddle area": ("CES",),
    "Weak limbs, spinal cord and brain": ("MOT", "MYE", "STR", "CAD", "MEN"),
    "Arteries, heart and lungs": ("AAA", "AOD", "VAS", "MI", "PE", "PTX"),
    "Infection and cancer": ("INF", "CA"),
    "Broken bones": ("FX",),
    "Inflammation": ("IBP",),
    "Kidneys, belly and pelvis": ("REN", "ABD", "GB", "GYN", "PAN", "PUD", "TES"),
    "Groups of people": ("PREG", "PED", "AC", "IMM", "OLD", "MH", "SAFE"),
    "Illnesses that look like a spasm": ("ALS", "CRA", "DYS", "ELE", "RHB", "SHI", "TET"),
    "Signs that count together": ("CO",),
}
GROUP_OF = {letters: title for title, all_letters in GROUPS.items() for letters in all_letters}
OTHERS = "Other rules"


def group_of(rule_id: str) -> str:
    letters = rule_id.removeprefix("RF-").partition("-")[0]
    return GROUP_OF.get(letters, OTHERS)


def rules(known: Known) -> Iterator[Entry]:
    order = [*GROUPS, OTHERS]
    for rule in sorted(known.knowledge.rules, key=lambda rule: order.index(group_of(rule.id))):
        yield _rule(rule, known)


def signs(known: Known) -> Iterator[Entry]:
    for name, words in known.knowledge.sign_words.items():
        sign = known.knowledge.signs[name]
        using = [rule for rule in known.knowledge.rules if uses_sign(rule.when, name)]
        yield Entry(
            id=name,
            title=words[:1].upper() + words[1:],
            sections=(
                Section("It is there when", when=read_aloud(sign.condition, known.knowledge)),
                Section("Rules that use it", links=rules_links(using)),
                Section("Questions that it looks at", links=question_links(sign.facts(), known.knowledge)),
            ),
        )


def _rule(rule: Rule, known: Known) -> Entry:
    knowledge = known.knowledge
    return Entry(
        id=rule.id,
        title=rule.title,
        summary=rule.question,
        group=group_of(rule.id),
        tier=rule.tier,
        strength=rule.strength,
        sources=rule.sources,
        reviewed=rule.reviewed,
        sections=(
            Section("It is up when", when=read_aloud(rule.when, knowledge)),
            Section("What it may point to", rule.target, links=_points_to(rule, knowledge)),
            Section("What the person is told", _told(rule, knowledge)),
            Section("For clinicians", rule.clinician),
            Section("How often it is right", rule.accuracy or NO_FIGURE),
            Section("What it asks", links=question_links(rule.when.facts(), knowledge)),
            Section(
                "Worked cases in which it must be up",
                links=cases_links(case for case in known.cases if rule.id in case.flags),
            ),
            Section(
                "Worked cases in which it must not be up",
                links=cases_links(case for case in known.cases if rule.id in case.not_flags),
            ),
        ),
    )


NO_FIGURE = "We give no figure for this rule."


def _told(rule: Rule, knowledge: Knowledge) -> str:
    action = knowledge.actions.get(rule.action)
    return f"{rule.person} {action.headline}" if action else rule.person


def _points_to(rule: Rule, knowledge: Knowledge) -> tuple[Link, ...]:
    causes = [cause for cause in knowledge.causes if cause.id == rule.points_to]
    return tuple(Link("causes", cause.id, f"Raises: {cause.name}") for cause in causes)


RULES = Area(
    "rules",
    "Warning signs and rules",
    "Each rule says how urgent it is when certain answers come together. The most urgent rule that is up "
    "decides.",
    rules,
    "rule",
)
SIGNS = Area(
    "signs",
    "Shared signs",
    "Conditions with a name of their own, so that many rules can use them and mean the same.",
    signs,
    "shared sign",
)
