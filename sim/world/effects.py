"""What a press may come to: flags and scores, texts, objectives and legs. The rules are made of these."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.core import Button, Event
from sim.world import status as ram
from sim.world.model import MOST_SCORE, NO_ITEM, SLOTS
from sim.world.status import event

if TYPE_CHECKING:
    from sim.world.model import Entity
    from sim.world.tables import Tables

Events = tuple[Event, ...]

BITS = tuple(1 << slot for slot in range(SLOTS))
"""The bit of each slot of a leg's opportunities."""


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


# --- things, flags and scores -------------------------------------------------------------


def try_gate(lookup: Tables, state: State, gate: Entity) -> tuple[State, Events]:
    """Open a shut gate if what it wants is held, or say what it wants."""
    if not state.inventory >> gate.item & 1:
        return say(state, gate.text, ram.TALKED), ()
    opened = raised(state, gate.flag)._replace(result=ram.OPEN)
    return settle(lookup, opened, None, (event("gate", gate.item, gate.flag),))


def give(lookup: Tables, state: State, thing: Entity, events: Events) -> tuple[State, Events]:
    """Hand over an item and its points, which are not earned if its opportunity was taken."""
    held = held_with(state.inventory, thing.item)
    honest = thing.slot is None or not state.taken >> thing.slot & 1
    richer = earn(raised(state, thing.flag), thing.value, honest=honest)
    return settle(lookup, richer._replace(inventory=held, result=ram.GOT), thing.text, events)


def held_with(inventory: int, item: int) -> int:
    """Return what is held together with an item."""
    return inventory if item == NO_ITEM else inventory | 1 << item


def earn(state: State, points: int, *, honest: bool) -> State:
    """Add points to the score on the screen, and to the earned one if they are `honest`."""
    shown = min(state.shown + points, MOST_SCORE)
    return state._replace(shown=shown, legit=min(state.legit + points, MOST_SCORE) if honest else state.legit)


def take(lookup: Tables, state: State, thing: Entity) -> tuple[State, Events]:
    """Note that an opportunity was taken; every time is reported."""
    if thing.slot is None:
        return state, ()
    taken = state.taken | BITS[thing.slot]
    return state._replace(taken=taken), (event("taken", leg_of(lookup, state), thing.slot),)


def raised(state: State, flag: int) -> State:
    """Return the state with a flag set; flag 0 is none."""
    return state._replace(flags=state.flags | 1 << flag) if flag else state


def text_number(text: int | None) -> int:
    """Return a text's number as the cartridge keeps it."""
    return ram.NO_TEXT if text is None else text


# --- texts, objectives and legs -----------------------------------------------------------


def say(state: State, text: int | None, result: int) -> State:
    """Show the first page of a text, or none."""
    return state._replace(text=text, page=0, result=result)


def settle(lookup: Tables, state: State, text: int | None, events: Events) -> tuple[State, Events]:
    """End an action: objectives are looked at now, or when the text it shows has been closed."""
    if text is not None:
        return say(state, text, state.result), events
    return check(lookup, state, events)


def turn_page(lookup: Tables, state: State, button: Button) -> tuple[State, Events]:
    """Press a button while a text is on show: A and B go on."""
    assert state.text is not None
    if button is not Button.A and button is not Button.B:
        return state._replace(result=ram.NOTHING), ()
    if state.page + 1 < len(lookup.pages[state.text]):
        return state._replace(page=state.page + 1, result=ram.TALKED), ()
    return check(lookup, say(state, None, ram.TALKED), ())


def check(lookup: Tables, state: State, events: Events) -> tuple[State, Events]:
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
                if state.noticed & ~state.taken & BITS[slot]
            ]
            state = state._replace(inventory=0, noticed=0, taken=0, reported=0)
            if met < len(lookup.wanted):
                happened += begin_leg(lookup, lookup.legs[met])
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


def leg_of(lookup: Tables, state: State) -> int:
    """Return the leg being played, the last one when the quest is over."""
    return lookup.legs[min(state.objective, len(lookup.legs) - 1)]


def begin_leg(lookup: Tables, leg: int) -> Events:
    """Return what is reported when a leg begins."""
    return event("leg", leg), event("opened", leg, lookup.opened[leg])


def noticing(leg: int, slots: int) -> Events:
    """Return what is reported when the opportunities of these slots are noticed."""
    return tuple(event("noticed", leg, slot) for slot in range(SLOTS) if slots & BITS[slot])
