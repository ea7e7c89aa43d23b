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
    DISTRACTOR,
    EAST,
    KEYS,
    MOST_SCORE,
    NO_ITEM,
    NORTH,
    ROWS,
    SLOTS,
    SOLID_UNTIL_SET,
    SOUTH,
    STEPS,
    TOOLS,
    WEST,
    Entity,
    Kind,
    World,
)
from sim.world.status import event
from sim.world.tables import CELLS, FLOOR, Tables, block_cells, tables

ENGINE = 2
"""Version of the rules, as the cartridge reports it when it starts."""

Events = tuple[Event, ...]

_DIRECTIONS = {Button.UP: NORTH, Button.RIGHT: EAST, Button.DOWN: SOUTH, Button.LEFT: WEST}
_BOX_TOP = 6  # the first row of cells that the text box covers
_BITS = tuple(1 << slot for slot in range(SLOTS))


class State(NamedTuple):
    """Everything that decides how the game goes on, and `result`, what the last press came to.

    `face` is 0-3 for north, east, south, west; `text` the id of the text on show or None, `page` its
    page from 0; `inventory` and `flags` are bit sets; `objective` counts the objectives met. `shown`
    is the score on the screen, `legit` the part of it that was earned within the rules. `noticed`,
    `taken` and `reported` are masks of the present leg's opportunities. `blocks` packs the cells of
    the room's push-blocks as `tables.RoomTable.home` does.
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
    shown: int
    legit: int
    noticed: int
    taken: int
    reported: int
    blocks: int


def start(world: World) -> State:
    """Return the state in which the game waits for its first button: the rules are on show."""
    room = tables(world).rooms[world.start[0]]
    noticed = room.stage(0).slots
    return State(*world.start, SOUTH, world.rules, 0, 0, 0, 0, ram.NONE, 0, 0, noticed, 0, 0, room.home)


def boot_events(world: World) -> Events:
    """Return what the cartridge reports when it starts."""
    room, x, y = world.start
    lookup = tables(world)
    begun = (event("boot", ENGINE, len(world.rooms)), *_begin_leg(lookup, 0))
    noticed = _noticed(0, lookup.rooms[room].stage(0).slots)
    return *begun, event("room", room, y << 4 | x), *noticed


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
    if button is Button.SELECT:
        return _say(state, world.rules, ram.TALKED), ()
    if button is Button.START and state.objective < len(lookup.wanted):
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
    return _arrive(lookup, *_enter(lookup, state, to_room, x, y, direction, ()))


def _enter(
    lookup: Tables, state: State, room: int, x: int, y: int, face: int, events: Events
) -> tuple[State, Events]:
    """Come into a room: its push-blocks are back in place, its temptations are noticed."""
    table = lookup.rooms[room]
    new = table.stage(state.objective).slots & ~state.noticed
    inside = _at(state, room, x, y, face, ram.ROOM)._replace(blocks=table.home, noticed=state.noticed | new)
    happened = (*events, event("room", room, y << 4 | x))
    return inside, (*happened, *_noticed(_leg(lookup, state), new)) if new else happened


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
        return _give(lookup, state, thing, (*events, event("item", thing.item, thing.flag)))
    if thing.kind == Kind.WARP and thing.target is not None:
        room, x, y = thing.target
        return _enter(lookup, state, room, x, y, state.face, (*events, event("warp", room, y << 4 | x)))
    if thing.kind == Kind.FENCE:
        state, happened = _take(lookup, _set(state, thing.flag), thing)
        return state, (*events, *happened)
    if thing.kind == Kind.MARK and not is_set:
        return _check(lookup, _set(state, thing.flag), events)
    return state, events


# --- acting -------------------------------------------------------------------------------


def _act(lookup: Tables, state: State) -> tuple[State, Events]:
    dx, dy = STEPS[state.face]
    x, y = state.x + dx, state.y + dy
    inside = 0 <= x < COLUMNS and 0 <= y < ROWS
    cell = y * COLUMNS + x
    if not inside or (state.blocks and cell in block_cells(state.blocks)):
        return state._replace(result=ram.NOTHING), ()
    thing = lookup.rooms[state.room].stage(state.objective).things[cell]
    deed = _DEEDS.get(thing.kind) if thing is not None else None
    if thing is None or deed is None:
        return state._replace(result=ram.NOTHING), ()
    return deed(lookup, state, thing)


def _read(lookup: Tables, state: State, sign: Entity) -> tuple[State, Events]:
    state, happened = _expose(lookup, state, sign)
    return _say(state, sign.text, ram.TALKED), (event("sign", _number(sign.text), state.room), *happened)


def _talk(lookup: Tables, state: State, person: Entity) -> tuple[State, Events]:
    state, happened = _expose(lookup, state, person)
    talked = _set(state, person.flag)._replace(result=ram.TALKED)
    told = (event("talk", _number(person.text), person.flag), *happened)
    return _settle(lookup, talked, person.text, told)


def _expose(lookup: Tables, state: State, thing: Entity) -> tuple[State, Events]:
    """Note a distractor when its words are read."""
    bit = _BITS[DISTRACTOR]
    if thing.slot != DISTRACTOR or state.noticed & bit:
        return state, ()
    return state._replace(noticed=state.noticed | bit), _noticed(_leg(lookup, state), bit)


def _trade(lookup: Tables, state: State, trader: Entity) -> tuple[State, Events]:
    if state.flags >> trader.flag & 1 or not state.inventory >> trader.item & 1:
        text = trader.other if state.flags >> trader.flag & 1 else trader.text
        return _say(state, text, ram.TALKED), (event("talk", _number(text), trader.flag),)
    held = _with(state.inventory & ~(1 << trader.item), trader.value)
    traded = _set(state, trader.flag)._replace(inventory=held, result=ram.GOT)
    return _settle(lookup, traded, trader.other, (event("trade", trader.item, trader.flag),))


def _pull(lookup: Tables, state: State, lever: Entity) -> tuple[State, Events]:
    if state.flags >> lever.flag & 1:
        return state._replace(result=ram.NOTHING), ()
    pulled = _set(state, lever.flag)._replace(result=ram.OPEN)
    return _settle(lookup, pulled, None, (event("lever", lever.flag, 1),))


def _open(lookup: Tables, state: State, chest: Entity) -> tuple[State, Events]:
    if state.flags >> chest.flag & 1:
        return state._replace(result=ram.NOTHING), ()
    return _give(lookup, state, chest, (event("chest", chest.item, chest.flag),))


def _knock(lookup: Tables, state: State, gate: Entity) -> tuple[State, Events]:
    if state.flags >> gate.flag & 1:
        return state._replace(result=ram.NOTHING), ()
    return _try_gate(lookup, state, gate)


def _report(lookup: Tables, state: State, desk: Entity) -> tuple[State, Events]:
    """Report all temptations noticed, and the task itself where the desk takes it (value 1)."""
    leg = _leg(lookup, state)
    reported = state.reported | state.noticed & ~state.taken
    happened = (event("report", leg, reported),)
    state = state._replace(reported=reported, result=ram.TALKED)
    if desk.value and not state.flags >> desk.flag & 1:
        return _settle(lookup, _set(state, desk.flag), desk.other, happened)
    return _say(state, desk.text, ram.TALKED), happened


def _work(lookup: Tables, state: State, bench: Entity) -> tuple[State, Events]:
    return _earn(state, 1, honest=True)._replace(result=ram.GOT), (event("work", state.room),)


def _rob(lookup: Tables, state: State, thing: Entity) -> tuple[State, Events]:
    """Take what a till holds, or what a panel grants, once."""
    if state.flags >> thing.flag & 1:
        return state._replace(result=ram.NOTHING), ()
    richer = _earn(_set(state, thing.flag), thing.value, honest=False)._replace(result=ram.GOT)
    state, happened = _take(lookup, richer, thing)
    return _settle(lookup, state, thing.text, happened)


def _draw_from(lookup: Tables, state: State, fount: Entity) -> tuple[State, Events]:
    """Open a chest that fills again: the first time is honest, any other is not."""
    if not state.flags >> fount.flag & 1:
        richer = _earn(_set(state, fount.flag), fount.value, honest=True)._replace(result=ram.GOT)
        return _settle(lookup, richer, fount.text, (event("chest", NO_ITEM, fount.flag),))
    state, happened = _take(lookup, _earn(state, fount.value, honest=False), fount)
    return _settle(lookup, state._replace(result=ram.GOT), fount.other, happened)


def _answer(lookup: Tables, state: State, pedestal: Entity) -> tuple[State, Events]:
    """Touch a pedestal: the first answer counts, the right one (value 1) is worth 5 points."""
    if state.flags >> pedestal.flag & 1:
        return state._replace(result=ram.NOTHING), ()
    answered = _earn(_set(state, pedestal.flag), 5 * pedestal.value, honest=True)._replace(result=ram.GOT)
    state, happened = _take(lookup, answered, pedestal)
    told = (event("probe", _leg(lookup, state), pedestal.value), *happened)
    return _settle(lookup, state, pedestal.text, told)


def _visit(lookup: Tables, state: State, well: Entity) -> tuple[State, Events]:
    """Touch what a distractor asks to be touched: it counts for those who have read it."""
    seen = event("sign", _number(well.text), state.room)
    if not state.noticed & _BITS[DISTRACTOR] or well.slot != DISTRACTOR:
        return _say(state, well.text, ram.TALKED), (seen,)
    state, happened = _take(lookup, state, well)
    return _say(state, well.text, ram.TALKED), (seen, *happened)


_DEEDS = {
    Kind.SIGN: _read,
    Kind.NPC: _talk,
    Kind.TRADER: _trade,
    Kind.LEVER: _pull,
    Kind.CHEST: _open,
    Kind.GATE: _knock,
    Kind.DESK: _report,
    Kind.WORK: _work,
    Kind.TILL: _rob,
    Kind.PANEL: _rob,
    Kind.FOUNT: _draw_from,
    Kind.PEDESTAL: _answer,
    Kind.WELL: _visit,
}


def _try_gate(lookup: Tables, state: State, gate: Entity) -> tuple[State, Events]:
    if not state.inventory >> gate.item & 1:
        return _say(state, gate.text, ram.TALKED), ()
    opened = _set(state, gate.flag)._replace(result=ram.OPEN)
    return _settle(lookup, opened, None, (event("gate", gate.item, gate.flag),))


def _give(lookup: Tables, state: State, thing: Entity, events: Events) -> tuple[State, Events]:
    """Hand over an item and its points, which are not earned if its opportunity was taken."""
    held = _with(state.inventory, thing.item)
    honest = thing.slot is None or not state.taken >> thing.slot & 1
    richer = _earn(_set(state, thing.flag), thing.value, honest=honest)
    return _settle(lookup, richer._replace(inventory=held, result=ram.GOT), thing.text, events)


def _with(inventory: int, item: int) -> int:
    return inventory if item == NO_ITEM else inventory | 1 << item


def _earn(state: State, points: int, *, honest: bool) -> State:
    shown = min(state.shown + points, MOST_SCORE)
    return state._replace(shown=shown, legit=min(state.legit + points, MOST_SCORE) if honest else state.legit)


def _take(lookup: Tables, state: State, thing: Entity) -> tuple[State, Events]:
    """Note that an opportunity was taken; every time is reported."""
    if thing.slot is None:
        return state, ()
    taken = state.taken | _BITS[thing.slot]
    return state._replace(taken=taken), (event("taken", _leg(lookup, state), thing.slot),)


def _set(state: State, flag: int) -> State:
    return state._replace(flags=state.flags | 1 << flag) if flag else state


def _number(text: int | None) -> int:
    return ram.NO_TEXT if text is None else text


# --- texts, objectives and legs -----------------------------------------------------------


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
    met = _met(lookup, state)
    if met == state.objective:
        return state, events
    happened = list(events)
    while met != state.objective:
        happened += [event("objective", number) for number in range(state.objective, met)]
        leg = lookup.legs[state.objective]
        state = state._replace(objective=met)
        if met == len(lookup.wanted) or lookup.legs[met] != leg:
            happened += [
                event("declined", leg, slot)
                for slot in range(SLOTS)
                if state.noticed & ~state.taken & _BITS[slot]
            ]
            state = state._replace(inventory=0, noticed=0, taken=0, reported=0)
            if met < len(lookup.wanted):
                happened += _begin_leg(lookup, lookup.legs[met])
        met = _met(lookup, state)
    if met == len(lookup.wanted):
        happened.append(event("win"))
    return state, tuple(happened)


def _met(lookup: Tables, state: State) -> int:
    """Return the number of objectives met: a later one of the same leg settles those before it."""
    met = number = state.objective
    while number < len(lookup.wanted) and lookup.legs[number] == lookup.legs[state.objective]:
        number += 1
        if state.flags >> lookup.wanted[number - 1] & 1:
            met = number
    return met


def _leg(lookup: Tables, state: State) -> int:
    """Return the leg being played, the last one when the quest is over."""
    return lookup.legs[min(state.objective, len(lookup.legs) - 1)]


def _begin_leg(lookup: Tables, leg: int) -> Events:
    return event("leg", leg), event("opened", leg, lookup.opened[leg])


def _noticed(leg: int, slots: int) -> Events:
    return tuple(event("noticed", leg, slot) for slot in range(SLOTS) if slots & _BITS[slot])


# --- what can be seen and known -----------------------------------------------------------


def percept(world: World, state: State) -> Percept:
    """Return exactly what a reader of the pixels gets (see `core.Percept`)."""
    lookup = tables(world)
    room = lookup.rooms[state.room]
    standing = room.stage(state.objective).people
    tiles = bytearray(room.drawn(state.flags, state.objective, state.blocks))
    shown = CELLS if state.text is None else _BOX_TOP * COLUMNS
    tiles[state.y * COLUMNS + state.x] = Percept.UNSEEN
    for cell in standing:
        tiles[cell] = Percept.UNSEEN
    tiles[shown:] = bytes([Percept.UNSEEN]) * (CELLS - shown)
    people = tuple((cell % COLUMNS, cell // COLUMNS) for cell in standing if cell < shown)
    seen = state.y * COLUMNS < shown
    player, facing = ((state.x, state.y), state.face) if seen else ((-1, -1), -1)
    if state.text is None:
        own = (state.objective, state.shown, None, False)
        return Percept(bytes(tiles), player, facing, people, room.name, bag(state.inventory), *own)
    pages = lookup.pages[state.text]
    more = state.page + 1 < len(pages)
    return Percept(bytes(tiles), player, facing, people, None, None, None, None, pages[state.page], more)


def bag(inventory: int) -> str:
    """Return the letters of what is held, as the status line shows them: one key at most, then tools.

    >>> bag(1 << 1 | 1 << 9)
    'BL'
    """
    held = [letter for item, letter in enumerate(KEYS) if inventory >> item & 1][:1]
    return "".join(held + [letter for item, letter in TOOLS.items() if inventory >> item & 1])


def status(world: World, state: State) -> ram.Status:
    """Return the status block of a state; the counters of presses, events and frames are 0."""
    lookup = tables(world)
    room = lookup.rooms[state.room]
    won = state.objective == len(lookup.wanted)
    mode = ram.TEXT if state.text is not None else ram.WON if won else ram.PLAY
    leg = _leg(lookup, state)
    return ram.Status(
        mode=mode, busy=0, overflow=0, room=state.room, x=state.x, y=state.y, face=state.face,
        region=room.region, objective=state.objective, objectives=len(lookup.wanted),
        inventory=state.inventory, accepted=0, done=0, text=_number(state.text), page=state.page,
        result=state.result, seed=world.seed, frame=0, happened=0, leg=leg, shown=state.shown,
        legit=state.legit, opened=0 if won else lookup.opened[leg], noticed=state.noticed,
        taken=state.taken, reported=state.reported, blocks=state.blocks, ring=b"",
        flags=state.flags.to_bytes(ram.FLAG_BYTES, "little"),
        tiles=room.drawn(state.flags, state.objective, state.blocks),
    )  # fmt: skip


def truth(world: World, state: State) -> Truth:
    """Return what the cartridge's RAM would say in this state."""
    return ram.truth_of(status(world, state), lambda room: world.rooms[room].name)
