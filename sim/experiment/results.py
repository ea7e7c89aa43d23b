"""A file of results, one JSON line each: what is in it outlives whatever ends the program.

The first line names the definition that the results belong to, each other one holds a job's id, the
digest of its spec and its result. A line is one write, so that a kill leaves a torn last line at most, which
is dropped when the file is opened again.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, is_dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sim.core import LongplayError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from sim.core import Json

_FORMAT = "longplay-results-1"
_SYNC_SECONDS = 5.0
"""How old results get before they are sure to survive a power cut; a kill loses none that is written."""


class ResultsError(LongplayError):
    """A results file cannot be read or written, or holds the results of something else."""


def digest(value: object) -> str:
    """Return 16 hex digits for a JSON value or a dataclass of such (SHA-256 of its canonical JSON)."""
    plain = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    return sha256(_dumps(plain).encode()).hexdigest()[:16]


class Results:
    """The results file at `path`, open to be added to; made if it is missing. A context manager.

    `specs` are the specs of all jobs by id, `definition` whatever else the results depend on. Results of jobs
    that are not among `specs` are left alone. Raises ResultsError if the file belongs to another definition,
    holds a job's result for another spec, is damaged, or cannot be written.
    """

    def __init__(self, path: Path, definition: Json, specs: Mapping[str, object]) -> None:
        self._path = path
        self._digests = {job: digest(spec) for job, spec in specs.items()}
        self._head = _dumps({"format": _FORMAT, "definition": digest(definition)}) + "\n"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_bytes() if path.exists() else b""
            self._found = self._read(before)
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            complete = before.rfind(b"\n") + 1
            if complete < len(before):
                os.truncate(self._file, complete)
        except OSError as error:
            raise self._unwritable(error) from error
        self._synced = time.monotonic()
        if b"\n" not in before:
            self._write(self._head)

    @property
    def found(self) -> Mapping[str, Any]:
        """The results by job, in the order they came."""
        return self._found

    def add(self, job: str, result: Any) -> None:
        """Write a job's result, which must be JSON."""
        line = _dumps({"job": job, "spec": self._digests[job], "result": result})
        self._write(line + "\n")
        self._found[job] = json.loads(line)["result"]
        if time.monotonic() - self._synced > _SYNC_SECONDS:
            self._sync()

    def close(self) -> None:
        """Bring everything to the disk."""
        self._sync()
        os.close(self._file)

    def __enter__(self) -> Results:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- reading --------------------------------------------------------------------------

    def _read(self, content: bytes) -> dict[str, Any]:
        """Return the results in a file's content, its torn last line left out."""
        *lines, _torn = content.split(b"\n")
        if not lines:
            if not self._head.encode().startswith(content):
                raise ResultsError(f"{self._path} holds no results: choose another file")
            return {}
        self._check_head(lines[0])
        results = {}
        for number, line in enumerate(lines[1:], 2):
            try:
                entry = json.loads(line)
                job, spec, result = entry["job"], entry["spec"], entry["result"]
            except (ValueError, KeyError, TypeError) as error:
                raise ResultsError(f"{self._path} is damaged in line {number}: remove the line") from error
            if job in self._digests:
                if spec != self._digests[job]:
                    raise self._other(f"job {job} was another one")
                results[job] = result
        return results

    def _check_head(self, line: bytes) -> None:
        try:
            head = json.loads(line)
            ours, definition = head["format"] == _FORMAT, head["definition"]
        except (ValueError, KeyError, TypeError):
            ours, definition = False, None
        if not ours:
            raise ResultsError(f"{self._path} holds no results: choose another file")
        wanted = json.loads(self._head)["definition"]
        if definition != wanted:
            raise self._other(f"it says {definition}, this is {wanted}")

    def _other(self, why: str) -> ResultsError:
        return ResultsError(
            f"{self._path} holds results of another definition ({why}): move it away or choose another file"
        )

    # --- writing --------------------------------------------------------------------------

    def _write(self, line: str) -> None:
        data = line.encode()
        try:
            if os.write(self._file, data) != len(data):
                raise ResultsError(f"cannot write results to {self._path}: the disk is full")
        except OSError as error:
            raise self._unwritable(error) from error

    def _sync(self) -> None:
        try:
            os.fsync(self._file)
        except OSError as error:
            raise self._unwritable(error) from error
        self._synced = time.monotonic()

    def _unwritable(self, error: OSError) -> ResultsError:
        return ResultsError(f"cannot write results to {self._path}: {error.strerror or error}")


def _dumps(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
