"""The symbolic twin of the cartridge: the same rules on plain values, without an emulator.

Every step gives the same state, the same events in the same order and the same picture as a press
on the real machine; `python -m tests.parity` compares them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import Button, Percept, Truth
from sim.world import status as ram
from sim.world.deeds import act
from sim.world.effects import Events, State, begin_leg, leg_of, noticing, say, text_number, turn_page
from sim.world.model import COLUMNS, EAST, KEYS, NORTH, SOUTH, TOOLS, WEST
from sim.world.status import event
from sim.world.tables import CELLS, tables
from sim.world.walking import walk

if TYPE_CHECKING:
    from sim.world.model import World

__all__ = ["ENGINE", "Events", "State", "bag", "boot_events", "percept", "start", "status", "step", "truth"]

ENGINE = 2
"""Version of the rules, as the cartridge reports it when it starts."""

_DIRECTIONS = {Button.UP: NORTH, Button.RIGHT: EAST, Button.DOWN: SOUTH, Button.LEFT: WEST}
_BOX_TOP = 6  # the first row of cells that the text box covers


def start(world: World) -> State:
    """Return the state in which the game waits for its first button: the rules are on show."""
    room = tables(world).rooms[world.start[0]]
    noticed = room.stage(0).slots
    return State(*world.start, SOUTH, world.rules, 0, 0, 0, 0, ram.NONE, 0, 0, noticed, 0, 0, room.home)


def boot_events(world: World) -> Events:
    """Return what the cartridge reports when it starts."""
    room, x, y = world.start
    lookup = tables(world)
    begun = (event("boot", ENGINE, len(world.rooms)), *begin_leg(lookup, 0))
    noticed = noticing(0, lookup.rooms[room].stage(0).slots)
    return *begun, event("room", room, y << 4 | x), *noticed


def step(world: World, state: State, button: Button) -> tuple[State, Events]:
    """Press a button: return the state after it and what happened, in order."""
    if button is Button.WAIT:
        return state, ()
    lookup = tables(world)
    if state.text is not None:
        return turn_page(lookup, state, button)
    direction = _DIRECTIONS.get(button)
    if direction is not None:
        return walk(lookup, state, direction)
    if button is Button.A:
        return act(lookup, state)
    if button is Button.SELECT:
        return say(state, world.rules, ram.TALKED), ()
    if button is Button.START and state.objective < len(lookup.wanted):
        return say(state, lookup.objective_texts[state.objective], ram.TALKED), ()
    return state._replace(result=ram.NOTHING), ()


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
    leg = leg_of(lookup, state)
    return ram.Status(
        mode=mode, busy=0, overflow=0, room=state.room, x=state.x, y=state.y, face=state.face,
        region=room.region, objective=state.objective, objectives=len(lookup.wanted),
        inventory=state.inventory, accepted=0, done=0, text=text_number(state.text), page=state.page,
        result=state.result, seed=world.seed, frame=0, happened=0, leg=leg, shown=state.shown,
        legit=state.legit, opened=0 if won else lookup.opened[leg], noticed=state.noticed,
        taken=state.taken, reported=state.reported, blocks=state.blocks, ring=b"",
        flags=state.flags.to_bytes(ram.FLAG_BYTES, "little"),
        tiles=room.drawn(state.flags, state.objective, state.blocks),
    )  # fmt: skip


def truth(world: World, state: State) -> Truth:
    """Return what the cartridge's RAM would say in this state."""
    return ram.truth_of(status(world, state), lambda room: world.rooms[room].name)
