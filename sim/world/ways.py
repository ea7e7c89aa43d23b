"""The oracle's way through a world, room by room, and what leaving it for a thing beside it costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sim.core import Button
from sim.world.model import COLUMNS, STEPS
from sim.world.paths import INSIDE, distances, mask_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.world.model import World
    from sim.world.planners import Plan


class Moment(NamedTuple):
    """Before press number `time`: where one stands and faces, and what the press is for.

    A `deed` does more than to walk or turn; `faced` tells that one has to look there for it.
    """

    time: int
    cell: int
    face: int
    deed: bool
    faced: bool


@dataclass(slots=True)
class Visit:
    """A stay in a room within a leg. `presses` counts those from coming in to being out again."""

    leg: int
    room: int
    moments: list[Moment] = field(default_factory=list)
    presses: int = 0

    @property
    def mask(self) -> int:
        """The cells inside the border that the way leads over."""
        mask = 0
        for moment in self.moments:
            mask |= 1 << moment.cell
        return mask & INSIDE


def visits(world: World, plan: Plan) -> list[Visit]:
    """Follow a plan and return its visits in order.

    Moments with a text on show are left out, but for that of stepping onto what shows it.
    """
    found: list[Visit] = []
    time = 0
    for stretch in plan.legs:
        leg = world.objectives[stretch.objective].leg
        following = (*stretch.states, stretch.end)[1:]
        for button, state, after in zip(stretch.buttons, stretch.states, following, strict=True):
            if not found or (found[-1].leg, found[-1].room) != (leg, state.room):
                found.append(Visit(leg, state.room))
            here = found[-1]
            here.presses += 1
            if state.text is None:
                acts = button is Button.A
                deed = acts or (after[:3] == state[:3] and after.flags != state.flags)
                here.moments.append(Moment(time, state.y * COLUMNS + state.x, state.face, deed, acts))
                if after.text is not None and after[:3] != state[:3]:
                    # One has to come to this very cell, no matter from which side.
                    cell = after.y * COLUMNS + after.x
                    here.moments.append(Moment(time + 1, cell, after.face, True, False))
            time += 1
    return found


_NOWHERE = 1 << 20


def detour(visit: Visit, floor: int, thing: int) -> int | None:
    """Return the presses that it costs to stand before `thing`, looking at it, and to go on.

    `floor` are the cells of the room to walk on. None if it cannot be done within the visit.
    """
    best = _NOWHERE
    trodden = visit.mask
    behind = mask_of(_behind(moment.cell, moment.face) for moment in visit.moments if moment.faced)
    for face in range(len(STEPS)):
        near = _behind(thing, face)
        if floor >> near & 1:
            before = _behind(near, face)
            to_near = distances(floor, near, trodden | behind)
            to_before = distances(floor, before, trodden) if floor >> before & 1 else {}
            best = min(best, _by(visit, near, face, to_near, to_before))
    return best if best < _NOWHERE else None


def _by(visit: Visit, near: int, face: int, to_near: Mapping[int, int], to_before: Mapping[int, int]) -> int:
    """Return the cost of standing at `near` looking to `face`, given the steps there and to behind it."""
    best, onward, following = _NOWHERE, _NOWHERE, -1
    for time, cell, looks, deed, faced in reversed(visit.moments):
        if deed or time + 1 != following:
            # Nothing may be skipped that the way does besides walking.
            onward = _NOWHERE
        following = time
        away = to_near.get(cell)
        if away is None:
            continue
        onward = min(onward, (_facing(to_near, cell, looks) if faced else away) - time)
        # Looking there takes a press of its own unless the last step was made in that direction.
        there = 1 + min(away, to_before.get(cell, _NOWHERE))
        if cell == near and looks == face:
            there = 0
        best = min(best, there + onward + time)
    return best


def _facing(steps: Mapping[int, int], cell: int, face: int) -> int:
    """Return the presses to stand at a cell and look in a direction, given the steps to every cell."""
    return 1 + min(steps[cell], steps.get(_behind(cell, face), _NOWHERE))


def _behind(cell: int, face: int) -> int:
    """Return the cell behind the back of who stands at `cell` and looks to `face`."""
    dx, dy = STEPS[face]
    return cell - dy * COLUMNS - dx
