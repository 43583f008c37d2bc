"""Bodies, things and arrows as SVG: two tones and one line width, classes instead of styles.

Colours stand as attributes, so that a file is right by itself and in print; a page gives the classes the
colours of its theme.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from math import cos, radians, sin

from tools.figures.skeleton import FOOT, HAND, HEAD, Body, Limb, Point, step

WIDTH = 240
LINE = 1.7
INK, SKIN, SHIRT, SHORTS, FAR, HAIR, ACCENT, THING, MAT, WOOD = (
    "#23332f",
    "#f3e3d3",
    "#8fc1b5",
    "#2f6f64",
    "#dccab8",
    "#4a3b33",
    "#b3541e",
    "#b9b2a4",
    "#e4dfd4",
    "#8a6a45",
)


def number(value: float) -> str:
    """As short as a tenth of a unit needs."""
    return f"{round(value, 1) + 0:g}"


@dataclass(slots=True)
class Sheet:
    """One phase: a floor to stand on, and what is drawn over it, back to front."""

    left: float
    floor: float
    parts: list[str] = field(default_factory=list)

    def at(self, point: Point) -> str:
        return f"{number(self.left + point[0])} {number(self.floor - point[1])}"

    def stroke(self, points: Sequence[Point], width: float, colour: str, kind: str) -> None:
        """A thick rounded line with an outline: a limb."""
        way = "M" + "L".join(self.at(point) for point in points)
        self._tube(way, width, colour, kind)

    def curve(self, start: Point, control: Point, end: Point, width: float, colour: str, kind: str) -> None:
        self._tube(f"M{self.at(start)}Q{self.at(control)} {self.at(end)}", width, colour, kind)

    def _tube(self, way: str, width: float, colour: str, kind: str) -> None:
        self.parts += [_path("ink", way, INK, width + 2 * LINE), _path(kind, way, colour, width)]

    def line(
        self, points: Sequence[Point], width: float = LINE, *, kind: str = "ink", colour: str = INK
    ) -> None:
        way = "M" + "L".join(self.at(point) for point in points)
        self.parts.append(_path(kind, way, colour, width))

    def block(
        self, corner: Point, wide: float, high: float, *, kind: str = "thing", colour: str = THING
    ) -> None:
        x, y = self.left + corner[0], self.floor - corner[1] - high
        self.parts.append(
            f'<rect class="fig-{kind}" x="{number(x)}" y="{number(y)}" width="{number(wide)}" '
            f'height="{number(high)}" rx="2.5" fill="{colour}"/>'
        )

    def disc(self, centre: Point, radius: float, colour: str, kind: str) -> None:
        x, y = self.left + centre[0], self.floor - centre[1]
        self.parts.append(
            f'<circle class="fig-{kind} fig-edge" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" '
            f'fill="{colour}" stroke="{INK}" stroke-width="{LINE}"/>'
        )

    def ground(self, start: float = 4, end: float = WIDTH - 4) -> None:
        self.line([(start, -1.5), (end, -1.5)], 2, kind="thing", colour=THING)

    def mat(self, start: float, end: float) -> None:
        self.block((start, -5), end - start, 4)

    def trunk(self, one: Body) -> None:
        self.curve(one.hip, one.middle, one.shoulder, 19, SHIRT, "shirt")

    def head(self, one: Body) -> None:
        self.line([one.shoulder, one.head], 9.5, colour=INK)
        self.line([one.shoulder, one.head], 6.5, kind="skin", colour=SKIN)
        self.disc(one.head, HEAD, SKIN, "skin")
        self._hair(one)

    def _hair(self, one: Body) -> None:
        """The back of the head: shows which way somebody looks."""
        start = step(one.head, one.face + 75, HEAD)
        end = step(one.head, one.face - 105, HEAD)
        inner = step(one.head, one.face + 165, HEAD * 0.15)
        radius = number(HEAD)
        self.parts.append(
            f'<path class="fig-hair" d="M{self.at(start)}A{radius} {radius} 0 0 0 {self.at(end)}'
            f'Q{self.at(inner)} {self.at(start)}Z" fill="{HAIR}"/>'
        )
        nose = [
            step(one.head, one.face + turn, HEAD + reach)
            for turn, reach in ((12, -0.4), (-4, 2.6), (-16, -0.2))
        ]
        self.line(nose, LINE)

    def arm(self, one: Limb, *, far: bool = False) -> None:
        colour, kind = (FAR, "far") if far else (SKIN, "skin")
        self.stroke([one.root, one.joint, one.end, step(one.end, one.tip, HAND)], 7, colour, kind)
        sleeve = step_between(one.root, one.joint, 0.45)
        self.stroke([one.root, sleeve], 8.5, SHIRT, "shirt")
        self.line([one.root, sleeve], 8.5, kind="shirt", colour=SHIRT)

    def leg(self, one: Limb, *, far: bool = False) -> None:
        colour, kind = (FAR, "far") if far else (SKIN, "skin")
        self.stroke([one.joint, one.end], 8.5, colour, kind)
        self.stroke([one.end, step(one.end, one.tip, FOOT)], 7, SHORTS if not far else HAIR, "shoe")
        self.stroke([one.root, one.joint], 11.5, colour, kind)
        self.stroke([one.root, step_between(one.root, one.joint, 0.62)], 14, SHORTS, "shorts")

    def hips(self, one: Body) -> None:
        self.disc(one.hip, 9.6, SHORTS, "shorts")

    def arrow(self, points: Sequence[Point], *, both: bool = False) -> None:
        """A bent arrow through three points, or a straight one through two."""
        first, *middle, last = points
        bend = middle[0] if middle else step_between(first, last, 0.5)
        way = f"M{self.at(first)}Q{self.at(bend)} {self.at(last)}"
        self.parts.append(_path("arrow", way, ACCENT, 2.6))
        self._tip(bend, last)
        if both:
            self._tip(bend, first)

    def _tip(self, before: Point, end: Point) -> None:
        dx, dy = end[0] - before[0], end[1] - before[1]
        length = (dx * dx + dy * dy) ** 0.5 or 1.0
        ux, uy = dx / length, dy / length
        ahead = (end[0] + 3.4 * ux, end[1] + 3.4 * uy)
        wings = [(end[0] - 4 * ux + s * 4.4 * -uy, end[1] - 4 * uy + s * 4.4 * ux) for s in (1, -1)]
        way = "M" + "L".join(self.at(point) for point in (ahead, *wings)) + "Z"
        self.parts.append(f'<path class="fig-tip" d="{way}" fill="{ACCENT}"/>')

    def phase(self, name: str, place: Point) -> None:
        x, y = self.left + place[0], self.floor - place[1]
        self.parts.append(
            f'<circle class="fig-number" cx="{number(x)}" cy="{number(y)}" r="8" fill="{INK}"/>'
            f'<text class="fig-digit" x="{number(x)}" y="{number(y + 3.9)}" text-anchor="middle" '
            f'font-size="11" font-family="system-ui, sans-serif" font-weight="700" fill="#fff">'
            f"{escape(name)}</text>"
        )

    def ticks(self, centre: Point, radius: float, angles: Iterable[float]) -> None:
        """Short lines around a place: here it works."""
        for angle in angles:
            a, b = step(centre, angle, radius), step(centre, angle, radius + 6)
            self.line([a, b], 2.4, kind="arrow", colour=ACCENT)

    def arc(self, centre: Point, radius: float, start: float, end: float) -> None:
        """A round arrow about a centre, from one angle to another."""
        steps = 14
        points = [
            (centre[0] + radius * cos(radians(a)), centre[1] + radius * sin(radians(a)))
            for a in (start + (end - start) * n / steps for n in range(steps + 1))
        ]
        self.line(points[:-1], 2.6, kind="arrow", colour=ACCENT)
        self._tip(points[-3], points[-1])


def step_between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def svg(title: str, description: str, height: float, sheets: Sequence[Sheet]) -> str:
    inner = "".join(part for sheet in sheets for part in sheet.parts)
    box = f'viewBox="0 0 {WIDTH} {number(height)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="figure" {box} role="img">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{inner}</svg>\n"
    )


def _path(kind: str, way: str, colour: str, width: float) -> str:
    return (
        f'<path class="fig-{kind}" d="{way}" fill="none" stroke="{colour}" stroke-width="{number(width)}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )
