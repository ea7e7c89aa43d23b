"""What the metatiles of Fernmoor mean to somebody who walks among them, by id."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from sim.agents.knowledge import OFF, ON, OPEN, SHUT, Kind
from sim.core import Percept
from sim.world.art import art

LEDGE_N, LEDGE_E, LEDGE_S, LEDGE_W, FLOOR, WALL, SHUT_WAY, LEAF = range(8)
"""How a cell is walked: hopped over in one direction (0-3), freely, not at all, not until it is
opened, or as the last step of a walk only."""

_GROUND = {"FLOOR": FLOOR, "LEDGE_N": LEDGE_N, "LEDGE_E": LEDGE_E, "LEDGE_S": LEDGE_S, "LEDGE_W": LEDGE_W}
_THINGS = {
    "sign": (Kind.SIGN, ""),
    "lever_off": (Kind.LEVER, OFF),
    "lever_on": (Kind.LEVER, ON),
    "chest": (Kind.CHEST, SHUT),
    "chest_open": (Kind.CHEST, OPEN),
    "gate": (Kind.GATE, ""),
    "gate_open": (Kind.GATE, OPEN),
    "barrier": (Kind.BARRIER, SHUT),
    "barrier_open": (Kind.BARRIER, OPEN),
    "warp": (Kind.DOOR, ""),
    "key": (Kind.ITEM, ""),
    "relic": (Kind.ITEM, ""),
}
_SHUT = frozenset({"gate", "barrier"})
_LEAVES = frozenset({Kind.DOOR, Kind.ITEM})


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
        elif thing and thing[0] in _LEAVES:
            ground[number] = LEAF
    ground[Percept.UNSEEN] = FLOOR
    return Tilebook(bytes(ground), tuple(things))
