"""The embedded default: an agent that sees pixels only and thinks with its guide."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sim.agents.diary import Diary
from sim.agents.mind import Mind
from sim.agents.novelty import Novelty
from sim.agents.reader import read
from sim.core import AgentError

if TYPE_CHECKING:
    from sim.agents.base import Setup
    from sim.core import Decision, Observation


class Explorer:
    """Reads the screen and asks its mind; on a screen that it cannot read it seeks something new.

    Across context resets it keeps what it learned of Fernmoor in the guide's text and nowhere else.
    How often it pressed what on unreadable screens is no knowledge of a place: it keeps those counts.
    """

    def __init__(self, setup: Setup) -> None:
        self._mind = Mind(setup.seed, setup.guide, setup.context)
        self._novelty = Novelty(setup.seed)
        self._diary = Diary(setup.guide) if setup.guide is not None else None

    def decide(self, observation: Observation) -> Decision:
        """Return what to press next, on whatever screen."""
        percept = read(observation.frame)
        if percept is not None:
            return self._mind.decide(percept)
        decision = self._novelty.decide(observation.frame)
        if self._diary is not None:
            self._diary.keep(self._novelty)
        return decision

    def be_thorough(self) -> None:
        """From now on look at every room of a land, and read everything there, before anything else."""
        self._mind.be_thorough()

    def interrupted(self, place: str | None) -> None:
        """Take note that something else is done in `place` than was decided last (see `Mind`)."""
        self._mind.interrupted(place)

    def state(self) -> bytes:
        """Return the working memory as JSON."""
        saved = {"mind": json.loads(self._mind.state()), "novelty": self._novelty.as_json()}
        return json.dumps(saved).encode()

    def restore(self, state: bytes) -> None:
        """Go on where another explorer stopped. Raises AgentError on bytes of something else."""
        try:
            saved = json.loads(state)
            self._novelty = Novelty.of_json(saved["novelty"])
            self._mind.restore(json.dumps(saved["mind"]).encode())
        except (ValueError, KeyError, TypeError) as error:
            raise AgentError(f"this is no saved state of the explorer: {error!r}") from error
