"""How long until it derails? Times to an event when some runs finish, and others run out of budget.

Input: one `Outcome` per run: the time (steps, > 0) and how it ended: "derailed", "finished" (the quest
is done; a competing event, because what has finished can no longer derail) or "censored" (the budget
ended).

**Kaplan-Meier** S(t): the chance not to have derailed by t, *were there no finishing*: a finished run
counts as censored, which is only fair if the runs that finish would have derailed like the others. Ends
of intervals by log-log Greenwood (`scipy.stats.ecdf`).

**Cumulative incidence** (Aalen and Johansen 1978) F(t) = sum_{t_i <= t} S(t_i-) d_i / n_i, S of *all*
events: the share of runs that derail by t in a world where runs finish, which is what one sees. Never
above 1 - S_KM. Interval: exp(-exp(.)) of log(-log F) -+ z * se, with the delta-method variance of
Marubini and Valsecchi (1995), which is F (1 - F) / n where nothing is censored. *Calibrated only*; no
interval while F is 0 or 1.

**Kappa of first events**: Weibull maximum likelihood, hazard ~ t^(kappa - 1), interval by likelihood
ratio. kappa < 1 may be a falling hazard or only *runs that differ*: the fragile derail first. So also

**Kappa within runs**: events that recur in a run, as a power-law process of rate lambda_r * kappa *
t^(kappa - 1), each run with its own lambda_r. Given their number, the times in (0, T_r] are draws with
(t / T_r)^kappa as their distribution, in which lambda_r has cancelled: differences between runs cannot
fake it. With N events in all, L = sum log(T_r / t): kappa = (N - 1) / L (unbiased), and 2 kappa L is
chi-squared with 2N degrees (Crow 1974), so the interval is *exact* under the model. It fails where
events bunch (a loop that is left and entered again is one event). kappa > 1: harm comes ever faster.

Null (None): no run; no event (fewer than 2 for kappa); Weibull kappa also if all events are at one
time.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any, Literal

import numpy as np
from scipy import optimize, stats

from sim.drift.stats.intervals import Estimate, Floats, Interval

How = Literal["derailed", "finished", "censored"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """When a run ended, in steps, and how."""

    time: float
    how: How


@dataclass(frozen=True, slots=True)
class Point:
    """A probability right after a time at which runs derailed; `at_risk` runs were there just before."""

    time: float
    probability: float
    interval: Interval | None
    at_risk: int


def kaplan_meier(outcomes: Sequence[Outcome], *, level: float = 0.95) -> list[Point]:
    """Return S at every time at which a run derailed, finishing taken for censoring.

    >>> kaplan_meier([Outcome(10, "derailed"), Outcome(20, "censored")])[0].probability
    0.5
    """
    times = _times(outcomes)
    if not len(times):
        return []
    derailed = np.asarray([outcome.how == "derailed" for outcome in outcomes])
    survival: Any = stats.ecdf(stats.CensoredData.right_censored(times, ~derailed)).sf
    ends: Any = _quietly(lambda: survival.confidence_interval(level, method="log-log"))
    points = []
    for index, time in enumerate(survival.quantiles):
        if not derailed[times == time].any():
            continue
        low, high = float(ends.low.probabilities[index]), float(ends.high.probabilities[index])
        interval = None if np.isnan(low) or np.isnan(high) else Interval(low, high, level)
        at_risk = int((times >= time).sum())
        points.append(Point(float(time), float(survival.probabilities[index]), interval, at_risk))
    return points


def cumulative_incidence(outcomes: Sequence[Outcome], *, level: float = 0.95) -> list[Point]:
    """Return F of derailing at every time at which a run derailed, finishing as a competing event.

    >>> [p.probability for p in cumulative_incidence([Outcome(5, "finished"), Outcome(9, "derailed")])][0]
    0.5
    """
    times = _times(outcomes)
    how = np.asarray([outcome.how for outcome in outcomes])
    moments = np.unique(times[how != "censored"])
    n = (times[None, :] >= moments[:, None]).sum(axis=1)
    now = times[None, :] == moments[:, None]
    d1 = (now & (how == "derailed")).sum(axis=1)
    d = (now & (how != "censored")).sum(axis=1)
    before = np.concatenate([[1.0], np.cumprod(1 - d / n)])[:-1]
    incidence = np.cumsum(before * d1 / n)
    reach = float(stats.norm.ppf((1 + level) / 2))
    points = []
    for index in np.flatnonzero(d1):
        value = min(float(incidence[index]), 1.0)
        variance = _variance(incidence[: index + 1], before, n, d, d1)
        points.append(
            Point(float(moments[index]), value, _loglog(value, variance, reach, level), int(n[index]))
        )
    return points


def differ(one: Sequence[Outcome], other: Sequence[Outcome]) -> float | None:
    """Return the two-sided p of the log-rank test on derailing, finishing taken for censoring."""
    sides = [(_times(side), np.asarray([o.how == "derailed" for o in side])) for side in (one, other)]
    if not all(len(times) for times, _ in sides) or not any(derailed.any() for _, derailed in sides):
        return None
    x, y = (stats.CensoredData.right_censored(times, ~derailed) for times, derailed in sides)
    p = float(_quietly(lambda: stats.logrank(x, y)).pvalue)
    return None if np.isnan(p) else p


def kappa_of_first(outcomes: Sequence[Outcome], *, level: float = 0.95) -> Estimate | None:
    """Return the Weibull shape of the times to derail; finished and censored runs are censored."""
    times = _times(outcomes)
    derailed = np.asarray([outcome.how == "derailed" for outcome in outcomes], bool)
    events = int(derailed.sum())
    if events < 2 or len(np.unique(times[derailed])) < 2:
        return None
    logs = np.log(times / times.max())
    of_events = float(logs[derailed].sum())

    def likelihood(kappa: float) -> float:
        """Return the log-likelihood at its best scale."""
        total = float(np.exp(kappa * logs).sum())
        return events * (log(kappa) + log(events / total)) + kappa * of_events - events

    def steepness(kappa: float) -> float:
        powers = np.exp(kappa * logs)
        return 1 / kappa + of_events / events - float((powers * logs).sum() / powers.sum())

    best = float(optimize.brentq(steepness, 1e-3, 1e3))
    least = likelihood(best) - float(stats.chi2.ppf(level, 1)) / 2
    low = float(optimize.brentq(lambda k: likelihood(k) - least, best * 1e-6, best))
    high = float(optimize.brentq(lambda k: likelihood(k) - least, best, best * 1e3))
    return Estimate(best, Interval(low, high, level), events)


def kappa_within(runs: Sequence[tuple[float, Sequence[float]]], *, level: float = 0.95) -> Estimate | None:
    """Return kappa within runs; a run is how long it was watched, and when its events happened.

    >>> round(kappa_within([(100, [50, 80, 95]), (200, [150, 190])]).value, 2)
    3.06
    """
    ratios = [(watched, time) for watched, times in runs for time in times]
    if any(not 0 < time <= watched for watched, time in ratios):
        raise ValueError("an event happens after the start of a run and not after its end")
    total = sum(log(watched / time) for watched, time in ratios)
    events = len(ratios)
    if events < 2 or total <= 0:
        return None
    low, high = stats.chi2.ppf([(1 - level) / 2, (1 + level) / 2], 2 * events) / (2 * total)
    return Estimate((events - 1) / total, Interval(float(low), float(high), level), events)


def _times(outcomes: Sequence[Outcome]) -> Floats:
    times = np.asarray([outcome.time for outcome in outcomes], float)
    if (times <= 0).any():
        raise ValueError("a run takes longer than 0 steps")
    return times


def _variance(incidence: Floats, before: Floats, n: Floats, d: Floats, d1: Floats) -> float:
    """Return the delta-method variance of the last value of `incidence`."""
    size = len(incidence)
    before, n, d, d1 = before[:size], n[:size], d[:size], d1[:size]
    ahead = incidence[-1] - incidence
    # Once nobody is left (n = d) nothing is ahead either: the term is 0.
    first = ahead**2 * d / (n * np.maximum(n - d, 1))
    second = before**2 * d1 * (n - d1) / n**3
    third = ahead * before * d1 / n**2
    return float((first + second - 2 * third).sum())


def _loglog(value: float, variance: float, reach: float, level: float) -> Interval | None:
    # A sum that should be 1 falls short of it by rounding.
    if not 0 < value < 1 - 1e-12 or not variance > 0:
        return None
    spread = exp(reach * variance**0.5 / abs(value * log(value)))
    return Interval(value**spread, value ** (1 / spread), level)


def _quietly(ask: Callable[[], Any]) -> Any:
    """Ask without warnings: where nobody is left at risk scipy divides by 0 and says NaN."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return ask()
