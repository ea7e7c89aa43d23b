"""The ways into a land and out of it, and those that change: doors, shutters, portals, the stone beast."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.world import recall
from sim.world.layout import beyond
from sim.world.model import BLOCK_ROOMS, BLOCK_SIDE, EAST, NO_ITEM, TOKEN, Goal, Kind, LegKind, opposite
from sim.world.paths import door_cell, step_back
from sim.world.things import Demand, Thing, shutter

if TYPE_CHECKING:
    from sim.world.recall import Stage
    from sim.world.things import Scene

_CHEST = Thing(Kind.CHEST, "YOU HOLD THE TOKEN.", item=TOKEN)


def put_door(scene: Scene) -> Thing:
    """Put shutters into the east door that open for the next leg only; return the mark before it."""
    land = scene.land
    opening = door_cell(EAST, land.brief.exit[1])
    if land.brief.last:
        scene.put(land.exit, shutter(opening))
    else:
        following = scene.timetable.of(scene.number + 1)
        scene.put(land.exit, shutter(opening, until=following.first), shutter(opening, since=following.end))
    # The mark is there once the prize is won, so that nobody can leave without it.
    mark = Thing(
        Kind.MARK, flag=scene.flag(recall.DOOR), since=scene.stage.end - 1, cell=step_back(opening, EAST)
    )
    scene.put(land.exit, mark)
    return mark


def put_change(scene: Scene) -> None:
    """Shut a way from when the prize can be had on, or until then: on both sides of the border."""
    change, index = scene.land.change, scene.prize_index
    if change is None:
        return
    other = beyond(change.room, change.direction)
    assert other is not None
    for room, direction in ((change.room, change.direction), (other, opposite(change.direction))):
        door = scene.land.doors[room][direction]
        assert door
        cell = door_cell(direction, door.at)
        scene.put(room, shutter(cell, until=index) if change.opens else shutter(cell, since=index))


def news(scene: Scene) -> str:
    """Return the words that announce the land's change, or none if there is no change."""
    change = scene.land.change
    if change is None:
        return ""
    other = beyond(change.room, change.direction)
    assert other is not None
    state = "OPEN" if change.opens else "SHUT"
    return f" THE WAY FROM {scene.name(change.room)} TO {scene.name(other)} IS {state} NOW."


def put_ways_back(scene: Scene) -> None:
    """Put up the stone beast, and what the ways back that lead here or begin here need."""
    chests = []
    for leg, stage in enumerate(scene.timetable.stages):
        if stage.kind is LegKind.RECALL and stage.back == scene.number:
            chests.append(_token(scene, leg, stage))
        if stage.kind is LegKind.RECALL and stage.land == scene.number:
            _keeper(scene, leg, stage)
    beast = Thing(Kind.SIGN, f"A STONE {scene.beast.upper()}.", look=f"statue_{scene.beast}")
    scene.put(scene.land.statue, *chests, beast)


def _token(scene: Scene, leg: int, stage: Stage) -> Thing:
    """Put the portal that leads here; return the stone beast as it holds the token."""
    begin = _exit(scene, stage.land)
    scene.put(scene.land.entry, Thing(Kind.WARP, look="warp", partner=begin).during(stage))
    look = f"statue_{scene.beast}"
    chest = replace(_CHEST, flag=stage.flag + recall.TOKEN, look=look, look_set=look).during(stage)
    words = f"GO BACK TO THE STONE {scene.beast.upper()}. TAKE THE PORTAL IN {scene.name_abroad(begin)}."
    scene.ask_for(stage.first, leg, Demand(Goal.RECALL, chest, words, scene.land.statue, leg))
    return chest


def _keeper(scene: Scene, leg: int, stage: Stage) -> None:
    """Put the portal that leads back, and who waits for what is brought."""
    land, beast = scene.land, scene.timetable.beasts[stage.back].upper()
    row, _ = scene.timetable.doors[stage.back]
    entry = BLOCK_ROOMS * stage.back + BLOCK_SIDE * row
    scene.put(land.exit, Thing(Kind.WARP, look="warp", partner=entry).during(stage))
    keeper = Thing(
        Kind.TRADER, f"BRING ME THE TOKEN OF THE STONE {beast}.", "THANK YOU. GO ON.",
        flag=stage.flag + recall.THANKS, item=TOKEN, value=NO_ITEM,
    ).during(stage)  # fmt: skip
    scene.put(land.exit, keeper)
    words = f"BRING THE TOKEN TO THE KEEPER IN {scene.name(land.exit)}."
    scene.ask_for(stage.first + 1, leg, Demand(Goal.RETURN, keeper, words, land.exit, leg))


def _exit(scene: Scene, land: int) -> int:
    """Return the world's number of the exit room of a land."""
    row, _ = scene.timetable.doors[land + 1]
    return BLOCK_ROOMS * land + BLOCK_SIDE * row + BLOCK_SIDE - 1
