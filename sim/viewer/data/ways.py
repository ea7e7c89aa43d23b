"""The way that was gone, and the oracle's way onward, in pixels of the map."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from sim.core import WorldError
from sim.world.rules import step as pressed

if TYPE_CHECKING:
    from sim.record.lookup import Lookup
    from sim.viewer.data.ground import Ground
    from sim.viewer.data.index import Index
    from sim.world.rules import State

MOST = 2000
"""Points of a trail at most."""
_PRESSES = 2000
"""Presses of a way at most: far more than any objective takes."""


def trail(run: Lookup, index: Index, ground: Ground, until: int, points: int) -> dict[str, Any]:
    """Return (step, x, y) of up to `points` steps up to `until`, evenly spread, and the rooms seen by then.

    A room is told with the step at which it was first seen and how often it was come into.
    """
    last = min(until, run.last_step)
    count = min(last, points, MOST)
    steps = [(number + 1) * last // count for number in range(count)]
    shown = (run.shown(step) for step in steps)
    return {
        "points": [
            [step.number, *ground.centre(ground.rooms[step.place], step.x, step.y)]
            for step in shown
            if step is not None and step.x is not None and step.y is not None and step.place in ground.rooms
        ],
        "rooms": _rooms(index, ground, last),
    }


def _rooms(index: Index, ground: Ground, last: int) -> list[list[Any]]:
    start, rooms = ground.world.start[0], ground.world.rooms
    seen: dict[int, list[Any]] = {start: [rooms[start].name, 1, 1]}
    for step, number in index.rooms[: bisect_right(index.rooms, last, key=lambda entry: entry[0])]:
        if number in seen:
            seen[number][2] += 1
        elif 0 <= number < len(rooms):
            seen[number] = [rooms[number].name, step, 1]
    return list(seen.values())


def way(run: Lookup, ground: Ground, step: int) -> dict[str, Any]:
    """Return the oracle's way from where the player stands after `step` to the next objective.

    `points` are where each press leads, the start first; `to` is what the game asks for. Raises WorldError
    if the state cannot be told or there is no way.
    """
    with ground.lock:
        state = ground.state(run, step)
        if state is None:
            raise WorldError(f"step {step} does not tell where the player is: it has no way onward")
        return _way(ground, state)


def _way(ground: Ground, state: State) -> dict[str, Any]:
    world, objective = ground.world, state.objective
    if objective >= len(world.objectives):
        return {"points": [], "presses": 0, "to": "the quest is finished"}
    words = " ".join(world.texts[world.objectives[objective].text].split())
    presses, cells = 0, [state[:3]]
    while state.objective == objective and presses < _PRESSES:
        state, _ = pressed(world, state, ground.distances.best(state))
        presses += 1
        if state[:3] != cells[-1]:
            cells.append(state[:3])
    return {"points": [list(ground.centre(*cell)) for cell in cells], "presses": presses, "to": words}
