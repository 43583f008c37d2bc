"""The body map: which parts of the two figures stand for which answer. Drawn by us; outlines in the template.

A part is a shape that the outline of the body cuts to fit. On the front view the person's right is on the
viewer's left, the back view is not mirrored. Where an answer knows no side, both shapes are the same answer.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class Part:
    """`name` places what can be touched (in the stylesheet), `answer` is what touching it means."""

    name: str
    answer: str
    path: str


@dataclass(frozen=True, slots=True)
class Figure:
    view: str
    words: str
    left: str
    right: str
    parts: tuple[Part, ...]


FRONT = (
    ("neck", "neck", "M80 60H120V84Q100 95 80 84Z"),
    ("chest", "chest", "M61 94Q100 86 139 94V146Q100 157 61 146Z"),
    ("abdomen", "abdomen", "M58 149Q100 160 142 149V199Q100 212 58 199Z"),
    ("pelvis", "pelvis", "M75 206Q100 214 125 206L109 243Q100 249 91 243Z"),
    ("hip_right", "hip", "M46 202Q62 205 72 208L80 227L58 256H40Z"),
    ("hip_left", "hip", "M154 202Q138 205 128 208L120 227L142 256H160Z"),
    ("groin_right", "groin", "M82 230L90 246Q96 252 99 254V274Q76 272 60 258Z"),
    ("groin_left", "groin", "M118 230L110 246Q104 252 101 254V274Q124 272 140 258Z"),
    ("leg_right", "leg", "M36 260H58Q76 275 99 278V462H36Z"),
    ("leg_left", "leg", "M164 260H142Q124 275 101 278V462H164Z"),
    ("shoulder_right", "shoulder", "M30 80H59V117Q48 130 30 128Z"),
    ("shoulder_left", "shoulder", "M170 80H141V117Q152 130 170 128Z"),
    ("arm_right", "arm", "M6 131Q48 134 58 121V280H6Z"),
    ("arm_left", "arm", "M194 131Q152 134 142 121V280H194Z"),
)
BACK = (
    ("neck", "neck", "M80 66H120V86Q100 94 80 86Z"),
    ("upper_back", "upper_back", "M61 92Q100 99 139 92V132Q100 139 61 132Z"),
    ("mid_back", "mid_back", "M58 135Q100 142 142 135V165Q100 171 58 165Z"),
    ("flank_left", "flank", "M56 168Q70 170 78 171V196Q68 198 52 199Z"),
    ("flank_right", "flank", "M144 168Q130 170 122 171V196Q132 198 148 199Z"),
    (
        "low_back",
        "low_back",
        "M81 171Q100 174 119 171V198Q132 201 150 202V213Q100 223 50 213V202Q68 201 81 198Z",
    ),
    ("buttock_left", "buttock", "M61 217Q84 221 98.5 221V258Q80 267 61 255Z"),
    ("buttock_right", "buttock", "M139 217Q116 221 101.5 221V258Q120 267 139 255Z"),
    ("hip_back_left", "hip", "M40 214Q52 215 58 216V257H40Z"),
    ("hip_back_right", "hip", "M160 214Q148 215 142 216V257H160Z"),
    ("leg_left", "leg", "M36 260H60Q78 271 99 263V462H36Z"),
    ("leg_right", "leg", "M164 260H140Q122 271 101 263V462H164Z"),
    ("shoulder_left", "shoulder", "M30 80H59V117Q48 130 30 128Z"),
    ("shoulder_right", "shoulder", "M170 80H141V117Q152 130 170 128Z"),
    ("arm_left", "arm", "M6 131Q48 134 58 121V280H6Z"),
    ("arm_right", "arm", "M194 131Q152 134 142 121V280H194Z"),
)


def figures(answers: Collection[str]) -> tuple[Figure, Figure]:
    """Both views, with the parts that are among the answers (by side where the answers have sides)."""
    return (
        Figure(
            "front",
            gettext("From the front"),
            gettext("your right"),
            gettext("your left"),
            _parts(FRONT, answers),
        ),
        Figure(
            "back",
            gettext("From the back"),
            gettext("your left"),
            gettext("your right"),
            _parts(BACK, answers),
        ),
    )


def _parts(shapes: tuple[tuple[str, str, str], ...], answers: Collection[str]) -> tuple[Part, ...]:
    found = []
    for name, place, path in shapes:
        side = f"{place}_{name.rpartition('_')[2]}"
        answer = side if side in answers else place
        if answer in answers:
            found.append(Part(name, answer, path))
    return tuple(found)
