"""The rules of walking: steps, openings, ledges, push-blocks, and what lies on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world import status as ram
from sim.world.effects import State, check, give, leg_of, noticing, raised, take, try_gate
from sim.world.model import ALWAYS_SOLID, COLUMNS, ROWS, SOLID_UNTIL_SET, STEPS, Kind
from sim.world.status import event
from sim.world.tables import FLOOR, block_cells

if TYPE_CHECKING:
    from sim.world.effects import Events
    from sim.world.model import Entity
    from sim.world.tables import Tables


def walk(lookup: Tables, state: State, direction: int) -> tuple[State, Events]:
    """Press a direction (0-3)."""
    room_id, x, y = state[:3]
    room = lookup.rooms[room_id]
    dx, dy = STEPS[direction]
    to_x, to_y = x + dx, y + dy
    if not (0 <= to_x < COLUMNS and 0 <= to_y < ROWS):
        return _leave(lookup, state, direction)
    cell = to_y * COLUMNS + to_x
    if state.blocks and cell in block_cells(state.blocks):
        return _push(lookup, state, cell, direction)
    thing = room.stage(state.objective).things[cell]
    if thing is None:
        ground = room.ground[cell]
        if ground == FLOOR:
            return _at(state, room_id, to_x, to_y, direction, ram.MOVED), ()
        if ground == direction:
            return _hop(lookup, state, direction)
        return _bump(state, direction)
    if thing.kind == Kind.GATE and not state.flags >> thing.flag & 1:
        return try_gate(lookup, state._replace(face=direction), thing)
    if _blocks(thing, state.flags):
        return _bump(state, direction)
    return _arrive(lookup, _at(state, room_id, to_x, to_y, direction, ram.MOVED), ())


def _leave(lookup: Tables, state: State, direction: int) -> tuple[State, Events]:
    to_room = lookup.rooms[state.room].neighbours[direction]
    if to_room is None:
        return _bump(state, direction)
    dx, dy = STEPS[direction]
    x, y = (state.x + dx) % COLUMNS, (state.y + dy) % ROWS
    return _arrive(lookup, *_enter(lookup, state, to_room, x, y, direction, ()))


def _enter(
    lookup: Tables, state: State, room: int, x: int, y: int, face: int, events: Events
) -> tuple[State, Events]:
    """Come into a room: its push-blocks are back in place, its temptations are noticed."""
    table = lookup.rooms[room]
    new = table.stage(state.objective).slots & ~state.noticed
    inside = _at(state, room, x, y, face, ram.ROOM)._replace(blocks=table.home, noticed=state.noticed | new)
    happened = (*events, event("room", room, y << 4 | x))
    return inside, (*happened, *noticing(leg_of(lookup, state), new)) if new else happened


def _push(lookup: Tables, state: State, cell: int, direction: int) -> tuple[State, Events]:
    """Push a block one cell on, onto bare floor that is no border, and step into its place."""
    room = lookup.rooms[state.room]
    dx, dy = STEPS[direction]
    (y, x), (beyond_y, beyond_x) = divmod(cell, COLUMNS), divmod(cell + dy * COLUMNS + dx, COLUMNS)
    beyond = beyond_y * COLUMNS + beyond_x
    if (
        not (0 < beyond_x < COLUMNS - 1 and 0 < beyond_y < ROWS - 1)
        or room.ground[beyond] != FLOOR
        or room.stage(state.objective).things[beyond] is not None
        or beyond in block_cells(state.blocks)
    ):
        return _bump(state, direction)
    shift = 8 * block_cells(state.blocks).index(cell)
    blocks = state.blocks & ~(0xFF << shift) | (beyond_y << 4 | beyond_x) << shift
    pushed = _at(state, state.room, x, y, direction, ram.MOVED)._replace(blocks=blocks)
    return pushed, (event("push", state.room, beyond_y << 4 | beyond_x),)


def _hop(lookup: Tables, state: State, direction: int) -> tuple[State, Events]:
    dx, dy = STEPS[direction]
    x, y = state.x + 2 * dx, state.y + 2 * dy
    if not (0 <= x < COLUMNS and 0 <= y < ROWS):
        return _bump(state, direction)
    room = lookup.rooms[state.room]
    cell = y * COLUMNS + x
    thing = room.stage(state.objective).things[cell]
    free = room.ground[cell] == FLOOR if thing is None else not _blocks(thing, state.flags)
    if not free or cell in block_cells(state.blocks):
        return _bump(state, direction)
    return _arrive(
        lookup, _at(state, state.room, x, y, direction, ram.HOP), (event("hop", state.room, y << 4 | x),)
    )


def _bump(state: State, direction: int) -> tuple[State, Events]:
    return (
        _at(state, *state[:3], direction, ram.BUMP),
        (event("bump", state.room, state.y << 4 | state.x),),
    )


def _at(state: State, room: int, x: int, y: int, face: int, result: int) -> State:
    return State(room, x, y, face, None, 0, *state[6:9], result, *state[10:])


def _blocks(thing: Entity, flags: int) -> bool:
    return thing.kind in ALWAYS_SOLID or (thing.kind in SOLID_UNTIL_SET and not flags >> thing.flag & 1)


def _arrive(lookup: Tables, state: State, events: Events) -> tuple[State, Events]:
    """Do what the thing on the cell does to whoever steps on it."""
    thing = lookup.rooms[state.room].stage(state.objective).things[state.y * COLUMNS + state.x]
    if thing is None:
        return state, events
    is_set = state.flags >> thing.flag & 1
    if thing.kind == Kind.ITEM and not is_set:
        return give(lookup, state, thing, (*events, event("item", thing.item, thing.flag)))
    if thing.kind == Kind.WARP and thing.target is not None:
        room, x, y = thing.target
        return _enter(lookup, state, room, x, y, state.face, (*events, event("warp", room, y << 4 | x)))
    if thing.kind == Kind.FENCE:
        state, happened = take(lookup, raised(state, thing.flag), thing)
        return state, (*events, *happened)
    if thing.kind == Kind.MARK and not is_set:
        return check(lookup, raised(state, thing.flag), events)
    return state, events
