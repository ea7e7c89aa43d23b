"""Looking things up in a run file: a moment, a page, or what is new. Only that is read, however long the run.

Every query here goes by a key of its table. What has to be counted over a run is read in chunks, so that
whoever counts can go on from where they stopped (`after` is what they have already).
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.core import Account, RunFileError, Truth
from sim.record import rows, schema
from sim.record.recorder import LOCK_NAME
from sim.record.run import Run
from sim.record.schema import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.record.frames import Array

__all__ = ["CHUNK", "FILE_NAME", "Activity", "Lookup", "activity"]

_LOCKS = Path("/proc/locks")
_QUIET, _JUST_NOW = 120, 3
"""Seconds for which a file is taken to be written: where no table of locks is, and where one is."""
_LONGEST = 10_000
"""Screens in a chain, above which it must be damaged."""
CHUNK = 4096
"""Rows that are read at a time by whoever counts."""


class Shown(NamedTuple):
    """A step as it is looked at. `x`, `y`: the cell in the room `place`."""

    number: int
    decision: int
    button: str
    frame: bytes
    mode: str
    place: str | None
    x: int | None
    y: int | None
    objective: int | None
    objectives: int | None
    seconds: float


class Happened(NamedTuple):
    """An event of a step; `source` is "game", "harness" or "monitor", `place` the room after the step."""

    step: int
    number: int
    source: str
    kind: str
    detail: Mapping[str, Any]
    place: str | None


Turn = tuple[int, int, int | None, int | None, float | None]


class Edit(NamedTuple):
    """A revision of the guide without its text; `gone` where it has none."""

    number: int
    decision: int
    operation: str
    path: str
    renamed: str | None
    gone: bool


class Answered(NamedTuple):
    """A reply of a model, as it came."""

    turn: int
    sample: int
    reply: Mapping[str, Any]
    seconds: float


class Lookup(Run):
    """A run file opened to look things up."""

    @classmethod
    def open(cls, path: Path | str) -> Lookup:
        """Open a run folder or file; raises RunFileError if there is no readable run."""
        file = schema.locate(path)
        return cls(schema.read(file), file)

    def __enter__(self) -> Lookup:
        return self

    # --- moments --------------------------------------------------------------------------

    def shown(self, step: int) -> Shown | None:
        """Return a step, None if there is no such."""
        row = self._one(f"SELECT {','.join(Shown._fields)} FROM step WHERE number = ?", (step,))
        return None if row is None else Shown._make(row)

    def page(self, after: int, count: int) -> list[Shown]:
        """Return up to `count` steps numbered above `after`."""
        query = f"SELECT {','.join(Shown._fields)} FROM step WHERE number > ? ORDER BY number LIMIT ?"
        return [Shown._make(row) for row in self._stream(query, (after, count))]

    def truth(self, step: int) -> Truth | None:
        """Return the truth after a step, None if there is no such step."""
        row = self._one(f"SELECT {rows.STEP_COLUMNS} FROM step WHERE number = ?", (step,))
        return None if row is None else rows.truth_of(row)

    def decided(self, number: int) -> tuple[int, str, str, str, str, bool, Account | None] | None:
        """Return (first step, buttons, target, reason, expect, reset, account) of a decision, or None."""
        row = self._one(f"SELECT {rows.DECISION_COLUMNS} FROM decision WHERE number = ?", (number,))
        if row is None:
            return None
        account = None if row[7] is None else Account(*row[7:])
        return row[1], row[2], row[3], row[4], row[5], bool(row[6]), account

    def answers(self, decision: int) -> list[Answered]:
        """Return the replies of a decision, by turn and sample."""
        query = "SELECT turn, sample, reply, seconds FROM reply WHERE decision = ? ORDER BY turn, sample"
        return [
            Answered(turn, sample, self._json(reply, f"reply {decision}, {turn}, {sample}"), seconds)
            for turn, sample, reply, seconds in self._stream(query, (decision,))
        ]

    def text(self, revision: int) -> str | None:
        """Return the text that a revision left its file with, None where the file is gone.

        Raises RunFileError if there is no such revision.
        """
        row = self._one("SELECT text FROM revision WHERE number = ?", (revision,))
        if row is None:
            raise RunFileError(f"{self.file} has no revision {revision} (its last is {self.last_revision})")
        text: str | None = row[0]
        return text

    def happened(self, after: int, until: int) -> list[Happened]:
        """Return the events of the steps numbered in (after, until]."""
        query = (
            "SELECT e.step, e.number, e.source, e.kind, e.detail, s.place FROM event e"
            " LEFT JOIN step s ON s.number = e.step WHERE e.step > ? AND e.step <= ?"
            " ORDER BY e.step, e.source, e.number"
        )
        return [
            Happened._make((*row[:4], self._json(row[4], f"event of step {row[0]}"), row[5]))
            for row in self._stream(query, (after, until))
        ]

    # --- what is new, in chunks -----------------------------------------------------------

    def turns(self, after: int, count: int) -> list[Turn]:
        """Return (first step, reset, tokens, context, usd) of up to `count` decisions after number `after`.

        The last three are what it used of a model, `tokens` of all kinds, and None if it asked none.
        """
        query = (
            "SELECT step, reset, input + cache_read + cache_write + output, context, usd FROM decision"
            " WHERE number > ? ORDER BY number LIMIT ?"
        )
        return self._rows(query, (after, count))

    def timings(self, after: int, count: int) -> list[tuple[float, int | None]]:
        """Return (seconds, objective) of up to `count` steps numbered above `after`, one after another."""
        query = "SELECT seconds, objective FROM step WHERE number > ? ORDER BY number LIMIT ?"
        return self._rows(query, (after, count))

    def edits(self, after: int, count: int) -> list[Edit]:
        """Return up to `count` revisions numbered above `after`."""
        query = (
            "SELECT number, decision, operation, path, renamed, text IS NULL FROM revision"
            " WHERE number > ? ORDER BY number LIMIT ?"
        )
        return [Edit._make((*row[:5], bool(row[5]))) for row in self._stream(query, (after, count))]

    def _rows(self, query: str, values: tuple[Any, ...]) -> list[Any]:
        with schema.translated(self.file):
            return self._connection.execute(query, values).fetchall()

    # --- screens --------------------------------------------------------------------------

    def planes(self, digests: Iterable[bytes]) -> dict[bytes, Array]:
        """Return the planes (see `core.Frame`) of stored screens by digest.

        What screens have in common is unpacked once: consecutive ones cost little more than one. Raises
        RunFileError if one is missing.
        """
        known: dict[bytes, Array] = {}
        for digest in digests:
            chain: list[tuple[bytes, bytes]] = []
            wanted: bytes | None = digest
            while wanted is not None and wanted not in known:
                found = self._one("SELECT base, image FROM frame WHERE hash = ?", (wanted,))
                if found is None or len(chain) > _LONGEST:
                    raise RunFileError(f"{self.file}: the screen {digest.hex()} is missing or damaged")
                chain.append((wanted, found[1]))
                wanted = found[0]
            plane = None if wanted is None else known[wanted]
            for name, image in reversed(chain):
                plane = known[name] = self._unpacked(image, plane)
        return {digest: known[digest] for digest in digests}

    def _unpacked(self, image: bytes, base: Array | None) -> Array:
        try:
            difference = self._codec.unpack([image])
            if base is not None and base.size != difference.size:
                raise ValueError("a stored screen is damaged: its chain mixes colour and monochrome")
        except ValueError as error:
            raise RunFileError(f"{self.file}: {error}") from error
        return difference if base is None else difference ^ base


class Activity(NamedTuple):
    """What a run's folder tells without being opened.

    `changed`: when its file or its log was written last, in Unix seconds; `size`: bytes of both;
    `written`: whether a process has it for writing.
    """

    changed: float
    size: int
    written: bool


def activity(folder: Path) -> Activity:
    """Return what goes on in a run's folder. Raises RunFileError if there is no run file.

    Whether it is written is asked of the system's table of locks, which takes no lock. Where there is
    no such table, a file that changed in the last two minutes is taken to be written.
    """
    changed, size = 0.0, 0
    for name in (FILE_NAME, f"{FILE_NAME}-wal"):
        try:
            found = (folder / name).stat()
        except OSError as error:
            if name == FILE_NAME:
                raise RunFileError(f"no run at {folder}: {error.strerror or error}") from error
        else:
            changed, size = max(changed, found.st_mtime), size + found.st_size
    return Activity(changed, size, _is_locked(folder / LOCK_NAME, time.time() - changed))


def _is_locked(lock: Path, age: float) -> bool:
    """Tell whether a process holds a lock, or would seem to by the age of what it guards, in seconds."""
    try:
        inode = lock.stat().st_ino
        held = _LOCKS.read_text().splitlines()
    except OSError:
        return age < _QUIET and not _LOCKS.exists()
    return any(f":{inode} " in line for line in held) or age < _JUST_NOW
