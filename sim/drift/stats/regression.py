"""Which of several things does a value go with? Least squares, with intervals by clusters.

y_i = b_0 + b_1 x_i1 + ... + b_m x_im + error. Coefficients are those of ordinary least squares over all
rows. Rows of one cluster (a leg) resemble each other, so the intervals come from drawing whole clusters
with replacement and solving anew, and of these the expanded percentile is taken (`intervals`). *Calibrated
only*: coverage approaches the level as clusters grow. Draws whose rows fix no coefficients are left out.

`explained` is the share of a column's variance that others explain (R squared; 1 for a column that hardly
varies): near 1 its coefficient means nothing, because nobody can tell it from the others. R squared above
0.9 is a variance inflation above 10.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from sim.drift.stats.intervals import RESAMPLES, Estimate, Floats, expanded

_SINGULAR = 1e12
_LEAST_SPREAD = 1e-12


def explained(column: ArrayLike, others: Sequence[ArrayLike]) -> float:
    """Return the share of a column's variance that the others, and a constant, explain.

    >>> round(explained([1, 2, 3, 4], [[2, 4, 6, 8]]), 6)
    1.0
    """
    values = np.asarray(column, float)
    spread = float(values.var())
    if spread < _LEAST_SPREAD:
        return 1.0
    design = _design(others, len(values))
    left = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
    return float(1 - left.var() / spread)


def regression(
    y: ArrayLike,
    columns: Sequence[ArrayLike],
    clusters: ArrayLike,
    *,
    seed: int,
    level: float = 0.95,
    resamples: int = RESAMPLES,
) -> list[Estimate] | None:
    """Return the coefficient of every column; None with less than 2 clusters or if none can be fixed.

    >>> [found] = regression([1, 3, 5, 7, 9, 11], [[0, 1, 2, 3, 4, 5]], [1, 1, 2, 2, 3, 3], seed=1)
    >>> round(found.value, 6), round(found.interval.low, 6), found.units
    (2.0, 2.0, 3)
    """
    values = np.asarray(y, float)
    design = _design(columns, len(values))
    names, cluster = np.unique(np.asarray(clusters), return_inverse=True)
    if len(names) < 2 or np.linalg.cond(design) ** 2 > _SINGULAR:
        return None
    size = design.shape[1]
    squares, products = np.zeros((len(names), size, size)), np.zeros((len(names), size))
    np.add.at(squares, cluster, design[:, :, None] * design[:, None, :])
    np.add.at(products, cluster, design * values[:, None])
    times = np.random.default_rng(seed).multinomial(
        len(names), np.full(len(names), 1 / len(names)), size=resamples
    )
    left, right = np.tensordot(times, squares, axes=1), times @ products
    sound = np.linalg.cond(left) < _SINGULAR
    if not sound.any():
        return None
    drawn = np.linalg.solve(left[sound], right[sound][..., None])[..., 0]
    best = np.linalg.lstsq(design, values, rcond=None)[0]
    return [
        Estimate(float(best[number]), expanded(drawn[:, number], len(names), level), len(names))
        for number in range(1, size)
    ]


def _design(columns: Sequence[ArrayLike], rows: int) -> Floats:
    return np.column_stack([np.ones(rows), *(np.asarray(column, float) for column in columns)])
