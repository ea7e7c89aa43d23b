"""Figures of one run, or of several over each other, from their drift reports as JSON.

`FIGURES` has them by name. Each takes reports by the name of their run and returns a figure, None where no
report has anything to show in it.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

from sim.drift.front import SIGNIFICANT
from sim.drift.verdict import FRONT
from sim.figures.theme import COLOURS, GREY, axis, colour, dash, figure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.core import Json
    from sim.figures.theme import Figure

_WIDTH, _HEIGHT, _LANE, _AROUND = 860, 320, 92, 90  # pixels
_CAUSES = {
    "lost_to_capture": "capture",
    "lost_to_loops": "loops",
    "lost_to_memory": "memory",
    "lost_to_execution": "execution",
}
_GUIDE = {
    "guide_precision": "true claims",
    "guide_recall": "needed facts told",
    "guide_hallucinated": "false when written",
    "guide_stale": "stale",
    "guide_duplicates": "repetitions",
}
_COSTS = {"cost_tokens": "tokens", "cost_usd": "USD", "cost_seconds": "seconds"}


def progress(reports: Mapping[str, Json]) -> Figure | None:
    """Return the share of the objectives met, over the steps that it took."""
    data = []
    for number, (name, told) in enumerate(reports.items()):
        met, of = told["objectives"]["steps"], told["objectives"]["of"]
        if of:
            x = [0, *accumulate(met), told["steps"]]
            y = [*(count / of for count in range(len(met) + 1)), len(met) / of]
            data.append(_line(name, x, y, number, shape="hv"))
    return _plot(data, "objectives met", "share of the quest", tickformat=".0%", range=[0, 1.02])


def legs(reports: Mapping[str, Json]) -> Figure | None:
    """Return the steps that each objective took."""
    data = []
    for number, (name, told) in enumerate(reports.items()):
        met = told["objectives"]["steps"]
        if met:
            bars = {"type": "bar", "name": name, "x": list(range(1, len(met) + 1)), "y": list(met)}
            data.append({**bars, "marker": {"color": colour(number)}})
    made = _plot(data, "steps for each objective", "steps")
    if made is not None:
        made["layout"]["xaxis"]["title"] = {"text": "objective"}
    return made


def front(reports: Mapping[str, Json]) -> Figure | None:
    """Return the rows of the front page below each other.

    Each has its windows, the level of the reference and of the late legs with the 90 % interval of the change
    about it, the change point as an upright line, and alarms as triangles.
    """
    rows = {name: row["title"] for told in reports.values() for name, row in told["front"].items()}
    rows = {name: rows[name] for name in FRONT if name in rows}
    rows = {
        name: title for name, title in rows.items() if any(_windows(told, name) for told in reports.values())
    }
    if not rows:
        return None
    data: list[Any] = []
    shapes: list[Any] = []
    axes: dict[str, Any] = {}
    heads: list[Any] = []
    for lane, (name, title) in enumerate(rows.items(), 1):
        top, share = 1 - (lane - 1) / len(rows), 1 / len(rows)
        axes[f"yaxis{lane}"] = axis(
            domain=[top - share, top - share * 0.3], anchor="x", tickformat=".0%", rangemode="tozero",
            nticks=4,
        )  # fmt: skip
        heads.append(_head(title, top - share * 0.28))
        for number, (run, told) in enumerate(reports.items()):
            if _windows(told, name):
                data.append(_line(run, *_course(told, name), number, lane=lane, legend=lane == 1))
                data += _alarms(told, name, lane, number)
                shapes += _change(told, name, lane)
    height = _AROUND + _LANE * len(rows)
    return figure(
        data, width=_WIDTH, height=height, margin={"l": 60, "r": 20, "t": 30, "b": 50}, shapes=shapes,
        annotations=heads,
        showlegend=len(reports) > 1, xaxis=axis("step", anchor=f"y{len(rows)}"), **axes,
    )  # fmt: skip


def lost(reports: Mapping[str, Json]) -> Figure | None:
    """Return the lost steps by cause, as areas upon each other, of the first report."""
    told = next(iter(reports.values()), None)
    if told is None:
        return None
    data = []
    for number, (name, title) in enumerate(_CAUSES.items()):
        if _windows(told, name):
            x, y = _course(told, name)
            area = {"stackgroup": "lost", "fillcolor": colour(number, 0.6)}
            data.append({**_line(title, x, y, number), **area})
    return _plot(data, "lost steps, by cause", "share of steps", tickformat=".0%", rangemode="tozero")


def guide(reports: Mapping[str, Json]) -> Figure | None:
    """Return how good the guide was, window by window."""
    return _courses(reports, _GUIDE, "the guide", "share", tickformat=".0%", range=[0, 1.02])


def cost(reports: Mapping[str, Json]) -> Figure | None:
    """Return what progress cost, window by window: in USD if that is known, else in tokens or seconds."""
    for name in ("cost_usd", "cost_tokens", "cost_seconds"):
        if any(_windows(told, name) for told in reports.values()):
            unit = next(told["components"][name]["unit"] for told in reports.values())
            return _courses(reports, {name: _COSTS[name]}, f"cost of progress, {_COSTS[name]}", unit)
    return None


FIGURES: Mapping[str, Callable[[Mapping[str, Json]], Figure | None]] = {
    "progress": progress,
    "front": front,
    "legs": legs,
    "lost": lost,
    "guide": guide,
    "cost": cost,
}
"""What there is to draw of runs, by name."""


# --- parts --------------------------------------------------------------------------------


def _windows(told: Json, name: str) -> bool:
    """Tell whether a component has a value in any window."""
    component = told["components"].get(name)
    return component is not None and any(value is not None for value in component["windows"])


def _course(told: Json, name: str) -> tuple[Sequence[float], Sequence[float | None]]:
    return told["windows"]["ends"], told["components"][name]["windows"]


def _line(
    name: str, x: Sequence[float], y: Sequence[float | None], number: int, *, shape: str = "linear",
    legend: bool = True, lane: int = 1,
) -> dict[str, Any]:  # fmt: skip
    drawn = {"color": colour(number), "dash": dash(number), "width": 1.6, "shape": shape}
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": list(x), "y": list(y), "legendgroup": name,
        "showlegend": legend, "line": drawn, "yaxis": f"y{lane}",
    }  # fmt: skip


def _courses(
    reports: Mapping[str, Json], names: Mapping[str, str], title: str, unit: str, **y: Any
) -> Figure | None:
    """Return components of every report: a colour for each, and a dash for each run if there are two."""
    data: list[dict[str, Any]] = []
    for number, (run, told) in enumerate(reports.items()):
        for at, (name, words) in enumerate(names.items()):
            if _windows(told, name):
                label = words if len(reports) == 1 else f"{run}: {words}"
                line = _line(label, *_course(told, name), at)
                if len(reports) > 1:
                    line["line"]["dash"] = dash(number)
                data.append(line)
    return _plot(data, title, unit, **y)


def _plot(data: Sequence[Mapping[str, Any]], title: str, unit: str, **y: Any) -> Figure | None:
    if not data:
        return None
    return figure(
        list(data), width=_WIDTH, height=_HEIGHT, title={"text": title, "font": {"size": 14}, "x": 0.01},
        showlegend=len(data) > 1, xaxis=axis("step"), yaxis=axis(unit, **y),
    )  # fmt: skip


def _alarms(told: Json, name: str, lane: int, number: int) -> list[Any]:
    steps = [alarm["step"] for alarm in told["alarms"] if alarm["row"] == name]
    if not steps:
        return []
    edge = {"color": colour(number), "width": 1}
    return [
        {
            "type": "scatter", "mode": "markers", "name": "alarm", "x": steps, "y": [0] * len(steps),
            "yaxis": f"y{lane}", "showlegend": False, "hovertemplate": "alarm at step %{x}<extra></extra>",
            "marker": {"symbol": "triangle-up", "size": 10, "color": COLOURS[1], "line": edge},
        }
    ]  # fmt: skip


def _change(told: Json, name: str, lane: int) -> list[Any]:
    """Return the levels before and after with the interval of the change, and the change point."""
    row, end = told["front"][name], told["windows"]["ends"][-1]
    shapes: list[Any] = []
    change, point = row["change"], row["change_point"]
    if change is not None:
        low, high = (change["reference"] + edge for edge in change["interval_90"])
        late = end * 2 / 3
        shapes += [
            _shape(
                "rect",
                lane,
                late,
                end,
                low,
                high,
                fillcolor=colour(4, 0.25),
                line={"width": 0},
                layer="below",
            ),
            _shape(
                "line",
                lane,
                0,
                end,
                change["reference"],
                change["reference"],
                line=_thin("dot"),
                layer="below",
            ),
        ]
    if point is not None and point["p"] <= SIGNIFICANT:
        upright = {"yref": f"y{lane} domain", "line": _thin("dash")}
        shapes.append(_shape("line", lane, point["step"], point["step"], 0, 1) | upright)
    return shapes


def _head(title: str, y: float) -> dict[str, Any]:
    return {
        "text": f"<b>{title}</b>", "x": 0, "xref": "paper", "xanchor": "left", "y": y, "yref": "paper",
        "yanchor": "bottom", "showarrow": False, "font": {"size": 12},
    }  # fmt: skip


def _thin(style: str) -> dict[str, Any]:
    return {"color": GREY, "width": 1, "dash": style}


def _shape(kind: str, lane: int, x0: float, x1: float, y0: float, y1: float, **more: Any) -> dict[str, Any]:
    ends = {"x0": x0, "x1": x1, "y0": y0, "y1": y1}
    return {"type": kind, "xref": "x", "yref": f"y{lane}", **ends, **more}
