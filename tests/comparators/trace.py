"""What a detector is shown: the harm of a run, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

BLOCK = 50
"""Opportunities in a block, as in `sim.drift.stats.edetector`."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The harm of every opportunity, in the order they came; a step without an opportunity is left out.

    `values` are from 0 to 1, `steps` the step that each belongs to, from 1 on and rising, `legs` its leg.
    """

    values: Floats
    steps: Ints
    legs: Ints

    def __post_init__(self) -> None:
        if not len(self.values) == len(self.steps) == len(self.legs):
            raise ValueError("each opportunity needs a value, a step and a leg")
        if len(self.values) and not 0 <= self.values.min() <= self.values.max() <= 1:
            raise ValueError("harm is from 0 to 1")

    def blocks(self, size: int = BLOCK) -> Series:
        """Return the means of blocks of `size` opportunities, each at its last step; a rest is left out."""
        whole = len(self.values) // size
        cut = slice(0, whole * size)
        ends = slice(size - 1, whole * size, size)
        return Series(self.values[cut].reshape(whole, size).mean(axis=1), self.steps[ends], self.legs[ends])

    def until(self, step: int) -> int:
        """Return how many of the opportunities came up to a step, itself included."""
        return int(np.searchsorted(self.steps, step, side="right"))


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """One run of `length` steps: its row in the table and its seed.

    `onset` is the first step that may drift, None for a control. `series` is what detectors read, by the
    name of the input; `alarms` the first step at which each family of the tracker alarmed, for those that
    did. `by_leg` holds one value for each leg that was played to its end, by the name of the input.
    """

    name: str
    seed: int
    onset: int | None
    length: int
    series: Mapping[str, Series]
    alarms: Mapping[str, int]
    by_leg: Mapping[str, Floats]
