"""Does play get worse with time, with a full context, or with one's own errors in it? (docs/drift.md, 13)

Rows are blocks of 50 steps; waste, the harm per opportunity in a block (0 to 1), is regressed on

    step          the last step of the block, in 1,000 steps
    fill          how full the context was, the mean over the block: tokens of the prompt in 10,000 where
                  decisions have accounts, else decisions since the last reset in 10
    own errors    the share of harm per opportunity since the last reset, as it stood before the block

by least squares with an intercept. A coefficient is the change of waste per unit with the others held.
Blocks of a leg resemble each other, so intervals come from drawing whole legs (`stats.regression`); a block
belongs to the leg it ends in. Linear and not logistic: the coefficients add up to steps lost, and a block
without waste needs no correction.

Null (None): no reset; less than 20 blocks or 5 legs; step and fill collinear (squared correlation above
0.9), so that nobody can tell them apart. Own errors are left out (None) where step and fill tell them in the
same sense, or where there are none. Whether an agent's errors *cause* more of them this cannot tell: a hard
leg makes for errors before and after, and where there are few blocks, one bad one makes its neighbours look
good. Stretches are judged some steps late, so that a block's waste is in part that of the one before. That
long contexts full of errors breed errors: Sinha et al. 2025 (arXiv:2509.09677); no correlation with context
fill: Backlund and Petersson 2025 (arXiv:2502.15840).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core import Json, Step
    from sim.drift.measure import Measure
    from sim.drift.moment import Moment
    from sim.drift.stats.intervals import Estimate

BLOCK, MOST = 50, 2000
"""Steps in a block, and rows kept; when there are more, every second one is dropped."""
LEAST_ROWS, LEAST_LEGS = 20, 5
_COLLINEAR = 0.9
_THOUSAND_STEPS, _TEN_THOUSAND_TOKENS, _TEN_DECISIONS = 1000, 10_000, 10


class Row(NamedTuple):
    """One block: its waste, last step, context fill, share of own errors before it, and leg."""

    waste: float
    step: int
    fill: float
    errors: float
    leg: int


@dataclass(frozen=True, slots=True)
class Decay:
    """What waste goes with: per 1,000 steps, per unit of fill (`fill_unit`), per unit share of own errors.

    `errors` is None where they could not be told apart. Each estimate's `units` are `legs`.
    """

    step: Estimate
    fill: Estimate
    errors: Estimate | None
    fill_unit: str
    rows: int
    legs: int

    def to_json(self) -> Json:
        """Return the value as a JSON object."""
        return {
            "waste_per_1000_steps": _told(self.step),
            "waste_per_fill": _told(self.fill),
            "waste_per_own_errors": _told(self.errors),
            "fill_unit": self.fill_unit,
            "blocks": self.rows,
            "legs": self.legs,
        }


class DecayWatch:
    """Keeps the rows. `waste` is a measure that was updated before this one, with sums of opportunities.

    A context is emptied by a reset, and by a compaction of the service, which accounts tell of.
    """

    def __init__(self, waste: Measure) -> None:
        self._waste = waste
        self.rows: list[Row] = []
        self.resets = 0
        self.in_tokens = False
        self._every = BLOCK
        self._decisions = self._context = 0
        self._fill = 0.0
        self._last = self._emptied = self._began = waste.sums
        self._errors = 0.0

    def update(self, moment: Moment) -> None:
        """Take a step."""
        if moment.step.chosen is not None:
            self._decide(moment.step)
        self._fill += self._context if self.in_tokens else self._decisions
        self._last = self._waste.sums
        if moment.number % BLOCK == 0:
            self._close(moment)

    def fit(self, seed: int = 0) -> Decay | None:
        """Return what waste goes with so far."""
        unit = _TEN_THOUSAND_TOKENS if self.in_tokens else _TEN_DECISIONS
        named = "10,000 tokens" if self.in_tokens else "10 decisions"
        return fit(self.rows, unit, named, seed=seed) if self.resets else None

    def _decide(self, step: Step) -> None:
        assert step.chosen is not None
        account = step.chosen.account
        if account is not None:
            self.in_tokens, self._context = True, account.context
        if step.chosen.reset or (account is not None and account.compactions):
            self.resets += 1
            self._decisions = 0
            self._emptied = self._last
        self._decisions += 1

    def _close(self, moment: Moment) -> None:
        harm, chances = self._last
        gained = chances - self._began[1]
        if gained and moment.leg is not None and moment.number % self._every == 0:
            waste = (harm - self._began[0]) / gained
            self.rows.append(Row(waste, moment.number, self._fill / BLOCK, self._errors, moment.leg))
        self._began, self._fill = (harm, chances), 0.0
        since = chances - self._emptied[1]
        self._errors = (harm - self._emptied[0]) / since if since else 0.0
        if len(self.rows) > MOST:
            self._every *= 2
            self.rows = [row for row in self.rows if row.step % self._every == 0]


def fit(rows: Sequence[Row], fill_unit: float, named: str, *, seed: int = 0) -> Decay | None:
    """Regress the waste of blocks; `fill_unit` is what fill is counted in, and `named` so."""
    legs = [row.leg for row in rows]
    if len(rows) < LEAST_ROWS or len(set(legs)) < LEAST_LEGS:
        return None
    # numpy and scipy take longer to load than a short run to play
    from sim.drift.stats.regression import explained, regression  # noqa: PLC0415

    step = [row.step / _THOUSAND_STEPS for row in rows]
    fill = [row.fill / fill_unit for row in rows]
    errors = [row.errors for row in rows]
    if explained(fill, [step]) > _COLLINEAR:
        return None
    tells = explained(errors, [step, fill]) <= _COLLINEAR
    columns = [step, fill, errors] if tells else [step, fill]
    found = regression([row.waste for row in rows], columns, legs, seed=seed)
    if found is None:
        return None
    return Decay(found[0], found[1], found[2] if tells else None, named, rows=len(rows), legs=len(set(legs)))


def _told(estimate: Estimate | None) -> Json | None:
    if estimate is None:
        return None
    ends = estimate.interval
    return {"value": estimate.value, "interval": None if ends is None else [ends.low, ends.high]}
