"""Which probes a run gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.experiment.spec.model import Probes
    from sim.record import Run

KEPT, EMPTY, BLANK = "kept", "empty", "blank"
SELF, FRESH = f"{KEPT}/{KEPT}", f"{EMPTY}/{BLANK}"
"""The cells of the agent as it is, and of its fresh self."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One probe: `steps` from step `at` on, in a cell "context/guide"; `anchor`: the situation's number.

    `anchor` is None where the agent stays in the place where it is, `of` then 0, else how many there are.
    """

    at: int
    cell: str
    repeat: int
    steps: int
    anchor: int | None = None
    of: int = 0

    @property
    def context(self) -> str:
        """Whether the context is kept or empty."""
        return self.cell.partition("/")[0]

    @property
    def guide(self) -> str:
        """Whether the guide is kept or blank."""
        return self.cell.partition("/")[2]


def asks_of(run: Run, probes: Probes) -> dict[str, Ask]:
    """Return the probes of a run that has ended, by a name of each, in the order in which they are taken."""
    points = points_of(run, probes)
    asks = [ask for at in points for ask in _forks(run, probes, at)]
    if run.settings.world is not None and probes.anchors:
        asks += _anchors(run, probes, points)
    return {_name(ask): ask for ask in asks}


def points_of(run: Run, probes: Probes) -> list[int]:
    """Return the steps after which probes are taken: the first snapshot of every `probes.every` steps.

    The run itself is the cell of the agent as it is, so it goes on for `probes.steps` from there, or is won.
    """
    longest = run.last_step if run.won else run.last_step - probes.steps
    points: list[int] = []
    for step, _, _ in run.snapshots():
        due = points[-1] // probes.every + 1 if points else 1
        if step >= due * probes.every and step <= longest and step < run.last_step:
            points.append(step)
    return points


def _forks(run: Run, probes: Probes, at: int) -> Iterator[Ask]:
    settings = run.settings
    for cell in probes.cells:
        ask = Ask(at, cell, 0, probes.steps)
        if settings.guide == "off" and ask.guide == BLANK:
            continue  # there is no guide to be taken away
        # What decides alike for ever after needs no repetition, and the run itself cannot have one.
        is_same = ask.context == KEPT and (cell == SELF or settings.model is None)
        for repeat in range(1 if is_same else probes.repeats):
            yield Ask(at, cell, repeat, probes.steps)


def _anchors(run: Run, probes: Probes, points: list[int]) -> Iterator[Ask]:
    """Yield the anchors: the agent as it is at each point, and its fresh self.

    An embedded agent's fresh self is the same at every point, so that it is asked at the first one only.
    """
    for number, at in enumerate(points):
        for anchor in range(probes.anchors):
            yield Ask(at, SELF, 0, probes.steps, anchor, probes.anchors)
            if number == 0 or run.settings.model is not None:
                yield Ask(at, FRESH, 0, probes.steps, anchor, probes.anchors)


def _name(ask: Ask) -> str:
    place = "here" if ask.anchor is None else f"anchor{ask.anchor}"
    return f"{ask.at}/{place}/{ask.cell}/{ask.repeat}"
