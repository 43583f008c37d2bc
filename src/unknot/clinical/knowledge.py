"""Knowledge: everything that the medicine of a check knows, as one frozen value with a version.

The YAML under `unknot/knowledge` is where it is written and reviewed; the loader there makes this value.
Rules and causes are compiled when the value is born, so that whoever holds a Knowledge can assess at once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from unknot.clinical.advising import AboutYou
from unknot.clinical.asking import Question, Screen
from unknot.clinical.compiled import Sieve, compile_condition, compile_sieve
from unknot.clinical.errors import UnknownCountry
from unknot.clinical.evidence import Source, Strength
from unknot.clinical.examination import Examination
from unknot.clinical.exercises import Library
from unknot.clinical.facts import Facts, Value
from unknot.clinical.findings import CauseResult, Finding
from unknot.clinical.following import Following
from unknot.clinical.memory import Memory
from unknot.clinical.prevention import StayingWell
from unknot.clinical.questionnaires.schedule import Questionnaires
from unknot.clinical.rules import Condition, Named
from unknot.clinical.techniques import Care
from unknot.clinical.treatments import Treatments
from unknot.clinical.urgency import Tier
from unknot.clinical.vocabulary import Vocabulary
from unknot.clinical.weighing import Cause, Fit, Weighing
from unknot.clinical.wording import Net

Booking = Literal["closed", "no_hands_on", "open"]
# A question's id, its fact, whether it applies (compiled), and what its fact is when it does not.
Presumed = tuple[str, str, Callable[[Facts], bool | None], Value]


@dataclass(frozen=True, slots=True)
class Rule:
    """A red flag: when it holds, the person is sent at least as urgently as its tier says."""

    id: str
    title: str
    target: str
    tier: Tier
    question: str
    person: str
    clinician: str
    when: Condition
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    action: str = ""
    points_to: str = ""
    accuracy: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """What one tier means for the person, the desk and the booking."""

    tier: Tier
    name: str
    headline: str
    steps: tuple[str, ...]
    say: tuple[str, ...]
    do_not: tuple[str, ...]
    safety_net: tuple[str, ...]
    check_again: int
    booking: Booking
    booking_words: str
    letter: tuple[str, ...]
    staff: str
    sources: tuple[str, ...]
    reviewed: str


@dataclass(frozen=True, slots=True)
class SafetyItem:
    id: str
    words: str
    call: Literal["emergency", "same_day"]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SafetyNet:
    """What would change the advice: shown to everyone, whatever the tier."""

    intro: str
    no_flag: str
    items: tuple[SafetyItem, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    words: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """Special instructions that some rules bring with them (stroke, maternity unit, crisis line, ...)."""

    id: str
    headline: str
    steps: tuple[str, ...]
    say: tuple[str, ...]
    do_not: tuple[str, ...]
    number: Literal["emergency", "maternity", "crisis", "clinic"]
    private: bool
    sources: tuple[str, ...]
    reviewed: str


@dataclass(frozen=True, slots=True)
class CrisisLine:
    name: str
    number: str
    how: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class EmergencyNumbers:
    country: str
    ambulance: str
    crisis: tuple[CrisisLine, ...]
    sources: tuple[str, ...]
    advice_line: CrisisLine | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    id: str
    title: str
    person: str
    tiers: tuple[Tier, ...]
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    points: tuple[str, ...] = ()
    caution: str = ""
    when: Condition | None = None
    about_you: tuple[AboutYou, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that clinics like to say, what the evidence allows, and what we say instead."""

    id: str
    group: str
    claim: str
    verdict: Literal["supported", "partly", "contested", "unsupported", "unsafe"]
    say: str
    evidence: str
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    do_not_say: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    never_es: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    version: str
    sources: Mapping[str, Source]
    screens: tuple[Screen, ...]
    questions: Mapping[str, Question]
    rules: tuple[Rule, ...]
    self_care: Condition
    fit: Fit
    routes: Mapping[str, Route] = field(default_factory=dict)
    signs: Mapping[str, Named] = field(default_factory=dict)
    sign_words: Mapping[str, str] = field(default_factory=dict)
    causes: tuple[Cause, ...] = ()
    advice: tuple[Advice, ...] = ()
    claims: tuple[Claim, ...] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)
    emergency: Mapping[str, EmergencyNumbers] = field(default_factory=dict)
    safety_net: SafetyNet = SafetyNet("", "", (), ())
    held_up: Statement = Statement("", ())
    self_care_words: Statement = Statement("", ())
    following: Following = field(default_factory=Following)
    staying_well: StayingWell = field(default_factory=StayingWell)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    questionnaires: Questionnaires = field(default_factory=Questionnaires)
    care: Care = field(default_factory=Care)
    net: Net = field(default_factory=Net)
    treatments: Treatments = field(default_factory=Treatments)
    library: Library = field(default_factory=Library)
    examination: Examination = field(default_factory=Examination)
    digest: str = ""
    language: str = "en"
    order: tuple[Question, ...] = field(init=False, compare=False, repr=False)
    by_fact: Mapping[str, Question] = field(init=False, compare=False, repr=False)
    fact_of: Mapping[str, str] = field(init=False, compare=False, repr=False)
    presumed: tuple[Presumed, ...] = field(init=False, compare=False, repr=False)
    texts: tuple[Question, ...] = field(init=False, compare=False, repr=False)
    critical: tuple[Question, ...] = field(init=False, compare=False, repr=False)
    critical_facts: frozenset[str] = field(init=False, compare=False, repr=False)
    beyond_short: Mapping[str, Value] = field(init=False, compare=False, repr=False)
    urgent_first: tuple[Rule, ...] = field(init=False, compare=False, repr=False)
    sift: Sieve = field(init=False, compare=False, repr=False)
    weighing: Weighing = field(init=False, compare=False, repr=False)
    looks_at: Mapping[str, tuple[str, ...]] = field(init=False, compare=False, repr=False)
    answers_seen: Memory[Any] = field(init=False, compare=False, repr=False)
    findings_seen: Memory[Finding] = field(init=False, compare=False, repr=False)
    causes_seen: Memory[CauseResult] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        place = {screen.id: number for number, screen in enumerate(self.screens)}
        order = tuple(sorted(self.questions.values(), key=lambda question: place[question.screen]))
        object.__setattr__(self, "order", order)
        object.__setattr__(self, "by_fact", {question.fact: question for question in order})
        object.__setattr__(self, "fact_of", {question.id: question.fact for question in order})
        object.__setattr__(self, "presumed", tuple(_presumed(order)))
        object.__setattr__(self, "texts", tuple(one for one in order if one.type == "text"))
        critical = tuple(question for question in order if question.critical)
        object.__setattr__(self, "critical", critical)
        object.__setattr__(self, "critical_facts", frozenset(question.fact for question in critical))
        object.__setattr__(self, "beyond_short", self._beyond_short())
        urgent_first = tuple(sorted(self.rules, key=lambda rule: -rule.tier))
        object.__setattr__(self, "urgent_first", urgent_first)
        # The last condition is no rule: it says whether self-care suits.
        object.__setattr__(
            self, "sift", compile_sieve([*(rule.when for rule in urgent_first), self.self_care])
        )
        object.__setattr__(self, "weighing", Weighing.of(self.causes, self.fit))
        looks_at = {rule.id: tuple(sorted(rule.when.facts())) for rule in self.rules}
        object.__setattr__(self, "looks_at", looks_at)
        object.__setattr__(self, "answers_seen", Memory())
        object.__setattr__(self, "findings_seen", Memory())
        object.__setattr__(self, "causes_seen", Memory())

    def _beyond_short(self) -> dict[str, Value]:
        """What the short form does not ask, as if it had been asked and denied."""
        silence = self.vocabulary.silence
        unasked = (question for question in self.order if not question.critical)
        supposed = ((question.fact, silence.get(question.id)) for question in unasked)
        return {
            fact: value
            for fact, value in supposed
            if isinstance(value, (bool, float, int, str, frozenset)) and value != "not_sure"
        }

    def rule(self, rule_id: str) -> Rule:
        return next(rule for rule in self.rules if rule.id == rule_id)

    def cause(self, cause_id: str) -> Cause:
        return next(cause for cause in self.causes if cause.id == cause_id)

    def question_for(self, fact: str) -> Question:
        """The question that sets this fact; or what a clinician records, or a course measures, as one."""
        if fact in self.by_fact:
            return self.by_fact[fact]
        recorded = self.care.record_facts.get(fact)
        return recorded.question if recorded else self.treatments.progress_facts[fact].question

    def without(self, rule_id: str) -> "Knowledge":
        """The same knowledge with one rule switched off: what would change if it were not there?"""
        return replace(self, rules=tuple(rule for rule in self.rules if rule.id != rule_id))

    def numbers_for(self, country: str) -> EmergencyNumbers:
        numbers = self.emergency.get(country) or self.emergency.get("default")
        if numbers is None:
            raise UnknownCountry(country)
        return numbers


def _presumed(order: Iterable[Question]) -> Iterator[Presumed]:
    """The questions that need not be asked of everybody, in their order."""
    for question in order:
        if question.ask_when and question.otherwise is not None:
            yield question.id, question.fact, compile_condition(question.ask_when), question.otherwise
