"""Figures of an experiment: its arms beside each other, from values and intervals that are made already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.figures.theme import GREY, axis, colour, dash, figure, marker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.figures.theme import Figure

_WIDTH, _HEIGHT = 860, 330
_LINE, _AROUND = 56, 100
_SPREAD = 0.22
"""How far above and below its arm's line a run may lie, so that runs do not hide each other."""
_MOST = 2000
"""Runs of an arm that are drawn one by one; of more every so many."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A value with the ends of its interval, None where there is none."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """A value over steps, with the ends of its intervals (None where there is none)."""

    steps: Sequence[float]
    values: Sequence[float]
    lows: Sequence[float | None]
    highs: Sequence[float | None]


def dots(
    runs: Mapping[str, Mapping[str, float]], means: Mapping[str, Mean], *, title: str, unit: str
) -> Figure:
    """Return every run's value as a dot on its arm's line, by arm and run, and each arm's mean."""
    names = list(runs)
    heights = {arm: {run: at + _offset(run) for run in _some(runs[arm])} for at, arm in enumerate(names)}
    data: list[Mapping[str, Any]] = []
    for at, arm in enumerate(names):
        data.append(_runs(arm, at, runs[arm], heights[arm]))
        if arm in means:
            data.append(_mean(arm, at, means[arm]))
    rows: dict[str, Any] = {
        "tickvals": list(range(len(names))),
        "ticktext": names,
        "range": [len(names) - 0.5, -0.5],
    }
    return figure(
        data, width=_WIDTH, height=_AROUND + _LINE * len(names), title=_title(title), xaxis=axis(unit),
        yaxis=axis(showline=False, automargin=True, **rows) | {"ticks": ""},
        margin={"l": 110, "r": 20, "t": 40, "b": 50},
    )  # fmt: skip


def incidence(curves: Mapping[str, Course], *, horizon: float) -> Figure:
    """Return the share of runs derailed by each step, one curve an arm, with bands."""
    data: list[Mapping[str, Any]] = []
    for number, (arm, course) in enumerate(curves.items()):
        steps = [0.0, *course.steps, horizon]
        values = [0.0, *course.values, course.values[-1] if course.values else 0.0]
        data.append(_band(course, number, horizon))
        data.append(_curve(arm, steps, values, number, shape="hv"))
    return figure(
        data, width=_WIDTH, height=_HEIGHT, title=_title("runs that derailed"), showlegend=len(curves) > 1,
        xaxis=axis("step", range=[0, horizon]),
        yaxis=axis("share of runs", range=[0, 1.02], tickformat=".0%"),
    )  # fmt: skip


def courses(curves: Mapping[str, Course], *, title: str, unit: str) -> Figure:
    """Return values with intervals over steps, one curve an arm, around a line at 0."""
    data: list[Mapping[str, Any]] = []
    for number, (arm, course) in enumerate(curves.items()):
        reach = {
            "type": "data", "symmetric": False, "color": colour(number, 0.5), "thickness": 1.2, "width": 3,
            "array": [_up(high, value) for high, value in zip(course.highs, course.values, strict=True)],
            "arrayminus": [_up(value, low) for low, value in zip(course.lows, course.values, strict=True)],
        }  # fmt: skip
        line = _curve(arm, course.steps, course.values, number) | {"mode": "lines+markers", "error_y": reach}
        data.append(line | {"marker": {"symbol": marker(number), "size": 7, "color": colour(number)}})
    zero = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "layer": "below"}
    return figure(
        data, width=_WIDTH, height=_HEIGHT, title=_title(title), showlegend=len(curves) > 1,
        xaxis=axis("step", rangemode="tozero"), yaxis=axis(unit),
        shapes=[zero | {"line": {"color": GREY, "width": 1, "dash": "dot"}}],
    )  # fmt: skip


