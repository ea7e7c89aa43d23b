"""How each claim of the guide stands: true or false now, and whether it was ever true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world.facts import HEDGE

if TYPE_CHECKING:
    from sim.core import Claim
    from sim.world.effects import State
    from sim.world.facts import Facts, Judgement
    from sim.world.facts.checks import Check


class _Entry:
    """A claim: how it is judged, how it stands, whether it was true since it was written.

    `since` is the step at which it last turned false, where it did.
    """

    __slots__ = ("check", "hedged", "judgement", "since", "was_true")

    def __init__(self, check: Check, *, hedged: bool) -> None:
        self.check, self.hedged = check, hedged
        self.judgement: Judgement = None
        self.was_true = False
        self.since = 0

    @property
    def stale(self) -> bool:
        return self.judgement is False and self.was_true


class Tally:
    """Claims that can be judged, and how many of them are true."""

    __slots__ = ("true", "verifiable")

    def __init__(self) -> None:
        self.verifiable = self.true = 0

    def count(self, judgement: Judgement, sign: int) -> None:
        """Add (1) or take away (-1) a claim that is judged so."""
        if judgement is not None:
            self.verifiable += sign
            self.true += sign * judgement


class Book:
    """Keeps the judgement of every claim, and judges again only those that a change concerns.

    `plain` and `hedged` tally the claims by whether their text is sure of them; all else counts plain
    ones only. `written` counts those that could be judged when the agent wrote them, `false_at_once`
    those of them that were false then. `stale` are false now and were true since they were written;
    `stale_since` sums the steps at which they turned false.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._entries: dict[Claim, _Entry] = {}
        self._by_room: dict[int, set[_Entry]] = {}
        self._anywhere: set[_Entry] = set()
        self.plain, self.hedged = Tally(), Tally()
        self.written = self.false_at_once = 0
        self.stale = self.stale_since = 0

    def add(self, claim: Claim, state: State, step: int, *, own: bool = True) -> None:
        """Take a claim that was not there before; `own` if the agent wrote it."""
        entry = _Entry(self._facts.check(claim), hedged=claim.relation.startswith(HEDGE))
        self._entries[claim] = entry
        for place in self._places(entry):
            place.add(entry)
        self._judge(entry, state, step)
        if own and not entry.hedged and entry.judgement is not None:
            self.written += 1
            self.false_at_once += not entry.judgement

    def drop(self, claim: Claim) -> None:
        """Forget a claim."""
        entry = self._entries.pop(claim)
        for place in self._places(entry):
            place.discard(entry)
        self._count(entry, -1)

    def refresh(self, before: State, after: State, step: int) -> None:
        """Judge anew what may be judged otherwise than before."""
        concerned = set(self._anywhere)
        for room in self._facts.rooms.changed(before, after):
            concerned |= self._by_room.get(room, set())
        for entry in concerned:
            if entry.check.judge(after) is not entry.judgement:
                self._count(entry, -1)
                self._judge(entry, after, step)

    def stale_age(self, step: int) -> float | None:
        """Return the mean steps since the stale claims turned false, None if there are none."""
        return step - self.stale_since / self.stale if self.stale else None

    def _places(self, entry: _Entry) -> list[set[_Entry]]:
        rooms = entry.check.rooms
        if rooms is None:
            return [self._anywhere]
        return [self._by_room.setdefault(room, set()) for room in rooms]

    def _judge(self, entry: _Entry, state: State, step: int) -> None:
        entry.judgement = entry.check.judge(state)
        if entry.judgement is False:
            entry.since = step
        entry.was_true |= entry.judgement is True
        self._count(entry, 1)

    def _count(self, entry: _Entry, sign: int) -> None:
        (self.hedged if entry.hedged else self.plain).count(entry.judgement, sign)
        if entry.stale and not entry.hedged:
            self.stale += sign
            self.stale_since += sign * entry.since
