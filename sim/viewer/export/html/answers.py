"""The answers about a run in packs: as many together as are read at a time."""

from __future__ import annotations

import base64
from contextlib import suppress
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import orjson

from sim.core import WorldError
from sim.figures import FIGURES
from sim.viewer.data import jump, timeline
from sim.viewer.data.ground import ground_of
from sim.viewer.data.ways import MOST
from sim.viewer.export.html.screens import smaller

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.core import Json
    from sim.viewer.data.index import Index
    from sim.viewer.export.html.rest import Resting

Pack = tuple[int, bytes, int]
"""The first number in it, its JSON, and how many of its kind it holds."""

_STEPS, _DECISIONS = 1024, 512
"""In a pack: what a browser reads within some milliseconds."""
_WIDER = 4
"""How many times as long the stretches of a timeline are on the next level."""
PLAYED = "being played"
"""The status of a run that was exported while it was played."""
_UNFINISHED = frozenset({"running", "interrupted"})


def head(run: Resting, every: int) -> Json:
    """Return the head without what is news, and without when the file was changed.

    The status tells that the run went on, and that only the screen of every so many steps is there.
    """
    answer = run.head()
    status = [PLAYED if run.played and answer["status"] in _UNFINISHED else answer["status"]]
    if every > 1:
        status.append(f"1 screen in {every} steps")
    return {**answer, "status": ", ".join(status), "live": False, "changed": None}


def steps(run: Resting, shown: Sequence[int]) -> Iterator[Pack]:
    """Yield the columns of steps; a frame is the place of a screen, as `shown` has it for every step."""
    for after in range(0, len(shown), _STEPS):
        page = run.steps(after, _STEPS)
        del page["after"]
        page["frame"] = list(shown[after : after + _STEPS])
        yield after + 1, orjson.dumps(page), len(page["number"])


def decisions(run: Resting, last: int) -> Iterator[Pack]:
    """Yield the decisions up to number `last`."""
    for first in range(1, last + 1, _DECISIONS):
        numbers = range(first, min(first + _DECISIONS, last + 1))
        yield first, orjson.dumps([run.decision(number) for number in numbers]), len(numbers)


def stretches(last: int) -> list[tuple[int, int]]:
    """Return (first step, last step) of the timelines that are kept, the whole run first.

    The shortest have a point for every step, those on the next level one for every fourth, and so on. On each
    level they overlap by half: whatever somebody zooms to lies within one that is not much longer.
    """
    found = [(1, last)]
    length = timeline.MOST
    while length < last:
        found += [
            (first, min(first + length - 1, last)) for first in range(1, last - length // 2 + 1, length // 2)
        ]
        length *= _WIDER
    return found


def walk(run: Resting) -> Json | None:
    """Return where the run was after each step, in pixels of the map, and the rooms it came into.

    `x` and `y` are differences to the step before, null where there is no place. None without a map.
    """
    ground = ground_of(run.run)
    if ground is None:
        return None
    points = [
        ground.centre(ground.rooms[step.place], step.x, step.y)
        if step.x is not None and step.y is not None and step.place in ground.rooms
        else None
        for after in range(0, run.run.last_step, _STEPS)
        for step in run.run.page(after, _STEPS)
    ]
    rooms = ground.world.rooms
    return {
        "most": MOST,
        "x": _differences([None if point is None else point[0] for point in points]),
        "y": _differences([None if point is None else point[1] for point in points]),
        "start": rooms[ground.world.start[0]].name,
        "rooms": [[step, rooms[room].name] for step, room in run.index.rooms if 0 <= room < len(rooms)],
    }


def _differences(values: Sequence[int | None]) -> list[int | None]:
    found: list[int | None] = []
    before = 0
    for value in values:
        found.append(None if value is None else value - before)
        before = before if value is None else value
    return found


def maps(run: Resting) -> Json | None:
    """Return the map with its picture as an address, None where there is none."""
    try:
        told, picture = run.map(), smaller(run.map_picture())
    except WorldError:
        return None
    media = "image/webp" if picture.startswith(b"RIFF") else "image/png"
    return {**told, "image": f"data:{media};base64,{base64.b64encode(picture).decode()}"}


def ways(run: Resting) -> list[list[Any]]:
    """Return (step, the oracle's way) at the first step and wherever an objective was met."""
    found = []
    for step in sorted({1, *(step for step, _ in run.index.objectives)}):
        with suppress(WorldError):
            found.append([step, run.way(step)])
    return found


def figures(run: Resting) -> Json:
    """Return all figures that there are."""
    drawn = {name: run.figure(name) for name in FIGURES}
    return {name: figure for name, figure in drawn.items() if figure is not None}


def jumps(index: Index, report: Json | None) -> dict[str, list[int]]:
    """Return all steps that each kind of jump leads to, as differences from one to the next."""
    events = chain.from_iterable(found for key, found in index.events.items() if key not in jump.EVERYDAY)
    kinds = {
        "event": events,
        "alarm": jump.alarm_steps(index, report),
        "reset": index.resets,
        "edit": jump.edit_steps(index),
        "decision": index.starts,
        "objective": (step for step, _ in index.objectives[1:]),
    }
    assert kinds.keys() == set(jump.KINDS)
    return {kind: _gaps(sorted(set(found))) for kind, found in kinds.items()}


def _gaps(steps: Sequence[int]) -> list[int]:
    return [after - before for before, after in pairwise((0, *steps))]
