"""Figures: plain data in, the text of an SVG picture out; the only module that plots.

The same data give the same bytes with one version of matplotlib, which draws (the extra "figures"). Colours
are those of Okabe and Ito (2008), told apart by most eyes, and each goes with a marker of its own. Text stays
text, so that a picture is small and can be searched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from io import StringIO
from typing import Any

from sim.core import LongplayError

_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
_MARKERS = ("o", "s", "^", "D", "v", "P")
_GREY, _INK = "#8A8A8A", "#222222"
_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "longplay",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": _GREY,
    "text.color": _INK,
    "axes.labelcolor": _INK,
}
_WIDTH, _ROW, _AROUND = 9.0, 0.17, 1.1  # inches: of a figure, of a line of it, above and below its lines
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


def available() -> bool:
    """Tell whether figures can be drawn here."""
    return find_spec("matplotlib") is not None


def spans(
    panels: Mapping[str, Sequence[Span]],
    *,
    x: str,
    marks: Sequence[float] = (),
    end: float | None = None,
    begin: float | None = 0,
) -> str:
    """Draw panels by title side by side, one line for each row and series, the first at the top.

    `x` says what is told and in which unit, `marks` are drawn as upright lines, `begin` and `end` are those
    of the axis (None: what the values ask for; infinite spreads need an `end`). Raises LongplayError
    without matplotlib.
    """
    every = [span for some in panels.values() for span in some]
    rows, series = _in_order(span.row for span in every), _in_order(span.series for span in every)
    with _figure(len(panels), len(rows) * len(series)) as (figure, axes, drawn):
        for axis, (title, some) in zip(axes, panels.items(), strict=True):
            _prepare(axis, title, rows)
            if end is not None:
                axis.set_xlim(begin, end)
            for mark in marks:
                axis.axvline(mark, color=_GREY, linewidth=0.8, linestyle=(0, (3, 2)))
            for span in some:
                _draw(axis, span, rows, series)
        if end is None:
            axes[0].set_xlim(left=begin)  # of all of them: they share it
        figure.supxlabel(x, fontsize=9)
        if len(series) > 1:
            _explain(figure, series)
    return drawn[0]


def matrix(panels: Mapping[str, Sequence[Cell]], *, caption: str = "") -> str:
    """Draw panels by title side by side, each a matrix of shares, darker for more.

    Raises LongplayError without matplotlib.
    """
    every = [cell for some in panels.values() for cell in some]
    rows, columns = _in_order(cell.row for cell in every), _in_order(cell.column for cell in every)
    with _figure(len(panels), 2 * len(rows)) as (figure, axes, drawn):
        for axis, (title, some) in zip(axes, panels.items(), strict=True):
            _prepare(axis, title, rows)
            axis.set_xlim(-0.5, len(columns) - 0.5)
            axis.set_xticks(range(len(columns)), columns, rotation=45, ha="right", rotation_mode="anchor")
            for cell in some:
                _fill(axis, cell, columns.index(cell.column), rows.index(cell.row))
        figure.supxlabel(caption, fontsize=8, color=_GREY)
    return drawn[0]


# --- parts --------------------------------------------------------------------------------


@contextmanager
def _figure(panels: int, lines: int) -> Iterator[tuple[Any, Any, list[str]]]:
    """Hand out an empty figure and its axes; what was drawn is in the list afterwards, as SVG."""
    if not available():
        raise LongplayError('figures need matplotlib: pip install "longplay[figures]"')
    # plotting takes longer to load than anything else here
    from matplotlib import rc_context  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    with rc_context(_STYLE):
        figure = Figure(figsize=(_WIDTH, _AROUND + _ROW * lines), layout="constrained")
        axes = figure.subplots(1, max(1, panels), sharex=True, sharey=True, squeeze=False)[0]
        drawn: list[str] = []
        yield figure, axes[:panels], drawn
        text = StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
        drawn.append("\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n")


def _prepare(axis: Any, title: str, rows: Sequence[str]) -> None:
    axis.set_title(title, loc="left", fontsize=10)
    axis.set_yticks(range(len(rows)), rows)
    axis.set_ylim(len(rows) - 0.5, -0.5)
    axis.tick_params(length=0)


def _draw(axis: Any, span: Span, rows: Sequence[str], series: Sequence[str]) -> None:
    number = series.index(span.series)
    height = rows.index(span.row) + ((number + 0.5) / len(series) - 0.5) * 0.8
    colour, marker = _COLOURS[number % len(_COLOURS)], _MARKERS[number % len(_MARKERS)]
    if span.low is not None and span.high is not None:
        high = axis.get_xlim()[1] if span.high == float("inf") else span.high
        axis.plot([span.low, high], [height, height], color=colour, linewidth=1.4, solid_capstyle="butt")
    if span.value is not None:
        axis.plot([span.value], [height], color=colour, marker=marker, markersize=4, linestyle="none")
    if span.note:
        axis.text(
            1.01, height, span.note, transform=axis.get_yaxis_transform(), fontsize=6.5, color=_GREY,
            va="center",
        )  # fmt: skip


def _explain(figure: Any, series: Sequence[str]) -> None:
    """Write beside each colour and marker what it stands for."""
    from matplotlib.lines import Line2D  # noqa: PLC0415

    handles = [
        Line2D([], [], color=_COLOURS[n % len(_COLOURS)], marker=_MARKERS[n % len(_MARKERS)], markersize=4)
        for n in range(len(series))
    ]
    figure.legend(handles, series, loc="outside upper right", ncols=len(series), frameon=False, fontsize=8)


def _fill(axis: Any, cell: Cell, column: int, row: int) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    share = min(max(cell.value, 0.0), 1.0)
    shade = tuple(1 - share * (1 - int(_COLOURS[0][at : at + 2], 16) / 255) for at in (1, 3, 5))
    axis.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=shade, edgecolor="white"))
    if cell.frame:
        line = "-" if cell.frame == "own" else (0, (2, 1.5))
        edge = Rectangle((column - 0.45, row - 0.45), 0.9, 0.9, fill=False, edgecolor=_INK, linestyle=line)
        axis.add_patch(edge)
    colour = "white" if share > _DARK else _INK
    axis.text(column, row, f"{cell.value:.2f}", ha="center", va="center", fontsize=7, color=colour)


def _in_order(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
