"""All monitors of a run together, and how they are brought to where a recorded run stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sim.core import Json, Revision, Spent, Step
from sim.monitors.base import Firing, Monitor

Edits = Iterable[tuple[int, Revision]]
"""(decision, revision), in order."""
Replies = Iterable[tuple[int, Json, Spent]]
"""(decision, message, cost of the run with it), in order."""


class Watch:
    """Asks every monitor and collects what they found, in the monitors' order.

    >>> Watch([]).revised(Revision(1, "create", "a.md", ""))
    []
    """

    def __init__(self, monitors: Sequence[Monitor]) -> None:
        self.monitors = tuple(monitors)

    def step(self, step: Step) -> list[Firing]:
        """Take a step; return what was found."""
        return [firing for monitor in self.monitors for firing in monitor.step(step)]

    def revised(self, revision: Revision) -> list[Firing]:
        """Take an edit of the guide; return what was found."""
        return [firing for monitor in self.monitors for firing in monitor.revised(revision)]

    def replied(self, message: Json, spent: Spent) -> list[Firing]:
        """Take a reply of a model; return what was found."""
        return [firing for monitor in self.monitors for firing in monitor.replied(message, spent)]


def feed(
    watch: Watch, steps: Iterable[Step], edits: Edits = (), replies: Replies = ()
) -> list[tuple[int, Firing]]:
    """Let `watch` take a recorded run and return what it found, each with the number of the last step.

    Replies and edits of a decision come before its first step; those of a decision that has no step
    yet come last. To resume, feed the whole record to a new watch and drop what it returns.
    """
    fed = _Feed(watch, iter(replies), iter(edits))
    for step in steps:
        fed.until(step.decision)
        fed.at = step.number
        fed.found += [(step.number, firing) for firing in watch.step(step)]
    fed.until(None)
    return fed.found


class _Feed:
    """Hands out replies and edits decision by decision. `at`: the last step taken."""

    def __init__(
        self, watch: Watch, replies: Iterator[tuple[int, Json, Spent]], edits: Iterator[tuple[int, Revision]]
    ) -> None:
        self._watch = watch
        self._replies, self._edits = replies, edits
        self._reply, self._edit = next(replies, None), next(edits, None)
        self.at = 0
        self.found: list[tuple[int, Firing]] = []

    def until(self, decision: int | None) -> None:
        """Hand out what belongs to the decisions up to this one, to all for None."""
        while self._reply is not None and (decision is None or self._reply[0] <= decision):
            self._take(self._watch.replied(*self._reply[1:]))
            self._reply = next(self._replies, None)
        while self._edit is not None and (decision is None or self._edit[0] <= decision):
            self._take(self._watch.revised(self._edit[1]))
            self._edit = next(self._edits, None)

    def _take(self, firings: list[Firing]) -> None:
        self.found += [(self.at, firing) for firing in firings]
