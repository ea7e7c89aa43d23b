"""One run of the calibration: played on the twin, measured while it plays."""

from __future__ import annotations

import gc
import time
from bisect import bisect_left, bisect_right
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from sim.agents.drifting import DriftingMind, parse
from sim.experiment.calibration.record import Raised, Record, Told
from sim.experiment.twin import play, tracker_of
from sim.world.model import DISTRACTOR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.agents import Setup
    from sim.core import Json, Step
    from sim.drift import DriftReport, Row
    from sim.experiment.calibration.plan import Spec
    from sim.experiment.twin import TwinRun


_SELDOM = 100_000, 20, 20
"""Thresholds of the garbage collector for a worker (see `gc.set_threshold`)."""
_BATCH = 512
"""Steps that are played before they are measured: who does one thing for long does it a tenth faster."""


def work(spec: Spec) -> Json:
    """Play a run of the plan and return its record as JSON: what a worker process is given to do.

    From the first run on garbage is seldom collected in this process. A run leaves next to none in
    cycles, and to look for some among all the things of a few worlds takes a tenth of its time.
    """
    gc.set_threshold(*_SELDOM)
    return measured(spec).to_json()


def measured(spec: Spec) -> Record:
    """Play a run of the plan on the twin and return its record."""
    began = time.perf_counter()
    report, noticed = played(spec.run)
    return record(spec, report, noticed, report.steps / (time.perf_counter() - began))


def played(run: TwinRun) -> tuple[DriftReport, list[int]]:
    """Play a run on the twin; return its report and the steps at which shortcuts were noticed, in order.

    What is kept does not grow with the run.
    """
    tracker, noticed = tracker_of(run), list[int]()
    played = play(run, partial(mind_of, run.agent))
    while batch := list(islice(played, _BATCH)):
        for step, state, revisions in batch:
            for revision in revisions:
                tracker.revised(revision)
            tracker.update(step, state)
            noticed += noticed_in(step)
    return tracker.report(), noticed


def mind_of(agent: str, setup: Setup) -> DriftingMind:
    """Return the explorer's mind with the faults that follow its name, as in "explorer+noise=0.1@3000"."""
    faults = tuple(parse(text) for text in agent.split("+")[1:])
    return DriftingMind(setup.seed, setup.guide, setup.context, faults)


def noticed_in(step: Step) -> Iterable[int]:
    """Return the number of a step once for every shortcut that it made the player notice."""
    for event in step.events:
        slot = event.detail.get("slot") if event.kind == "noticed" else None
        if isinstance(slot, int) and slot < DISTRACTOR:
            yield step.number


def record(spec: Spec, report: DriftReport, noticed: list[int], speed: float) -> Record:
    """Return the record of a run, from its report and the steps at which shortcuts were noticed, in order."""
    onset = None if spec.onset is None else spec.onset + 1
    before = bisect_left(noticed, onset or 1)
    alarms = tuple(
        Raised(
            raised.family, raised.row, raised.step, raised.onset,
            max(0, bisect_right(noticed, raised.step) - before),
        )
        for raised in report.alarms
    )  # fmt: skip
    return Record(
        kind=spec.case.kind, size=spec.case.size, number=spec.number, world=spec.run.world,
        seed=spec.run.seed, agent=spec.run.agent, onset=onset, steps=report.steps, legs=report.whole_legs,
        won=report.won, alarms=alarms, rows={row.name: _told(row) for row in report.front},
        changes={component.name: component.change for component in report.components},
        verdict=report.verdict.word, noticed=len(noticed) - before, speed=round(speed, 1),
    )  # fmt: skip


def _told(row: Row) -> Told:
    change, point = row.change, row.point
    reference, late, p = (change.reference, change.late, change.p) if change else (None, None, None)
    return Told(reference, late, p, row.verdict.word, None if point is None else point.step)
