"""The five pictures of the calibration page, each with both sets side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.experiment.calibration.analysis.acceptance import ALARMED, ONSET, ONSET_P75, SEPARATED
from sim.experiment.calibration.plan import AIMS, SPECIFIC_SIZE
from sim.figures import Cell, Figure, Span, matrix, spans, svgs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.experiment.calibration.analysis import Analysis
    from sim.experiment.calibration.analysis.onsets import Errors, Onsets

NEVER = float("inf")
_LONGEST, _FARTHEST = 4000, 2000
"""Steps at the right edge of the pictures of delays and of onsets."""


def pictures(found: Mapping[str, Analysis]) -> dict[str, str]:
    """Return the pictures of some sets as SVG, by file name; one without anything to show is left out.

    Raises LongplayError where figures cannot be drawn.
    """

    def drawn_spans(rows_of: Callable[[Analysis], Sequence[Span]], **given: Any) -> Figure | None:
        panels = {f"set {name}": rows_of(one) for name, one in found.items()}
        return spans(panels, **given) if any(panels.values()) else None

    cells = {f"set {name}": _cells(one) for name, one in found.items()}
    caption = f"share of runs that alarmed, {SPECIFIC_SIZE} size; framed: own; dashed: declared"
    every = {
        "false-alarms.svg": drawn_spans(
            _alarms, x="share of runs with any alarm, with 95 % bounds", marks=(ALARMED,)
        ),
        "delays.svg": drawn_spans(
            _delays, x="steps from the onset to the alarm: quartiles", end=_LONGEST
        ),
        "auroc.svg": drawn_spans(
            _separations, x="AUROC against the clean control", marks=tuple(SEPARATED.values()), begin=0.4,
            end=1.02,
        ),
        "specificity.svg": matrix(cells, caption=caption) if any(cells.values()) else None,
        "onsets.svg": drawn_spans(
            _onsets, x="steps between the onset found and the true one: median to p75",
            marks=(ONSET, ONSET_P75), end=_FARTHEST,
        ),
    }  # fmt: skip
    return svgs({name: picture for name, picture in every.items() if picture is not None})


def _alarms(found: Analysis) -> Sequence[Span]:
    return [
        Span(
            each.control, "any alarm", each.any.alarmed / each.any.runs, each.any.low, each.any.high,
            f"{each.any.alarmed}/{each.any.runs}",
        )
        for each in found.false_alarms
    ]  # fmt: skip


def _delays(found: Analysis) -> Sequence[Span]:
    drawn = []
    for each in found.delays:
        low = each.p25
        high = NEVER if each.p75 is None else each.p75
        drawn.append(
            Span(
                each.kind, each.size, each.median, low, None if low is None else high,
                f"{each.found}/{each.runs}",
            )
        )  # fmt: skip
    return drawn


def _separations(found: Analysis) -> Sequence[Span]:
    first = {kind: aim.own[0].measure for kind, aim in AIMS.items()}
    return [
        Span(each.kind, each.size, each.auroc)
        for each in found.separations
        if each.measure == first[each.kind]
    ]


def _cells(found: Analysis) -> Sequence[Cell]:
    return [
        Cell(
            each.kind, family, share,
            "own" if family == each.own else "coupled" if family in each.coupled else "",
        )
        for each in found.specificities
        if each.size == SPECIFIC_SIZE
        for family, share in each.shares.items()
    ]  # fmt: skip


def _onsets(found: Analysis) -> Sequence[Span]:
    return [
        span
        for each in found.onsets
        for span in (
            _error(each, "by the alarm", each.alarm),
            _error(each, "by the change point", each.point),
        )
    ]


def _error(case: Onsets, series: str, errors: Errors) -> Span:
    note = f"{errors.found}/{case.runs}"
    return Span(f"{case.kind} {case.size}", series, errors.median, errors.median, errors.p75, note)
