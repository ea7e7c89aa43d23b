"""Comparing what is played now with what the run file holds; nothing here writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sim.core import Json, ReplayMismatch, Revision, Spent, Step
from sim.record import rows
from sim.record.run import Run, Snapshot

_DECISION = tuple(rows.DECISION_COLUMNS.split(","))


class Checker:
    """Follows the loop through a recorded stretch and raises ReplayMismatch where it leaves it.

    It is also a `Journal` that answers from the record alone. `decision` is the number of the
    decision that the last step belongs to.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._steps: Iterator[Step] = iter(())
        self.decision = 0

    def begin_at(self, snapshot: Snapshot | None) -> None:
        """Start after `snapshot`, or at the very beginning of the run."""
        step, self.decision = (snapshot.step, snapshot.decision) if snapshot else (0, 0)
        self._steps = self._run.steps(after=step)

    def end(self) -> None:
        """Let go of the recorded steps: what follows is new."""
        self._steps = iter(())

    def step(self, step: Step) -> None:
        """Compare a step, its decision and its events with the recorded ones."""
        recorded = next(self._steps, None)
        what = f"step {step.number}"
        if recorded is None:
            raise ReplayMismatch(f"{what} is not recorded")
        _same(_fields(recorded), _fields(step), what)
        if step.chosen is not None or recorded.chosen is not None:
            _same(_chosen(recorded), _chosen(step), f"decision {step.decision}")
        self.passed(step)

    def passed(self, step: Step) -> None:
        """Note that the loop is past `step`."""
        self.decision = step.decision

    def revision(self, revision: Revision) -> None:
        """Compare a revision of the guide with the recorded one."""
        number = revision.number
        found = next(self._run.revisions(after=number - 1, until=number), None)
        if found is None:
            raise ReplayMismatch(f"revision {number} is not recorded")
        decision, recorded = found
        now = {"decision": self.decision + 1, **_revision(revision)}
        _same({"decision": decision, **_revision(recorded)}, now, f"guide revision {number}")

    def reply(self, request: Json, ask: Callable[[], Json], *, turn: int = 0, sample: int = 0) -> Json:
        """Return the recorded reply; nothing is asked. Raises ReplayMismatch if there is none."""
        reply = self.recorded(request, turn=turn, sample=sample)
        if reply is None:
            self.send(request, turn=turn, sample=sample)
        assert reply is not None
        return reply

    def recorded(self, request: Json, *, turn: int = 0, sample: int = 0) -> Json | None:
        """Return the recorded reply, None if there is none."""
        key = (self.decision + 1, turn, sample)
        found = self._run.reply(*key)
        if found is None:
            return None
        recorded, reply = found
        _same({"request": recorded}, {"request": rows.digest(request)}, f"reply {key}")
        parsed: Json = rows.loads(reply)
        return parsed

    def send(self, request: Json, *, turn: int = 0, sample: int = 0, most: float | None = 0.0) -> int:
        """Refuse: what is checked asks nobody."""
        key = (self.decision + 1, turn, sample)
        raise ReplayMismatch(f"reply {key} (decision, turn, sample) is not recorded")

    def receive(self, attempt: int, reply: Json, usd: float | None = 0.0) -> Json:
        """Refuse, as `send` does."""
        raise ReplayMismatch(f"attempt {attempt} is not recorded")

    def fail(self, attempt: int, why: str, *, billed: bool) -> None:
        """Refuse, as `send` does."""
        raise ReplayMismatch(f"attempt {attempt} is not recorded")

    def spent(self) -> Spent:
        """Return what the run has cost."""
        return self._run.spent


def _fields(step: Step) -> dict[str, Any]:
    named = dict(zip(rows.STEP_COLUMNS.split(","), rows.step_row(step), strict=True))
    return named | {"events": rows.event_rows(step.number, "game", step.events)}


def _chosen(step: Step) -> dict[str, Any]:
    if step.chosen is None:
        return dict.fromkeys(_DECISION)
    row = rows.decision_row(step.decision, step.number, step.chosen)
    return dict(zip(_DECISION, row, strict=True))


def _revision(revision: Revision) -> dict[str, Any]:
    return {
        "operation": revision.operation,
        "path": revision.path,
        "renamed": revision.renamed,
        "text": revision.text,
    }


def _same(recorded: Mapping[str, Any], played: Mapping[str, Any], what: str) -> None:
    """Raise ReplayMismatch naming the first field in which `played` differs from `recorded`."""
    for field, was in recorded.items():
        now = played[field]
        if was != now:
            raise ReplayMismatch(f"{what}: {field} was {_short(was)}, now it is {_short(now)}")


def _short(value: Any) -> str:
    text = value.hex() if isinstance(value, bytes) else str(value)
    return text if len(text) <= 80 else text[:77] + "..."
