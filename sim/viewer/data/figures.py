"""Figures of drift reports: of one run, or of several over each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import RunFileError
from sim.figures import FIGURES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core import Json
    from sim.figures import Figure


def figure(name: str, reports: Mapping[str, Json | None]) -> Figure | None:
    """Return a figure of drift reports by the name of their run; None if they have nothing to draw in it.

    Raises RunFileError if no figure has that name.
    """
    if name not in FIGURES:
        raise RunFileError(f"there is no figure {name!r}: say one of {', '.join(FIGURES)}")
    there = {run: report for run, report in reports.items() if report is not None}
    return FIGURES[name](there) if there else None
