"""Verdicts on hypotheses: met, not met or undetermined, by thresholds written down before the runs.

Gates come first, then what is not played: a verdict on part of the runs would be a peek. Then a *claim* is
made if the interval of level 1 - alpha meets its threshold and the two-sided test that the truth lies at
that threshold has a p of at most alpha after Holm over the claims of its kind in the family. *Guaranteed*
under the test's one assumption (`contrast`): the chance that any hypothesis of a family is called met
though it is not, or not met though it is, is at most alpha together: each kind of claim spends alpha / 2,
at its side of its thresholds. A threshold that is no claim ("CI_low < 0.05": the effect was not shown)
needs no test.

Where both thresholds hold, or neither, the hypothesis is undetermined, and the reason says what is lacking.

**Smallest effect detectable.** How far beyond its threshold the truth must lie to be called met in 4 of 5
such experiments, given how much worlds differed in this one: at alpha / m for a family of m, which is what
Holm leaves where no other hypothesis is met; `alone` is the same for m = 1. It stands beside every verdict
that is not "met".
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.drift.stats.multiple import holm
from sim.experiment.deciding.contrast import Contrast, contrast, interval, least_detectable, p_value
from sim.experiment.deciding.samples import Better, Clustered, Missing, Sample, clustered, with_worst

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.drift.stats.intervals import Interval
    from sim.experiment.deciding.contrast import Side
    from sim.experiment.deciding.gating import Gated
    from sim.experiment.spec.model import Bound, Hypothesis

Word = Literal["met", "not_met", "undetermined"]
KINDS = ("met", "not_met")
_OPS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a hypothesis before the others of its family are asked.

    `p`: by kind of claim, of the two-sided test at that claim's threshold; None where there is no test.
    `gainless`: runs of its arms that spent something for nothing, so that the rule for missing values is
    about them too.
    """

    hypothesis: Hypothesis
    sums: Clustered
    found: Contrast | None
    interval: Interval | None
    p: Mapping[str, float | None]
    gainless: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a hypothesis and why.

    `p`, `adjusted`: by kind of claim, before and after Holm. `family`: how many hypotheses share the error
    rate. `detectable`, `alone`: smallest effect detectable beyond the threshold of "met", within the family
    and alone.
    """

    evidence: Evidence
    word: Word
    reason: str
    adjusted: Mapping[str, float | None]
    family: int
    detectable: float | None
    alone: float | None

    @property
    def id(self) -> str:
        """The hypothesis' id."""
        return self.evidence.hypothesis.id


def evidence(
    hypothesis: Hypothesis, samples: Mapping[str, Sample], better: Better | None, *, seed: int
) -> Evidence:
    """Return the evidence on a hypothesis, given its estimand in all arms of the experiment."""
    rule: Missing = hypothesis.missing
    sides = [arm for arm in (hypothesis.arm, hypothesis.against) if arm is not None]
    gainless = sum(len(samples[arm].gainless) for arm in sides)
    if rule == "worst":
        samples = dict(zip(samples, with_worst(list(samples.values()), better), strict=True))
    arm = samples[hypothesis.arm]
    base = None if hypothesis.against is None else samples[hypothesis.against]
    sums = clustered(arm, base, missing=rule)
    found = contrast(sums, counts=arm.counts and (base is None or base.counts))
    if found is None:
        return Evidence(hypothesis, sums, None, None, dict.fromkeys(KINDS), gainless)
    ends = interval(found, seed=seed, level=1 - hypothesis.alpha)
    bounds = {"met": hypothesis.met, "not_met": hypothesis.not_met}
    p = {kind: _p(found, bound, seed) for kind, bound in bounds.items()}
    return Evidence(hypothesis, sums, found, ends, p, gainless)


