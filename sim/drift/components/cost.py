"""What progress costs: tokens, USD and the game's seconds (docs/drift.md, 14)."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.drift.measure import WINDOW, Measure
from sim.drift.spending import FRAMES_PER_SECOND, Spending

if TYPE_CHECKING:
    from sim.core import Json, Step
    from sim.drift.components.progress import Progress
    from sim.drift.moment import Moment
    from sim.drift.spending import Spent


@dataclass(frozen=True, slots=True)
class Bill:
    """What was spent in one currency, None where that is not known, and `per_percent` of the quest.

    `censored`: spent, but no progress yet, so that the ratio is not known (and not infinite).
    `fruitless` counts the stretches of 500 steps, one after another, of which that is true.
    """

    spent: float | None
    per_percent: float | None
    censored: bool
    fruitless: int

    def to_json(self) -> Json:
        """Return the value as a JSON object."""
        return {
            "spent": self.spent,
            "per_percent": self.per_percent,
            "censored": self.censored,
            "fruitless_windows": self.fruitless,
        }


class Cost(Measure):
    """Spent / progress gained, per 1 % of the quest; 0 or more, and a ratio of sums over any stretch.

    The denominator are presses of the oracle's way that were gained for the first time (`Progress`, which
    must be updated before this one). A stretch that spends and gains nothing is censored: its value is
    null, and `bill` counts such. Null as well for an agent without accounts, and from the first decision on
    whose cost is not known.
    """

    number, worse = 14, 1

    def __init__(self, progress: Progress, input_price: float | None = None) -> None:
        super().__init__()
        self._progress = progress
        self._spending = Spending(input_price)
        self.scale = progress.whole / 100
        self._asked = self._unknown = False
        self._gained: float = 0
        self._steps = self._fruitless = 0
        self._mark = self.sums

    @abstractmethod
    def _cost(self, step: Step, spent: Spent | None) -> float | None:
        """Return what a step costs whose decision begins with it if `spent` is told; None: not known."""

    def update(self, moment: Moment) -> None:
        """Take a step."""
        gained, self._gained = self._gained, self._progress.numerator
        spent = self._spending.update(moment.step)
        self._asked |= spent is not None
        cost = self._cost(moment.step, spent) if self._asked else None
        self._unknown |= self._asked and cost is None
        if cost is None or self._unknown:
            return
        self.numerator += cost
        self.denominator += self._gained - gained
        self._steps += 1
        if self._steps % WINDOW == 0:
            before, self._mark = self._mark, self.sums
            self._fruitless += self._mark[0] > before[0] and self._mark[1] == before[1]

    @property
    def level(self) -> float | None:
        """The cost of 1 % over the whole run."""
        return None if self._unknown else super().level

    @property
    def bill(self) -> Bill:
        """What was spent so far, and what came of it."""
        if not self._asked or self._unknown:
            return Bill(None, None, censored=False, fruitless=self._fruitless)
        censored = self.numerator > 0 and not self.denominator
        return Bill(round(self.numerator, 6), self.level, censored, self._fruitless)


class TokenCost(Cost):
    """Tokens for 1 % of the quest: see `Cost`.

    Input equivalents where `input_price` (USD per million) is given and costs are known, else all tokens
    alike (see `Spending`).
    """

    name, title = "cost_tokens", "tokens for progress"

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        kind = "tokens" if self._spending.input_price is None else "tokens, as input at full price,"
        return f"{kind} per 1 % of the quest"

    def _cost(self, step: Step, spent: Spent | None) -> float | None:
        return 0.0 if spent is None else spent.tokens


class UsdCost(Cost):
    """USD for 1 % of the quest: see `Cost`."""

    name, title = "cost_usd", "USD for progress"

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "USD per 1 % of the quest"

    def _cost(self, step: Step, spent: Spent | None) -> float | None:
        return 0.0 if spent is None else spent.usd


class SecondsCost(Cost):
    """Seconds of play for 1 % of the quest: see `Cost`.

    By the game's own clock, which a replay gives again, and not by the clock on the wall. On the twin no
    time passes, and the value is 0.
    """

    name, title = "cost_seconds", "seconds for progress"

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "seconds of play per 1 % of the quest"

    def _cost(self, step: Step, spent: Spent | None) -> float | None:
        return step.frames / FRAMES_PER_SECOND
