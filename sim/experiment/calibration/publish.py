"""Writes what a calibration came to: the page, the same as JSON, its pictures, the stamp."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from sim import figures
from sim.core import LongplayError
from sim.experiment.calibration.analysis import acceptance
from sim.experiment.calibration.page import as_json, page, seeds
from sim.experiment.calibration.pictures import pictures
from sim.experiment.calibration.plan import EDITION, SETS, Plan
from sim.experiment.calibration.stamp import NAME, Stamp

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sim.experiment.calibration.analysis import Analysis
    from sim.experiment.calibration.page import About

PICTURES = "images/calibration"
_ROOM = "sim/experiment/calibration"


def write(folder: Path, about: About, found: Mapping[str, Analysis]) -> Path:
    """Write calibration.md, calibration.json and the pictures into a folder; return the page.

    Where figures cannot be drawn there are no pictures. Raises LongplayError if something cannot be written.
    """
    drawn = pictures(found) if figures.available() else {}
    text = page(about, found, pictures={name: f"{PICTURES}/{name}" for name in drawn})
    try:
        (folder / PICTURES).mkdir(parents=True, exist_ok=True)
        for name, picture in drawn.items():
            (folder / PICTURES / name).write_text(picture)
        (folder / "calibration.json").write_text(json.dumps(as_json(about, found), indent=1) + "\n")
        (folder / "calibration.md").write_text(text)
    except OSError as error:
        raise LongplayError(f"cannot write the calibration to {folder}: {error.strerror or error}") from error
    return folder / "calibration.md"


def check(root: Path, plan: Plan, sets: Collection[str]) -> None:
    """Raise LongplayError if these sets of a plan cannot be published into the source tree at `root`."""
    if plan != Plan() or set(sets) != set(SETS):
        raise LongplayError("only the whole plan is published: --publish goes with both sets of all runs")
    if not (root / _ROOM).is_dir():
        raise LongplayError(f"{root} is not Longplay's source tree: it has no {_ROOM}")


def publish(root: Path, about: About, found: Mapping[str, Analysis]) -> Path:
    """Write page and pictures into the docs of the source tree at `root`, and the stamp into its package.

    Raises LongplayError as `check` does, or if something cannot be written.
    """
    check(root, about.plan, found)
    written = write(root / "docs", about, found)
    (root / _ROOM / NAME).write_text(json.dumps(stamp_of(about, found).to_json(), indent=1) + "\n")
    return written


def stamp_of(about: About, found: Mapping[str, Analysis]) -> Stamp:
    """Return the stamp that the sets of a plan earn."""
    return Stamp(
        about.instrument,
        EDITION,
        about.command,
        seeds(about.plan),
        {
            name: {
                each.control: (each.any.alarmed, each.any.runs, each.any.high) for each in one.false_alarms
            }
            for name, one in found.items()
        },
        {
            name: tuple(line.title for line in acceptance(one) if line.met == "not met")
            for name, one in found.items()
        },
    )
