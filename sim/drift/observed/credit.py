"""Credit on the observed graph: what stretches of play were worth, where an adapter tells positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.credit import LONGEST, NEAR, READING
from sim.drift.observed.glance import SIDES, Eyes
from sim.drift.observed.ground import Ground
from sim.drift.observed.hearsay import Hearsay
from sim.drift.observed.judge import Judge
from sim.drift.observed.perfect import PerfectMemory
from sim.drift.observed.recollection import Recollection
from sim.drift.observed.told import Told
from sim.drift.stretches import Stretch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core import Revision
    from sim.drift.moment import Moment
    from sim.drift.observed.glance import Aim, Glance


class ObservedCredit:
    """Cuts play into stretches and has two planners judge them, as `sim.drift.credit` does on Fernmoor.

    A stretch is over when it has 8 eligible steps, when it led to something never observed before, at a
    context reset, when an objective is met or moves, and wherever the player is taken elsewhere by more
    than a press that walks. Eligible is a press in play that walked, or that left all as it was. One that
    changed something else (a person was spoken to, a menu opened) is neutral: the graph cannot tell what
    it was good for. So is one that turned the player, once for each tile. Where perfect memory has
    nothing to go for, nothing is judged.

    `guide` are the files that the memory folder started with, None if the run has none.
    """

    def __init__(self, guide: Mapping[str, str] | None = None) -> None:
        self._ground = Ground()
        self._perfect, self._guide = PerfectMemory(self._ground), Recollection(self._ground)
        self._judges = Judge(self._perfect), Judge(self._guide)
        self._hearsay = Hearsay(guide)
        self._eyes = Eyes()
        self._last: Glance | None = None
        self._tile = 0
        self._turned = False
        self._first = self._steps = self._stuck = 0
        self._collision = self._goal = False
        self._unread = 0

    @property
    def told(self) -> Told | None:
        """What the graph was made of, None if no position was ever told."""
        ground = self._ground
        if not ground.spots:
            return None
        return Told(len(ground.spots), len(ground.names), self._collision, self._goal, self._unread)

    def revised(self, revision: Revision) -> None:
        """Take a revision of the guide, before the steps of the decision that made it."""
        self._hearsay.revised(revision)

    def update(self, moment: Moment) -> tuple[Stretch, ...]:
        """Take a step and return the stretches that are over and judged, in order."""
        glance = self._eyes.read(moment.step)
        if glance is None:
            self._unread += 1
            self._last = None
            return ()
        last = self._last
        over = self._pause(moment, last)
        self._collision |= glance.around is not None
        self._goal |= glance.aim is not None
        if last is None or not _walks(moment, last, glance):
            over += self._close(moment, last, moment.number - 1)
            self._arrive(glance)
            self._begin(glance.aim, moment.number + 1)
        else:
            over += self._step(moment, last, glance)
        self._last = glance
        return over

    def _pause(self, moment: Moment, last: Glance | None) -> tuple[Stretch, ...]:
        """Forget at a reset what is not in the guide; hear the guide then, and now and then."""
        reads = moment.number % READING == 0
        if not moment.reset and not reads:
            return ()
        over = self._close(moment, last, moment.number - 1) if moment.reset else ()
        if moment.reset:
            self._guide.reset()
        names = self._ground.names
        if self._hearsay.read(names):
            over += self._close(moment, last, moment.number - 1)
            self._guide.heard(self._hearsay.places)
        if last is not None:
            if moment.reset:
                self._guide.saw(self._tile, last.spot.place, last.around)
            if not self._steps:
                self._begin(last.aim, moment.number)
        return over

    # --- one press ------------------------------------------------------------------------

    def _step(self, moment: Moment, last: Glance, glance: Glance) -> tuple[Stretch, ...]:
        eligible = self._is_eligible(moment, last, glance)
        before = self._tile
        news, new = self._take_in(moment, last, glance)
        self._steps += eligible
        self._stuck += eligible and moment.stuck
        for judge, taught in zip(self._judges, (news, new), strict=True):
            judge.step(before, self._tile, last.aim, eligible=eligible, news=taught)
        met = glance.objective > last.objective
        moved_on = glance.aim != last.aim
        if self._steps < LONGEST and not met and not moved_on and not self._is_found(news):
            return ()
        over = self._close(moment, last, moment.number, met=met)
        self._begin(glance.aim, moment.number + 1)
        return over

    def _is_found(self, news: bool) -> bool:
        """Tell whether news ended a stretch, which it does not of one that makes for the objective."""
        return news and self._judges[0].left is None

    def _is_eligible(self, moment: Moment, last: Glance, glance: Glance) -> bool:
        if not moment.eligible or not last.walking:
            return False
        if glance.spot != last.spot:
            self._turned = False
            return True
        if glance.state == last.state:
            return True
        if moment.step.button not in SIDES:
            return False
        turned, self._turned = self._turned, True
        return turned

    def _take_in(self, moment: Moment, last: Glance, glance: Glance) -> tuple[bool, bool]:
        """Learn from a step; tell whether it is new to perfect memory, and whether to the other planner."""
        ground, before = self._ground, self._tile
        side = SIDES.get(moment.step.button) if last.walking else None
        self._tile = ground.stand(glance.spot)
        if side is not None:
            ground.try_way(before, side, self._tile, certain=glance.state == last.state)
        news = self._look(glance)
        new = self._guide.saw(self._tile, glance.spot.place, glance.around)
        if side is not None:
            new |= self._guide.went(before, side)
        return news, new or news

    def _look(self, glance: Glance) -> bool:
        """Take in what is told around the player; tell whether anything in the ground has changed."""
        ground = self._ground
        if glance.around is not None:
            ground.look(glance.spot.place, glance.around)
        if not ground.changed:
            return False
        for planner in (self._perfect, self._guide):
            planner.forget_views(ground.changed)
        ground.changed.clear()
        return True

    def _arrive(self, glance: Glance) -> None:
        """Take in where the player is, whatever brought him there."""
        self._tile, self._turned = self._ground.stand(glance.spot), False
        self._look(glance)
        self._guide.saw(self._tile, glance.spot.place, glance.around)

    # --- stretches ------------------------------------------------------------------------

    def _begin(self, aim: Aim | None, number: int) -> None:
        for judge in self._judges:
            judge.begin(self._tile, aim)
        self._first, self._steps, self._stuck = number, 0, 0

    def _close(
        self, moment: Moment, last: Glance | None, number: int, *, met: bool = False
    ) -> tuple[Stretch, ...]:
        """Judge the stretch that ended with step `number`, unless there is nothing to."""
        steps, self._steps = self._steps, 0
        if last is None or not steps:
            return ()
        perfect, guide = self._judges
        left = guide.left
        for judge in self._judges:
            judge.close(self._tile, last.aim)
        if not perfect.judged:
            return ()
        stretch = Stretch(
            leg=moment.leg or 0,
            objective=last.objective,
            first=self._first,
            last=number,
            steps=steps,
            stuck=self._stuck,
            lost_perfect=perfect.lost,
            lost_guide=guide.lost,
            known=left is not None,
            near=left is not None and left <= NEAR,
            met=met,
            lured=0,
        )
        return (stretch,)


def _walks(moment: Moment, last: Glance, glance: Glance) -> bool:
    """Tell whether a step is one on the graph: nobody moved, or a press of a direction in play moved him."""
    return glance.spot == last.spot or (last.walking and moment.step.button in SIDES)
