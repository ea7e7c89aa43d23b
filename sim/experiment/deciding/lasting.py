"""How long runs last before they derail, with finishing as a competing event; and whether arms differ.

The curves are those of `sim.drift.stats.survival`: runs count as independent there, which runs of the same
world are not quite, so that their intervals are a little narrow where worlds are played more than once.
Hypotheses on times are about restricted means, which have the intervals of `contrast`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.drift.stats.survival import Outcome, Point, cumulative_incidence, differ, kappa_of_first

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.drift.stats.intervals import Estimate


@dataclass(frozen=True, slots=True)
class Lasting:
    """How the runs of an arm ended: counts by how, the curve of derailing, and the shape of its hazard.

    `horizon`: steps up to which the curve goes, the longest run. `kappa`: above 1 the hazard rises (or runs
    differ).
    """

    derailed: int
    finished: int
    censored: int
    horizon: float
    curve: tuple[Point, ...]
    kappa: Estimate | None


def lasting(outcomes: Sequence[Outcome]) -> Lasting | None:
    """Return how long runs lasted, None without a run."""
    if not outcomes:
        return None
    ends = [outcome.how for outcome in outcomes]
    return Lasting(
        ends.count("derailed"), ends.count("finished"), ends.count("censored"),
        max(outcome.time for outcome in outcomes),
        tuple(cumulative_incidence(outcomes)), kappa_of_first(outcomes),
    )  # fmt: skip


def apart(outcomes: Mapping[str, Sequence[Outcome]], base: str) -> dict[str, float | None]:
    """Return the p of the log-rank test of every other arm against `base`."""
    return {arm: differ(outcomes[base], its) for arm, its in outcomes.items() if arm != base}
