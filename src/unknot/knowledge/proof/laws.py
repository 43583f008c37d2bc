"""What a theorem is: many single claims over everybody, each of which holds or has a counter-example."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from unknot.clinical.knowledge import Knowledge
from unknot.clinical.urgency import Tier
from unknot.knowledge.promised import Promises
from unknot.knowledge.proof.said import Reply, Said
from unknot.knowledge.proof.solving import Answers, Disagreement, Solver, lower, result, smallest
from unknot.knowledge.proof.theory import Term
from unknot.knowledge.proof.words import judged, said, told
from unknot.knowledge.proof.worlds import World


@dataclass(frozen=True, slots=True)
class Failure:
    """A claim that does not hold, about one question or rule, in plain words, line by line."""

    about: str
    words: tuple[str, ...]


# What a single claim came to: None where it holds.
Finding = Failure | None


@dataclass(frozen=True, slots=True)
class Court:
    """The knowledge that stands before the solver, and what it has promised."""

    known: Knowledge
    promises: Promises
    solver: Solver


@dataclass(frozen=True, slots=True)
class Theorem:
    number: int
    title: str
    claims: Callable[[Court], Iterator[Finding]]
    exceptions: Callable[[Promises], Iterable[str]] = lambda _promises: ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """`claims` were tried in `seconds`; the theorem holds if there are no failures."""

    theorem: Theorem
    claims: int
    failures: tuple[Failure, ...]
    exceptions: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Step:
    """One question answered in two ways, all other answers being the same: does the tier fall?"""

    key: str
    before: Said
    after: Said
    given: tuple[Term, ...] = ()
    short: bool = False
    up_to: Tier = Tier.EMERGENCY_NOW
    # What must also be true of the person, tried on the engine when a counter-example is made smaller.
    who: Callable[[Answers], bool] = lambda _answers: True
    # The knowledge that judges the person before, where it is not the same.
    before_under: Knowledge | None = None


def fall(court: Court, step: Step, law: str) -> Finding:
    """None when the tier never falls from `before` to `after`; otherwise a person for whom it does."""
    everybody = court.solver.everybody
    under = step.before_under or court.known
    before = World(under, {**everybody.said, step.key: step.before}, everybody)
    after = everybody.with_said(step.after)
    model = court.solver.model(*step.given, lower(after, before, short=step.short, up_to=step.up_to))
    if model is None:
        return None
    first, second = step.before.read_back(model), step.after.read_back(model)

    def falls(answers: Answers) -> bool:
        was = result(saying(answers, step.key, first), under, short=step.short)
        now = result(saying(answers, step.key, second), court.known, short=step.short)
        return min(was.tier, step.up_to) > now.tier and step.who(answers)

    answers = everybody.read_back(model)
    if not falls(answers):
        raise Disagreement(law, answers)
    return _fallen(court, step, smallest(answers, court.known, falls), (first, second), law)


def saying(answers: Answers, key: str, reply: Reply) -> Answers:
    """The same answers with this reply to one question."""
    others = {name: value for name, value in answers.items() if name != key}
    return others if reply is None else {**others, key: reply}


def stands(
    court: Court,
    about: str,
    law: str,
    wanted: Iterable[Term],
    breaks: Callable[[Answers], bool],
    world: World | None = None,
) -> Finding:
    """None when nobody in this world is as wanted; otherwise a person, who breaks the law."""
    among = world or court.solver.everybody
    answers = court.solver.person(among, *wanted)
    if answers is None:
        return None
    if not breaks(answers):
        raise Disagreement(law, answers)
    small = smallest(answers, court.known, breaks)
    tier = judged(result(small, court.known))
    return Failure(about, (law, *_person(small, court.known), f"The urgency is {tier}."))


def _fallen(court: Court, step: Step, answers: Answers, replies: tuple[Reply, Reply], law: str) -> Failure:
    question = court.known.questions[step.key]
    form = " (short form)" if step.short else ""
    lines = [law, *_person(answers, court.known, step.key)]
    for reply, under in zip(replies, (step.before_under or court.known, court.known), strict=True):
        urgency = judged(result(saying(answers, step.key, reply), under, short=step.short))
        lines.append(f"{question.ask} {said(question, reply)} The urgency is {urgency}{form}.")
    return Failure(step.key, tuple(lines))


def _person(answers: Answers, known: Knowledge, leaving_out: str = "") -> Iterator[str]:
    yield "Somebody says:"
    yield from (f"  {line}" for line in told(answers, known, leaving_out))
