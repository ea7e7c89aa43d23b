"""Figures of drift reports: of one run, or of several over each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import RunFileError
from sim.figures import FIGURES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core import Json
    from sim.figures import Figure


def figure(name: str, reports: Mapping[str, Json | None]) -> Figure:
    """Return a figure of drift reports by the name of their run, of those that there are.

    Raises RunFileError if there is no such figure, or nothing to draw in it.
    """
    there = {run: report for run, report in reports.items() if report is not None}
    drawn = FIGURES[name](there) if there and name in FIGURES else None
    if drawn is None:
        runs = " and ".join(reports)
        raise RunFileError(f"there is no figure {name!r} of {runs}: say one of {', '.join(FIGURES)}")
    return drawn
