"""Claims that cannot stand side by side: the same subject and relation with different objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world.facts.relations import HEDGE, ONE_WAY, SIDES, UNKNOWN, distance_of

if TYPE_CHECKING:
    from sim.core import Claim

Question = tuple[str, str]

_UNIQUE = frozenset({"lever", "seal", "desk", "raft", "lamp", "hammer", "parcel", "token"})
"""Things of which a land has one, so that they lie in one direction from a room."""


def question_of(claim: Claim) -> tuple[Question, str] | None:
    """Return the question that a claim answers and the answer, None if it may have several answers.

    Where a side leads (whether one can come back or not), whether a thing is in a room, what an obstacle
    in a room needs, how far a single thing is from a room, what the quest asks for. A hedged claim
    contradicts nothing, nor does an exit that is left open.

    >>> from sim.core import Claim
    >>> question_of(Claim("MOSS", "one-way north", "FERN"))
    (('MOSS', 'north'), 'FERN')
    >>> question_of(Claim("MOSS", "lacks", "key"))
    (('MOSS', 'holds key'), 'lacks')
    """
    subject, relation, answer = claim.subject, claim.relation, claim.object
    if relation.startswith(HEDGE):
        return None
    way = relation.removeprefix(ONE_WAY)
    if way in SIDES:
        return None if answer == UNKNOWN else ((subject, way), answer)
    if relation in ("holds", "lacks"):
        return (subject, f"holds {answer}"), relation
    if relation == "needs":
        return ((subject, relation), answer) if " of " in subject else None
    if relation == "distance":
        what, east, south = distance_of(answer)
        single = what in _UNIQUE or what.startswith(("key ", "statue ")) or what.isupper()
        return ((subject, f"distance {what}"), f"{east} {south}") if single else None
    return ((subject, relation), answer) if relation == "goal" else None


class Conflicts:
    """Counts contradictions while claims come and go: of k answers to a question all but one."""

    def __init__(self) -> None:
        self._answers: dict[Question, dict[str, int]] = {}
        self.answers = 0
        """Different answers there are: the claims that something could contradict."""

    @property
    def count(self) -> int:
        """Answers that another one contradicts: k - 1 of k."""
        return self.answers - len(self._answers)

    def add(self, claim: Claim) -> None:
        """Take a claim that the guide did not hold before."""
        found = question_of(claim)
        if found is not None:
            question, answer = found
            answers = self._answers.setdefault(question, {})
            self.answers += answer not in answers
            answers[answer] = answers.get(answer, 0) + 1

    def drop(self, claim: Claim) -> None:
        """Take back a claim that was added."""
        found = question_of(claim)
        if found is None:
            return
        question, answer = found
        answers = self._answers[question]
        answers[answer] -= 1
        if not answers[answer]:
            del answers[answer]
            self.answers -= 1
        if not answers:
            del self._answers[question]
