"""What is examined at a visit: nerve roots with what each moves and feels, tests, and groups of findings that
say something only when they are counted together.

A test that was not done is unknown, never negative: a group says "few" only when even all that is unknown
could not make it many.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

NO = "no"
SIDED: Mapping[str, str] = {NO: "no", "left": "left", "right": "right", "both": "both sides"}
PLAIN: Mapping[str, str] = {NO: "no", "yes": "yes"}
# What is examined of a nerve root; a root without a reflex of its own has none to be less.
PARTS: Mapping[str, str] = {"power": "power", "feeling": "feeling", "reflex": "reflex"}


@dataclass(frozen=True, slots=True)
class Root:
    """A nerve root: the movement and the place of the skin that stand for it, and its reflex or ""."""

    id: str
    power: str
    feeling: str
    strength: str
    sources: tuple[str, ...]
    reviewed: str
    reflex: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """One test; `positive` is what makes it positive, `says` what that is worth where it is known alone."""

    id: str
    name: str
    positive: str
    strength: str
    sources: tuple[str, ...]
    reviewed: str
    says: str = ""
    sided: bool = False

    @property
    def answers(self) -> Mapping[str, str]:
        return SIDED if self.sided else PLAIN


@dataclass(frozen=True, slots=True)
class Item:
    """One finding of a group: a test, or an age in years that is passed."""

    test: str = ""
    age_over: int = 0


@dataclass(frozen=True, slots=True)
class Cluster:
    """Findings that count together: `many` is said from `at_least` on, `few` up to `at_most` (None where the
    group cannot speak against anything)."""

    id: str
    name: str
    items: tuple[Item, ...]
    at_least: int
    many: str
    strength: str
    sources: tuple[str, ...]
    reviewed: str
    at_most: int | None = None
    few: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of ICD-10-CM for the record, and the causes for which it is often written."""

    code: str
    meaning: str
    causes: tuple[str, ...]
    strength: str
    sources: tuple[str, ...]
    reviewed: str


@dataclass(frozen=True, slots=True)
class Examination:
    roots: Mapping[str, Root] = field(default_factory=dict)
    tests: Mapping[str, Test] = field(default_factory=dict)
    clusters: tuple[Cluster, ...] = ()
    codes: tuple[Code, ...] = ()

    def codes_for(self, cause: str) -> tuple[Code, ...]:
        return tuple(one for one in self.codes if cause in one.causes)

    def meaning(self, code: str) -> str:
        """What a code means, or "" for one that is not listed here."""
        return next((one.meaning for one in self.codes if one.code == code), "")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a group of findings comes to. `says` is "" while it is open; `open` names what would settle it."""

    cluster: Cluster
    present: tuple[str, ...]
    absent: tuple[str, ...]
    open: tuple[str, ...]
    says: str


def readings(tests: Mapping[str, str], age: int | None, known: Examination) -> Iterator[Reading]:
    """The groups of which at least one test was done. `tests` holds the answer of each test that was done,
    `age` is in years, None when it is not known."""
    for cluster in known.clusters:
        if any(item.test in tests for item in cluster.items):
            yield _reading(cluster, tests, age, known)


def is_nerve(place: str, known: Examination) -> bool:
    """Whether "L5 power left" names a root, a part of it that can be less, and a side."""
    root, _, rest = place.partition(" ")
    part, _, side = rest.partition(" ")
    found = known.roots.get(root)
    return bool(found and part in PARTS and getattr(found, part) and side in ("left", "right"))


def is_test(name: str, answer: str, known: Examination) -> bool:
    return name in known.tests and answer in known.tests[name].answers


def _reading(cluster: Cluster, tests: Mapping[str, str], age: int | None, known: Examination) -> Reading:
    held: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for item in cluster.items:
        held[_holds(item, tests, age)].append(_words(item, known))
    present, absent, unknown = held[True], held[False], held[None]
    says = ""
    if len(present) >= cluster.at_least:
        says = cluster.many
    elif cluster.at_most is not None and len(present) + len(unknown) <= cluster.at_most:
        says = cluster.few
    return Reading(cluster, tuple(present), tuple(absent), tuple(unknown), says)


def _holds(item: Item, tests: Mapping[str, str], age: int | None) -> bool | None:
    if item.test:
        return tests[item.test] != NO if item.test in tests else None
    return None if age is None else age > item.age_over


def _words(item: Item, known: Examination) -> str:
    return known.tests[item.test].name if item.test else f"Over {item.age_over} years"
