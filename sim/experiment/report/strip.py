"""The strip of a hypothesis: its interval on one line with its thresholds, as a small SVG picture."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING

from sim.experiment.report.words import MINUS, VERDICTS, number

if TYPE_CHECKING:
    from sim.experiment.deciding.judging import Verdict
    from sim.experiment.spec.model import Bound

_WIDTH, _HEIGHT, _EDGE = 640, 76, 4
_LINE, _AXIS = 30, 54
_ROOM, _WORD = 24, 70
"""Pixels that a tick keeps from the edges, and that the name of a ground takes."""


def strip(verdict: Verdict) -> str:
    """Return an SVG picture, "" where there is nothing to draw.

    The ground of a claim ("CI_low >= 0.05": all from .05 on) is tinted: the interval lies wholly on the
    ground of the claim that holds.
    """
    one = verdict.evidence
    if one.found is None:
        return ""
    said = one.hypothesis
    marks = sorted({0.0, said.met.value, said.not_met.value})
    inside = [one.found.value, *marks]
    if one.interval is not None:
        inside += [one.interval.low, one.interval.high]
    scale = _Scale(min(inside), max(inside))
    grounds = _ground(said.met, scale, "met") + _ground(said.not_met, scale, "not_met")
    lines = "".join(_threshold(value, scale) for value in sorted({said.met.value, said.not_met.value}))
    ticks = "".join(_tick(value, scale) for value in scale.ticks)
    reach = ""
    if one.interval is not None:
        reach = (
            f'<line class="reach" x1="{scale(one.interval.low):.1f}" x2="{scale(one.interval.high):.1f}"'
            f' y1="{_LINE}" y2="{_LINE}"/>'
        )
    dot = f'<circle class="dot" cx="{scale(one.found.value):.1f}" cy="{_LINE}" r="5"/>'
    title = f"{number(one.found.value)} on a line from {number(scale.low)} to {number(scale.high)}"
    return (
        f'<svg class="strip {verdict.word}" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}">'
        f"{grounds}{lines}{_axis()}{ticks}{reach}{dot}</svg>"
    )


class _Scale:
    """Values to pixels, with some room at either end, and round values for ticks."""

    def __init__(self, low: float, high: float) -> None:
        room = (high - low or 1.0) * 0.12
        self.low, self.high = low - room, high + room

    def __call__(self, value: float) -> float:
        return _EDGE + (value - self.low) / (self.high - self.low) * (_WIDTH - 2 * _EDGE)

    @property
    def ticks(self) -> list[float]:
        rough = (self.high - self.low) / 6
        size = 10.0 ** floor(log10(rough))
        step = next(size * times for times in (1, 2, 5, 10) if size * times >= rough)
        first = -floor(-self.low / step)
        every = [at * step for at in range(first, floor(self.high / step) + 1)]
        return [value for value in every if _ROOM < self(value) < _WIDTH - _ROOM]


def _ground(bound: Bound, scale: _Scale, kind: str) -> str:
    claims = {("low", ">"): (bound.value, scale.high), ("high", "<"): (scale.low, bound.value)}
    ends = claims.get((bound.side, bound.op[0]))
    if ends is None:
        return ""
    left, right = (scale(end) for end in ends)
    size = f'x="{left:.1f}" width="{right - left:.1f}" y="4" height="{_AXIS - 4}"'
    rect = f'<rect class="ground {kind}" {size}/>'
    if right - left < _WORD:
        return rect
    at, anchor = (right - 6, "end") if bound.side == "low" else (left + 6, "start")
    word = VERDICTS[kind]
    return f'{rect}<text class="word {kind}" x="{at:.1f}" y="16" text-anchor="{anchor}">{word}</text>'


def _threshold(value: float, scale: _Scale) -> str:
    x = f"{scale(value):.1f}"
    return f'<line class="threshold" x1="{x}" x2="{x}" y1="4" y2="{_AXIS}"/>'


def _axis() -> str:
    return f'<line class="axis" x1="{_EDGE}" x2="{_WIDTH - _EDGE}" y1="{_AXIS}" y2="{_AXIS}"/>'


def _tick(value: float, scale: _Scale) -> str:
    x = f"{scale(value):.1f}"
    zero = " zero" if abs(value) < 1e-12 else ""
    text = "0" if zero else f"{value:.6g}".replace("-", MINUS)
    return (
        f'<line class="axis" x1="{x}" x2="{x}" y1="{_AXIS}" y2="{_AXIS + 4}"/>'
        f'<text class="tick{zero}" x="{x}" y="{_AXIS + 17}">{text}</text>'
    )
