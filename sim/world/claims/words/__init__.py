"""The words of navigation guides: phrases by what they stand for, a blank between two words."""

from __future__ import annotations

from sim.world.claims.words.deeds import DEEDS
from sim.world.claims.words.doubt import DOUBT
from sim.world.claims.words.labels import ANNOUNCED
from sim.world.claims.words.manner import MANNER
from sim.world.claims.words.things import THINGS
from sim.world.claims.words.walking import WALKING
from sim.world.claims.words.ways import WAYS

SENSES = "\n".join(block.strip() for block in (WAYS, DEEDS, DOUBT, WALKING, MANNER))
"""Kind and value, then their phrases; of a phrase that stands in two places the first holds."""

__all__ = ["ANNOUNCED", "SENSES", "THINGS"]
