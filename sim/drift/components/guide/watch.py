"""Watches a guide over a run: what it holds, how much of that is true, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.components.guide.conflicts import Conflicts
from sim.drift.components.guide.ledger import Ledger
from sim.drift.components.guide.measures import GuideMeasures
from sim.drift.components.guide.quality import GuideQuality
from sim.drift.components.guide.reading import LineReader
from sim.drift.components.guide.truths import Truths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core import Revision
    from sim.drift.components.guide.ledger import Change
    from sim.drift.components.guide.reading import Reader
    from sim.drift.measure import Measure
    from sim.drift.moment import Moment
    from sim.world import World


class GuideWatch:
    """Measures a guide's quality from a run's first step on.

    `files` are those that the memory folder started with, None if the run has none; what stood there
    from the start is judged, but nobody wrote it. Without a `world` nothing can be judged: what is left is
    what the guide is by itself. Without a `reader` lines are its statements, and none contradicts
    another. The guide is read at the first step of a decision, after its edits, whenever the context was
    reset, and else when `every` steps have passed since the last reading: what counts is what a context hands
    on, and the same lines are edited again and again while they are fresh. Levels are taken there, in the
    state that the decision was made in.
    """

    def __init__(
        self,
        world: World | None = None,
        files: Mapping[str, str] | None = None,
        reader: Reader | None = None,
        *,
        every: int = 0,
    ) -> None:
        self._has_guide = files is not None
        self._reads_claims = reader is not None
        self._ledger = Ledger(files or {}, reader or LineReader())
        self._conflicts = Conflicts()
        self._fed = GuideMeasures()
        judged = world is not None and reader is not None
        self._truths = Truths(world, self._ledger, self._fed) if world and judged else None
        self._decision: int | None = None
        self._every, self._next = every, 0
        self._take(self._ledger.settle(), own=False)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every ratio. They are fed by the watch: to update one of them does nothing."""
        return self._fed.all()

    @property
    def left_out(self) -> Measure:
        """What a context saw, and what of it the guide lacks when it is over: alarms listen to it."""
        return self._fed.left_out

    @property
    def written(self) -> Measure:
        """Claims as they are written, and those of them that are false: alarms listen to them."""
        return self._fed.hallucinated

    def revised(self, revision: Revision) -> None:
        """Take a revision of the guide, before the steps of the decision that made it."""
        self._has_guide = True
        self._ledger.edit(revision)

    def update(self, moment: Moment) -> None:
        """Take a step."""
        if moment.step.decision != self._decision:
            self._decision = moment.step.decision
            self._decide(moment)
        if self._truths is not None:
            self._truths.update(moment)

    def quality(self) -> GuideQuality:
        """Return how the guide stands after the last step, edits since then left out."""
        ledger = self._ledger
        return GuideQuality(
            characters=ledger.characters,
            statements=ledger.total,
            claims=ledger.distinct,
            unread=ledger.unread,
            contradictions=self._conflicts.count if self._reads_claims else None,
            truths=None if self._truths is None else self._truths.quality(),
        )

    def _decide(self, moment: Moment) -> None:
        """Read the guide and count how it stands, if it is time to."""
        if moment.reset or moment.number >= self._next:
            self._next = moment.number + self._every
            self._read(moment)
        if self._truths is not None:
            self._truths.decide(moment)

    def _read(self, moment: Moment) -> None:
        change = self._ledger.settle()
        self._take(change, own=True)
        if not self._has_guide:
            return
        fed, ledger = self._fed, self._ledger
        fed.churn.add(change.dropped, change.before)
        fed.duplicates.add(ledger.total - ledger.distinct, ledger.total)
        fed.contradictions.add(self._conflicts.count, self._conflicts.answers)
        if self._reads_claims:
            fed.unread.add(ledger.unread, ledger.total + ledger.unread)
        if self._truths is not None:
            self._truths.count(reset=moment.reset)

    def _take(self, change: Change, *, own: bool) -> None:
        for claim in change.gone:
            self._conflicts.drop(claim)
        for claim in change.appeared:
            self._conflicts.add(claim)
        if self._truths is not None:
            self._truths.take(change, own=own)
