"""Writes what a calibration came to: the page, the same as JSON, its pictures, the stamp."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from sim import figures
from sim.core import LongplayError
from sim.drift.stamp import NAME, Stamp
from sim.drift.verdict import FRONT
from sim.experiment.calibration.analysis import acceptance
from sim.experiment.calibration.analysis.acceptance import ALARMED, SEPARATED
from sim.experiment.calibration.page import as_json, page, seeds
from sim.experiment.calibration.pictures import pictures
from sim.experiment.calibration.plan import AIMS, EDITION, SETS, SPECIFIC_SIZE, Plan

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sim.experiment.calibration.analysis import Analysis
    from sim.experiment.calibration.page import About

REGISTERED = ("shortcuts", "capture")
"""Rows that are compared with a registered rate: their bounds are exact and ask for no separation."""
PICTURES = "images/calibration"
_ROOM = "sim/drift"


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
        blind=_blind(found.values()),
        loud=_loud(found.values()),
    )


def _blind(sets: Iterable[Analysis]) -> dict[str, str]:
    """Return the rows of the front page whose own drift of medium size is not told from none."""
    least = SEPARATED[SPECIFIC_SIZE]
    return {
        each.measure: f"an AUROC of {each.auroc:.2f} for {each.kind}"
        for one in sets
        for each in one.separations
        if (each.size, each.measure) == (SPECIFIC_SIZE, AIMS[each.kind].own[0].measure)
        and each.measure in FRONT and each.measure not in REGISTERED
        and each.auroc is not None and each.auroc < least
    }  # fmt: skip


def _loud(sets: Iterable[Analysis]) -> dict[str, str]:
    """Return the families that alone raise more false alarms than all of them may."""
    return {
        family: f"{count.alarmed} alarms of it in {count.runs} runs without drift ({each.control})"
        for one in sets
        for each in one.false_alarms
        for family, count in each.families.items()
        if count.high > ALARMED
    }
