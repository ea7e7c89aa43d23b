"""Rates of harm per opportunity in two arms, and the relative risk, which is never told without them.

The sums are drawn by whole worlds (`between.risk`: BCa), from 100 worlds on by groups of them, as many in
each. A relative risk alone says nothing: 65 % less of one in a thousand is nothing to speak of, so
`Risks.words` is the only way to print one.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from sim.drift.stats.between import Risk, risk
from sim.experiment.deciding.contrast import LARGE

if TYPE_CHECKING:
    from sim.drift.stats.intervals import Estimate
    from sim.experiment.deciding.samples import Clustered, Sums


@dataclass(frozen=True, slots=True)
class Risks:
    """An arm's rate beside that of its base, each with what it is made of: done of opportunities."""

    estimand: str
    arm: str
    base: str
    arm_sums: Sums
    base_sums: Sums
    found: Risk
    unit: str
    units: int

    def words(self) -> str:
        """Return the comparison as one sentence, with both base rates."""
        text = (
            f"{self.arm}: {_rate(self.arm_sums, self.found.arm)}; "
            f"{self.base}: {_rate(self.base_sums, self.found.base)}"
        )
        if self.found.ratio is None:
            return f"{text}; no relative risk, as the base rate is 0"
        return f"{text}; relative risk {_number(self.found.ratio)}, {self.units} {self.unit}s"


def risks(
    estimand: str, arm: str, base: str, sums: Clustered, *, seed: int, resamples: int = 5000
) -> Risks | None:
    """Compare two arms; None if one of them had no opportunity, or there is no base."""
    if not sums.arm or sums.base is None:
        return None
    found = risk(_grouped(sums.base), _grouped(sums.arm), seed=seed, resamples=resamples)
    if found is None:
        return None
    return Risks(estimand, arm, base, _total(sums.arm), _total(sums.base), found, sums.unit, len(sums.arm))


def _grouped(sums: tuple[Sums, ...]) -> list[Sums]:
    """Return sums of at most so many groups of units as can be resampled in little memory."""
    groups = min(len(sums), LARGE)
    return [_total(sums[number::groups]) for number in range(groups)]


def _total(sums: tuple[Sums, ...]) -> Sums:
    return sum(done for done, _ in sums), sum(had for _, had in sums)


def _rate(sums: Sums, found: Estimate) -> str:
    ends = found.interval
    told = f" [{ends.low:.1%}, {ends.high:.1%}]" if ends else ""
    return f"{sums[0]:g} of {sums[1]:g} ({found.value:.1%}{told})"


def _number(found: Estimate) -> str:
    ends = found.interval
    if ends is None:
        return f"{found.value:.2f}"
    high = "infinite" if ends.high == inf else f"{ends.high:.2f}"
    return f"{found.value:.2f} [{ends.low:.2f}, {high}]"
