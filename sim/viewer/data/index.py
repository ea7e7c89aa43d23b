"""What has to be counted over a run, counted once: afterwards every answer is a look-up.

The index follows a run that is being written: `advance` counts what is new since the last time.
"""

from __future__ import annotations

import time
from array import array
from collections import defaultdict
from itertools import accumulate, compress, islice
from threading import Lock
from typing import TYPE_CHECKING

from sim.record.lookup import CHUNK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.record.lookup import Edit, Happened, Lookup

_FOREVER = float("inf")
_STEPS = 10_000
"""Steps whose events are read at a time."""


class Index:
    """Sums, marks and the guide's edits of one run. `advance` may be called by several threads.

    `whole`: whether all was counted the last time. `seconds`: wall time up to each step. `objectives`:
    (step, objectives met) wherever that changed. `starts`: the first step of each decision; `tokens` and
    `usd`: what all decisions up to each one used, None before a model was asked and where a price is not
    known; `context`: the prompt of each. `resets`: first steps of decisions made with an emptied context.
    `events`: steps by (source, kind), in order. `rooms`: (step, room number) of every room come into.
    `edits`: revisions without their texts.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self.whole = False
        self.seconds = array("d")
        self.objectives: list[tuple[int, int]] = []
        self.starts = array("q")
        self.tokens: list[int | None] = []
        self.usd: list[float | None] = []
        self.context: list[int | None] = []
        self.resets: list[int] = []
        self.events: defaultdict[tuple[str, str], array[int]] = defaultdict(lambda: array("q"))
        self.rooms: list[tuple[int, int]] = []
        self.edits: list[Edit] = []
        self._heard = 0
        self._last: set[tuple[int, str, int]] = set()

    @property
    def counted(self) -> int:
        """The last step whose sums are known."""
        return len(self.seconds)

    @property
    def played(self) -> float | None:
        """The wall time of the whole run in seconds, None while that is being counted."""
        if not self.whole:
            return None
        return round(self.seconds[-1], 3) if self.seconds else 0.0

    def first_step(self, decision: int) -> int | None:
        """Return the first step of a decision, None if it has none (yet)."""
        return self.starts[decision - 1] if 0 < decision <= len(self.starts) else None

    def advance(self, run: Lookup, seconds: float = _FOREVER) -> bool:
        """Count what is new, for about so many seconds at most; return whether that was all."""
        until = time.monotonic() + seconds
        if not self._lock.acquire(timeout=-1 if seconds == _FOREVER else seconds):
            return False  # somebody else is counting
        try:
            parts = (self._read_edits, self._read_turns, self._read_steps, self._read_events)
            self.whole = all(_done(part, run, until) for part in parts)
        finally:
            self._lock.release()
        return self.whole

    def _read_edits(self, run: Lookup) -> bool:
        new = run.edits(self.edits[-1].number if self.edits else 0, CHUNK)
        self.edits += new
        return len(new) == CHUNK

    def _read_turns(self, run: Lookup) -> bool:
        new = run.turns(len(self.starts), CHUNK)
        if not new:
            return False
        starts, resets, tokens, contexts, usd = zip(*new, strict=True)
        self.context += contexts
        self.resets += compress(starts, resets)
        if any(used is not None for used in tokens):
            self._add_up(tokens, usd)
        else:
            self.tokens += [self.tokens[-1] if self.tokens else None] * len(new)
            self.usd += [self.usd[-1] if self.usd else None] * len(new)
        self.starts.extend(starts)  # last: it tells readers how many there are
        return len(new) == CHUNK

    def _add_up(self, tokens: Sequence[int | None], usd: Sequence[float | None]) -> None:
        total, paid = (self.tokens[-1], self.usd[-1]) if self.tokens else (None, None)
        for used, cost in zip(tokens, usd, strict=True):
            if used is not None:
                unpriced = cost is None or (paid is None and total is not None)
                paid = None if unpriced else (paid or 0.0) + (cost or 0.0)
                total = (total or 0) + used
            self.tokens.append(total)
            self.usd.append(paid)

    def _read_steps(self, run: Lookup) -> bool:
        new = run.timings(self.counted, CHUNK)
        if not new:
            return False
        seconds, objectives = zip(*new, strict=True)
        met = self.objectives[-1][1] if self.objectives else None
        if set(objectives) != {met}:
            self._note_objectives(met, objectives)
        sums = accumulate(seconds, initial=self.seconds[-1] if self.seconds else 0.0)
        self.seconds.extend(islice(sums, 1, None))
        return len(new) == CHUNK

    def _note_objectives(self, met: int | None, objectives: Sequence[int | None]) -> None:
        for number, objective in enumerate(objectives, self.counted + 1):
            if objective is not None and objective != met:
                met = objective
                self.objectives.append((number, objective))

    def _read_events(self, run: Lookup) -> bool:
        """Read the events of some steps. The last step may be noted upon later, so it is looked at again."""
        last = run.last_step
        until = min(last, self._heard + _STEPS)
        new = [event for event in run.happened(self._heard - 1, until) if _key(event) not in self._last]
        for event in new:
            self._hear(event)
        self._last = {key for key in (self._last | set(map(_key, new))) if key[0] == until}
        self._heard = until
        return until < last

    def _hear(self, event: Happened) -> None:
        self.events[event.source, event.kind].append(event.step)
        if (event.source, event.kind) == ("game", "room"):
            self.rooms.append((event.step, event.detail.get("room", -1)))


def _key(event: Happened) -> tuple[int, str, int]:
    return event.step, event.source, event.number


def _done(part: Callable[[Lookup], bool], run: Lookup, until: float) -> bool:
    while part(run):
        if time.monotonic() > until:
            return False
    return True
