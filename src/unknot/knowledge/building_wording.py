"""The net under words from the plain values of `wording/*.yaml`: names to numbers, patterns to rows.

A file that names its `language` belongs to a net of its own, whose `ways` say the English signs.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
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
ENGLISH = "en"


def net(files: Iterable[Plain]) -> Net:
    """One net from all files, with those of other languages beside it; an empty one when there are none."""
    english, *others = by_language(files).values()
    if not english:
        return Net()
    builder = _Builder(english)
    signs = tuple(builder.sign(one) for one in english.get("signs", ()))
    turns = tuple(builder.turn(one) for one in english.get("turns", ()))
    lexicon = builder.lexicon(english)
    beside = tuple(_beside(plain, signs, lexicon.spell) for plain in others)
    theirs = {word for one in beside for word in one.lexicon.spell.known}
    return Net(lexicon, signs, turns, beside, _marks(lexicon, theirs, *others))


def _beside(plain: Plain, signs: Iterable[Sign], english: Spelling) -> Net:
    """The net of another language: the same signs, said in its own ways. English words are never mended."""
    builder = _Builder(plain)
    said = plain.get("ways", {})
    ways = {sign.id: tuple(builder.ways(said[sign.id])) for sign in signs if sign.id in said}
    heard = tuple(replace(sign, ways=ways[sign.id]) for sign in signs if sign.id in ways)
    turns = tuple(builder.turn(one) for one in plain.get("turns", ()))
    lexicon = builder.lexicon(plain, english.known | english.ordinary | set(english.variants))
    return Net(lexicon, heard, turns, marks=_marks(lexicon, (), plain))


def _marks(lexicon: Lexicon, theirs: Iterable[str], *plains: Plain) -> frozenset[str]:
    """The words of a net that tell its language from the others."""
    shared = {word for plain in plains for word in plain.get("shared", "").split()}
    return frozenset(word for word in lexicon.spell.known if word.isalpha()) - shared - set(theirs)


def by_language(files: Iterable[Plain]) -> dict[str, dict[str, Any]]:
    """The files of each language as one, English first."""
    parts: dict[str, list[Plain]] = {ENGLISH: []}
    for file in files:
        rest = {key: part for key, part in file.items() if key != "language"}
        parts.setdefault(file.get("language", ENGLISH), []).append(rest)
    return {language: merged(those) for language, those in parts.items()}


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
        return Sign(
            **{
                **plain,
                "tier": Tier.of(plain["tier"]),
                "ways": tuple(self.ways(plain["ways"])),
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

    def lexicon(self, plain: Plain, others: Collection[str] = ()) -> Lexicon:
        variants = {typed: tuple(meant.split()) for typed, meant in plain.get("spellings", {}).items()}
        ordinary = {*plain.get("ordinary", "").split(), *others}
        return Lexicon(
            spell=Spelling.of(self.vocabulary, ordinary, variants),
            first={word: tuple(found) for word, found in self.first.items()},
            numbers=self.numbers,
            phrases=self.phrases,
            whole=frozenset(self.kind(name) for name in plain.get("whole", ())),
            idioms=self.idioms,
            scope=Scope(**{**plain["negation"], **self.roles(plain["negation"])}),
        )

    def _phrase(self, name: str, patterns: Iterable[str]) -> Phrase:
        return Phrase(self.kind(name), tuple(self.rows(patterns)))

    def ways(self, plain: Iterable[str | Plain]) -> Iterator[Way]:
        for one in plain:
            yield from self._ways(one)

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
