"""Writing a run file: each reply, each revision and each step is a transaction of its own.

What is in the file already is checked instead of written again, so that playing a recorded stretch a
second time (to resume, to verify) is the same loop as playing it the first time.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from sim.core import Event, Json, ReplayMismatch, Revision, RunFileError, RunSettings, Spent, Step
from sim.record import rows, schema
from sim.record.checker import Checker
from sim.record.frames import MAX_DEPTH, FrameCodec, Stored
from sim.record.run import Run, Snapshot

LOCK_NAME = ".lock"

_INSERT_STEP = f"INSERT INTO step ({rows.STEP_COLUMNS},seconds) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
_INSERT_DECISION = f"INSERT INTO decision ({rows.DECISION_COLUMNS}) VALUES ({','.join('?' * 16)})"
_INSERT_FRAME = "INSERT INTO frame (hash, base, depth, image) VALUES (?,?,?,?)"


class Recorder:
    """The one writer of a run file. Also the `Journal` that agents ask the outside through.

    `checker.position` is where the loop stands; everything up to the last recorded step, decision
    and revision is checked, everything beyond is written.
    """

    def __init__(self, connection: sqlite3.Connection, file: Path, lock: FileLock) -> None:
        self._connection = connection
        self._file = file
        self._lock = lock
        self._codec = FrameCodec()
        self.run = Run(connection, file)
        self._last_step = self.run.last_step
        self._last_decision = self.run.last_decision
        self._last_revision = self.run.last_revision
        self._screen = self._stored_screen()
        self._clock = time.perf_counter()
        self._checker = Checker(self.run)
        self._open: dict[int, float] = {}

    # --- opening and closing --------------------------------------------------------------

    @classmethod
    def create(
        cls, folder: Path, settings: RunSettings, identity: Json, guide: dict[str, str] | None
    ) -> Recorder:
        """Start a new run file in `folder`, made if it is missing.

        Raises RunFileError if the folder holds a run already or cannot be written.
        """
        held = lock(folder)
        file = folder / schema.FILE_NAME
        meta = {
            "settings": _settings(settings),
            "identity": identity,
            "guide": guide,
            "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "status": "running",
        }
        try:
            return cls(
                schema.create(file, {key: rows.dumps(value) for key, value in meta.items()}), file, held
            )
        except RunFileError:
            held.release()
            raise

    @classmethod
    def resume(cls, path: Path) -> Recorder:
        """Open a run to go on with it; raises RunFileError if another process has it."""
        file = schema.locate(path)
        held = lock(file.parent)
        try:
            return cls(schema.reopen(file), file, held)
        except RunFileError:
            held.release()
            raise

    def discard(self) -> None:
        """Undo `create`: the run could not be started, so leave nothing behind."""
        self._connection.close()
        folder = self._file.parent
        for name in (self._file.name, f"{self._file.name}-wal", f"{self._file.name}-shm"):
            (folder / name).unlink(missing_ok=True)
        self._lock.release()
        (folder / LOCK_NAME).unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()

    def abandon(self) -> None:
        """Let go of the file as it is, without another word in it."""
        self._checker.end()
        self._connection.close()
        self._lock.release()

    def close(self, status: str) -> None:
        """Write the status ("done", "won", "stopped", "failed") and leave one file behind."""
        self._checker.end()
        try:
            with self._transaction():
                self._set("status", status)
        finally:
            try:
                schema.finish(self._connection, self._file)
            finally:
                self._lock.release()

    def remember(self, key: str, value: Any) -> None:
        """Commit something the run says of itself."""
        with self._transaction():
            self._set(key, value)

    def go_on(self, settings: RunSettings, identity: Json) -> None:
        """Commit that the run goes on, perhaps longer, perhaps after a proven upgrade.

        Snapshots of other versions are dropped: the whole run has just been played again without.
        """
        with self._transaction():
            if identity != self.run.identity():
                self._connection.execute("DELETE FROM snapshot")
                self._set("identity", identity)
            self._set("settings", _settings(settings))
            self._set("status", "running")

    # --- the loop's side ------------------------------------------------------------------

    def begin_at(self, snapshot: Snapshot | None) -> None:
        """Say where the loop starts: after `snapshot`, or at the very beginning."""
        self._checker.begin_at(snapshot)
        with self._transaction():
            self._connection.execute("UPDATE attempt SET status = 'lost' WHERE status = 'sent'")
        self._clock = time.perf_counter()

    def append(self, step: Step, notes: Sequence[Event] = (), harness: Sequence[Event] = ()) -> None:
        """Commit a step with its decision, screen and events; or check it if it is recorded.

        `notes`: what the monitors say of it; `harness`: what the session itself did about its decision.
        """
        if step.number <= self._last_step:
            self._checker.step(step)
            self._clock = time.perf_counter()
            if step.number == self._last_step:
                self._checker.end()
            return
        now = time.perf_counter()
        with self._transaction():
            if step.chosen is not None:
                self._decide(step)
            self._store_screen(step)
            self._connection.execute(_INSERT_STEP, (*rows.step_row(step), now - self._clock))
            self._insert_events(step.number, "game", step.events)
            self._insert_events(step.number, "harness", harness)
            self._insert_notes(step.number, notes)
        self._last_step = step.number
        self._checker.passed(step)
        self._clock = now

    def is_new(self, thing: Step | Revision) -> bool:
        """Tell whether a step or revision is beyond what is recorded."""
        return thing.number > (self._last_step if isinstance(thing, Step) else self._last_revision)

    def revise(self, revision: Revision, notes: Sequence[Event] = ()) -> bool:
        """Commit a revision of the guide and return True; or check it if it is recorded."""
        if revision.number <= self._last_revision:
            self._checker.revision(revision)
            return False
        with self._transaction():
            self._connection.execute(
                "INSERT INTO revision (number,decision,operation,path,renamed,text) VALUES (?,?,?,?,?,?)",
                (revision.number, self._checker.decision + 1, revision.operation, revision.path,
                 revision.renamed, revision.text),
            )  # fmt: skip
            self._insert_notes(self._last_step, notes)
        self._last_revision = revision.number
        return True

    def snapshot(self, snapshot: Snapshot) -> None:
        """Commit a snapshot taken after a step that ended a decision; a recorded one is kept."""
        with self._transaction():
            self._connection.execute(
                "INSERT OR IGNORE INTO snapshot (step,decision,revision,emulator,agent) VALUES (?,?,?,?,?)",
                (snapshot.step, snapshot.decision, snapshot.revision, snapshot.emulator, snapshot.agent),
            )
        self._clock = time.perf_counter()

    def report(self, instrument: str, report: Json) -> None:
        """Commit a drift report of the run as it stands."""
        with self._transaction():
            self._connection.execute(
                "INSERT OR REPLACE INTO report VALUES (?,?,?)",
                (instrument, self._last_step, rows.dumps(report)),
            )

    # --- the journal ----------------------------------------------------------------------

    def reply(self, request: Json, ask: Callable[[], Json], *, turn: int = 0, sample: int = 0) -> Json:
        """Return the recorded reply of this decision's (turn, sample), or ask and commit it first."""
        recorded = self.recorded(request, turn=turn, sample=sample)
        if recorded is not None:
            return recorded
        attempt = self.send(request, turn=turn, sample=sample)
        return self.receive(attempt, ask())

    def recorded(self, request: Json, *, turn: int = 0, sample: int = 0) -> Json | None:
        """Return the reply recorded for this decision's (turn, sample), None if there is none."""
        return self._checker.recorded(request, turn=turn, sample=sample)

    def send(self, request: Json, *, turn: int = 0, sample: int = 0, most: float | None = 0.0) -> int:
        """Commit that a request is about to be sent, and return the attempt's number."""
        row = (self._checker.decision + 1, turn, sample, rows.digest(request), most)
        with self._transaction(durable=True):
            attempt = self._connection.execute(
                "INSERT INTO attempt (decision,turn,sample,request,most,status) VALUES (?,?,?,?,?,'sent')",
                row,
            ).lastrowid
        assert attempt is not None
        self._open[attempt] = time.perf_counter()
        return attempt

    def receive(
        self, attempt: int, reply: Json, usd: float | None = 0.0, notes: Sequence[Event] = ()
    ) -> Json:
        """Commit the whole reply of an attempt, and return it as it will be read."""
        text, seconds = rows.dumps(reply), time.perf_counter() - self._open.pop(attempt)
        with self._transaction(durable=True):
            self._connection.execute(
                "INSERT INTO reply SELECT decision, turn, sample, request, ?, ? FROM attempt WHERE id = ?",
                (text, seconds, attempt),
            )
            self._end(attempt, "received", usd=usd)
            self._insert_notes(self._last_step, notes)
        parsed: Json = rows.loads(text)
        return parsed

    def fail(self, attempt: int, why: str, *, billed: bool) -> None:
        """Commit that an attempt brought no reply."""
        del self._open[attempt]
        with self._transaction(durable=True):
            self._end(attempt, "lost" if billed else "unbilled", why=why)

    def spent(self) -> Spent:
        """Return what all attempts of the run have cost."""
        return self.run.spent

    def _end(self, attempt: int, status: str, usd: float | None = None, why: str | None = None) -> None:
        self._connection.execute(
            "UPDATE attempt SET status = ?, usd = ?, why = ? WHERE id = ?", (status, usd, why, attempt)
        )

    # --- inside a transaction -------------------------------------------------------------

    @contextmanager
    def _transaction(self, *, durable: bool = False) -> Iterator[None]:
        """Commit what is done within, or nothing; `durable` commits outlive a power cut too."""
        execute = self._connection.execute
        try:
            if durable:
                execute("PRAGMA synchronous=FULL")
            execute("BEGIN IMMEDIATE")
            try:
                yield
                execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    execute("ROLLBACK")
                raise
            finally:
                if durable:
                    execute("PRAGMA synchronous=NORMAL")
        except sqlite3.Error as error:
            raise schema.explained(self._file, error) from error

    def _set(self, key: str, value: Any) -> None:
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?,?)", (key, rows.dumps(value)))

    def _decide(self, step: Step) -> None:
        assert step.chosen is not None
        row = rows.decision_row(step.decision, step.number, step.chosen)
        if step.decision <= self._last_decision:
            # The last run ended in the middle of this decision; its first steps were checked.
            raise ReplayMismatch(
                f"decision {step.decision} now begins at step {step.number}, it began earlier"
            )
        self._connection.execute(_INSERT_DECISION, row)
        self._last_decision = step.decision

    def _store_screen(self, step: Step) -> None:
        before = self._screen
        if before is not None and before.digest == step.screen:
            return
        assert step.frame is not None, "a step that is recorded carries its frame"
        plane = step.frame.plane
        found = self._connection.execute("SELECT depth FROM frame WHERE hash = ?", (step.screen,)).fetchone()
        if found is None:
            follows = before is not None and before.depth < MAX_DEPTH and before.plane.size == plane.size
            base = before if follows else None
            depth = base.depth + 1 if base else 0
            image = self._codec.pack(plane, base.plane if base else None)
            row = (step.screen, base.digest if base else None, depth, image)
            self._connection.execute(_INSERT_FRAME, row)
        else:
            depth = found[0]
        self._screen = Stored(step.screen, depth, plane)

    def _insert_events(self, step: int, source: str, events: Sequence[Event], first: int = 0) -> None:
        if events:
            self._connection.executemany(
                "INSERT INTO event VALUES (?,?,?,?,?)", rows.event_rows(step, source, events, first)
            )

    def _insert_notes(self, step: int, notes: Sequence[Event]) -> None:
        if notes:
            query = "SELECT count(*) FROM event WHERE step = ? AND source = 'monitor'"
            (noted,) = self._connection.execute(query, (step,)).fetchone()
            self._insert_events(step, "monitor", notes, noted)

    def _stored_screen(self) -> Stored | None:
        with schema.translated(self._file):
            found = self._connection.execute(
                "SELECT hash, depth FROM frame"
                " WHERE hash = (SELECT frame FROM step ORDER BY number DESC LIMIT 1)"
            ).fetchone()
        return Stored(found[0], found[1], self.run.plane(found[0])) if found else None


def _settings(settings: RunSettings) -> dict[str, Any]:
    return asdict(settings)


def lock(folder: Path) -> FileLock:
    """Return the lock of a folder, made if it is missing; raises RunFileError if another process has it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = FileLock(folder / LOCK_NAME, timeout=0)
        held.acquire()
    except Timeout as error:
        raise RunFileError(f"{folder} is being played by another process: wait for it to end") from error
    except OSError as error:
        raise RunFileError(f"cannot write a run in {folder}: {error.strerror or error}") from error
    return held
