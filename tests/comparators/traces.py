"""Traces of the explorer on the twin: the controls and the kinds of drift of the table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.drifting import KINDS, DriftingMind, parse
from sim.drift.credit import Credit
from sim.drift.moment import Reading
from sim.experiment.twin import TwinRun, play, tracker_of, world_of
from sim.guide import starting_guide
from sim.prng import Pcg32
from sim.world.planners import Distances
from tests.comparators.trace import Series, Trace

if TYPE_CHECKING:
    from sim.agents import Setup
    from sim.drift.credit import Stretch
    from sim.drift.moment import Moment
    from sim.world import World
    from sim.world.rules import State
    from tests.comparators.trace import Floats

LEGS, STEPS = 64, 10_000
ONSETS = 3000, 6000
"""Steps before a fault sets in, at the least and at the most: every detector has its reference by then."""
FIRST_WORLD = 1_700_000_000
"""Worlds from here on are used nowhere else."""
_ONSET_STREAM = 83
_MEDIUM = 1

REGRET, PERFECT, GUIDE = "regret to the full map", "waste w_O", "waste w_M"
"""The inputs, opportunity by opportunity."""
LEG_REGRET, LEG_WASTE = "regret to the full map, by leg", "waste w_M, by leg"
"""The inputs leg by leg: steps beyond the full map's way to the objective; lost steps by steps."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the design: the explorer's fault ("" for none), and the difficulty of its worlds."""

    fault: str = ""
    difficulty: str = "even"

    @property
    def drifts(self) -> bool:
        """Whether the fault is a drift; else it is a control."""
        return self.fault in KINDS

    def agent(self, onset: int | None) -> str:
        """Return the name of the agent; a drift has its medium size, after `onset` steps."""
        if not self.drifts:
            return "+".join(part for part in ("explorer", self.fault) if part)
        return f"explorer+{self.fault}={KINDS[self.fault][_MEDIUM]:g}@{onset}"


ROWS: Mapping[str, Row] = {
    "clean": Row(),
    "bursty": Row("bursty"),
    "rising": Row(difficulty="rising"),
    "learner": Row("learner"),
    "thorough": Row("thorough"),
    "noise": Row("noise"),
    "amnesia": Row("amnesia"),
    "loops": Row("loops"),
}


@dataclass(slots=True)
class _Harms:
    """A series while it is made."""

    values: list[float] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    legs: list[int] = field(default_factory=list)

    def add(self, harm: float, step: int, leg: int, count: int = 1) -> None:
        """Add `count` opportunities of the same harm, that are known of at a step."""
        self.values += [harm] * count
        self.steps += [step] * count
        self.legs += [leg] * count

    def series(self) -> Series:
        return Series(np.asarray(self.values, float), np.asarray(self.steps), np.asarray(self.legs))


@dataclass(slots=True)
class _Leg:
    """A leg while it is played: its way on the full map, its eligible steps, and those lost by the guide."""

    number: int
    way: int
    steps: int = 0
    lost: int = 0


class Inputs:
    """Makes the inputs of one run, moment by moment.

    Regret is 1 - (V(t) - V(t+1)), clipped to 0..1, for each eligible step, where V are the oracle's presses
    to the objective; a step that meets it has none. Waste is that of stretches of up to 8 steps, each of
    which counts as so many opportunities at the step that ended it, when it is known.
    """

    def __init__(self, world: World, guide: Mapping[str, str] | None) -> None:
        self._distances = Distances(world)
        self._credit = Credit(world, guide)
        self._harms = {name: _Harms() for name in (REGRET, PERFECT, GUIDE)}
        self.revised = self._credit.revised
        self._legs: list[_Leg] = []

    def update(self, moment: Moment) -> None:
        """Take a step."""
        if moment.eligible and moment.before is not None and moment.state is not None:
            self._harms[REGRET].add(self._regret(moment), moment.number, moment.leg or 0)
            self._leg(moment.leg or 0, moment.before).steps += 1
        self._take(moment.number, self._credit.update(moment))

    def series(self) -> dict[str, Series]:
        """Return the inputs by name."""
        return {name: harms.series() for name, harms in self._harms.items()}

    def by_leg(self) -> dict[str, Floats]:
        """Return the inputs by leg; the leg under way has none."""
        whole = self._legs[:-1]
        return {
            LEG_REGRET: np.asarray([leg.steps - leg.way for leg in whole], float),
            LEG_WASTE: np.asarray([leg.lost / leg.steps for leg in whole], float),
        }

    def _leg(self, number: int, before: State) -> _Leg:
        if not self._legs or self._legs[-1].number != number:
            self._legs.append(_Leg(number, self._distances.to_objective(before)))
        return self._legs[-1]

    def _regret(self, moment: Moment) -> float:
        before, state = moment.before, moment.state
        assert before is not None
        assert state is not None
        if state.objective > before.objective:
            return 0.0
        gained = self._distances.to_objective(before) - self._distances.to_objective(state)
        return float(min(max(1 - gained, 0), 1))

    def _take(self, step: int, over: Iterable[Stretch]) -> None:
        for stretch in over:
            if stretch.steps:
                leg = next((leg for leg in reversed(self._legs) if leg.number == stretch.leg), None)
                if leg is not None:
                    leg.lost += stretch.lost_guide
                for name, lost in ((PERFECT, stretch.lost_perfect), (GUIDE, stretch.lost_guide)):
                    self._harms[name].add(lost / stretch.steps, step, stretch.leg, stretch.steps)


def played(name: str, number: int, *, steps: int = STEPS, legs: int = LEGS) -> Trace:
    """Play run `number` (0..9,999) of a row and return its trace; raises KeyError for no such row.

    All rows meet the same worlds.
    """
    row = ROWS[name]
    seed = FIRST_WORLD + 10_000 * list(ROWS).index(name) + number
    before = Pcg32(seed, _ONSET_STREAM).between(*ONSETS) if row.drifts else None
    run = TwinRun(
        world=FIRST_WORLD + number, seed=seed, legs=legs, steps=steps, agent=row.agent(before),
        difficulty=row.difficulty,
    )  # fmt: skip
    tracker, reading = tracker_of(run), Reading()
    inputs = Inputs(world_of(run), starting_guide(run.guide))
    alarms: dict[str, int] = {}
    length = 0
    for step, state, revisions in play(run, partial(_mind, run.agent)):
        for revision in revisions:
            tracker.revised(revision)
            inputs.revised(revision)
        for alarm in tracker.update(step, state):
            alarms.setdefault(alarm.family, alarm.step)
        inputs.update(reading.read(step, state))
        length = step.number
    return Trace(
        name, seed, None if before is None else before + 1, length, inputs.series(), alarms, inputs.by_leg()
    )


def _mind(agent: str, setup: Setup) -> DriftingMind:
    """Return the explorer's mind with the faults that follow its name."""
    faults = tuple(parse(text) for text in agent.split("+")[1:])
    return DriftingMind(setup.seed, setup.guide, setup.context, faults)
