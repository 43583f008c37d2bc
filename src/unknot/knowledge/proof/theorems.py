"""The six theorems, and the one function that tries them."""

from collections.abc import Callable, Iterator
from time import perf_counter

from unknot.clinical.knowledge import Knowledge
from unknot.knowledge.promised import Promises
from unknot.knowledge.proof import alive, flow, monotone, silence
from unknot.knowledge.proof.laws import Court, Outcome, Theorem
from unknot.knowledge.proof.solving import Solver

THEOREMS = (
    Theorem(1, "one more symptom or risk never lowers the urgency", monotone.claims, monotone.exceptions),
    Theorem(
        2,
        "every emergency sign alone suffices, whatever else is said",
        silence.alone,
        silence.less_than_emergency,
    ),
    Theorem(3, "unknown is never safer than the worse answer", silence.unknown, silence.accepted_silence),
    Theorem(4, "the two lowest tiers need every critical answer", silence.critical),
    Theorem(5, "every rule can decide, and every tier is reached", alive.claims, alive.exceptions),
    Theorem(6, "no path ends low without every critical question", flow.claims, flow.exceptions),
)


def prove(
    known: Knowledge, promises: Promises, begin: Callable[[Theorem], object] = lambda _theorem: None
) -> Iterator[Outcome]:
    """Tries every theorem over everybody; `begin` is told before each. Raises Undecided, Disagreement."""
    court = Court(known, promises, Solver(known))
    for theorem in THEOREMS:
        begin(theorem)
        start = perf_counter()
        found = list(theorem.claims(court))
        failures = tuple(one for one in found if one is not None)
        seconds = perf_counter() - start
        yield Outcome(theorem, len(found), failures, tuple(theorem.exceptions(promises)), seconds)
