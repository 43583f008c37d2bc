"""An instrument as the knowledge defines it: a frozen value, worded by us or with empty slots for its items.

An instrument of somebody else comes with its scoring, figures and terms and without a single sentence of its
items; a clinic fills these in under the owner's terms (`filling`). Whatever scores or schedules works with
both alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from unknot.clinical.evidence import Strength

Kind = Literal["whole", "slots"]
Direction = Literal["higher_worse", "higher_better"]
ItemType = Literal["scale", "choice", "tick", "yes_no", "date", "minutes", "text"]
Method = Literal["sum", "mean", "percent", "table", "diary"]
Missing = Literal["complete", "unticked_is_zero", "of_answered"]
TwoTicks = Literal["refuse", "higher"]


@dataclass(frozen=True, slots=True)
class Bound:
    """A stretch of values. What is None does not bound; an empty bound holds for everything."""

    at_least: float | None = None
    above: float | None = None
    below: float | None = None
    at_most: float | None = None

    def holds(self, value: float) -> bool:
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
            and (self.at_most is None or value <= self.at_most)
        )


@dataclass(frozen=True, slots=True)
class Choice:
    value: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `words` and the labels of `answers` are empty in a slot that no clinic has filled. `low` and
    `high` are the words at the ends of a scale. `points` maps an answer to what it counts where that differs;
    a reversed item counts minimum + maximum - answer."""

    id: str
    type: ItemType
    minimum: int = 0
    maximum: int = 0
    words: str = ""
    low: str = ""
    high: str = ""
    answers: tuple[Choice, ...] = ()
    points: Mapping[int, int] = field(default_factory=dict)
    reversed: bool = False
    optional: bool = False

    @property
    def values(self) -> range:
        return range(self.minimum, self.maximum + 1)

    def counted(self, answer: int) -> int:
        """The points of one answer, before it is weighed with others."""
        if self.points:
            return self.points[answer]
        return self.minimum + self.maximum - answer if self.reversed else answer

    @property
    def least(self) -> int:
        return min(map(self.counted, self.values))

    @property
    def most(self) -> int:
        return max(map(self.counted, self.values))


@dataclass(frozen=True, slots=True)
class Subscale:
    """Part of the items, summed by themselves; `positive` is where it asks for a closer look."""

    id: str
    words: str
    items: tuple[str, ...]
    positive: Bound | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """The T score (mean 50, standard deviation 10 in the reference population) of one raw sum; `doubtful`
    where the places that print it do not agree."""

    raw: int
    t: float
    se: float | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Scoring:
    """How items become one value. `items` are those that count (all when empty); `needs` is how many must be
    answered where not all must; `rule` says in words what becomes of items without an answer."""

    method: Method
    missing: Missing
    rule: str
    strength: Strength
    sources: tuple[str, ...]
    items: tuple[str, ...] = ()
    needs: int = 1
    two_ticks: TwoTicks = "refuse"
    table: tuple[TableRow, ...] = ()
    subscales: tuple[Subscale, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the score that has a name; with `subscale`, only where that part of it holds too."""

    id: str
    words: str
    total: Bound
    subscale: str = ""
    of_subscale: Bound = Bound()


@dataclass(frozen=True, slots=True)
class Bands:
    levels: tuple[Band, ...] = ()
    strength: Strength = "M"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Importance:
    """The smallest change that matters to people: `absolute` in points of the score, `percent` of the score
    before. `single` replaces `absolute` where one item alone was rated."""

    absolute: float
    words: str
    strength: Strength
    sources: tuple[str, ...]
    percent: float | None = None
    single: float | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Whose words the items are, what the owner allows, and where a clinic gets the text."""

    ours: bool
    words: str
    where: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """`minimum` and `maximum` are those of the score. At the `floor` there is so little trouble that getting
    better cannot show, at the `ceiling` so much that getting worse cannot, whichever way the score points.
    `same_items`: two scores compare only when the same items were answered."""

    id: str
    name: str
    title: str
    version: str
    kind: Kind
    person: str
    clinician: str
    recall: str
    direction: Direction
    items: tuple[Item, ...]
    scoring: Scoring
    minimum: float
    maximum: float
    minutes: float
    terms: Terms
    sources: tuple[str, ...]
    strength: Strength
    reviewed: str
    own_words: bool = False
    validated: bool = True
    same_items: bool = False
    bands: Bands = Bands()
    floor: Bound | None = None
    ceiling: Bound | None = None
    recovered: Bound | None = None
    importance: Importance | None = None
    doubts: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether somebody can be asked: every item has words. Slots that no clinic filled are not ready."""
        return all(item.words for item in self.items)

    @property
    def counting(self) -> tuple[Item, ...]:
        """The items that make the score."""
        wanted = self.scoring.items
        return tuple(item for item in self.items if not wanted or item.id in wanted)

    def worse_by(self, before: float, after: float) -> float:
        """How much worse the second score is, in points; negative when it is better."""
        return after - before if self.direction == "higher_worse" else before - after

    @property
    def best(self) -> float:
        return self.minimum if self.direction == "higher_worse" else self.maximum

    @property
    def worst(self) -> float:
        return self.maximum if self.direction == "higher_worse" else self.minimum

    def at_floor(self, value: float) -> bool:
        return self.floor.holds(value) if self.floor else value == self.best

    def at_ceiling(self, value: float) -> bool:
        return self.ceiling.holds(value) if self.ceiling else value == self.worst
