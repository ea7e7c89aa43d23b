"""Flooding: the guide grows too fast, too large, or is written over and over."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from sim.core import Json, Revision, Step
from sim.guide import MAX_FILE, MAX_FILES, MAX_TOTAL, apply
from sim.monitors.base import Firing, Quiet, Setup

WINDOW, GROWTH = 20, 1024
"""Decisions looked back on, and the bytes that the guide may gain in each of them on average."""
NEAR, CLEAR = 0.8, 0.7
"""Shares of a limit: reaching the first fires, falling below the second arms it again."""
REWRITES = 5
_LINES = 4096

Told = Iterator[Json]


class Flooding(Quiet):
    """Fires for three reasons, each with its own arming; sizes are bytes of UTF-8.

    Growth: the guide gained more than 20 KiB in the present decision and the 20 before; armed again
    when a decision begins with less than half of that. Size: 80 % of what the folder, the number of
    files or a file may have; armed again for each of them below 70 %. Rewriting: one file was written
    whole, by `create`, five times in a row without a line that it did not have before in this row; it
    fires at every fifth, and any other edit of that file or a new line begins a new row.
    """

    name = "flooding"

    def __init__(self, setup: Setup) -> None:
        self._files = dict(setup.guide)
        self._sizes = _sizes(self._files)
        self._growth = _Growth()
        self._fullness = _Fullness()
        self._rewriting = _Rewriting()

    def step(self, step: Step) -> Sequence[Firing]:
        """Take a step; only the first of a decision matters."""
        self._growth.decided(step.decision)
        return ()

    def revised(self, revision: Revision) -> Sequence[Firing]:
        """Take an edit of the guide."""
        before, size = self._files.get(revision.path), sum(self._sizes.values())
        apply(self._files, revision)
        if revision.text is None:
            self._sizes = _sizes(self._files)
        else:
            self._sizes[revision.path] = len(revision.text.encode())
        gained = sum(self._sizes.values()) - size
        told = [
            *self._growth.gained(gained),
            *self._fullness.are(self._sizes),
            *self._rewriting.wrote(revision, before),
        ]
        return [Firing(self.name, detail) for detail in told]


def _sizes(files: Mapping[str, str]) -> dict[str, int]:
    return {path: len(text.encode()) for path, text in files.items()}


class _Growth:
    def __init__(self) -> None:
        self._gains: deque[int] = deque(maxlen=WINDOW)
        self._now = self._sum = self._decision = 0
        self._armed = True

    def decided(self, decision: int) -> None:
        """Begin anew after the edits of this decision."""
        if decision == self._decision:
            return
        self._decision = decision
        if len(self._gains) == WINDOW:
            self._sum -= self._gains[0]
        self._gains.append(self._now)
        self._sum += self._now
        self._now = 0
        self._armed = self._armed or self._sum < WINDOW * GROWTH / 2

    def gained(self, size: int) -> Told:
        self._now += size
        gained = self._sum + self._now
        if self._armed and gained > WINDOW * GROWTH:
            self._armed = False
            yield {"what": "growth", "bytes": gained, "decisions": WINDOW}


class _Fullness:
    def __init__(self) -> None:
        self._full: set[tuple[str, str]] = set()

    def are(self, sizes: Mapping[str, int]) -> Told:
        yield from self._is("folder", "", sum(sizes.values()), MAX_TOTAL)
        yield from self._is("files", "", len(sizes), MAX_FILES)
        for path, size in sizes.items():
            yield from self._is("file", path, size, MAX_FILE)
        self._full = {(of, path) for of, path in self._full if of != "file" or path in sizes}

    def _is(self, of: str, path: str, size: int, limit: int) -> Told:
        if size < CLEAR * limit:
            self._full.discard((of, path))
        elif size >= NEAR * limit and (of, path) not in self._full:
            self._full.add((of, path))
            yield {"what": "size", "of": of, "path": path, "is": size, "limit": limit}


class _Rewriting:
    """For each file written whole: the times without anything new, and the lines it has had."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[int, frozenset[str]]] = {}

    def wrote(self, revision: Revision, before: str | None) -> Told:
        path, text = revision.path, revision.text
        if text is None or before is None or revision.operation != "create":
            self._forget(path)
            return
        times, had = self._rows.get(path) or (0, _lines(before))
        lines = _lines(text)
        if not lines <= had:
            together = had | lines
            self._rows[path] = 0, together if len(together) <= _LINES else lines
            return
        self._rows[path] = times + 1, had
        if (times + 1) % REWRITES == 0:
            yield {"what": "rewriting", "path": path, "times": times + 1, "bytes": len(text.encode())}

    def _forget(self, path: str) -> None:
        """Forget a file, or a folder with all its files."""
        for gone in [row for row in self._rows if row == path or row.startswith(f"{path}/")]:
            del self._rows[gone]


def _lines(text: str) -> frozenset[str]:
    return frozenset(map(str.strip, text.split("\n")))
