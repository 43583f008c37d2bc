"""How a bout has gone, as a picture: pain week by week, the usual course behind it, visits and spasms marked.
Drawn by matplotlib as SVG; what it shows also stands beside it in words and as a table."""

import io
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple

from unknot.clinical.following import ExpectedLine
from unknot.clinical.trajectories import Trajectory

# Half the width of the band around the usual course, in points of pain: what makes a difference to people
# (threshold `improving_points`), and no interval of a study.
BAND = 2.0
# Inches, at 100 to the inch: so small that its letters can be read on a telephone.
SIZE = (4.8, 3.8)


class Tones(NamedTuple):
    ink: str
    soft: str
    line: str
    band: str
    grid: str


LIGHT = Tones("#1d2b28", "#55635f", "#0f5c50", "#cfe5df", "#d9d4c8")
DARK = Tones("#f2f0ea", "#b7c0bd", "#7fd3bf", "#24483f", "#3a4542")
# matplotlib keeps one state for a process.
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn, in weeks since the first check."""

    pains: tuple[tuple[int, float], ...]
    expected: tuple[tuple[float, float], ...]
    visits: tuple[float, ...] = ()
    spasms: tuple[tuple[float, int], ...] = ()
    words: dict[str, str] = field(default_factory=dict)

    @property
    def last_week(self) -> float:
        every = [week for week, _ in self.pains] + [week for week, _ in self.spasms] + list(self.visits)
        return max([4.0, *every])


def drawn(
    course: Trajectory,
    line: ExpectedLine | None,
    *,
    visits: tuple[float, ...],
    spasms: tuple[tuple[float, int], ...],
    words: dict[str, str],
) -> Drawn:
    """The figures of the picture; the usual course is drawn from the person's own first pain."""
    pains = tuple((week.number, float(week.pain)) for week in course.weeks if week.pain is not None)
    last = max([4.0, *(week for week, _ in pains), *(week for week, _ in spasms), *visits])
    expected: tuple[tuple[float, float], ...] = ()
    if line is not None and course.baseline is not None:
        first = float(course.baseline.pain)
        steps = [last * step / 24 for step in range(25)]
        found = ((week, line.pain(first, week)) for week in steps)
        expected = tuple((week, pain) for week, pain in found if pain is not None)
    return Drawn(pains, expected, visits, spasms, words)


def svg(shown: Drawn, tones: Tones) -> bytes:
    """The picture; the same for the same figures. `shown.words` are title, description, week, pain, usual,
    visit, spasm and own."""
    import matplotlib as mpl  # 0.3 s that no other page pays
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    settings = {
        "svg.fonttype": "none",
        "svg.hashsalt": "unknot",
        "font.family": "sans-serif",
        "font.size": 11,
    }
    with _one_at_a_time, mpl.rc_context(settings):
        figure = Figure(figsize=SIZE, layout="constrained")
        figure.patch.set_alpha(0)
        FigureCanvasSVG(figure)
        _paint(figure.add_subplot(), shown, tones)
        out = io.BytesIO()
        meta = {"Date": None, "Creator": "Unknot", "Title": shown.words["title"]}
        figure.savefig(out, format="svg", metadata={**meta, "Description": shown.words["description"]})
    return out.getvalue()


def _paint(axes: Any, shown: Drawn, tones: Tones) -> None:
    words = shown.words
    if shown.expected:
        weeks = [week for week, _ in shown.expected]
        low = [max(0.0, pain - BAND) for _, pain in shown.expected]
        high = [min(10.0, pain + BAND) for _, pain in shown.expected]
        axes.fill_between(weeks, low, high, color=tones.band, label=words["usual"], linewidth=0)
    for at in shown.visits:
        axes.plot([at], [0.15], marker="^", markersize=8, color=tones.soft, linestyle="none")
    if shown.visits:
        axes.plot([], [], marker="^", color=tones.soft, linestyle="none", label=words["visit"])
    if shown.spasms:
        spasm: dict[str, Any] = {
            "marker": "x",
            "markersize": 7,
            "markeredgewidth": 2,
            "color": tones.ink,
            "linestyle": "none",
        }
        axes.plot(*zip(*shown.spasms, strict=True), **spasm, label=words["spasm"])
    if shown.pains:
        own: dict[str, Any] = {"marker": "o", "markersize": 7, "linewidth": 2.4, "color": tones.line}
        axes.plot(*_with_gaps(shown.pains), **own, label=words["own"])
    axes.set_ylim(-0.3, 10.3)
    axes.set_xlim(-0.3, shown.last_week + 0.3)
    axes.set_yticks(range(0, 11, 2))
    axes.set_xlabel(words["week"], color=tones.ink)
    axes.set_ylabel(words["pain"], color=tones.ink)
    axes.tick_params(colors=tones.ink)
    axes.set_facecolor("none")
    axes.grid(axis="y", color=tones.grid, linewidth=0.8)
    for side in axes.spines.values():
        side.set_color(tones.grid)
    if axes.get_legend_handles_labels()[0]:
        below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.18), "ncols": 2}
        axes.legend(frameon=False, labelcolor=tones.ink, fontsize=10, **below)


def _with_gaps(pains: tuple[tuple[int, float], ...]) -> tuple[list[float], list[float]]:
    """A week of silence breaks the line: nobody knows what was in it."""
    known = dict(pains)
    weeks = range(pains[0][0], pains[-1][0] + 1)
    return [float(week) for week in weeks], [known.get(week, float("nan")) for week in weeks]
