"""A drift report on a terminal: the front page as a table, what stands beside it, and one line."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.drift import calibrated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.drift import Component, DriftReport, Row
    from sim.drift.tiers import Tiers

_BLOCKS = "▁▂▃▄▅▆▇█"
_WIDTH = 10
_NONE = "-"
_STYLES = {"drift": "bold red", "bounded": "green"}


def drift_table(report: DriftReport) -> RenderableType:
    """Return the front page: level, the early and the late part of the run, the change and the verdict.

    It fits into 80 columns and says all in characters, so that it needs no colour.
    """
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("", no_wrap=True)
    for title in ("level", "early → late", "change, 90 %"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("course", no_wrap=True)
    courses = {component.name: component.windows for component in report.components}
    for row in report.front:
        table.add_row(
            row.title,
            _share(row.level),
            _early_and_late(row),
            _interval(row),
            Text(row.verdict.word, style=_STYLES.get(row.verdict.word, "")),
            sparkline(courses.get(row.name, ())),
        )
    return Group(table, *(Text(line, style="dim") for line in _beside(report)))


def drift_line(report: DriftReport) -> Text:
    """Return the report in one line: where the run stands, and the verdict with its reason."""
    by_name = {component.name: component for component in report.components}
    parts = [f"{report.steps:,} steps"]
    if by_name["progress"].level is not None:
        parts.append(f"{by_name['progress'].level:.0%} of the quest")
    if by_name["steps_per_objective"].level is not None:
        parts.append(f"{by_name['steps_per_objective'].level:,.0f} per objective")
    parts.append(f"{by_name['coverage'].level or 0:,.0f} {_covered(report)}")
    if by_name["guide"].level is not None:
        parts.append(f"guide {by_name['guide'].level:,.0f} characters")
    verdict = f"drift {report.verdict.word} ({report.verdict.why})"
    return Text(f"{', '.join(parts)}: {verdict}")


def windows_table(report: DriftReport, names: Sequence[str] = ()) -> RenderableType:
    """Return the front page window by window: one row for each stretch of 500 steps that do not overlap."""
    shown = [row for row in report.front if row.level is not None and (not names or row.name in names)]
    by_name = {component.name: component for component in report.components}
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("to step", justify="right")
    for row in shown:
        table.add_column(row.title, justify="right")
    last = 0
    for index, end in enumerate(report.ends):
        if end - last >= 500:
            table.add_row(f"{end:,}", *(_share(by_name[row.name].windows[index]) for row in shown))
            last = end
    return table


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


def _early_and_late(row: Row) -> str:
    if row.change is None:
        return _NONE
    return f"{100 * row.change.reference:.1f} → {_share(row.change.late)}"


def _interval(row: Row) -> str:
    if row.change is None:
        return _NONE
    return f"{100 * row.change.low:+.1f} … {100 * row.change.high:+.1f}"


def _share(value: float | None) -> str:
    return _NONE if value is None else f"{value:.1%}"


def _beside(report: DriftReport) -> list[str]:
    """Return what stands below the table: alarms, lost steps, the guide, and what the marks mean."""
    lines = [
        f"alarm: {row.title} at step {alarm.step:,}"
        + (f", rising since about step {alarm.onset:,}" if alarm.onset is not None else "")
        for alarm in report.alarms
        for row in report.front
        if row.name == alarm.row
    ]
    if report.lost:
        parts = ", ".join(f"{cause} {value:.1f}" for cause, value in report.lost.items() if cause != "total")
        lines.append(f"lost steps per 100: {report.lost.get('total', 0):.1f} ({parts})")
    if report.tiers is not None:
        lines.append(_tier(report.tiers))
    if calibrated() is None:
        lines.append(f"{report.instrument} has not been calibrated: longplay calibrate")
    return [*lines, f"{_NONE} and ·: no opportunity; what each row is: docs/drift.md"]


def _tier(tiers: Tiers) -> str:
    """Return at which tier a run is measured, and what its rows rest on."""
    if tiers.run == "pixels":
        return "tier: pixels; stuck goes by pictures"
    seen = tiers.observed
    if seen is None:
        return "tier: adapter, which tells no positions: no pace, waste and memory gap"
    return f"tier: adapter; pace, waste and memory gap by {seen.graph} ({seen.tiles:,} tiles)"


def _covered(report: DriftReport) -> str:
    return "rooms" if report.covers == "rooms" else "screens (exploration)"


def level_of(report: DriftReport, name: str) -> float | None:
    """Return the level of a component, None where it has none."""
    found: Component = report.component(name)
    return found.level
