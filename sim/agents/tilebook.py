"""What the metatiles of Fernmoor mean to somebody who walks among them, by id."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from sim.agents.knowledge import OFF, ON, OPEN, SHUT, Kind
from sim.core import Percept
from sim.world.art import art

LEDGE_N, LEDGE_E, LEDGE_S, LEDGE_W, FLOOR, WALL, SHUT_WAY, LEAF, PUSHED = range(9)
"""How a cell is walked: hopped over in one direction (0-3), freely, not at all, not until it is
opened, as the last step of a walk only, or by pushing what stands there."""

BEASTS = ("owl", "fox", "fish", "bear")

_GROUND = {"FLOOR": FLOOR, "LEDGE_N": LEDGE_N, "LEDGE_E": LEDGE_E, "LEDGE_S": LEDGE_S, "LEDGE_W": LEDGE_W}
_THINGS = {
    "sign": (Kind.SIGN, ""),
    "desk": (Kind.DESK, ""),
    "lever_off": (Kind.LEVER, OFF),
    "lever_on": (Kind.LEVER, ON),
    "chest": (Kind.CHEST, SHUT),
    "chest_open": (Kind.CHEST, OPEN),
    "gate": (Kind.GATE, ""),
    "rock": (Kind.GATE, "H"),
    "ford": (Kind.GATE, "R"),
    "dark": (Kind.GATE, "L"),
    **{f"{name}_open": (Kind.GATE, OPEN) for name in ("gate", "rock", "ford", "dark")},
    "barrier": (Kind.BARRIER, SHUT),
    "barrier_open": (Kind.BARRIER, OPEN),
    "shutter": (Kind.SHUTTER, SHUT),
    "warp": (Kind.PORTAL, ""),
    "push_block": (Kind.CRATE, ""),
    **{name: (Kind.ITEM, name) for name in ("key", "raft", "lamp", "hammer", "parcel", "seal")},
    **{f"statue_{beast}": (Kind.STATUE, beast) for beast in BEASTS},
    **{f"pedestal_{beast}": (Kind.PEDESTAL, beast) for beast in BEASTS},
    "well": (Kind.WELL, ""),
    "woodpile": (Kind.WOODPILE, ""),
    "till": (Kind.TILL, ""),
    "till_open": (Kind.TILL, ""),
    "panel": (Kind.PANEL, ""),
    "panel_on": (Kind.PANEL, ""),
    "fount": (Kind.FOUNT, ""),
    "fence": (Kind.FENCE, ""),
}
_SHUT = frozenset({"gate", "rock", "ford", "dark", "barrier", "shutter"})
_OTHERWISE = {Kind.PORTAL: LEAF, Kind.ITEM: LEAF, Kind.CRATE: PUSHED, Kind.FENCE: WALL}
"""A fence can be crossed, but the rules forbid it: to this mind it is a wall."""


class Tilebook(NamedTuple):
    """By metatile id, 256 entries each: how it is walked, and what stands there with its note."""

    ground: bytes
    things: tuple[tuple[Kind, str] | None, ...]


@cache
def tilebook() -> Tilebook:
    """Return the meanings of all ids; unknown ids are walls, `Percept.UNSEEN` is floor."""
    ground = bytearray([WALL]) * 256
    things: list[tuple[Kind, str] | None] = [None] * 256
    for number, (name, attribute) in enumerate(zip(art().names, art().attributes, strict=True)):
        thing = things[number] = _THINGS.get(name)
        ground[number] = _GROUND.get(attribute, WALL)
        if name in _SHUT:
            ground[number] = SHUT_WAY
        elif thing is not None:
            ground[number] = _OTHERWISE.get(thing[0], ground[number])
    ground[Percept.UNSEEN] = FLOOR
    return Tilebook(bytes(ground), tuple(things))
