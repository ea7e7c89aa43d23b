"""What may lead an agent astray in Fernmoor: things that act or answer, and that no objective asks for.

These are woodpiles, tills, panels, founts and broken fences; the well that a distractor which has been
read asks for; and people, signs and statues whose words were read and are known still, by the guide or
since the last context reset: to read again what was forgotten is a fault of memory. Pedestals are none:
a question about an earlier land is part of the game.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.world.model import COLUMNS, DISTRACTOR, PEOPLE, PROBE, STEPS, Kind
from sim.world.surveys import Sort, Target

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sim.core import Event
    from sim.world.grounds import Look
    from sim.world.knowledge import Memory
    from sim.world.model import Entity
    from sim.world.rules import State
    from sim.world.told import Recollection

_SPEAKING = PEOPLE | {Kind.SIGN}
_KINDS = _SPEAKING | {Kind.WORK, Kind.TILL, Kind.PANEL, Kind.FOUNT, Kind.FENCE, Kind.WELL}
_TOWARDS = 0.75
"""Who gains so much of a stretch's steps towards a thing is heading for it."""


class Act(NamedTuple):
    """Something done at a lure in the eligible step number `steps` of a stretch, which led to `state`.

    `paid`: it was some work, a shortcut or a distractor taken; else a text was read again.
    """

    target: Target
    paid: bool
    steps: int
    state: State


class Lures:
    """The lures that are known, and which of them a stretch was heading for."""

    def __init__(self, memory: Memory, guide: Recollection) -> None:
        self._memory, self._guide = memory, guide
        self._candidates: dict[Look, tuple[tuple[int, Entity], ...]] = {}

    def begin(self, state: State) -> None:
        """Begin a stretch in a state."""
        self._start, self._sight = state, self._memory.sight(state)
        self.acts: list[Act] = []
        """What was done at lures in the stretch."""

    def press(self, steps: int, before: State, state: State, events: Collection[Event]) -> None:
        """Take the eligible step number `steps` of the stretch, before anybody sees where it led."""
        if not events or before.text is not None or before.room != state.room:
            return
        dx, dy = STEPS[state.face] if before[1:3] == state[1:3] else (0, 0)
        target = Target(Sort.THING, state.room, state.x + dx, state.y + dy)
        kinds = {event.kind for event in events if event.detail.get("slot") != PROBE}
        if not kinds.isdisjoint(("work", "taken")):
            self.acts.append(Act(target, True, steps, state))
        elif not kinds.isdisjoint(("sign", "talk")):
            thing = self._sight.survey.atlas.look(state.room, state.objective).things.get(target.cell)
            if thing is not None and self._lures(state, target.room, target.cell, thing):
                self.acts.append(Act(target, False, steps, state))

    def heading(self, steps: int, state: State, among: Collection[Target] | None = None) -> frozenset[Target]:
        """Return the lures that the first so many steps of the stretch, which led to a state, made for.

        `among` are those to look at, by default all that are known.
        """
        needed = _TOWARDS * steps
        state = state._replace(text=None)
        done = {act.target for act in self.acts if act.steps <= steps}  # the last step of the way there
        found = []
        for target in self._known(state) if among is None else among:
            begun = self._sight.distance_to(target, self._start)
            if begun is not None and begun + (target in done) >= needed:
                left = self._sight.distance_to(target, state)
                if left is not None and begun - left + (target in done) >= needed:
                    found.append(target)
        return frozenset(found)

    def _known(self, state: State) -> Iterator[Target]:
        for room, look in (self._sight.survey.looks or {}).items():
            for cell, thing in self._in(look):
                if self._lures(state, room, cell, thing):
                    yield Target(Sort.THING, room, cell % COLUMNS, cell // COLUMNS)

    def _in(self, look: Look) -> tuple[tuple[int, Entity], ...]:
        """Return the things in a room that may be lures."""
        found = self._candidates.get(look)
        if found is None:
            found = self._candidates[look] = tuple(
                (cell, thing) for cell, thing in look.things.items() if thing.kind in _KINDS
            )
        return found

    def _lures(self, state: State, room: int, cell: int, thing: Entity) -> bool:
        """Tell whether a thing is a lure in a state."""
        if thing.kind == Kind.WELL:
            return thing.slot == DISTRACTOR and bool(state.noticed >> DISTRACTOR & 1)
        if thing.kind not in _SPEAKING:
            return thing.kind in _KINDS
        return all(knower.has_heard(room, cell, thing) for knower in (self._memory, self._guide))
