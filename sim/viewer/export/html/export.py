"""Writing a run into one file for the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.figures.script import plotly_file
from sim.record.schema import locate
from sim.viewer.assets import STATIC
from sim.viewer.data import DAMAGE, damaged, timeline
from sim.viewer.data.ground import ground_of
from sim.viewer.export.html import answers, guides
from sim.viewer.export.html.files import ExportError, written
from sim.viewer.export.html.history import history
from sim.viewer.export.html.limit import MEGA, Full, check_data, elements, too_large
from sim.viewer.export.html.page import page
from sim.viewer.export.html.rest import at_rest
from sim.viewer.export.html.screens import SHEET, screens_of
from sim.viewer.export.html.writer import INDEX, Writer
from sim.viewer.export.made import Made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.viewer.export.html.rest import Resting

    Progress = Callable[[int, int], None]

_NO_PLOTLY = 'its figures are left out, for they need plotly: pip install "longplay[view]"'


def export_html(
    run: Path, out: Path, every: int = 1, most_mb: float = 50.0, progress: Progress | None = None
) -> Made:
    """Write a run into one file that a browser shows without a server, and say what came of it.

    The screens of steps 1, 1 + every, 1 + 2 * every ... are kept; other steps show the nearest earlier one.
    `progress` is told (done, of) units of work now and then. A run that is being played is taken as it
    stands; the same run makes the same bytes. Raises RunFileError if there is no readable run, ExportError
    where the file cannot be written or would be larger than `most_mb` million bytes. Then nothing is written.
    """
    if every < 1:
        raise ExportError(f"the screen of one step in {every} cannot be kept: 1 keeps all")
    try:
        with at_rest(run) as resting:
            if out.exists() and out.samefile(locate(run)):
                raise ExportError(f"{out} is the run itself")
            return _Export(resting, every, int(most_mb * MEGA), progress).write(out)
    except DAMAGE as error:
        raise damaged(locate(run).parent, error) from error


class _Export:
    """One export on its way."""

    def __init__(self, run: Resting, every: int, most: int, progress: Progress | None) -> None:
        self._run, self._every, self._most = run, every, most
        self._progress = progress
        self._all = screens_of(run.run)
        self._kept = self._all.thinned(every)
        self._head = answers.head(run, every)
        guide = self._head["last_step"] if self._head["guide"] else 0
        self._work = self._head["last_step"] + self._head["last_decision"] + guide + len(self._kept.digests)
        self._done = 0

    def write(self, out: Path) -> Made:
        """Write the file."""
        with written(out) as file:
            writer = Writer(file, self._advance)
            notes = self._fill(writer)
        return Made((out,), notes)

    def _advance(self, work: int) -> None:
        self._done += work
        if self._progress is not None and work:
            self._progress(self._done, self._work)

    def _fill(self, writer: Writer) -> tuple[str, ...]:
        """Write the page, its data and its screens; return what is to be said."""
        figures = answers.figures(self._run)
        script = plotly_file() if figures else None
        plotly = "" if script is None else script.read_text(encoding="utf-8")
        begin, end = page(STATIC, self._head["name"], [plotly] if plotly else [])
        writer.raw(begin.encode())
        if plotly:
            writer.one("figures", figures)
            writer.plain("plotly", plotly.encode())
        self._data(writer)
        tail = end.encode()
        check_data(writer.size + len(tail), self._most)
        self._sheets(writer, self._most - len(tail))
        writer.raw(tail)
        return self._notes(writer.size, figures_left_out=bool(figures) and not plotly)

    def _data(self, writer: Writer) -> None:
        """Write everything but screens and figures."""
        run, head = self._run, self._head
        writer.one("jumps", answers.jumps(run.index, run.report))
        writer.one("map", answers.maps(run))
        writer.one("walk", answers.walk(run))
        writer.one("ways", answers.ways(run))
        writer.one(INDEX, {
            "head": head,
            "sheet": SHEET,
            "timelines": self._timelines(writer),
            "steps": writer.many("steps", answers.steps(run, self._kept.shown)),
            "decisions": writer.many("decisions", answers.decisions(run, head["last_decision"])),
            "guides": self._guides(writer),
        })  # fmt: skip

    def _timelines(self, writer: Writer) -> list[tuple[int, int]]:
        stretches = answers.stretches(self._head["last_step"])
        for at, (first, last) in enumerate(stretches):
            writer.one(f"timelines-{at}", self._run.timeline(timeline.MOST, first, last))
        return stretches

    def _guides(self, writer: Writer) -> list[int]:
        run = self._run
        if not self._head["guide"]:
            return []
        standings = history(run.run, run.index, ground_of(run.run))
        return writer.many("guides", guides.packs(standings, self._head["last_step"]))

    def _sheets(self, writer: Writer, most: int) -> None:
        """Write the screens; raises TooLarge if they are more than there is room for."""
        room = most - writer.size
        try:
            for count, told in elements(self._run.run, self._kept, room):
                writer.raw(told)
                self._advance(count)
        except Full as full:
            raise too_large(self._run.run, self._all, self._every, room, full.share, self._most) from full

    def _notes(self, size: int, *, figures_left_out: bool) -> tuple[str, ...]:
        steps, kept, screens = len(self._all.shown), len(self._kept.digests), len(self._all.digests)
        said = [f"{size / MEGA:.1f} MB: {steps:,} steps, {kept:,} of {screens:,} screens"]
        if self._every > 1:
            said.append(
                f"of {self._every} steps one has its screen, which the others show until the next one"
            )
        if self._run.played:
            said.append("the run was being played: this is how it stood")
        if figures_left_out:
            said.append(_NO_PLOTLY)
        return tuple(said)
