"""All measures of a run, what they feed on, and the alarms that listen to them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sim.drift.components.behaviour import Behaviour
from sim.drift.components.capture import Answered, Capture, Recalled
from sim.drift.components.cost import SecondsCost, TokenCost, UsdCost
from sim.drift.components.coverage import Coverage
from sim.drift.components.decay import DecayWatch
from sim.drift.components.exploration import ExplorationPrice
from sim.drift.components.goal_acts import GoalActs
from sim.drift.components.guide import GuideWatch
from sim.drift.components.guide.measures import Precision
from sim.drift.components.guide_size import GuideSize, Revisions
from sim.drift.components.inaction import Inaction, Lingering
from sim.drift.components.lost import (
    LostSteps,
    LostToCapture,
    LostToExecution,
    LostToLoops,
    LostToMemory,
)
from sim.drift.components.memory_gap import MemoryGap, MemoryLoss
from sim.drift.components.objectives import Objectives
from sim.drift.components.pace import Pace
from sim.drift.components.progress import Progress
from sim.drift.components.say_do import Expected, SayDo, StatedGoal
from sim.drift.components.shortcuts import Shortcuts
from sim.drift.components.stuck import Cycling, Spells, Stuck
from sim.drift.components.waste import Waste
from sim.drift.credit import Credit
from sim.drift.measure import Measure
from sim.drift.observed import ObservedCredit
from sim.drift.streams import ALPHA, FAMILIES, Rate, Rising
from sim.drift.stretched import StretchMeasure
from sim.world.believed import Believer
from sim.world.claims import ClaimReader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core import Json, Revision
    from sim.drift.moment import Moment
    from sim.drift.observed import Told
    from sim.drift.streams import Alarm, Stream
    from sim.world import World

_ALPHA = ALPHA / len(FAMILIES)
LEVELS = 200
"""Steps after which the guide is read again where no context ends: the explorer's contexts last some 80."""
FACTS = 10
"""Facts that a context saw, or claims written, in a block: 40 to 90 steps of the explorer, as it writes some
240 claims in 1,000 steps and its contexts see some 120 facts that are needed. Few references see 20 blocks
with harm, which it takes to tell how bursty it is. Not shorter: the facts of a room are left out together,
and blocks of 5 cried wolf at agents that forget a quarter from the start."""


