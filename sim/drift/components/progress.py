"""Progress against the oracle (docs/drift.md, 1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.core import WorldError
from sim.drift.measure import WINDOW, Measure
from sim.drift.spending import Spending
from sim.world.planners import distances_of
from sim.world.rules import start

if TYPE_CHECKING:
    from sim.core import Json
    from sim.drift.moment import Moment
    from sim.world import World

_UNREADABLE = 0.05


@dataclass(frozen=True, slots=True)
class Areas:
    """Areas under P: its mean over the steps, the tokens and the USD spent so far, each from 0 to 1.

    Area under a straight line from one point (spent, P) to the next, over all that was spent: 0.5 for
    progress at an even pace, more for an early start. A decision's cost is spent from its first step to its
    last. None where nothing was spent, or what was is not known.
    """

    steps: float | None
    tokens: float | None
    usd: float | None

    def to_json(self) -> Json:
        """Return the value as a JSON object."""
        return {"steps": self.steps, "tokens": self.tokens, "usd": self.usd}


class Progress(Measure):
    """P(t) = 1 - remaining(t) / remaining(0), the most so far.

    `remaining` are the oracle's presses from where the agent stands to the end of the quest. Steps
    whose truth does not tell where that is are `unread`; when they are more than 5 % there is no level.
    """

    name, title, number, worse = "progress", "progress", 1, -1

    def __init__(self, world: World | None) -> None:
        super().__init__()
        self.unread = 0
        self.distances = distances_of(world) if world else None
        self._whole = self.distances.remaining(start(world)) if world and self.distances else 1
        self._last: int | None = None
        self.scale = WINDOW / self._whole
        self._area = 0.0
        self._tokens, self._usd = _Area(), _Area()
        self._spending = Spending()

    @property
    def whole(self) -> int:
        """The oracle's presses for the whole quest: what `numerator` comes to at its end."""
        return self._whole

    def update(self, moment: Moment) -> None:
        """Take a step."""
        if self.distances is None:
            return
        before = self.numerator
        self._take(moment)
        self._area += (before + self.numerator) / 2
        spent = self._spending.update(moment.step)
        if spent is not None:
            self._tokens.spend(spent.tokens, before)
            self._usd.spend(spent.usd, before)

    def _take(self, moment: Moment) -> None:
        assert self.distances is not None
        self.denominator += 1
        state, digest = moment.state, moment.step.truth.state
        if digest == self._last:
            return
        if state is None:
            self.unread += 1
            return
        try:
            remaining = self.distances.remaining(state)
        except WorldError:
            self.unread += 1
            return
        self._last = digest
        self.numerator = max(self.numerator, self._whole - remaining)

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return f"share of the quest per {WINDOW} steps"

    @property
    def level(self) -> float | None:
        """P, from 0 to 1."""
        if self.unread > _UNREADABLE * self.denominator or not self.denominator:
            return None
        return round(self.numerator / self._whole, 6)

    @property
    def most(self) -> int | None:
        """The whole quest."""
        return None if self.distances is None else 1

    @property
    def areas(self) -> Areas:
        """The areas under P so far; all None where there is no level."""
        if self.level is None:
            return Areas(None, None, None)
        steps = round(self._area / self._whole / self.denominator, 6)
        return Areas(steps, *(area.share(self.numerator, self._whole) for area in (self._tokens, self._usd)))


class _Area:
    """The area under progress over what was spent; None from the first cost that is not known."""

    def __init__(self) -> None:
        self._under: float | None = 0.0
        self._spent = self._open = 0.0
        self._begun: float = 0

    def spend(self, amount: float | None, gained: float) -> None:
        """Spend an amount from here on, where so much has been gained."""
        self._under = None if amount is None else self._closed(gained)
        self._spent += self._open
        self._open, self._begun = amount or 0.0, gained

    def share(self, gained: float, whole: float) -> float | None:
        """Return the area up to here, where so much has been gained, as a share of what there could be."""
        spent, under = self._spent + self._open, self._closed(gained)
        return None if under is None or not spent else round(under / spent / whole, 6)

    def _closed(self, gained: float) -> float | None:
        return None if self._under is None else self._under + self._open * (self._begun + gained) / 2
