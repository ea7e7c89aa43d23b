"""Stuckness: going round in circles (docs/drift.md, 4)."""

from __future__ import annotations

from sim.core import Event, Step
from sim.drift.measure import Measure

OFTEN = 3
"""A state is a stuck one from its third time on."""
NEWS = frozenset(
    {
        *("item", "chest", "gate", "lever", "talk", "sign", "hop", "warp", "objective", "win"),
        *("trade", "report", "probe", "push"),
    }
)
"""Kinds of events that are news when they happen for the first time: with what they tell of."""
_REMEMBERED = 1 << 14


class Stuck(Measure):
    """Share of eligible steps that end in a state seen three times or more since the last news.

    News is a room (or screen) never seen before, or an event of the kinds in `NEWS` that never
    happened before with these details: reading one sign again, or pulling one lever for ever, is
    none. A step that turned a page is neutral and not eligible; a press that did nothing while a
    text waited is eligible. Of more than 16,384 states since the last news the older half is
    forgotten.
    """

    name = "stuck"

    def __init__(self) -> None:
        super().__init__()
        self._times: dict[int, int] = {}
        self._told: set[str] = set()
        self._mode = "unknown"
        self._state: int | None = None

    def update(self, step: Step, *, novel: bool) -> None:
        """Take a step; `novel` says that it led to something never seen before."""
        truth = step.truth
        if self._is_news(step.events) or novel:
            self._times.clear()
        times = self._times[truth.state] = self._times.get(truth.state, 0) + 1
        turned_a_page = self._mode == "text" and truth.state != self._state
        if not turned_a_page:
            self.denominator += 1
            self.numerator += times >= OFTEN
        if len(self._times) > _REMEMBERED:
            self._times = dict(list(self._times.items())[_REMEMBERED // 2 :])
        self._mode, self._state = truth.mode, truth.state

    def _is_news(self, events: tuple[Event, ...]) -> bool:
        if not events:
            return False
        told = {f"{event.kind} {sorted(event.detail.items())}" for event in events if event.kind in NEWS}
        news = not told <= self._told
        self._told |= told
        return news

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "share of eligible steps"
