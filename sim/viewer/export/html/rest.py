"""A run that stands still while it is exported, opened once."""

from __future__ import annotations

from contextlib import contextmanager
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sim.record import Run
from sim.record.lookup import FILE_NAME, Lookup, activity
from sim.session import fold
from sim.viewer.data import Viewed

if TYPE_CHECKING:
    from collections.abc import Iterator


class Resting(Viewed):
    """A run whose file nobody writes: it is counted and opened once, for all answers.

    `played`: whether the run went on elsewhere when it was taken. It has a drift report in any case.
    """

    def __init__(self, run: Lookup, *, played: bool) -> None:
        super().__init__(run.folder)
        self.run = run
        self.played = played
        self.index.advance(run)
        self.find_report()
        if self.report is None or self.report_state != "stored":
            self.report, self.report_state = fold(run).to_json(), "stored"
        self.judge(inf)  # so that every decision has its verdicts, however long the run

    @contextmanager
    def _open(self) -> Iterator[Lookup]:
        yield self.run

    @contextmanager
    def _counted(self, seconds: float = 0.0) -> Iterator[Lookup]:
        yield self.run


@contextmanager
def at_rest(path: Path) -> Iterator[Resting]:
    """Open a run folder or file; one that is being written is copied as it stands, and the copy opened.

    Raises RunFileError if there is no readable run.
    """
    with Lookup.open(path) as run:
        if not activity(run.folder).written:
            yield Resting(run, played=False)
            return
    with TemporaryDirectory(prefix="longplay-") as scratch:
        copy = Path(scratch) / run.folder.resolve().name
        copy.mkdir()
        with Run.open(path) as live:
            live.copy_to(copy / FILE_NAME)
        with Lookup.open(copy) as run:
            yield Resting(run, played=True)
