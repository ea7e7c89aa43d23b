"""Values in windows over a run, in memory that stops growing (docs/drift.md, "Windows")."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from sim.drift.measure import WINDOW, Measure, Sums

BLOCK = 50
"""Steps in a block; a window begins and ends with one."""
MOST = 2000
"""Windows kept. When there are more, every second one is dropped; they stay 500 steps long."""

Values = tuple[float | None, ...]
"""One value per measure."""


class Mark(NamedTuple):
    """Where all measures stood at the end of a block, and the leg of its last step."""

    steps: int
    sums: tuple[Sums, ...]
    leg: int | None


class Windows:
    """Sliding windows over measures, and the sums at block ends that thirds of the run are cut at."""

    def __init__(self, measures: Sequence[Measure]) -> None:
        self._measures = measures
        self.every = BLOCK
        self._recent = deque([self._sums()], maxlen=WINDOW // BLOCK + 1)
        self._marks: list[Mark] = [Mark(0, self._recent[0], None)]
        self._windows: list[tuple[int, Values]] = []

    def update(self, steps: int, leg: int | None = None) -> None:
        """Note where the measures stand after `steps` steps, the last of them in a leg."""
        if steps % BLOCK:
            return
        sums = self._sums()
        self._recent.append(sums)
        if steps % self.every:
            return
        self._marks.append(Mark(steps, sums, leg))
        if steps >= WINDOW:
            self._windows.append((steps, self._gained(self._recent[0], sums)))
        if len(self._marks) > MOST:
            self._thin()

    @property
    def ends(self) -> tuple[int, ...]:
        """The last step of every window."""
        return tuple(end for end, _ in self._windows)

    def values(self, index: int) -> tuple[float | None, ...]:
        """Return the value of measure number `index` in every window."""
        return tuple(values[index] for _, values in self._windows)

    def thirds(self, steps: int) -> tuple[Values, Values]:
        """Return the values over the first and the last third of a run, cut at the ends of blocks.

        None for all where a third holds no block.
        """
        first = next(mark.sums for mark in reversed(self._marks) if mark.steps <= steps / 3)
        last = next((mark.sums for mark in self._marks if mark.steps >= 2 * steps / 3), self._sums())
        return self._gained(self._marks[0].sums, first), self._gained(last, self._sums())

    def blocks(self, index: int) -> list[tuple[int, float | None, int | None]]:
        """Return (last step, value of measure number `index`, leg) of every block, `every` steps each."""
        measure = self._measures[index]
        return [
            (mark.steps, measure.gained(before.sums[index], mark.sums[index]), mark.leg)
            for before, mark in pairwise(self._marks)
        ]

    def _sums(self) -> tuple[Sums, ...]:
        return tuple(measure.sums for measure in self._measures)

    def _gained(self, before: tuple[Sums, ...], after: tuple[Sums, ...]) -> Values:
        together = zip(self._measures, before, after, strict=True)
        return tuple(measure.gained(a, b) for measure, a, b in together)

    def _thin(self) -> None:
        self.every *= 2
        self._marks = [mark for mark in self._marks if mark.steps % self.every == 0]
        self._windows = [window for window in self._windows if window[0] % self.every == 0]
