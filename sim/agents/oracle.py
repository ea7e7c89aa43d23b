"""The upper bound: an agent that was given the whole map and follows the shortest way through it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sim.core import AgentError, Button, Decision, Saying
from sim.world import rules
from sim.world.planners import Distances

if TYPE_CHECKING:
    from sim.agents.base import Setup
    from sim.core import Observation
    from sim.world import World

_LONGEST = 8
"""Most presses of one decision."""


class Oracle:
    """Plays a twin of the game along and presses what the planner says; it looks at no screen.

    It needs the world (the assist "full-map") and has to play it from the start.
    """

    def __init__(self, setup: Setup) -> None:
        """Stand at the world's start. Raises AgentError if no world is given."""
        if setup.world is None:
            raise AgentError(
                "the oracle plays Fernmoor with the full map only: give it a world and no ROM file"
            )
        self._world: World = setup.world
        self._distances = Distances(setup.world)
        self._state = rules.start(setup.world)

    def decide(self, observation: Observation) -> Decision:
        """Return the presses up to the next room, the next objective or the eighth one."""
        objective, room = self._state.objective, self._state.room
        if objective == len(self._world.objectives):
            return Decision((Button.WAIT,), Saying("rest", "the quest is done"))
        presses: list[Button] = []
        while len(presses) < _LONGEST and self._state.objective == objective and self._state.room == room:
            button = self._distances.best(self._state)
            self._state, _ = rules.step(self._world, self._state, button)
            presses.append(button)
        goal = self._world.objectives[objective]
        saying = Saying(
            f"place {self._world.rooms[goal.room].name}", f"the shortest way to objective {objective}"
        )
        return Decision(tuple(presses), saying)

    def state(self) -> bytes:
        """Return the state of the twin as JSON."""
        return json.dumps(self._state).encode()

    def restore(self, state: bytes) -> None:
        """Go on where another oracle stopped. Raises AgentError on bytes of something else."""
        try:
            self._state = rules.State(*json.loads(state))
        except (ValueError, TypeError) as error:
            raise AgentError(f"this is no saved state of the oracle: {error}") from error
