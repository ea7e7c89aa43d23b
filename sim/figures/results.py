"""Figures of many runs: values with their spread, and matrices of shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.figures.theme import COLOURS, GREY, INK, axis, colour, figure, marker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.figures.theme import Figure

_WIDTH, _LINE, _AROUND = 860, 16, 110  # pixels: of a figure, of a line of it, above and below its lines
_CELL = 30
_DARK = 0.55
"""Share from which on a cell of a matrix is so dark that its number is white."""


@dataclass(frozen=True, slots=True)
class Span:
    """One value of a row, with the ends of its spread, in a series that has its own colour and marker.

    None for `value` draws no marker, for `low` and `high` no line; a line whose `high` is infinite goes
    on to the edge. `note` is written at the right.
    """

    row: str
    series: str
    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a matrix (0 to 1); `frame`: "own" and "coupled" are framed, full and dashed."""

    row: str
    column: str
    value: float
    frame: str = ""


def spans(
    panels: Mapping[str, Sequence[Span]],
    *,
    x: str,
    marks: Sequence[float] = (),
    end: float | None = None,
    begin: float | None = 0,
) -> Figure:
    """Return panels by title side by side, one line for each row and series, the first at the top.

    `x` says what is told and in which unit, `marks` are drawn as upright lines, `begin` and `end` are those
    of the axis (None: what the values ask for; infinite spreads need an `end`).
    """
    every = [span for some in panels.values() for span in some]
    rows, series = _in_order(span.row for span in every), _in_order(span.series for span in every)
    data: list[Mapping[str, Any]] = []
    notes: list[Mapping[str, Any]] = []
    for number, some in enumerate(panels.values(), 1):
        for at, name in enumerate(series):
            its = [span for span in some if span.series == name]
            heights = [rows.index(span.row) + ((at + 0.5) / len(series) - 0.5) * 0.8 for span in its]
            data += [
                _spreads(its, heights, at, number, end),
                _values(its, heights, at, number, name),
            ]
            notes += [
                _note(span.note, height, number)
                for span, height in zip(its, heights, strict=True)
                if span.note
            ]
    across = [begin, end] if end is not None else None
    more: dict[str, Any] = {"rangemode": "tozero"} if begin == 0 and across is None else {}
    lines = [_mark(mark, number) for number in range(1, len(panels) + 1) for mark in marks]
    return _side_by_side(
        data, tuple(panels), rows, x=x, height=_AROUND + _LINE * len(rows) * len(series), shapes=lines,
        notes=notes, showlegend=len(series) > 1, across={"range": across} if across else more,
    )  # fmt: skip


def matrix(panels: Mapping[str, Sequence[Cell]], *, caption: str = "") -> Figure:
    """Return panels by title side by side, each a matrix of shares, darker for more."""
    every = [cell for some in panels.values() for cell in some]
    rows, columns = _in_order(cell.row for cell in every), _in_order(cell.column for cell in every)
    data, shapes, notes = [], [], []
    for number, some in enumerate(panels.values(), 1):
        table: list[list[float | None]] = [[None] * len(columns) for _ in rows]
        for cell in some:
            column, row = columns.index(cell.column), rows.index(cell.row)
            table[row][column] = cell.value
            notes.append(_number(cell, column, row, number))
            if cell.frame:
                shapes.append(_frame(cell, column, row, number))
        data.append(_heat(table, columns, number))
    ticks = {"tickvals": list(range(len(columns))), "ticktext": columns, "tickangle": -45}
    return _side_by_side(
        data, tuple(panels), rows, x=caption, height=_AROUND + 40 + _CELL * len(rows), shapes=shapes,
        notes=notes, across=ticks | {"range": [-0.5, len(columns) - 0.5]},
    )  # fmt: skip


# --- parts --------------------------------------------------------------------------------


def _spreads(its: Sequence[Span], heights: Sequence[float], at: int, panel: int, end: float | None) -> Any:
    x: list[float | None] = []
    y: list[float | None] = []
    for span, height in zip(its, heights, strict=True):
        if span.low is not None and span.high is not None:
            x += [span.low, end if span.high == float("inf") else span.high, None]
            y += [height, height, None]
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "xaxis": f"x{panel}", "yaxis": f"y{panel}",
        "line": {"color": colour(at), "width": 2}, "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip


