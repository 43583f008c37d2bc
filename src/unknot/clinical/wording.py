"""The safety net under words: alarming signs in whatever a person types, with the words that raised them.

Nothing here lowers anything: the net can only add an alarm. Each sentence is read by itself and nothing that
is said later takes an alarm of an earlier sentence back, so more text never means fewer alarms. What the net
listens for is data (`unknot/knowledge/wording`); how it listens is here and in the modules beside this one.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from unknot.clinical.evidence import Strength
from unknot.clinical.urgency import Tier
from unknot.clinical.wording_lexicon import Lexicon
from unknot.clinical.wording_reading import Match, Reading, Sequence, bits
from unknot.clinical.wording_text import Token, sentences, spelt
from unknot.clinical.wording_turns import Turn, turned

LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Alarm:
    """A sign that words raised. `quote` is text[start:end]; `action` is a key of Knowledge.actions or ""."""

    sign: str
    tier: Tier
    title: str
    person: str
    quote: str
    start: int
    end: int
    action: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way of saying a sign, in a text that also speaks of every class in `context` (bits)."""

    said: Sequence
    context: int = 0


@dataclass(frozen=True, slots=True)
class Sign:
    """What to listen for. `deaf_to` names the turns of speech that never explain this sign away."""

    id: str
    tier: Tier
    title: str
    person: str
    ways: tuple[Way, ...]
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    action: str = ""
    deaf_to: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Net:
    """Everything that the net knows of one language: words, what they may mean, what takes the meaning away.

    `beside` are the nets of other languages: every text is read in all, because people mix them. `marks` are
    words that this language does not share; a sentence that holds marks of others and none of its own is
    left to them.
    """

    lexicon: Lexicon = field(default_factory=Lexicon)
    signs: tuple[Sign, ...] = ()
    turns: tuple[Turn, ...] = ()
    beside: tuple["Net", ...] = ()
    marks: frozenset[str] = frozenset()
    by_first: Mapping[int, tuple[tuple[int, Way], ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        by_first: dict[int, list[tuple[int, Way]]] = {}
        for place, sign in enumerate(self.signs):
            for way in sign.ways:
                by_first.setdefault(way.said.parts[0], []).append((place, way))
        object.__setattr__(self, "by_first", {kind: tuple(ways) for kind, ways in by_first.items()})


def read(text: str, net: Net) -> tuple[Alarm, ...]:
    """The alarms in a text, the most urgent first, one for each sign. Any text is accepted.

    Of a text longer than 20,000 characters the beginning is read.
    """
    text = text[:LONGEST]
    told = sentences(text)
    found: dict[str, Alarm] = {}
    for one, some in _by_language(told, (net, *net.beside)):
        for alarm in _alarms(text, one, some):
            found.setdefault(alarm.sign, alarm)
    return tuple(sorted(found.values(), key=lambda alarm: (-alarm.tier, alarm.start, alarm.sign)))


def _by_language(told: list[list[Token]], nets: tuple[Net, ...]) -> Iterable[tuple[Net, list[list[Token]]]]:
    """The sentences that each net reads: those with a mark of its own, or with none of another language."""
    marked: list[list[bool]] = []
    for tokens in told:
        typed = {token.word for token in tokens}
        marked.append([not typed.isdisjoint(one.marks) for one in nets])
    for place, one in enumerate(nets):
        some = [
            tokens for tokens, marks in zip(told, marked, strict=True) if marks[place] or True not in marks
        ]
        if some:
            yield one, some


def _alarms(text: str, net: Net, told: list[list[Token]]) -> Iterable[Alarm]:
    """What the net of one language hears in these sentences of a text."""
    spell = net.lexicon.spell
    readings = [net.lexicon.read(spelt(tokens, spell)) for tokens in told]
    context = _context(readings)
    found: dict[int, Alarm] = {}
    for reading in readings:
        for place, match in _heard(reading, context, net, found).items():
            found[place] = _alarm(net.signs[place], match, reading.tokens, text)
    return found.values()


def _context(readings: list[Reading]) -> int:
    """The classes that the text speaks of anywhere without denying them, as bits."""
    held = 0
    for reading in readings:
        denials = reading.denials
        if not denials:
            held |= reading.holds
            continue
        held |= bits(
            kind for kind, hits in reading.hits.items() if any(hit.start not in denials for hit in hits)
        )
    return held


def _heard(reading: Reading, context: int, net: Net, found: Container[int]) -> dict[int, Match]:
    """For each sign not found before, the first match in one sentence that nothing in it takes back."""
    heard: dict[int, Match] = {}
    for first in sorted(net.by_first.keys() & reading.hits.keys()):
        for place, way in net.by_first[first]:
            needs, sign = way.said.needs, net.signs[place]
            if needs & reading.holds != needs or place in found or way.context & context != way.context:
                continue
            for match in reading.matches(way.said):
                if place in heard and heard[place] <= match:
                    continue
                if not (reading.denied(match) or turned(match, reading, net.turns, sign.id, sign.deaf_to)):
                    heard[place] = match
                    break
    return heard


def _alarm(sign: Sign, match: Match, tokens: list[Token], text: str) -> Alarm:
    start, end = tokens[match.start].start, tokens[match.end - 1].end
    return Alarm(
        sign.id, sign.tier, sign.title, sign.person, text[start:end], start, end, sign.action, sign.sources
    )