def bought(runs: Mapping[str, Mapping[str, tuple[float, float]]], *, unit: str) -> Figure:
    """Return what each run cost and the progress it made, by arm and name of the run: (cost, progress)."""
    data: list[Mapping[str, Any]] = [
        {
            "type": "scatter", "mode": "markers", "name": arm, "text": list(_some(its)),
            "x": [its[run][0] for run in _some(its)], "y": [its[run][1] for run in _some(its)],
            "marker": {"symbol": marker(number), "size": 7, "color": colour(number, 0.7)},
            "hovertemplate": "%{text}: %{x:.3g}, %{y:.0%}<extra></extra>",
        }
        for number, (arm, its) in enumerate(runs.items())
    ]  # fmt: skip
    return figure(
        data, width=_WIDTH, height=_HEIGHT, title=_title("progress for its cost"), showlegend=len(runs) > 1,
        xaxis=axis(unit, rangemode="tozero"), yaxis=axis("progress", tickformat=".0%", rangemode="tozero"),
    )  # fmt: skip


# --- parts --------------------------------------------------------------------------------


def _title(text: str) -> dict[str, Any]:
    return {"text": text, "font": {"size": 14}, "x": 0.01}


def _offset(run: str) -> float:
    """Return how far from its arm's line a run lies: the same in every arm, as if by chance."""
    mixed = sum((at + 1) * 97 * ord(letter) for at, letter in enumerate(run)) % 101
    return (mixed / 100 - 0.5) * 2 * _SPREAD


def _some(runs: Mapping[str, Any]) -> list[str]:
    return list(runs)[:: -(-len(runs) // _MOST) or 1]


def _runs(arm: str, at: int, values: Mapping[str, float], heights: Mapping[str, float]) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers", "name": arm, "x": [values[run] for run in heights],
        "y": list(heights.values()), "text": list(heights),
        "hovertemplate": "%{text}: %{x:.4g}<extra></extra>",
        "marker": {"symbol": marker(at), "size": 6, "color": colour(at, 0.5)},
    }  # fmt: skip


def _mean(arm: str, at: int, mean: Mean) -> dict[str, Any]:
    reach = {"type": "data", "symmetric": False, "thickness": 2.5, "width": 6, "color": colour(at)}
    reach |= {"array": [_up(mean.high, mean.value)], "arrayminus": [_up(mean.value, mean.low)]}
    return {
        "type": "scatter", "mode": "markers", "name": arm, "x": [mean.value], "y": [at], "error_x": reach,
        "hovertemplate": "mean: %{x:.4g}<extra></extra>",
        "marker": {"symbol": "line-ns-open", "size": 22, "color": colour(at), "line": {"width": 3}},
    }  # fmt: skip


def _up(high: float | None, low: float | None) -> float:
    return 0.0 if high is None or low is None else max(0.0, high - low)


def _curve(
    arm: str, x: Sequence[float], y: Sequence[float], number: int, *, shape: str = "linear"
) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "name": arm, "x": list(x), "y": list(y),
        "line": {"color": colour(number), "dash": dash(number), "width": 2, "shape": shape},
    }  # fmt: skip


def _band(course: Course, number: int, horizon: float) -> dict[str, Any]:
    """Return the area between the ends of the intervals, as steps; where there is none it starts anew."""
    known = [at for at, (low, high) in enumerate(zip(course.lows, course.highs, strict=True))
             if low is not None and high is not None]  # fmt: skip
    ahead: list[tuple[float, float | None]] = []
    back: list[tuple[float, float | None]] = []
    for at in known:
        until = course.steps[at + 1] if at + 1 < len(course.steps) else horizon
        ahead += [(course.steps[at], course.highs[at]), (until, course.highs[at])]
        back += [(course.steps[at], course.lows[at]), (until, course.lows[at])]
    around = ahead + back[::-1]
    return {
        "type": "scatter", "mode": "lines", "x": [x for x, _ in around], "y": [y for _, y in around],
        "fill": "toself", "fillcolor": colour(number, 0.12), "line": {"width": 0}, "hoverinfo": "skip",
        "showlegend": False,
    }  # fmt: skip