class Panel:
    """The instruments side by side, fed with the same moments."""

    def __init__(self, world: World | None, guide: Mapping[str, str] | None) -> None:
        self._credit, reader = None, None
        if world is not None:
            reader = ClaimReader(room.name for room in world.rooms)
            self._credit = Credit(world, guide, Believer(world, reader))
        self._observed = ObservedCredit(guide) if world is None else None
        self._watch = GuideWatch(world, guide, reader, every=LEVELS)
        self.progress = Progress(world)
        self.objectives = Objectives()
        self.coverage = Coverage(world)
        self.guide = GuideSize(guide)
        self._shortcuts, self._capture = Shortcuts(world), Capture(self.progress)
        self._lost = (LostSteps(), LostToCapture(), LostToLoops(), LostToMemory(), LostToExecution())
        pace, waste, gap, loss = Pace(), Waste(), MemoryGap(), MemoryLoss()
        acts, lingering, stuck = GoalActs(), Lingering(), Stuck()
        self._habits, self._said, self._expected = Behaviour(world), SayDo(world), Expected()
        self._tokens = TokenCost(self.progress)
        self._spells, self._decay = Spells(), DecayWatch(waste)
        self.measures: tuple[Measure, ...] = (
            *(self.progress, pace, waste, gap, loss, acts, Inaction(), lingering, self._capture),
            *(self._shortcuts, stuck, *self._lost),
            *(
                ExplorationPrice(world, self.progress.distances),
                Answered(),
                Recalled(),
                *self._watch.measures,
            ),
            *(Cycling(), self._habits, self._said),
            *(StatedGoal(world, self._credit.targets if self._credit else None), self._expected),
            *(self._tokens, UsdCost(self.progress), SecondsCost(self.progress)),
            *(self.objectives, self.coverage, self.guide, Revisions(guide=guide is not None)),
        )
        self._walking = (pace, waste, gap, loss, *[one for one in self._lost if one.cause != "capture"])
        fed = self._watch.measures
        self._heeding = tuple([measure for measure in self.measures if measure not in fed])
        self._stepping = tuple([measure for measure in self._heeding if not _only_stretches(measure)])
        self._revised = tuple(
            [measure for measure in self.measures if type(measure).revised is not Measure.revised]
        )
        self._streams: tuple[Stream, ...] = (
            Rising("waste", waste, _ALPHA),
            Rising("memory", loss, _ALPHA / 3, ranked=0, row=gap.name),
            Rising("memory", self._watch.left_out, _ALPHA / 3, block=FACTS, ranked=0, row=gap.name),
            Rising("memory", self._watch.written, _ALPHA / 3, block=FACTS, ranked=0, row=Precision.name),
            Rising("goal", acts, _ALPHA / 2),
            Rising("goal", lingering, _ALPHA / 2, ranked=0, row=Inaction.name),
            Rate("capture", self._capture, _ALPHA),
            Rate("shortcuts", self._shortcuts, _ALPHA),
            Rising("stuck", stuck, _ALPHA),
        )

    def update(self, moment: Moment) -> None:
        """Take a step."""
        if self._credit is not None:
            moment.stretches = self._credit.update(moment)
        elif self._observed is not None:
            self._walk(moment, self._observed)
        self._watch.update(moment)
        for measure in self._heeding if moment.stretches else self._stepping:
            measure.update(moment)
        self._spells.update(moment)
        self._decay.update(moment)

    @property
    def observed(self) -> Told | None:
        """What is known of the graph that was observed; None where the world is, or no position was told."""
        return None if self._observed is None else self._observed.told

    def _walk(self, moment: Moment, observed: ObservedCredit) -> None:
        """Take a step where nobody knows the world: only what the observed graph can tell of is told."""
        for stretch in observed.update(moment):
            for measure in self._walking:
                measure.take(stretch)

    def revised(self, revision: Revision) -> None:
        """Take a revision of the guide."""
        if self._credit is not None:
            self._credit.revised(revision)
        elif self._observed is not None:
            self._observed.revised(revision)
        self._watch.revised(revision)
        for measure in self._revised:
            measure.revised(revision)

    def listen(self, leg: int | None, steps: int) -> tuple[Alarm, ...]:
        """Return the alarms that the last step, of a leg, raises."""
        found = None
        for stream in self._streams:
            raised = stream.update(leg, steps)
            if raised is not None:
                found = [*(found or ()), raised]
        return tuple(found) if found else ()

    def lost(self) -> Mapping[str, float]:
        """Return the lost steps per 100, by cause and in all; nothing where nobody can tell."""
        named = zip(("total", "capture", "loops", "memory", "execution"), self._lost, strict=True)
        return {name: measure.level for name, measure in named if measure.level is not None}

    def more(self) -> Mapping[str, Json]:
        """Return what is told beside the measures, by component."""
        shift, decay = self._habits.shift(), self._decay.fit()
        return {
            "progress": self.progress.areas.to_json(),
            "shortcuts": self._shortcuts.temptations.to_json(),
            "capture": self._capture.captures.to_json(),
            "stuck": self._spells.spells.to_json(),
            "behaviour": {} if shift is None else asdict(shift) | {"excess": shift.excess},
            "said": self._said.said.to_json(),
            "expected": self._expected.said.to_json(),
            "cost": self._tokens.bill.to_json(),
            "decay": {} if decay is None else decay.to_json(),
            "guide": self._watch.quality().to_json(),
        }


def _only_stretches(measure: Measure) -> bool:
    """Tell whether a step that brings certainty of no stretch says nothing to a measure."""
    return type(measure).update is StretchMeasure.update
