"""Which part of a run is exported, and what an export says of the run that it is of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import sim
from sim.core import LongplayError
from sim.record.lookup import CHUNK

if TYPE_CHECKING:
    from sim.record.lookup import Lookup


@dataclass(frozen=True, slots=True)
class Stretch:
    """Steps `first` to `last` of a run with the decisions that pressed them, ends included.

    `whole`: that is the run to its end. A run without steps has the stretch from 1 to 0.
    """

    first: int
    last: int
    first_decision: int
    last_decision: int
    whole: bool

    @property
    def steps(self) -> int:
        """How many steps it has."""
        return self.last - self.first + 1


def stretch_of(run: Lookup, first: int | None = None, last: int | None = None) -> Stretch:
    """Return a stretch of a run, by default all that is recorded now.

    Raises LongplayError if the run does not have those steps.
    """
    end = run.last_step
    begin, until = first or 1, end if last is None else last
    for asked in (first, last):
        if asked is not None and not 1 <= asked <= end:
            raise LongplayError(f"{run.folder} has no step {asked:,}: it has {end:,} steps")
    if first is not None and last is not None and first > last:
        raise LongplayError(f"--from {first} lies after --to-step {last}")
    return Stretch(begin, until, _decision(run, begin) or 1, _decision(run, until), until == end)


def revisions_of(run: Lookup, stretch: Stretch) -> range:
    """Return the numbers of the guide's revisions that were made in a stretch.

    If that is the run to its end, those of a decision that was cut short are among them.
    """
    before = within = 0
    while edits := run.edits(before + within, CHUNK):
        before += sum(edit.decision < stretch.first_decision for edit in edits)
        found = [edit for edit in edits if edit.decision >= stretch.first_decision]
        kept = sum(stretch.whole or edit.decision <= stretch.last_decision for edit in found)
        within += kept
        if kept < len(found):
            break
    return range(before + 1, before + within + 1)


def identity_of(run: Lookup, stretch: Stretch) -> dict[str, Any]:
    """Return what an export says of its run: a JSON object that is the same whenever the run is.

    Of files on the machine that it was played on only the names are told.
    """
    meta = run.meta()
    settings = dict(meta.get("settings", {}))
    for name in ("rom", "guide"):
        if settings.get(name):
            settings[name] = PurePath(settings[name]).name
    return {
        "exported_by": f"longplay {sim.__version__}",
        "run": run.folder.resolve().name,
        "agent": run.settings.label,
        "created": meta.get("created"),
        "status": meta.get("status"),
        "steps": run.last_step,
        "first_step": stretch.first,
        "last_step": stretch.last,
        "settings": settings,
        "identity": run.identity(),
        "forks": [{"parent": fork.parent, "step": fork.step} for fork in run.forks],
    }


def unfinished(run: Lookup, stretch: Stretch) -> tuple[str, ...]:
    """Return a note if the run is being played, none otherwise."""
    if run.meta().get("status") != "running" or not stretch.whole:
        return ()
    return (f"the run has not ended: this is what it had at step {stretch.last:,}",)


def _decision(run: Lookup, step: int) -> int:
    shown = run.shown(step)
    return 0 if shown is None else shown.decision
