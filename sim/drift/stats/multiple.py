"""Several claims at once, and the claim that there is nothing.

**Holm.** p-values in order p_(1) <= ... <= p_(m): adjusted p_(i) = max_{j <= i} min(1, (m - j + 1) *
p_(j)). *Guaranteed:* whatever the dependence, the chance that any true null has an adjusted p <= alpha
is at most alpha (Holm 1979). A registered test that could not be done (None) stays None and still
counts in m: who registers six hypotheses pays for six.

**Equivalence.** Two one-sided tests at alpha find an effect within (-margin, margin) exactly if the
interval of level 1 - 2 alpha lies inside (Schuirmann 1987). So a 90 % interval tests at 5 %, a 95 % one
at 2.5 %. As good as the interval is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sim.drift.stats.intervals import Interval


def holm(p_values: Mapping[str, float | None]) -> dict[str, float | None]:
    """Return Holm-adjusted p-values by name, in the order given.

    >>> holm({"a": 0.01, "b": 0.5, "c": None})
    {'a': 0.03, 'b': 1.0, 'c': None}
    """
    found = sorted((p, name) for name, p in p_values.items() if p is not None)
    if any(not 0 <= p <= 1 for p, _ in found):
        raise ValueError(f"a p-value is from 0 to 1: {found}")
    adjusted: dict[str, float | None] = dict.fromkeys(p_values)
    most = 0.0
    for rank, (p, name) in enumerate(found):
        most = max(most, min(1.0, (len(p_values) - rank) * p))
        adjusted[name] = most
    return adjusted


def equivalent(interval: Interval | None, margin: float, *, side: Literal["both", "upper"] = "both") -> bool:
    """Whether an effect has been shown to be smaller than `margin` > 0, at alpha = (1 - level) / 2.

    "upper" asks only that harm is not above the margin. Without an interval nothing has been shown.
    """
    if not margin > 0:
        raise ValueError(f"a margin is above 0, not {margin}")
    if interval is None:
        return False
    return interval.high < margin and (side == "upper" or interval.low > -margin)
