"""The symbolic twin of the cartridge: the same rules on plain values, without an emulator.

Every step gives the same state, the same events in the same order and the same picture as a press
on the real machine; `python -m tests.parity` compares them.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.core import Button, Event, Percept, Truth
from sim.world import status as ram
from sim.world.model import (
    ALWAYS_SOLID,
    COLUMNS,
    EAST,
    NORTH,
    ROWS,
    SOLID_UNTIL_SET,
    SOUTH,
    STEPS,
    WEST,
    Entity,
    Kind,
    World,
)
from sim.world.status import event
from sim.world.tables import CELLS, FLOOR, Tables, tables

ENGINE = 1
"""Version of the rules, as the cartridge reports it when it starts."""

Events = tuple[Event, ...]

_DIRECTIONS = {Button.UP: NORTH, Button.RIGHT: EAST, Button.DOWN: SOUTH, Button.LEFT: WEST}
_BOX_TOP = 6  # the first row of cells that the text box covers


class State(NamedTuple):
    """Everything that decides how the game goes on, and `result`, what the last press came to.

    `face` is 0-3 for north, east, south, west; `text` the id of the text on show or None, `page` its
    page from 0; `inventory` and `flags` are bit sets; `objective` counts the objectives met.
    """

    room: int
    x: int
    y: int
    face: int
    text: int | None
    page: int
    inventory: int
    flags: int
    objective: int
    result: int


def start(world: World) -> State:
    """Return the state in which the game waits for its first button."""
    return State(*world.start, SOUTH, None, 0, 0, 0, 0, ram.NONE)


def boot_events(world: World) -> Events:
    """Return what the cartridge reports when it starts."""
    room, x, y = world.start
    return event("boot", ENGINE, len(world.rooms)), event("room", room, y << 4 | x)


def step(world: World, state: State, button: Button) -> tuple[State, Events]:
    """Press a button: return the state after it and what happened, in order."""
    if button is Button.WAIT:
        return state, ()
    lookup = tables(world)
    if state.text is not None:
        return _turn_page(lookup, state, button)
    direction = _DIRECTIONS.get(button)
    if direction is not None:
        return _walk(lookup, state, direction)
    if button is Button.A:
        return _act(lookup, state)
    if button is not Button.B and state.objective < len(lookup.wanted):
        return _say(state, lookup.objective_texts[state.objective], ram.TALKED), ()
    return state._replace(result=ram.NOTHING), ()


# --- walking ------------------------------------------------------------------------------


def _walk(lookup: Tables, state: State, direction: int) -> tuple[State, Events]:
    room_id, x, y = state[:3]
    room = lookup.rooms[room_id]
    dx, dy = STEPS[direction]
    to_x, to_y = x + dx, y + dy
    if not (0 <= to_x < COLUMNS and 0 <= to_y < ROWS):
        return _leave(lookup, state, direction)
    cell = to_y * COLUMNS + to_x
    thing = room.things[cell]
    if thing is None:
        ground = room.ground[cell]
        if ground == FLOOR:
            return State(room_id, to_x, to_y, direction, None, 0, *state[6:9], ram.MOVED), ()
        if ground == direction:
            return _hop(lookup, state, direction)
        return _bump(state, direction)
    if thing.kind == Kind.GATE and not state.flags >> thing.flag & 1:
        return _try_gate(lookup, state._replace(face=direction), thing)
    if _blocks(thing, state.flags):
        return _bump(state, direction)
    return _arrive(lookup, _at(state, room_id, to_x, to_y, direction, ram.MOVED), ())


def _leave(lookup: Tables, state: State, direction: int) -> tuple[State, Events]:
    to_room = lookup.rooms[state.room].neighbours[direction]
    if to_room is None:
        return _bump(state, direction)
    dx, dy = STEPS[direction]
    x, y = (state.x + dx) % COLUMNS, (state.y + dy) % ROWS
    return _arrive(
        lookup, _at(state, to_room, x, y, direction, ram.ROOM), (event("room", to_room, y << 4 | x),)
    )


def _hop(lookup: Tables, state: State, direction: int) -> tuple[State, Events]:
    dx, dy = STEPS[direction]
    x, y = state.x + 2 * dx, state.y + 2 * dy
    if not (0 <= x < COLUMNS and 0 <= y < ROWS):
        return _bump(state, direction)
    room = lookup.rooms[state.room]
    cell = y * COLUMNS + x
    thing = room.things[cell]
    ground = lookup.grounds[room.drawn(state.flags)[cell]]
    if ground != FLOOR or (thing is not None and _blocks(thing, state.flags)):
        return _bump(state, direction)
    return _arrive(
        lookup, _at(state, state.room, x, y, direction, ram.HOP), (event("hop", state.room, y << 4 | x),)
    )


def _bump(state: State, direction: int) -> tuple[State, Events]:
    return (
        State(*state[:3], direction, None, 0, *state[6:9], ram.BUMP),
        (event("bump", state.room, state.y << 4 | state.x),),
    )


def _at(state: State, room: int, x: int, y: int, face: int, result: int) -> State:
    return State(room, x, y, face, None, 0, *state[6:9], result)


def _blocks(thing: Entity, flags: int) -> bool:
    return thing.kind in ALWAYS_SOLID or (thing.kind in SOLID_UNTIL_SET and not flags >> thing.flag & 1)


def _arrive(lookup: Tables, state: State, events: Events) -> tuple[State, Events]:
    """Do what the thing on the cell does to whoever steps on it."""
    thing = lookup.rooms[state.room].things[state.y * COLUMNS + state.x]
    if thing is None:
        return state, events
    if thing.kind == Kind.ITEM and not state.flags >> thing.flag & 1:
        return _give(lookup, state, thing, (*events, event("item", thing.item, thing.flag)))
    if thing.kind == Kind.WARP and thing.target is not None:
        room, x, y = thing.target
        happened = (*events, event("warp", room, y << 4 | x), event("room", room, y << 4 | x))
        return state._replace(room=room, x=x, y=y, result=ram.ROOM), happened
    return state, events


# --- acting -------------------------------------------------------------------------------


def _act(lookup: Tables, state: State) -> tuple[State, Events]:
    dx, dy = STEPS[state.face]
    x, y = state.x + dx, state.y + dy
    inside = 0 <= x < COLUMNS and 0 <= y < ROWS
    thing = lookup.rooms[state.room].things[y * COLUMNS + x] if inside else None
    if thing is not None:
        is_set = state.flags >> thing.flag & 1
        if thing.kind == Kind.SIGN:
            return _say(state, thing.text, ram.TALKED), (event("sign", _number(thing.text), state.room),)
        if thing.kind == Kind.NPC:
            talked = _set(state, thing.flag)._replace(result=ram.TALKED)
            return _settle(lookup, talked, thing.text, (event("talk", _number(thing.text), thing.flag),))
        if thing.kind == Kind.LEVER:
            pulled = state._replace(flags=state.flags ^ 1 << thing.flag, result=ram.OPEN)
            return _settle(lookup, pulled, None, (event("lever", thing.flag, is_set ^ 1),))
        if thing.kind == Kind.CHEST and not is_set:
            return _give(lookup, state, thing, (event("chest", thing.item, thing.flag),))
        if thing.kind == Kind.GATE and not is_set:
            return _try_gate(lookup, state, thing)
    return state._replace(result=ram.NOTHING), ()


def _try_gate(lookup: Tables, state: State, gate: Entity) -> tuple[State, Events]:
    if not state.inventory >> gate.item & 1:
        return _say(state, gate.text, ram.TALKED), ()
    opened = _set(state, gate.flag)._replace(result=ram.OPEN)
    return _settle(lookup, opened, None, (event("gate", gate.item, gate.flag),))


def _give(lookup: Tables, state: State, thing: Entity, events: Events) -> tuple[State, Events]:
    richer = _set(state, thing.flag)._replace(inventory=state.inventory | 1 << thing.item, result=ram.GOT)
    return _settle(lookup, richer, thing.text, events)


def _set(state: State, flag: int) -> State:
    return state._replace(flags=state.flags | 1 << flag) if flag else state


def _number(text: int | None) -> int:
    return ram.NO_TEXT if text is None else text


# --- texts and objectives -----------------------------------------------------------------


def _say(state: State, text: int | None, result: int) -> State:
    return state._replace(text=text, page=0, result=result)


def _settle(lookup: Tables, state: State, text: int | None, events: Events) -> tuple[State, Events]:
    """End an action: objectives are looked at now, or when the text it shows has been closed."""
    if text is not None:
        return _say(state, text, state.result), events
    return _check(lookup, state, events)


def _turn_page(lookup: Tables, state: State, button: Button) -> tuple[State, Events]:
    assert state.text is not None
    if button is not Button.A and button is not Button.B:
        return state._replace(result=ram.NOTHING), ()
    if state.page + 1 < len(lookup.pages[state.text]):
        return state._replace(page=state.page + 1, result=ram.TALKED), ()
    return _check(lookup, _say(state, None, ram.TALKED), ())


def _check(lookup: Tables, state: State, events: Events) -> tuple[State, Events]:
    """Go on to the first objective that is not met. Checking more often than needed changes nothing."""
    objective, wanted = state.objective, lookup.wanted
    if objective == len(wanted) or not state.flags >> wanted[objective] & 1:
        return state, events
    happened = list(events)
    while objective < len(wanted) and state.flags >> wanted[objective] & 1:
        happened.append(event("objective", objective))
        objective += 1
    if objective == len(wanted):
        happened.append(event("win"))
    return state._replace(objective=objective), tuple(happened)


# --- what can be seen and known -----------------------------------------------------------


def percept(world: World, state: State) -> Percept:
    """Return exactly what a reader of the pixels gets (see `core.Percept`)."""
    lookup = tables(world)
    room = lookup.rooms[state.room]
    tiles = bytearray(room.drawn(state.flags))
    shown = CELLS if state.text is None else _BOX_TOP * COLUMNS
    tiles[state.y * COLUMNS + state.x] = Percept.UNSEEN
    for cell in room.people:
        tiles[cell] = Percept.UNSEEN
    tiles[shown:] = bytes([Percept.UNSEEN]) * (CELLS - shown)
    people = tuple((cell % COLUMNS, cell // COLUMNS) for cell in room.people if cell < shown)
    seen = state.y * COLUMNS < shown
    player, facing = ((state.x, state.y), state.face) if seen else ((-1, -1), -1)
    if state.text is None:
        keys = "".join("ABCDEFGH"[key] for key in range(8) if state.inventory >> key & 1)
        return Percept(bytes(tiles), player, facing, people, room.name, keys, state.objective, None, False)
    pages = lookup.pages[state.text]
    more = state.page + 1 < len(pages)
    return Percept(bytes(tiles), player, facing, people, None, None, None, pages[state.page], more)


def status(world: World, state: State) -> ram.Status:
    """Return the status block of a state; the counters of presses, events and frames are 0."""
    lookup = tables(world)
    room = lookup.rooms[state.room]
    won = state.objective == len(lookup.wanted)
    mode = ram.TEXT if state.text is not None else ram.WON if won else ram.PLAY
    return ram.Status(
        *(mode, 0, *state[:4], room.region, state.objective, len(lookup.wanted), state.inventory),
        *(0, 0, _number(state.text), state.page, state.result, world.seed, 0, 0),
        *(b"", state.flags.to_bytes(128, "little"), room.drawn(state.flags)),
    )


def truth(world: World, state: State) -> Truth:
    """Return what the cartridge's RAM would say in this state."""
    return ram.truth_of(status(world, state), lambda room: world.rooms[room].name)
