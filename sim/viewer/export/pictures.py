"""The figures of a run as pictures, one file each in a folder: PNG or SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import LongplayError
from sim.figures import FIGURES, pngs, svgs
from sim.record.lookup import Lookup
from sim.viewer.data import DAMAGE, damaged
from sim.viewer.export.made import Made
from sim.viewer.export.place import new_folder
from sim.viewer.export.reports import report_in
from sim.viewer.export.stretch import stretch_of, unfinished

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.core import Json
    from sim.figures import Figure

FORMS = ("png", "svg")
"""The forms that figures can take."""


def export_figures(
    run: Path,
    out: Path,
    form: str,
    *,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Made:
    """Draw every figure of `sim.figures.FIGURES` that has something to show into the folder `out`.

    `form`: one of `FORMS`. `progress` is told (figures drawn, of how many). Raises LongplayError if there is
    nothing to draw, without the extra "figures" or a browser, or if `out` may not be replaced.
    """
    with Lookup.open(run) as opened:
        known = [f"{name}.{form}" for name in FIGURES]
        with new_folder(out, force=force, known=known) as folder:
            report, notes = report_in(opened)
            try:
                figures = _figures(opened.folder.resolve().name, report)
            except DAMAGE as error:
                raise damaged(opened.folder, error) from error
            if not figures:
                raise LongplayError(f"{opened.folder} has nothing to draw yet: play more of it")
            drawn = _drawn(figures, form)
            for number, (name, picture) in enumerate(drawn.items(), 1):
                (folder / f"{name}.{form}").write_bytes(picture)
                if progress is not None:
                    progress(number, len(drawn))
        notes = (*notes, *unfinished(opened, stretch_of(opened)))
    absent = [name for name in FIGURES if name not in figures]
    if absent:
        notes = (f"nothing to draw in {', '.join(absent)}", *notes)
    return Made(tuple(out / f"{name}.{form}" for name in figures), notes)


def _figures(name: str, report: Json) -> dict[str, Figure]:
    made = {figure: draw({name: report}) for figure, draw in FIGURES.items()}
    return {figure: drawn for figure, drawn in made.items() if drawn is not None}


def _drawn(figures: dict[str, Figure], form: str) -> dict[str, bytes]:
    if form == "png":
        return pngs(figures)
    return {name: text.encode() for name, text in svgs(figures).items()}
