"""When a correction takes an earlier claim back."""

from __future__ import annotations

from sim.core import Claim
from sim.world.claims.lexicon import SIDES

HEDGED = "maybe "
"""What stands before the relation of a claim that its writer was not sure of."""


def contradicts(new: Claim, old: Claim) -> bool:
    """Return whether a correction by the claim `new` takes `old` back."""
    mine, theirs = new.relation.removeprefix(HEDGED), old.relation.removeprefix(HEDGED)
    if mine in SIDES and theirs in SIDES:
        return new.subject == old.subject and (mine == theirs or new.object == old.object)
    if mine == theirs == "holds":
        return new.object == old.object and new.subject != old.subject
    if mine == theirs and mine in {"needs", "goal", "told", "distance"}:
        return new.subject == old.subject and new.object != old.object
    if mine == theirs == "done":
        return new.subject == old.subject and new.object != old.object
    return mine.startswith("blocked") and mine == theirs and new.subject == old.subject and new != old
