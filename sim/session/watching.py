"""The monitors of a run being played: what they find is written down, and may stop the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import Event, Json, Revision, RunSettings, RunStopped, Spent, Step
from sim.monitors import Action, Firing, build, feed
from sim.session.alarms import NAME, Drift
from sim.session.parts import world_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.drift import Tracker
    from sim.monitors import Setup
    from sim.record import Recorder, Run

REFUSED = "refused"
"""The event of a decision that wanted to edit a frozen guide."""
_STRENGTH = (Action.NOTE, Action.PAUSE, Action.STOP)


class Guard:
    """Shows the monitors what is about to be committed, and commits it with what they find.

    Build it before the recorder begins: it brings the monitors to where the record stands.
    """

    def __init__(self, recorder: Recorder, settings: RunSettings) -> None:
        self._recorder = recorder
        run = recorder.run
        guide = None if settings.guide == "off" else run.guide(0)
        world, more = world_of(settings), {NAME: self._measuring}
        self.tracker: Tracker | None = None
        self._watch = build(settings.monitors, settings, guide=guide, world=world, more=more)
        self._wish: Firing | None = None
        self._refused: list[tuple[str, str]] = []
        if run.last_step or run.last_revision:
            self._catch_up(run)

    def _measuring(self, setup: Setup) -> Drift:
        made = Drift(setup)
        self.tracker = made.tracker
        return made

    def step(self, step: Step) -> None:
        """Commit a step, or check it."""
        refused, self._refused = self._refused, []
        if not self._recorder.is_new(step):
            self._recorder.append(step)
            return
        harness = [_refusal(refused)] if refused else []
        self._recorder.append(step, self._noted(self._watch.step(step)), harness)

    def refused(self, operation: str, path: str) -> None:
        """Take note that an edit was refused: it is written down with the step that follows."""
        self._refused.append((operation, path))

    def revision(self, revision: Revision) -> bool:
        """Commit a revision of the guide and return True, or check it."""
        new = self._recorder.is_new(revision)
        return self._recorder.revise(revision, self._noted(self._watch.revised(revision)) if new else ())

    def reply(self, attempt: int, reply: Json, usd: float | None) -> Json:
        """Commit a model's reply as the journal keeps it."""
        settled = self._recorder.run.settled
        spent = Spent(_sum(settled.least, usd), _sum(settled.most, usd))
        firings = self._watch.replied(reply.get("message", reply), spent)
        return self._recorder.receive(attempt, reply, usd, self._noted(firings))

    def obey(self) -> None:
        """Raise RunStopped if a monitor wants the run paused or stopped."""
        wish, self._wish = self._wish, None
        if wish is not None:
            status = "paused" if wish.action is Action.PAUSE else "stopped by monitor"
            raise RunStopped(status, f"a monitor found: {wish.line}")

    def _noted(self, firings: Sequence[Firing]) -> list[Event]:
        for firing in firings:
            before = self._wish.action if self._wish else Action.NOTE
            if _STRENGTH.index(firing.action) > _STRENGTH.index(before):
                self._wish = firing
        return [firing.event for firing in firings]

    def _catch_up(self, run: Run) -> None:
        """Bring the monitors to where the record stands; what they find there is written already.

        A wish of the last step is still to be obeyed if the run was killed before it could be.
        """
        replies = ((decision, reply.get("message", reply), spent) for decision, reply, spent in run.bills())
        found = feed(self._watch, run.steps(), run.revisions(), replies)
        if run.meta().get("status") == "running":
            self._noted([firing for step, firing in found if step == run.last_step])


def _refusal(refused: Sequence[tuple[str, str]]) -> Event:
    """Return the event of a decision's refused edits: how many, and the first of them."""
    operation, path = refused[0]
    return Event(REFUSED, {"edits": len(refused), "operation": operation, "path": path})


def _sum(total: float | None, usd: float | None) -> float | None:
    return None if total is None or usd is None else total + usd
