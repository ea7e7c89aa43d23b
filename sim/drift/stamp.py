"""The stamp: the instrument's version and what it was calibrated to, so that a verdict can go by it.

It is written by `longplay calibrate --publish` from the whole plan only, and bears no date: the same runs
give the same stamp. Of an instrument that was never calibrated nothing is known, and its verdicts stand as
they are; reports say so.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core import Json

INSTRUMENT = "longplay-drift-4"
"""Version of the measurement: reports of two versions are not to be compared."""
NAME = "stamp.json"


@dataclass(frozen=True, slots=True)
class Stamp:
    """An instrument's calibration in short.

    `false_alarms`: by set and control, (runs with any alarm, runs, upper 95 % bound of their rate).
    `not_met`: by set, the lines of the acceptance table that the instrument does not meet. `blind`: rows of
    the front page that do not tell a drift of theirs from none, and `loud`: families that alarm too often
    without a drift, each with what was found in either set.
    """

    instrument: str
    edition: int
    command: str
    seeds: Mapping[str, str]
    false_alarms: Mapping[str, Mapping[str, tuple[int, int, float]]]
    not_met: Mapping[str, tuple[str, ...]]
    blind: Mapping[str, str]
    loud: Mapping[str, str]

    def to_json(self) -> Json:
        """Return the stamp as a JSON object."""
        return asdict(self)


@cache
def calibrated() -> Stamp | None:
    """Return the stamp of the instrument in use, None if this version of it was never calibrated."""
    lies = files(__package__) / NAME
    if not lies.is_file():
        return None
    return stamp_from(json.loads(lies.read_text()), INSTRUMENT)


def stamp_from(saved: Json, instrument: str) -> Stamp | None:
    """Return the stamp whose JSON this is, None if it is another instrument's.

    >>> stamp_from({"instrument": "old"}, "new") is None
    True
    """
    if saved["instrument"] != instrument:
        return None
    counts = {
        name: {control: (alarmed, runs, high) for control, (alarmed, runs, high) in controls.items()}
        for name, controls in saved["false_alarms"].items()
    }
    fallen = {name: tuple(titles) for name, titles in saved["not_met"].items()}
    return Stamp(**{**saved, "false_alarms": counts, "not_met": fallen})
