"""The runs that are being looked at: what was counted of them, who listens, and their drift reports."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections import OrderedDict
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import orjson

from sim.core import LongplayError, RunFileError
from sim.record.lookup import FILE_NAME, Activity, activity
from sim.viewer.data import DAMAGE, Viewed
from sim.viewer.mail import Post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sim.core import Json
    from sim.viewer.mail import Box

_LOG = logging.getLogger(__name__)
_KEPT = 12
"""Runs of which what was counted is kept."""
_PATIENCE = 0.3
"""Seconds that an answer counts for at most, before it goes out with what is known by then."""
_LOOK = 0.5
"""Seconds between two looks at a run that somebody listens to."""
_SLICE = 0.25
"""Seconds that decisions are judged for at a time."""
_FOLDS = 4
"""Reports that are made at the same time."""
_UNWATCHED = 30.0
"""Seconds after which a run that is still being played is not followed any more, if nobody looks at it."""
_LINE = 1 << 26
"""Bytes of a report at most."""


class Place:
    """One run on the desk."""

    def __init__(self, folder: Path, key: str, inode: int) -> None:
        self.viewed = Viewed(folder, key, patience=_PATIENCE)
        self.inode = inode
        self.post = Post()
        self.watching: asyncio.Task[None] | None = None
        self.counting: asyncio.Task[None] | None = None
        self.folding: asyncio.Task[None] | None = None
        self.asked = time.monotonic()
        self.told: Activity | None = None  # how the run stood when listeners were told of it last


class Desk:
    """Keeps the runs looked at last, and follows those that are listened to. For the server's loop alone."""

    def __init__(self, stopping: Callable[[], bool]) -> None:
        self._stopping = stopping
        self._places: OrderedDict[str, Place] = OrderedDict()
        self._folds = asyncio.Semaphore(_FOLDS)

    def place(self, key: str, folder: Path) -> Place:
        """Return a run's place; a new one if there was none or the file is another one now.

        Raises RunFileError if there is no file any more.
        """
        try:
            inode = (folder / FILE_NAME).stat().st_ino
        except OSError as error:
            raise RunFileError(f"there is no run in {folder} any more: {error.strerror}") from error
        place = self._places.get(key)
        if place is None or place.inode != inode:
            place = self._places[key] = Place(folder, key, inode)
        self._places.move_to_end(key)
        place.asked = time.monotonic()
        for old in list(self._places):
            if len(self._places) <= _KEPT:
                break
            if not len(self._places[old].post):
                self._end(self._places.pop(old))
        return place

    @contextmanager
    def listening(self, place: Place) -> Iterator[Box]:
        """Listen to a run while within: its head when that changes, its report when there is a new one.

        What there is by now comes first: it may have come between a page's questions and its listening.
        """
        with place.post.listening() as box:
            place.told = None
            if place.watching is None or place.watching.done():
                place.watching = asyncio.create_task(self._watch(place))
            if place.viewed.report is not None:
                box.put("report", "report", place.viewed.report)
            if place.viewed.index.whole:
                box.put("timeline", "timeline", _counted(place.viewed))
            yield box

    def prepare(self, place: Place) -> None:
        """See to it that a run that is opened is counted whole, and gets a report if it has none."""
        viewed = place.viewed
        if place.counting is None:
            place.counting = asyncio.create_task(self._count(place))
        if viewed.report_state == "none" and (place.folding is None or place.folding.done()):
            viewed.report_state = "folding"
            place.folding = asyncio.create_task(self._fold(place))

    async def close(self) -> None:
        """End everything that goes on."""
        tasks = [task for place in self._places.values() for task in self._end(place)]
        await asyncio.gather(*tasks, return_exceptions=True)

    def _end(self, place: Place) -> list[asyncio.Task[None]]:
        tasks = [task for task in (place.watching, place.counting, place.folding) if task is not None]
        for task in tasks:
            task.cancel()
        return tasks

    # --- following a run ------------------------------------------------------------------

    async def _watch(self, place: Place) -> None:
        """Tell listeners how far a run is whenever its folder changes, as long as there are any."""
        viewed = place.viewed
        while not self._stopping():
            await asyncio.sleep(_LOOK)
            if not len(place.post):
                return
            place.asked = time.monotonic()
            with suppress(LongplayError, *DAMAGE):
                stamp = activity(viewed.folder)
                if stamp != place.told:
                    place.told = stamp
                    place.post.tell("head", "head", await asyncio.to_thread(viewed.moving))
                    if viewed.report_state == "none":  # it has gone on since its report was made
                        self.prepare(place)

    async def _count(self, place: Place) -> None:
        with suppress(LongplayError, *DAMAGE):
            await asyncio.to_thread(place.viewed.count)
            place.post.tell("timeline", "timeline", _counted(place.viewed))
            await asyncio.to_thread(place.viewed.warm)
            while not self._stopping() and not await asyncio.to_thread(place.viewed.judge, _SLICE):
                pass

    async def _fold(self, place: Place) -> None:
        """Have a report made, in a process of its own."""
        async with self._folds:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "sim.viewer.folding", str(place.viewed.folder),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=_LINE,
            )  # fmt: skip
            try:
                await self._listen(place, process)
            finally:
                if process.returncode is None:
                    process.kill()
                await process.wait()
                place.viewed.folded()

    async def _listen(self, place: Place, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while not self._stopping():
            left = time.monotonic() - place.asked > _UNWATCHED and not len(place.post)
            if left and place.viewed.report is not None:
                return
            with suppress(TimeoutError):
                line = await asyncio.wait_for(process.stdout.readline(), 1.0)
                if not line:
                    return
                self._take(place, orjson.loads(line))

    def _take(self, place: Place, told: Json) -> None:
        if "report" in told:
            place.viewed.report = told["report"]
            place.post.tell("report", "report", told["report"])
        elif "error" in told:
            _LOG.warning("no report on %s: %s", place.viewed.folder, told["error"])
        elif "folded" in told:
            place.post.tell("folding", "folding", dict(told))


def _counted(viewed: Viewed) -> Json:
    """Return what a page did not know before a run was counted whole."""
    return {"counted": viewed.index.counted, "seconds": viewed.index.played}
