"""What is true of a world in a state: claims of a guide judged against it, and the facts to be seen there."""

from sim.world.facts.facts import Facts, facts_of
from sim.world.facts.relations import HEDGE, SIDES, Judgement, base

__all__ = ["HEDGE", "SIDES", "Facts", "Judgement", "base", "facts_of"]
