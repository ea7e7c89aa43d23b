"""A drift report on a terminal: a table with sparklines, and one line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.drift import Component, DriftReport

_BLOCKS = "▁▂▃▄▅▆▇█"
_WIDTH = 20
_NONE = "-"
_TITLES = {
    "progress": "progress",
    "steps_per_objective": "steps per objective",
    "stuck": "stuck",
    "guide": "guide, characters",
    "revisions": "guide, revisions",
}
_SHARES = ("progress", "stuck")


def drift_table(report: DriftReport) -> RenderableType:
    """Return the report as a table: level, first and last third of the run, and windows over it.

    It fits into 80 columns and says all in characters, so that it needs no colour.
    """
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("", no_wrap=True)
    for title in ("level", "first ⅓", "last ⅓"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("windows of 500 steps", no_wrap=True)
    for component in report.components:
        table.add_row(
            _title(component, report),
            _level(component),
            *(_number(component, value) for value in (component.first, component.last)),
            sparkline(component.windows),
        )
    return Group(table, Text(_notes(report), style="dim"))


def drift_line(report: DriftReport) -> Text:
    """Return the report in one line: where the run stands, and the verdict with its reason."""
    by_name = {component.name: component for component in report.components}
    parts = [f"{report.steps:,} steps"]
    if by_name["progress"].level is not None:
        parts.append(f"{by_name['progress'].level:.0%} of the quest")
    if by_name["steps_per_objective"].level is not None:
        parts.append(f"{by_name['steps_per_objective'].level:,.0f} per objective")
    parts.append(f"{by_name['coverage'].level or 0:,.0f} {report.covers}")
    if by_name["stuck"].level is not None:
        parts.append(f"stuck {by_name['stuck'].level:.1%}")
    if by_name["guide"].level is not None:
        parts.append(f"guide {by_name['guide'].level:,.0f} characters")
    verdict = f"drift {report.verdict.word} ({report.verdict.why})"
    return Text(f"{', '.join(parts)}: {verdict}")


def sparkline(values: Sequence[float | None], width: int = _WIDTH) -> str:
    """Return a line of at most `width` blocks, from 0 to the largest value; a dot has no value.

    >>> sparkline([0, 1, None, 4])
    '▁▃·█'
    """
    shown = _resampled(values, width)
    top = max((value for value in shown if value is not None), default=0.0)
    return "".join("·" if value is None else _block(value, top) for value in shown)


def _block(value: float, top: float) -> str:
    return _BLOCKS[round(max(value, 0) / top * (len(_BLOCKS) - 1))] if top > 0 else _BLOCKS[0]


def _resampled(values: Sequence[float | None], width: int) -> list[float | None]:
    """Return the means of `width` stretches of equal length."""
    if len(values) <= width:
        return list(values)
    edges = [index * len(values) // width for index in range(width + 1)]
    return [_mean(values[a:b]) for a, b in pairwise(edges)]


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _title(component: Component, report: DriftReport) -> str:
    if component.name == "coverage":
        return "rooms" if report.covers == "rooms" else "screens (exploration)"
    return _TITLES[component.name]


def _level(component: Component) -> str:
    if component.level is not None and component.most is not None and component.name == "coverage":
        return f"{component.level:,.0f} of {component.most:,}"
    return _number(component, component.level)


def _number(component: Component, value: float | None) -> str:
    if value is None:
        return _NONE
    if component.name in _SHARES:
        return f"{value:.1%}"
    return f"{value:,.1f}" if value < 10 and value % 1 else f"{value:,.0f}"


def _notes(report: DriftReport) -> str:
    """Return what the columns mean, in one or two lines."""
    return (
        "thirds and windows: progress, rooms and revisions per 500 steps; guide on average; "
        f"{_NONE} and · mean no opportunity (docs/drift.md)"
    )
