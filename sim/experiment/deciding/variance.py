"""Where do runs differ: between worlds, or between two runs of the same world?

Random effects of one way, by the method of moments (Searle, Casella and McCulloch 1992, section 3.6): run s
in world w is y_ws = mean + world_w + chance_ws. With k worlds of n_w runs, N in all, MSB and MSW the mean
squares between and within worlds, n_0 = (N - sum n_w^2 / N) / (k - 1):

    chance = MSW        world = max(0, (MSB - MSW) / n_0)

Estimates without bias but for the cut at 0, which the result tells. The interval of the world's share of
the variance is Searle's, *exact* for normal effects and as many runs in every world, close otherwise (n_0
for n): F_l = MSB / MSW / F_{1 - a/2}, low = (F_l - 1) / (F_l - 1 + n_0), likewise high with F_{a/2}.

What follows is how to spend runs: the mean has variance world / k + chance / N, so more runs of the same
worlds only ever take the second part away.

Null (None): less than two worlds, or no world with two runs, or no variance at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from sim.drift.stats.intervals import Interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.experiment.deciding.samples import Place


@dataclass(frozen=True, slots=True)
class Split:
    """Variance between worlds and between runs of a world, and the world's share of both with its interval.

    `cut`: the estimate between worlds was below 0 and is told as 0.
    """

    world: float
    chance: float
    share: float
    interval: Interval
    worlds: int
    runs: int
    cut: bool


def split(values: Mapping[Place, float], *, level: float = 0.95) -> Split | None:
    """Split the variance of the values of runs."""
    groups: dict[int, list[float]] = {}
    for place, value in values.items():
        groups.setdefault(place.world, []).append(value)
    worlds, runs = len(groups), len(values)
    if worlds < 2 or runs <= worlds:
        return None
    means = {world: float(np.mean(each)) for world, each in groups.items()}
    overall = float(np.mean(list(values.values())))
    within = sum((value - means[world]) ** 2 for world, each in groups.items() for value in each)
    between = sum(len(each) * (means[world] - overall) ** 2 for world, each in groups.items())
    msb, msw = between / (worlds - 1), within / (runs - worlds)
    usual = (runs - sum(len(each) ** 2 for each in groups.values()) / runs) / (worlds - 1)
    if msb <= 0 and msw <= 0:
        return None
    raw = (msb - msw) / usual
    world = max(0.0, raw)
    found = _share_interval(msb, msw, usual, (worlds - 1, runs - worlds), level)
    return Split(world, msw, world / (world + msw), found, worlds, runs, raw < 0)


def _share_interval(msb: float, msw: float, usual: float, freedom: tuple[int, int], level: float) -> Interval:
    if msw == 0:
        return Interval(1.0, 1.0, level)
    ends = []
    for tail in ((1 + level) / 2, (1 - level) / 2):
        ratio = msb / msw / float(stats.f.ppf(tail, *freedom))
        ends.append(min(1.0, max(0.0, (ratio - 1) / (ratio - 1 + usual))))
    return Interval(ends[0], ends[1], level)
