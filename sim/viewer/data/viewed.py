"""A run as it is viewed: every answer that a page asks for, from one place."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sim.core import RunFileError, WorldError
from sim.record.lookup import FILE_NAME, Lookup, activity
from sim.viewer.data import map as maps
from sim.viewer.data.decision import decision
from sim.viewer.data.figures import figure
from sim.viewer.data.ground import Ground, ground_of, is_known
from sim.viewer.data.guide import guide
from sim.viewer.data.head import head, moving
from sim.viewer.data.index import Index
from sim.viewer.data.jump import jump
from sim.viewer.data.library import Library
from sim.viewer.data.screens import pack, picture
from sim.viewer.data.steps import steps
from sim.viewer.data.summary import stored, summary
from sim.viewer.data.timeline import timeline
from sim.viewer.data.verdicts import Verdicts
from sim.viewer.data.ways import trail, way

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sim.core import Json
    from sim.figures import Figure

_FOREVER = float("inf")
_HEAD = 0.05
"""Seconds that a head counts for at most, or a decision is judged for: the page waits for them."""
DAMAGE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What reading a file may raise that has the tables of a run, and in them something else."""


def damaged(folder: Path, error: Exception) -> RunFileError:
    """Return what is to be said of a run whose reading raised one of `DAMAGE`."""
    return RunFileError(
        f"{folder / FILE_NAME} cannot be shown ({type(error).__name__}: {error}): "
        "it is damaged, or another program wrote it"
    )