def _values(its: Sequence[Span], heights: Sequence[float], at: int, panel: int, name: str) -> Any:
    return {
        "type": "scatter", "mode": "markers", "name": name, "x": [span.value for span in its],
        "y": list(heights), "xaxis": f"x{panel}", "yaxis": f"y{panel}", "showlegend": panel == 1,
        "text": [f"{span.row}, {name} {span.note}".rstrip() for span in its],
        "hovertemplate": "%{text}: %{x}<extra></extra>",
        "marker": {"color": colour(at), "symbol": marker(at), "size": 7},
    }  # fmt: skip


def _note(text: str, height: float, panel: int) -> Any:
    return {
        "text": text, "x": 1, "xref": f"x{panel} domain", "y": height, "yref": f"y{panel}", "xanchor": "left",
        "showarrow": False, "font": {"size": 9, "color": GREY},
    }  # fmt: skip


def _mark(x: float, panel: int) -> Any:
    return {
        "type": "line", "x0": x, "x1": x, "xref": f"x{panel}", "y0": 0, "y1": 1, "yref": f"y{panel} domain",
        "line": {"color": GREY, "width": 1, "dash": "dash"}, "layer": "below",
    }  # fmt: skip


def _heat(table: Any, columns: Sequence[str], panel: int) -> Any:
    return {
        "type": "heatmap", "z": table, "x": list(range(len(columns))), "y": list(range(len(table))),
        "xaxis": f"x{panel}", "yaxis": f"y{panel}", "zmin": 0, "zmax": 1, "showscale": False,
        "colorscale": [[0, "#FFFFFF"], [1, COLOURS[0]]], "xgap": 2, "ygap": 2, "hoverinfo": "z",
    }  # fmt: skip


def _number(cell: Cell, column: int, row: int, panel: int) -> Any:
    return {
        "text": f"{cell.value:.2f}", "x": column, "xref": f"x{panel}", "y": row, "yref": f"y{panel}",
        "showarrow": False, "font": {"size": 10, "color": "white" if cell.value > _DARK else INK},
    }  # fmt: skip


def _frame(cell: Cell, column: int, row: int, panel: int) -> Any:
    return {
        "type": "rect", "xref": f"x{panel}", "yref": f"y{panel}", "x0": column - 0.44, "x1": column + 0.44,
        "y0": row - 0.42, "y1": row + 0.42,
        "line": {"color": INK, "width": 1.5, "dash": "solid" if cell.frame == "own" else "dot"},
    }  # fmt: skip


def _side_by_side(
    data: Sequence[Any], titles: Sequence[str], rows: Sequence[str], *, x: str, height: int,
    shapes: Sequence[Any], notes: Sequence[Any], across: Mapping[str, Any], showlegend: bool = False,
) -> Figure:  # fmt: skip
    """Put panels beside each other; the row names stand at the left of the first."""
    axes: dict[str, Any] = {}
    heads = []
    share = 1 / max(1, len(titles))
    for number, title in enumerate(titles, 1):
        left, right = (number - 1) * share, number * share - (0.07 if number < len(titles) else 0)
        axes[f"xaxis{number}"] = axis(domain=[left, right], anchor=f"y{number}", **across)
        axes[f"yaxis{number}"] = axis(
            anchor=f"x{number}", range=[len(rows) - 0.5, -0.5], tickvals=list(range(len(rows))),
            ticktext=list(rows), showticklabels=number == 1, showline=False, ticks="",
        )  # fmt: skip
        heads.append(_words(f"<b>{title}</b>", left, 1, "left", "bottom"))
    names = "ticktext" in across  # which stand aslant and need room
    below = {**_words(x, 0.5, 0, "center", "top"), "yshift": -70 if names else -30}
    margin = {"l": 130, "r": 60, "t": 50, "b": 100 if names else 60}
    return figure(
        list(data), width=_WIDTH, height=height, margin=margin,
        annotations=[*heads, below, *notes], shapes=list(shapes), showlegend=showlegend, **axes,
    )  # fmt: skip


def _words(text: str, x: float, y: float, xanchor: str, yanchor: str) -> dict[str, Any]:
    return {
        "text": text, "x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": xanchor,
        "yanchor": yanchor, "showarrow": False,
    }  # fmt: skip


def _in_order(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
