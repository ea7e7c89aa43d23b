"""The ratios of memory quality; a `GuideWatch` adds to them."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from sim.drift.measure import Measure

if TYPE_CHECKING:
    from sim.drift.moment import Moment


class _Fed(Measure):
    """A measure that is fed by the watch, which works everything out once for all of them."""

    number = 9

    def update(self, moment: Moment) -> None:
        """Do nothing: the watch adds what a step comes to."""
        del moment

    def add(self, numerator: float, denominator: float) -> None:
        """Add opportunities and what came of them."""
        self.numerator += numerator
        self.denominator += denominator


class Precision(_Fed):
    """True claims of the claims that can be judged: 0 to 1, summed over readings of the guide.

    Different claims count once each; hedged ones do not count. Null without a claim that can be judged,
    or without a world.
    """

    name, title, worse, sesoi = "guide_precision", "guide precision", -1, 0.10
    unit = "share of the claims that can be judged"


class Recall(_Fed):
    """Facts that the guide tells truly, of those observed and still needed: 0 to 1, over readings."""

    name, title, worse = "guide_recall", "guide, needed facts told", -1
    unit = "share of the observed facts that are needed"


class LeftOut(_Fed):
    """Needed facts that a context saw and the guide does not tell when it is over, of all of those: 0 to 1.

    Counted at each context reset, over the rooms that were on the screen since the last one; the room that
    one is in then is left out, as nothing of it is lost yet. Facts are those of `Recall`: one that is told
    wrong is not told. What earlier contexts left behind does not come again, so that neither the length of
    the run nor what the guide holds moves it. Null without a context reset.
    """

    name, title, worse = "guide_left_out", "guide, seen and left out", 1
    unit = "share of the needed facts that a context saw"


class Hallucinated(_Fed):
    """Claims that were false at the step they were written, of those written that can be judged: 0 to 1.

    An opportunity is a claim that the guide did not hold before: it comes once, however often the same is
    written again, so that an alarm hears what is written now and not all that ever was, and neither how
    much the guide holds nor how old that is moves it.
    """

    name, title, worse = "guide_hallucinated", "guide, false when written", 1
    unit = "share of the claims written"


class Stale(_Fed):
    """Claims that are false now and were true before, of those that can be judged: 0 to 1, over readings."""

    name, title, worse = "guide_stale", "guide, stale claims", 1
    unit = "share of the claims that can be judged"


class Contradictions(_Fed):
    """Claims that contradict another one, all but one of those that do, of the claims that could: 0 to 1.

    Over readings. Needs no world, but a reader that knows the names of places.
    """

    name, title, worse = "guide_contradictions", "guide, contradictions", 1
    unit = "share of the claims that could be contradicted"


class Duplicates(_Fed):
    """Statements that repeat another one, of all statements: 0 to 1, over readings. Needs no world."""

    name, title, worse = "guide_duplicates", "guide, repetitions", 1
    unit = "share of the statements"


class Unread(_Fed):
    """Statements in no form that the reader knows, of all statements: 0 to 1, over readings.

    What is not read is judged by nobody. Where this share changes, a change of precision may be one of what
    can be read; the front page holds its verdict back then. Needs a reader of claims.
    """

    name, title = "guide_unread", "guide, statements not read"
    unit = "share of the statements"


class Churn(_Fed):
    """Statements thrown out since the last reading, of those that stood there: 0 to 1. Needs no world."""

    name, title = "guide_churn", "guide, thrown out"
    unit = "share of the statements, per reading"


class TokensPerFact(_Fed):
    """Tokens of the guide for each of its claims that is true now, over readings: a level, no share.

    All of the text over all that it tells, so that a guide that grows by the same kind of notes stays where
    it is. Whether a fact is still needed is left out: needed are the facts of one leg, written down are
    those of all, and their ratio grows with every leg that is over. A token is taken for four characters.
    It feeds no alarm: its increments do not lie in [0, 1].
    """

    name, title, worse = "guide_tokens_per_fact", "guide, tokens per true fact", 1
    unit = "tokens (of 4 characters) per claim that is true"


class Consultation(_Fed):
    """Facts acted on, of facts that only the guide could tell and that were needed next: 0 to 1."""

    name, title, worse = "guide_consultation", "guide, facts acted on", -1
    unit = "share of the facts needed next"


@dataclass(frozen=True)
class GuideMeasures:
    """All of them, fresh."""

    precision: Precision = field(default_factory=Precision)
    recall: Recall = field(default_factory=Recall)
    left_out: LeftOut = field(default_factory=LeftOut)
    hallucinated: Hallucinated = field(default_factory=Hallucinated)
    stale: Stale = field(default_factory=Stale)
    contradictions: Contradictions = field(default_factory=Contradictions)
    duplicates: Duplicates = field(default_factory=Duplicates)
    unread: Unread = field(default_factory=Unread)
    tokens_per_fact: TokensPerFact = field(default_factory=TokensPerFact)
    consultation: Consultation = field(default_factory=Consultation)
    churn: Churn = field(default_factory=Churn)

    def all(self) -> tuple[Measure, ...]:
        """Return them in order."""
        return tuple(getattr(self, each.name) for each in fields(self))
