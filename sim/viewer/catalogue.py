"""The table of runs: summaries of all runs of a folder, made once and again when a run changes."""

from __future__ import annotations

import logging
import time
from threading import Lock
from typing import TYPE_CHECKING, Any

from sim.core import LongplayError, RunFileError
from sim.record.lookup import Activity, activity
from sim.viewer.data import DAMAGE, Viewed, damaged
from sim.viewer.data.summary import broken

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.viewer.folder import Served

_LOG = logging.getLogger(__name__)
_RESCAN, _SHARE = 2.0, 10
"""Least seconds between two searches of the folder, and least times as long as one takes."""

Summary = dict[str, Any]


class Catalogue:
    """Summaries by id. `look` is called time and again by one thread; anybody may read.

    `tell` is handed each summary that is new or has changed, `gone` the id of each run that has gone.
    """

    def __init__(self, served: Served, tell: Callable[[Summary], None], gone: Callable[[str], None]) -> None:
        self._served, self._tell, self._gone = served, tell, gone
        self._lock = Lock()
        self._folders: dict[str, Path] = {}
        self._stamps: dict[str, Activity | None] = {}
        self._summaries: dict[str, Summary] = {}
        self._next = 0.0
        self.searched = False

    def known(self) -> tuple[list[Summary], int]:
        """Return the summaries there are, and the number of runs that have none yet."""
        with self._lock:
            return list(self._summaries.values()), len(self._folders) - len(self._summaries)

    def look(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Search the folder if it is time to, and summarise what is new or has changed, until `stop`."""
        if time.monotonic() >= self._next:
            self._search()
        for key, folder in list(self._folders.items()):
            if stop():
                return
            stamp = _stamp(folder)
            if key not in self._stamps or stamp != self._stamps[key]:
                self._summarise(key, folder, stamp)

    def _search(self) -> None:
        began = time.monotonic()
        found = dict(self._served.runs())
        with self._lock:
            lost = self._folders.keys() - found.keys()
            self._folders = found
            for key in lost:
                self._stamps.pop(key, None)
                self._summaries.pop(key, None)
            self.searched = True
        for key in lost:
            self._gone(key)
        ended = time.monotonic()
        self._next = ended + max(_RESCAN, _SHARE * (ended - began))

    def _summarise(self, key: str, folder: Path, stamp: Activity | None) -> None:
        new = summarised(folder, key)
        if new["error"] is not None:
            new["error"] = self._served.shown(new["error"])
        with self._lock:
            self._stamps[key] = stamp
            changed = self._summaries.get(key) != new
            self._summaries[key] = new
        if changed:
            self._tell(new)


def summarised(folder: Path, key: str) -> Summary:
    """Return the summary of a run, or of a file that is none: then it says what is wrong with it."""
    try:
        return Viewed(folder, key).summary()
    except LongplayError as error:
        return broken(folder, key, str(error))
    except DAMAGE as error:
        _LOG.info("cannot summarise %s", folder, exc_info=True)
        return broken(folder, key, str(damaged(folder, error)))


def _stamp(folder: Path) -> Activity | None:
    try:
        return activity(folder)
    except RunFileError:
        return None
