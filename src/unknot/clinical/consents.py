"""Which yes of the person a treatment needs, and which of them are missing.

A quick thrust needs a yes of its own, and so does the neck for whatever moves its joints: strokes were seen
after both. A yes holds for one class of technique in one region and for the words that were read; when one of
the three changes it is asked again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from unknot.clinical.techniques import Technique

Kind = Literal["treatment", "thrust", "neck", "messages", "data"]
# Those that hold for the person, whatever is done.
UNSCOPED: frozenset[str] = frozenset({"messages", "data"})
CLASSES: Mapping[str, str] = {"thrust": "thrust", "massage_light": "massage", "massage_deep": "massage"}
MOVES_JOINTS = frozenset({"thrust", "manual"})
NECK = "cervical"
EVERYWHERE = "whole"


@dataclass(frozen=True, slots=True, order=True)
class Need:
    """A yes that is needed: its kind, and for which class of technique in which region."""

    kind: Kind
    technique: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A yes that was given and not withdrawn. Without a `version` it came with a plan that the person agreed
    to, and holds for what stands in that plan."""

    kind: str
    version: str
    technique: str = ""
    region: str = ""


def class_of(technique: Technique | None) -> str:
    """thrust, manual or massage; empty for what nobody does to the person with hands or a device."""
    if technique is None or technique.kind not in ("hands_on", "device"):
        return ""
    return CLASSES.get(technique.id, "manual")


def needs(
    done: Iterable[tuple[str, str]], techniques: Mapping[str, Technique]
) -> tuple[tuple[int, Need], ...]:
    """What techniques in regions need, each with the place of its row."""
    return tuple(
        (place, need)
        for place, (technique, region) in enumerate(done)
        for need in _needs_of(class_of(techniques.get(technique)), region)
    )


def missing(
    wanted: Iterable[Need], given: Collection[Given], versions: Mapping[str, str]
) -> tuple[Need, ...]:
    """Those of the wanted that nobody has said yes to, each once, in their order; `versions` are the present
    ones by kind."""
    return tuple(
        need for need in dict.fromkeys(wanted) if not any(covers(one, need, versions) for one in given)
    )


def covers(given: Given, need: Need, versions: Mapping[str, str]) -> bool:
    """A yes for the whole back holds for each region; for the neck there is its own kind beside it."""
    return (
        given.kind == need.kind
        and given.version in ("", versions.get(need.kind))
        and given.technique == need.technique
        and given.region in (need.region, EVERYWHERE)
    )


def _needs_of(class_: str, region: str) -> tuple[Need, ...]:
    if not class_:
        return ()
    own = Need("thrust" if class_ == "thrust" else "treatment", class_, region)
    if class_ in MOVES_JOINTS and region in (NECK, EVERYWHERE):
        return (own, Need("neck", class_, NECK))
    return (own,)