def judge(
    every: Sequence[Evidence], gates: Sequence[Gated] = (), *, unplayed: int = 0
) -> tuple[Verdict, ...]:
    """Return the verdicts, in the order of the evidence."""
    adjusted = {kind: _adjusted(every, kind) for kind in KINDS}
    sizes = [sum(other.hypothesis.family == one.hypothesis.family for other in every) for one in every]
    return tuple(
        _verdict(one, {kind: adjusted[kind][one.hypothesis.id] for kind in KINDS}, size, gates, unplayed)
        for one, size in zip(every, sizes, strict=True)
    )


# --- parts --------------------------------------------------------------------------------


def _p(found: Contrast, bound: Bound, seed: int) -> float | None:
    side = _side(bound)
    if side is None:
        return None
    p = p_value(found, bound.value, side=side, seed=seed)
    return None if p is None else min(1.0, 2 * p)


def _side(bound: Bound) -> Side | None:
    """Return which way a threshold claims the truth to lie, None if it claims nothing."""
    claims: dict[tuple[str, str], Side] = {("low", ">"): "greater", ("high", "<"): "less"}
    return claims.get((bound.side, bound.op[0]))


def _adjusted(every: Sequence[Evidence], kind: str) -> dict[str, float | None]:
    families: dict[str, dict[str, float | None]] = {}
    for one in every:
        bound = one.hypothesis.met if kind == "met" else one.hypothesis.not_met
        if _side(bound) is not None:
            families.setdefault(one.hypothesis.family, {})[one.hypothesis.id] = one.p[kind]
    found = {name: p for family in families.values() for name, p in holm(family).items()}
    return {one.hypothesis.id: found.get(one.hypothesis.id) for one in every}


def _verdict(
    one: Evidence, adjusted: Mapping[str, float | None], size: int, gates: Sequence[Gated], unplayed: int
) -> Verdict:
    word, reason = _word(one, adjusted, size, gates, unplayed)
    least = [
        None if one.found is None else least_detectable(one.found, side="two", alpha=one.hypothesis.alpha / m)
        for m in (size, 1)
    ]
    return Verdict(one, word, reason, adjusted, size, least[0], least[1])


def _word(
    one: Evidence, adjusted: Mapping[str, float | None], size: int, gates: Sequence[Gated], unplayed: int
) -> tuple[Word, str]:
    hypothesis = one.hypothesis
    closed = [g for g in gates if not g.holds and g.arm in (hypothesis.arm, hypothesis.against)]
    if closed:
        return "undetermined", "a gate does not hold: " + "; ".join(gate.words for gate in closed)
    if unplayed:
        return "undetermined", f"{unplayed} runs of the experiment are not played yet"
    if one.found is None:
        return (
            "undetermined",
            "no run has a value" if hypothesis.against is None else "no pair of runs has values",
        )
    if one.interval is None:
        return "undetermined", _unsure(one)
    bounds = {"met": hypothesis.met, "not_met": hypothesis.not_met}
    held = [kind for kind in KINDS if _holds(bounds[kind], one.interval)]
    if len(held) > 1:
        return (
            "undetermined",
            f"{hypothesis.met} and {hypothesis.not_met} both hold: they overlap",
        )
    if not held:
        return "undetermined", f"neither {hypothesis.met} nor {hypothesis.not_met}"
    kind = held[0]
    p = adjusted[kind]
    if _side(bounds[kind]) is not None and (p is None or p > hypothesis.alpha):
        told = "there is no test" if p is None else f"p is {p:.2g} after Holm over the {size} of its family"
        return "undetermined", f"{bounds[kind]} holds, but {told}"
    word: Word = "met" if kind == "met" else "not_met"
    return word, f"{bounds[kind]} holds"


def _unsure(one: Evidence) -> str:
    units = len(one.sums.arm)
    if units < 6:
        return f"{units} {one.sums.unit}s are too few for any interval: 6 are the least"
    return f"all {units} {one.sums.unit}s came to the same value, so that there is no interval"


def _holds(bound: Bound, ends: Interval) -> bool:
    return _OPS[bound.op](ends.low if bound.side == "low" else ends.high, bound.value)
