"""The guide against the truth: precision, what is stale or made up, recall, and what is acted on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.components.guide.acting import Acting, Lags
from sim.drift.components.guide.book import Book
from sim.drift.components.guide.needed import Needs, Recall
from sim.drift.components.guide.observed import Observed
from sim.drift.components.guide.quality import TOKEN, TruthQuality
from sim.world.facts import facts_of
from sim.world.rules import start

if TYPE_CHECKING:
    from sim.drift.components.guide.ledger import Change, Ledger
    from sim.drift.components.guide.measures import GuideMeasures
    from sim.drift.moment import Moment
    from sim.world import World


class Truths:
    """Follows the world beside the guide and feeds the measures that need to know both.

    A step whose state cannot be read changes nothing: the last state that could be is taken to last.
    """

    def __init__(self, world: World, ledger: Ledger, fed: GuideMeasures) -> None:
        self._facts, self._ledger, self._fed = facts_of(world), ledger, fed
        self._book = Book(self._facts)
        self._observed = Observed(self._facts)
        self._needs = Needs(self._facts)
        self._recall = Recall(self._facts, self._needs, self._observed, ledger)
        self._acting = Acting(self._facts, self._needs, self._observed, ledger, self._recall)
        self._lags = Lags()
        self._state = start(world)
        self._context = {self._state.room}
        """The rooms that were on the screen since the last context reset."""
        self._step = 0

    def take(self, change: Change, *, own: bool) -> None:
        """Take what edits changed; `own` if the agent made them."""
        book = self._book
        written, wrong = book.written, book.false_at_once
        for claim in change.gone:
            book.drop(claim)
        for claim in change.appeared:
            book.add(claim, self._state, self._step, own=own)
        self._recall.mark_claims(change.gone)
        self._recall.mark_claims(change.appeared)
        self._fed.hallucinated.add(book.false_at_once - wrong, book.written - written)

    def count(self, *, reset: bool) -> None:
        """Count how the guide stands when it has been read; `reset` if the context was emptied there."""
        fed, plain = self._fed, self._book.plain
        fed.precision.add(plain.true, plain.verifiable)
        fed.stale.add(self._book.stale, plain.verifiable)
        self._recall.count(self._state)
        fed.recall.add(self._recall.told, self._recall.needed)
        fed.tokens_per_fact.add(self._ledger.characters / TOKEN, plain.true)
        if reset:
            needed, told = self._recall.told_in(self._context - {self._state.room})
            fed.left_out.add(needed - told, needed)

    def decide(self, moment: Moment) -> None:
        """Take a decision, before its first step, after `count`."""
        if moment.reset:
            self._context = {self._state.room}
        self._acting.decide(self._state, moment.number, reset=moment.reset)

    def update(self, moment: Moment) -> None:
        """Take a step."""
        self._step = moment.number
        before, state = self._state, moment.state
        if state is None:
            return
        if state is not before:
            if state.flags != before.flags or state.objective != before.objective:
                self._book.refresh(before, state, moment.number)
                self._recall.mark(self._facts.rooms.changed(before, state))
            self._context.add(state.room)
            self._recall.mark(self._observed.update(before, state, moment.number))
            self._state = state
        outcome = self._acting.update(state, eligible=moment.eligible)
        if outcome is not None:
            if outcome.consulted:
                self._fed.consultation.add(outcome.acted, 1)
            if outcome.lag is not None:
                self._lags.add(outcome.lag, acted=outcome.acted)

    def quality(self) -> TruthQuality:
        """Return how the guide stands after the last step."""
        self._recall.count(self._state)
        book = self._book
        return TruthQuality(
            verifiable=book.plain.verifiable,
            true=book.plain.true,
            hedged_verifiable=book.hedged.verifiable,
            hedged_true=book.hedged.true,
            stale=book.stale,
            stale_age=book.stale_age(self._step),
            written=book.written,
            hallucinated=book.false_at_once,
            needed=self._recall.needed,
            told=self._recall.told,
            forgetting=self._lags.bins,
            forgetting_slope=self._lags.slope,
        )
