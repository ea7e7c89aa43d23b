"""Reading a run file: `Run.open(path)`. Nothing here writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from sim.core import (
    Button,
    Decision,
    Event,
    Frame,
    Json,
    Revision,
    RunFileError,
    RunSettings,
    Spent,
    Step,
    settings_from,
)
from sim.guide import apply
from sim.record import rows, schema
from sim.record.frames import Array, FrameCodec
from sim.record.grouped import Grouped

FRESH = b"fresh"
"""In place of an agent's state: the agent as it is built, with nothing in its working memory."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state after `step`, which ended `decision`, with the guide at `revision`.

    `agent` is `FRESH` where a fork went on with an empty working memory.
    """

    step: int
    decision: int
    revision: int
    emulator: bytes
    agent: bytes


@dataclass(frozen=True, slots=True)
class Fork:
    """Where a run left another: after `step`, which ended `decision`, of the run in folder `parent`.

    `guide` is "kept" or says where it came from, `context` is "kept" or "empty". `before` are the settings
    that the steps up to there were played with, `model` what their model had said of itself.
    """

    parent: str
    step: int
    decision: int
    guide: str
    context: str
    before: RunSettings
    model: Json | None = None


class Run:
    """A run file, finished or being written, opened for reading.

    Iterating yields its steps (without images). Use as a context manager, or call `close`.
    """

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        self.file = file
        self._connection = connection
        self._codec = FrameCodec()

    @classmethod
    def open(cls, path: Path | str) -> Run:
        """Open a run folder or file; raises RunFileError if there is no readable run."""
        file = schema.locate(path)
        return cls(schema.read(file), file)

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- what the run is ------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """The folder that the run file lies in."""
        return self.file.parent

    def meta(self) -> dict[str, Any]:
        """Return everything the run says of itself, by key."""
        return {
            key: self._json(value, f"meta {key}") for key, value in self._all("SELECT key, value FROM meta")
        }

    @property
    def settings(self) -> RunSettings:
        """The settings the run was started with (`steps` as last extended)."""
        try:
            stored = self.meta()["settings"]
            return settings_from(stored)
        except (TypeError, KeyError, ValueError) as error:
            raise RunFileError(f"{self.file}: its settings cannot be read ({error})") from error

    @property
    def forks(self) -> tuple[Fork, ...]:
        """Where this run was forked off, the last time last; none for a run of its own."""
        try:
            return tuple(
                Fork(**{**made, "before": settings_from(made["before"])})
                for made in self.meta().get("forks", ())
            )
        except (TypeError, KeyError, ValueError) as error:
            raise RunFileError(f"{self.file}: where it was forked off cannot be read ({error})") from error

    def settings_at(self, step: int) -> RunSettings:
        """Return the settings that a step was played with: before a fork those of its parent."""
        return next((fork.before for fork in self.forks if step <= fork.step), self.settings)

    def model_at(self, step: int) -> Json | None:
        """Return what the model asked for a step said of itself, None for none."""
        made = next((fork for fork in self.forks if step <= fork.step), None)
        return self.meta().get("model") if made is None else made.model

    def end_of_decision(self, step: int) -> int:
        """Return the last step, up to `step`, that ended a decision; 0 if none did."""
        if step >= self.last_step:
            return self.last_step
        return self._number(
            "SELECT max(a.number) FROM step a JOIN step b ON b.number = a.number + 1"
            f" WHERE a.number <= {int(step)} AND a.decision < b.decision"
        )

    def identity(self) -> dict[str, Any]:
        """Return the versions that everything replayed depends on."""
        identity: dict[str, Any] = self.meta().get("identity", {})
        return identity

    @property
    def last_step(self) -> int:
        """The number of the last step, 0 for none."""
        return self._number("SELECT max(number) FROM step")

    @property
    def last_decision(self) -> int:
        """The number of the last decision, 0 for none."""
        return self._number("SELECT max(number) FROM decision")

    @property
    def last_revision(self) -> int:
        """The number of the guide's last revision, 0 for none."""
        return self._number("SELECT max(number) FROM revision")

    @property
    def seconds(self) -> float:
        """Wall time spent on all steps, interruptions left out."""
        return float(self._one("SELECT coalesce(sum(seconds), 0) FROM step", ())[0])

    @property
    def won(self) -> bool:
        """True if the quest was done at the last step."""
        last = self._one("SELECT mode FROM step ORDER BY number DESC LIMIT 1", ())
        return last is not None and last[0] == "won"

    # --- steps ----------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Step]:
        return self.steps()

    def steps(self, after: int = 0, until: int | None = None) -> Iterator[Step]:
        """Yield the steps numbered in (after, until], with `frame` None and game events."""
        until = self.last_step if until is None else until
        events = Grouped(self._events(after, until))
        decisions = Grouped(self._decisions(after, until))
        steps = self._stream(
            f"SELECT {rows.STEP_COLUMNS} FROM step WHERE number > ? AND number <= ? ORDER BY number",
            (after, until),
        )
        row = next(steps, None)
        while row is not None:
            following = next(steps, None)
            last = following is None or following[1] != row[1]
            chosen = next(iter(decisions.take(row[0])), None)
            yield Step(
                row[0], row[1], Button(row[2]), row[3], rows.truth_of(row),
                tuple(events.take(row[0])), row[12], last, chosen,
            )  # fmt: skip
            row = following

    def _events(self, after: int, until: int) -> Iterator[tuple[int, Event]]:
        for step, kind, detail in self._stream(
            "SELECT step, kind, detail FROM event WHERE source = 'game' AND step > ? AND step <= ?"
            " ORDER BY step, number",
            (after, until),
        ):
            yield step, rows.event_of(kind, detail)

    def _decisions(self, after: int, until: int) -> Iterator[tuple[int, Decision]]:
        for row in self._stream(
            f"SELECT {rows.DECISION_COLUMNS} FROM decision WHERE step > ? AND step <= ? ORDER BY number",
            (after, until),
        ):
            yield row[1], rows.decision_of(row)

    def decisions(self, after: int = 0) -> Iterator[Decision]:
        """Yield the decisions numbered above `after`."""
        for row in self._stream(
            f"SELECT {rows.DECISION_COLUMNS} FROM decision WHERE number > ? ORDER BY number", (after,)
        ):
            yield rows.decision_of(row)

    def frame(self, step: int) -> Frame:
        """Return the screen after `step`; raises RunFileError if there is no such step."""
        found = self._one("SELECT frame FROM step WHERE number = ?", (step,))
        if found is None:
            raise RunFileError(f"{self.file} has no step {step} (its last is {self.last_step})")
        return Frame(self.plane(found[0]), found[0])

    def plane(self, digest: bytes) -> Array:
        """Return the plane (see `core.Frame`) of the stored screen with this digest."""
        images: list[bytes] = []
        wanted: bytes | None = digest
        while wanted is not None:
            found = self._one("SELECT base, image FROM frame WHERE hash = ?", (wanted,))
            if found is None or len(images) > 10_000:
                raise RunFileError(f"{self.file}: the screen {digest.hex()} is missing or damaged")
            wanted, image = found
            images.append(image)
        try:
            return self._codec.unpack(images)
        except ValueError as error:
            raise RunFileError(f"{self.file}: {error}") from error

    # --- the guide, snapshots, replies ----------------------------------------------------

    def revisions(self, after: int = 0, until: int | None = None) -> Iterator[tuple[int, Revision]]:
        """Yield (decision, revision) for the revisions numbered in (after, until]."""
        for number, decision, operation, path, renamed, text in self._stream(
            "SELECT number, decision, operation, path, renamed, text FROM revision"
            " WHERE number > ? AND number <= ? ORDER BY number",
            (after, self.last_revision if until is None else until),
        ):
            yield decision, Revision(number, operation, path, text, renamed)

    def guide(self, revision: int | None = None) -> dict[str, str]:
        """Return the memory folder (path to text) as it stood at `revision`, by default the last."""
        files: dict[str, str] = dict(self.meta().get("guide") or {})
        for _, made in self.revisions(until=revision):
            apply(files, made)
        return files

    def snapshots(self) -> list[tuple[int, int, int]]:
        """Return (step, decision, revision) of every snapshot in order."""
        return [
            (s, d, r) for s, d, r in self._all("SELECT step,decision,revision FROM snapshot ORDER BY step")
        ]

    def last_snapshot(self) -> Snapshot | None:
        """Return the newest snapshot, None if there is none."""
        row = self._one("SELECT * FROM snapshot ORDER BY step DESC LIMIT 1", ())
        return Snapshot(*row) if row else None

    def snapshot(self, step: int) -> Snapshot:
        """Return the snapshot taken after `step`."""
        row = self._one("SELECT * FROM snapshot WHERE step = ?", (step,))
        if row is None:
            raise RunFileError(f"{self.file} has no snapshot at step {step}")
        return Snapshot(*row)

    def replies(self, after: int = 0) -> Iterator[tuple[int, int, int, Any]]:
        """Yield (decision, turn, sample, reply) of the decisions numbered above `after`, in that order."""
        for decision, turn, sample, reply in self._stream(
            "SELECT decision, turn, sample, reply FROM reply WHERE decision > ?"
            " ORDER BY decision, turn, sample",
            (after,),
        ):
            yield decision, turn, sample, self._json(reply, f"reply {decision}, {turn}, {sample}")

    def bills(self) -> Iterator[tuple[int, Any, Spent]]:
        """Yield (decision, reply, what the run had cost with it) in the order in which they were asked."""
        for decision, reply, least, most, unpriced, unbound in self._stream(
            "SELECT a.decision, r.reply, a.least, a.most, a.unpriced, a.unbound FROM"
            " (SELECT *, sum(coalesce(usd, 0.0)) OVER past least,"
            " sum(coalesce(usd, most, 0.0)) OVER past most,"
            " count(*) FILTER (WHERE status = 'received' AND usd IS NULL) OVER past unpriced,"
            " count(*) FILTER (WHERE coalesce(usd, most) IS NULL) OVER past unbound"
            " FROM attempt WHERE status IN ('received', 'lost') WINDOW past AS (ORDER BY id)) a"
            " JOIN reply r USING (decision, turn, sample) WHERE a.status = 'received' ORDER BY a.id",
            (),
        ):
            spent = Spent(None if unpriced else least, None if unbound else most)
            yield decision, self._json(reply, f"reply of decision {decision}"), spent

    @property
    def used(self) -> dict[str, int]:
        """What all its decisions used of a model: replies, and tokens by kind."""
        names = ("replies", "input", "cache_read", "cache_write", "output", "compactions")
        row = self._one(f"SELECT {','.join(f'coalesce(sum({name}), 0)' for name in names)} FROM decision", ())
        return dict(zip(names, row, strict=True))

    @property
    def spent(self) -> Spent:
        """What all its requests have cost, at most counting those that are not answered yet."""
        return self._spent("status != 'unbilled'")

    @property
    def settled(self) -> Spent:
        """What its requests have cost that are not in flight any more."""
        return self._spent("status IN ('received', 'lost')")

    def _spent(self, which: str) -> Spent:
        least, most, unpriced, unbound = self._one(
            "SELECT coalesce(sum(usd), 0.0), coalesce(sum(coalesce(usd, most)), 0.0),"
            " count(*) FILTER (WHERE status = 'received' AND usd IS NULL),"
            " count(*) FILTER (WHERE coalesce(usd, most) IS NULL)"
            f" FROM attempt WHERE {which}",
            (),
        )
        return Spent(None if unpriced else least, None if unbound else most)

    def reply(self, decision: int, turn: int, sample: int) -> tuple[str, str] | None:
        """Return (digest of the request, reply as JSON) recorded under this key, or None."""
        row = self._one(
            "SELECT request, reply FROM reply WHERE decision = ? AND turn = ? AND sample = ?",
            (decision, turn, sample),
        )
        return (row[0], row[1]) if row else None

    def report(self, instrument: str) -> dict[str, Any] | None:
        """Return the newest stored drift report of this instrument if it covers the last step."""
        row = self._one(
            "SELECT json FROM report WHERE instrument = ? AND step = ?", (instrument, self.last_step)
        )
        return self._json(row[0], "drift report") if row else None

    def copy_to(self, file: Path) -> None:
        """Copy the run as it is now into a file that is not there yet, also while it is being written."""
        with schema.translated(file):
            target = sqlite3.connect(file)
            try:
                self._connection.backup(target)
            finally:
                target.close()

    # --- SQL ------------------------------------------------------------------------------

    def _json(self, text: str, what: str) -> Any:
        try:
            return rows.loads(text)
        except ValueError as error:
            raise RunFileError(f"{self.file}: its {what} is damaged ({error})") from error

    def _one(self, query: str, values: tuple[Any, ...]) -> Any:
        with schema.translated(self.file):
            return self._connection.execute(query, values).fetchone()

    def _all(self, query: str) -> list[Any]:
        with schema.translated(self.file):
            return self._connection.execute(query).fetchall()

    def _stream(self, query: str, values: tuple[Any, ...]) -> Iterator[Any]:
        with schema.translated(self.file):
            for row in self._connection.execute(query, values):  # noqa: UP028 - it would close the cursor
                yield row

    def _number(self, query: str) -> int:
        return int(self._one(query, ())[0] or 0)
