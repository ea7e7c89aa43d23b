"""What an adapter has told of where things are, for the report to say on what waste and memory gap rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.core import Json

COLLISION, WALKED = "told collision and walked ways", "walked ways"
"""What a graph is made of."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the observed graph was made of. `tiles` and `places` count what was met.

    `collision`: the adapter told which tiles around can be walked on, else only ways that were walked are
    known. `goal`: it told where an objective is. `unread` counts the steps without a position.
    """

    tiles: int
    places: int
    collision: bool
    goal: bool
    unread: int

    @property
    def graph(self) -> str:
        """What the graph was made of, in words."""
        return COLLISION if self.collision else WALKED

    def to_json(self) -> Json:
        """Return the value as a JSON object."""
        return {
            "graph": self.graph,
            "tiles": self.tiles,
            "places": self.places,
            "goal_told": self.goal,
            "unread_steps": self.unread,
        }

    @classmethod
    def from_json(cls, told: Json) -> Told:
        """Return the value whose JSON this is; raises KeyError for anything else."""
        collision = told["graph"] == COLLISION
        return cls(told["tiles"], told["places"], collision, told["goal_told"], told["unread_steps"])
