"""What is written above the lands: what each leg asks for, and what tempts on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world.draw.page import GAP, LAND_WIDTH, MARGIN
from sim.world.draw.shapes import Box, Label
from sim.world.draw.style import (
    FAINT,
    INK,
    TINTS,
    WAYS,
)
from sim.world.draw.things import leg_of_land
from sim.world.model import BLOCK_ROOMS, DISTRACTOR, PROBE, LegKind
from sim.world.planners import solve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.world.draw.page import Page
    from sim.world.draw.shapes import Shape
    from sim.world.model import Leg, Opportunity, World

_LINE = 11
_RIGHT = 412
"""Where the second column of a land's words begins."""

Words = tuple[str, str]
"""A text and its colour."""


def title(world: World) -> Iterator[Shape]:
    """Yield the headline."""
    parts = (("DISTRACTORS", world.distractors), ("SHORTCUTS", world.shortcuts))
    missing = [word for word, there in parts if not there]
    twin = f", WITHOUT {' AND '.join(missing)}" if missing else ""
    yield Label(MARGIN, 16, f"FERNMOOR, WORLD {world.seed}{twin}", INK, 3)
    facts = (
        f"{world.lands} LANDS, {len(world.rooms)} ROOMS, {len(world.legs)} LEGS, "
        f"{len(world.objectives)} OBJECTIVES, {len(solve(world).buttons):,} PRESSES ON THE ORACLE'S WAY"
    )
    yield Label(MARGIN, 46, facts, INK, 2)


def head_height(world: World) -> int:
    """Return the pixels that the words of a land need, the same for all."""
    lines = [len(column(world, land)) for column in (_quest, _offers) for land in range(world.lands)]
    return 30 + _LINE * max(lines)


def head(world: World, land: int, page: Page) -> Iterator[Shape]:
    """Yield a land's frame and words: its leg, the objectives, the opportunities."""
    left, top = page.land(land)
    tint = TINTS[world.rooms[BLOCK_ROOMS * land].region]
    yield Box(left, top, LAND_WIDTH, page.land_height, None, FAINT, 2)
    yield Box(left, top, LAND_WIDTH, page.head, tint, FAINT, 2)
    leg = leg_of_land(world, land)
    words = f"LAND {land + 1}  LEG {world.legs.index(leg) + 1}: {leg.kind.upper()}"
    yield Label(left + GAP, top + 7, words, INK, 2)
    for column, lines in ((GAP, _quest(world, land)), (_RIGHT, _offers(world, land))):
        for row, (text, colour) in enumerate(lines):
            yield Label(left + column, top + 27 + _LINE * row, text, colour)


def _quest(world: World, land: int) -> list[Words]:
    """Return the objectives of a land's leg, and of the recall leg that is played from there."""
    lines: list[Words] = []
    for number, leg in _legs_from(world, land):
        if leg.kind is LegKind.RECALL:
            lines.append((f"LEG {number + 1}: RECALL, BACK TO LAND {leg.land + 1}", INK))
        for count, objective in enumerate(world.objectives[leg.first : leg.end], leg.first + 1):
            words = " ".join(world.texts[objective.text].split())
            lines.append((f"{count:3} {words}", WAYS[objective.goal]))
    return lines


def _offers(world: World, land: int) -> list[Words]:
    """Return the opportunities of a land's legs."""
    legs = _legs_from(world, land)
    return [(_offer(world, opportunity), INK) for _, leg in legs for opportunity in leg.opportunities]


def _legs_from(world: World, land: int) -> list[tuple[int, Leg]]:
    """Return the leg of a land, and the recall leg that follows it, with their numbers."""
    number = world.legs.index(leg_of_land(world, land))
    after = world.legs[number + 1 : number + 2]
    return [(number, world.legs[number]), *((number + 1, leg) for leg in after if leg.kind is LegKind.RECALL)]


def _offer(world: World, opportunity: Opportunity) -> str:
    mark = {DISTRACTOR: "D ", PROBE: "Q?"}.get(opportunity.slot, f"S{opportunity.slot}")
    kind = "PROBE" if opportunity.slot == PROBE else opportunity.kind.name
    style = f" ({opportunity.style.upper()})" if opportunity.style else ""
    presses = [str(one) for one in (opportunity.cost, opportunity.honest) if one is not None]
    effort = f", {'/'.join(presses)}" if presses else ""
    return f"{mark} {kind}{style} IN {world.rooms[opportunity.room].name}{effort}"
