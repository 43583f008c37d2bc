"""The net under words from the plain values of `wording/*.yaml`: names to numbers, patterns to rows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from unknot.clinical.urgency import Tier
from unknot.clinical.wording import Net, Sign, Way
from unknot.clinical.wording_lexicon import Lexicon, Phrase
from unknot.clinical.wording_negation import Scope
from unknot.clinical.wording_reading import Sequence, bits
from unknot.clinical.wording_spelling import Spelling
from unknot.clinical.wording_turns import Turn
from unknot.knowledge.wording_patterns import entries, pattern

Plain = Mapping[str, Any]


def net(files: Iterable[Plain]) -> Net:
    """One net from all files; an empty one when there are none."""
    plain = merged(files)
    if not plain:
        return Net()
    builder = _Builder(plain)
    signs = tuple(builder.sign(one) for one in plain.get("signs", ()))
    turns = tuple(builder.turn(one) for one in plain.get("turns", ()))
    return Net(builder.lexicon(plain), signs, turns)


def merged(files: Iterable[Plain]) -> dict[str, Any]:
    """All files as one: lists one after the other, mappings united."""
    plain: dict[str, Any] = {}
    for file in files:
        for key, part in file.items():
            if isinstance(part, list):
                plain.setdefault(key, []).extend(part)
            elif isinstance(part, dict):
                plain.setdefault(key, {}).update(part)
            else:
                plain[key] = f"{plain.get(key, '')} {part}"
    return plain


class _Builder:
    """Numbers for classes, given out as they come; single words in patterns are classes of their own."""

    def __init__(self, plain: Plain) -> None:
        self.kinds: dict[str | tuple[str, ...], int] = {}
        self.first: dict[str, list[tuple[list[str], int]]] = {}
        self.vocabulary: set[str] = set()
        for name, text in plain.get("words", {}).items():
            self._learn(self.kind(name), entries(text))
        self.numbers = tuple(
            (self.kind(name), low, high) for name, (low, high) in plain.get("numbers", {}).items()
        )
        self.phrases = tuple(self._phrase(name, rows) for name, rows in plain.get("phrases", {}).items())
        self.idioms = self._phrase("idioms", plain.get("idioms", ()))

    def kind(self, name: str | tuple[str, ...]) -> int:
        """The number of a class; a tuple of words is learnt as a class when it is first seen."""
        if name not in self.kinds:
            self.kinds[name] = len(self.kinds)
            if isinstance(name, tuple):
                self._learn(self.kinds[name], name)
        return self.kinds[name]

    def rows(self, patterns: Iterable[str]) -> Iterable[Sequence]:
        for text in patterns:
            made = pattern(text)
            for parts, gaps in made.orders():
                yield Sequence(tuple(self.kind(part) for part in parts), gaps, made.loose)

    def sign(self, plain: Plain) -> Sign:
        ways = tuple(way for one in plain["ways"] for way in self._ways(one))
        return Sign(
            **{
                **plain,
                "tier": Tier.of(plain["tier"]),
                "ways": ways,
                "sources": tuple(plain["sources"]),
                "deaf_to": frozenset(plain.get("deaf_to", ())),
            }
        )

    def turn(self, plain: Plain) -> Turn:
        return Turn(**{**plain, **self.roles(plain), "only": frozenset(plain.get("only", ()))})

    def roles(self, plain: Plain) -> dict[str, Any]:
        """Class names to numbers, wherever a role names one class or several."""
        made: dict[str, Any] = {}
        for key, value in plain.items():
            if isinstance(value, list) and key != "only":
                made[key] = self._all(value)
            elif isinstance(value, str) and key not in ("id", "side"):
                made[key] = self.kind(value)
        return made

    def lexicon(self, plain: Plain) -> Lexicon:
        variants = {typed: tuple(meant.split()) for typed, meant in plain.get("spellings", {}).items()}
        return Lexicon(
            spell=Spelling.of(self.vocabulary, plain.get("ordinary", "").split(), variants),
            first={word: tuple(found) for word, found in self.first.items()},
            numbers=self.numbers,
            phrases=self.phrases,
            whole=frozenset(self.kind(name) for name in plain.get("whole", ())),
            idioms=self.idioms,
            scope=Scope(**{**plain["negation"], **self.roles(plain["negation"])}),
        )

    def _phrase(self, name: str, patterns: Iterable[str]) -> Phrase:
        return Phrase(self.kind(name), tuple(self.rows(patterns)))

    def _ways(self, plain: str | Plain) -> Iterator[Way]:
        if isinstance(plain, str):
            plain = {"say": [plain]}
        context = bits(self._all(plain.get("with", ())))
        for sequence in self.rows(plain["say"]):
            yield Way(sequence, context)

    def _all(self, names: Iterable[str]) -> tuple[int, ...]:
        return tuple(self.kind(name) for name in names)

    def _learn(self, kind: int, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            first, *rest = phrase.split()
            self.vocabulary.update((first, *rest))
            entry = (rest, kind)
            known = self.first.setdefault(first, [])
            if entry not in known:
                known.append(entry)