class Viewed:
    """A run file that is looked at, be it finished or being written. Threads may share it.

    `key` is the run's id in the answers, `patience` the seconds that an answer may count for before it
    goes out with what is counted so far. The file is opened for each answer and let go of again.
    `report` is the drift report that is shown, as JSON, and `report_state` says whence it comes: "stored",
    "folding" while somebody makes a new one, or "none" where one should be made.
    """

    def __init__(self, folder: Path, key: str = ".", *, patience: float = _FOREVER) -> None:
        self.folder = folder
        self.key = key
        self.index = Index()
        self.report: Json | None = None
        self.report_state = "none"
        self._patience = patience
        self._library = Library()
        self._ground: Ground | None = None
        self._ground_known = False
        self._verdicts: Verdicts | None = None

    # --- what the page asks for -----------------------------------------------------------

    def summary(self) -> dict[str, Any]:
        """Return the run in one line."""
        with self._open() as run:
            return summary(run, self.key, self._report(run))

    def head(self) -> dict[str, Any]:
        """Return everything that does not depend on the moment."""
        with self._counted(min(self._patience, _HEAD)) as run:
            report = self._report(run)
            truth = is_known(run)
            return head(run, self.index, self.key, truth=truth, report=report, report_state=self.report_state)

    def moving(self) -> dict[str, Any]:
        """Return what changes while the run is played."""
        with self._open() as run:
            short = summary(run, self.key, self._report(run))
            kept = ("status", "live", "won", "usd", "tokens", "steps", "of", "objective", "progress")
            return {**moving(run), **{name: short[name] for name in kept}}

    def steps(self, after: int = 0, count: int = 500) -> dict[str, Any]:
        """Return steps in columns."""
        with self._open() as run:
            return steps(run, after, count)

    def timeline(self, points: int = 1000, first: int = 1, last: int | None = None) -> dict[str, Any]:
        """Return series over the run and marks on it."""
        with self._counted(self._patience) as run:
            return timeline(run, self.index, points, report=self._report(run), first=first, last=last)

    def jump(self, start: int, kind: str, way: int, name: str = "") -> dict[str, int | None]:
        """Return the nearest step of a kind."""
        with self._counted() as run:
            return {"step": jump(self.index, start, kind, way, report=self._report(run), name=name)}

    def figure(self, name: str) -> Figure | None:
        """Return a figure of the drift report, None if there is nothing to draw.

        Raises RunFileError if no figure has that name.
        """
        with self._open() as run:
            return figure(name, {self.key: self._report(run)})

    def decision(self, number: int) -> dict[str, Any]:
        """Return a decision with its replies; raises RunFileError if there is none."""
        with self._counted() as run:
            if self._patience == _FOREVER or self._verdicts is not None:
                self._judged(run, min(self._patience, _HEAD))
            return decision(run, self.index, self._verdicts, number)

    def guide(self, step: int) -> dict[str, Any]:
        """Return the guide as it stood at a step; raises RunFileError if the run has none."""
        with self._counted() as run:
            if run.meta().get("guide") is None:
                raise RunFileError("this run was played without a guide")
            return guide(run, self.index, self._library, self._ground_in(run), min(step, run.last_step))

    def frame(self, digest: bytes) -> bytes:
        """Return a screen as PNG; raises RunFileError if the run has no such screen."""
        with self._open() as run:
            return picture(run, digest)

    def frames(self, digests: Sequence[bytes]) -> bytes:
        """Return a pack of screens; raises RunFileError if one is missing."""
        with self._open() as run:
            return pack(run, digests)

    def map(self) -> dict[str, Any]:
        """Return the sizes and places on the map; raises WorldError where there is none."""
        return {**maps.map_of(self._ground_or_raise()), "image": f"/api/run/{quote(self.key)}/map.png"}

    def map_picture(self) -> bytes:
        """Return the map as PNG; raises WorldError where there is none."""
        return maps.picture(self._ground_or_raise())

    def trail(self, until: int, points: int = 500) -> dict[str, Any]:
        """Return the way gone until a step; raises WorldError where there is no map."""
        ground = self._ground_or_raise()
        with self._counted() as run:
            return trail(run, self.index, ground, until, points)

    def way(self, step: int) -> dict[str, Any]:
        """Return the oracle's way from a step on; raises WorldError where there is none."""
        ground = self._ground_or_raise()
        with self._open() as run:
            return way(run, ground, min(step, run.last_step))

    # --- what it knows --------------------------------------------------------------------

    def count(self, seconds: float = _FOREVER) -> bool:
        """Count what is new in the run for some seconds at most; return whether that was all."""
        with self._open() as run:
            return self.index.advance(run, seconds)

    def judge(self, seconds: float = _FOREVER) -> bool:
        """Judge what was said in decisions for some seconds at most; return whether that was all."""
        with self._open() as run:
            return self._judged(run, seconds)

    def find_report(self) -> Json | None:
        """Return the report to show; one in the file is looked for if there is none that covers the run."""
        with self._open() as run:
            return self._report(run)

    def warm(self) -> None:
        """Do beforehand what takes a while when it is done first: the world, and reading the guide."""
        with self._open() as run:
            if self._ground_in(run) is None or run.meta().get("guide") is None:
                return
        self.guide(1 << 53)

    @contextmanager
    def _open(self) -> Iterator[Lookup]:
        with Lookup.open(self.folder) as run:
            yield run

    @contextmanager
    def _counted(self, seconds: float = _FOREVER) -> Iterator[Lookup]:
        with self._open() as run:
            self.index.advance(run, seconds)
            yield run

    def folded(self) -> None:
        """Note that nobody works on the report any more."""
        self.report_state = "none" if self.report is None else "stored"

    def _report(self, run: Lookup) -> Json | None:
        """Return the report to show: the newest that was handed over, else the one in the file.

        One that does not cover the run any more is still shown, and a newer one asked for.
        """
        if self.report_state != "folding" and not _covers(self.report, run):
            found = stored(run)
            self.report = found or self.report
            self.report_state = "none" if found is None else "stored"
        return self.report

    def _judged(self, run: Lookup, seconds: float) -> bool:
        if self._verdicts is None:
            self._verdicts = Verdicts(self._ground_in(run))
        written = run.meta().get("status") == "running" and activity(self.folder).written
        return self._verdicts.advance(run, seconds, written=written)

    def _ground_in(self, run: Lookup) -> Ground | None:
        if not self._ground_known:
            self._ground, self._ground_known = ground_of(run), True
        return self._ground

    def _ground_or_raise(self) -> Ground:
        with self._open() as run:
            ground = self._ground_in(run)
        if ground is None:
            raise WorldError("this run has no map: its world is not known here")
        return ground


def _covers(report: Json | None, run: Lookup) -> bool:
    return report is not None and (bool(report["won"]) or report["steps"] == run.last_step)
