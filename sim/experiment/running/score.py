"""What a probe came to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sim.core import WorldError
from sim.drift.states import state_of
from sim.world.planners import distances_of

if TYPE_CHECKING:
    from sim.core import Json
    from sim.experiment.running.asks import Ask
    from sim.record import Run
    from sim.world import World
    from sim.world.rules import State


@dataclass(frozen=True, slots=True)
class Taken:
    """One probe: the cell, where it began, and what the agent made of its steps.

    `at`: the run's last step before it. `cell`: "context/guide", each kept or not. `anchor`: the number of
    the frozen situation, None for the place where the agent was. `steps`: those played, fewer than planned
    where the quest was won. `gained`: the oracle's presses between where it began and where it ended, None
    where that cannot be told. `lost`: steps less what was gained, at least 0 and at most the steps.
    `objectives`: how many were met. `still`: steps that led to a state in which the probe had been before.
    `usd`: what it cost, at least and at most. `error`: what went wrong.
    """

    at: int
    cell: str
    repeat: int
    anchor: int | None
    steps: int
    gained: int | None
    lost: int | None
    objectives: int
    still: int
    usd: tuple[float | None, float | None] = (0.0, 0.0)
    error: str | None = None

    def to_json(self) -> Json:
        """Return the probe as a JSON object."""
        return {**asdict(self), "usd": list(self.usd)}


def failed(ask: Ask, error: str) -> Taken:
    """Return a probe that could not be taken."""
    return Taken(ask.at, ask.cell, ask.repeat, ask.anchor, 0, None, None, 0, 0, (0.0, 0.0), error)


def score(
    ask: Ask, run: Run, world: World | None, begin: State | None, *,
    usd: tuple[float | None, float | None] = (0.0, 0.0), error: str | None = None,
) -> Taken:  # fmt: skip
    """Score the steps of `run` that `ask` is about; `begin` is the state before them, if it is known."""
    steps = list(run.steps(after=ask.at, until=ask.at + ask.steps))
    end = state_of(steps[-1].truth) if steps else None
    gained = _gained(world, begin, end)
    seen = {step.truth.state for step in steps}
    return Taken(
        ask.at, ask.cell, ask.repeat, ask.anchor, len(steps), gained,
        None if gained is None else len(steps) - min(max(gained, 0), len(steps)),
        end.objective - begin.objective if begin and end else 0,
        len(steps) - len(seen), usd, error,
    )  # fmt: skip


def _gained(world: World | None, begin: State | None, end: State | None) -> int | None:
    if world is None or begin is None or end is None:
        return None
    distances = distances_of(world)
    try:
        return distances.remaining(begin) - distances.remaining(end)
    except WorldError:  # the quest cannot be finished from there
        return None
