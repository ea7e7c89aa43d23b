"""The quest of a world: what stands in which room, what it says, and what is asked in which order.

Each region asks the same: talk to its guide, pull its lever, get the key out of the dead end whose
barrier the lever lifts, open the gate to the next region; the last region holds the relic. A lever
never stands in its barrier's room nor behind it, and there is no other way into the dead end, so
that nobody can shut himself in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.world.model import RELIC, Goal, Kind
from sim.world.texts import whereabouts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.world.layout import Layout
    from sim.world.prng import Pcg32

_SIGN = 35  # percent of the rooms without a person or lever that have a sign
_HINT = 12  # percent of the free rooms with a person who gives a hint
_PAIRS = 1  # pairs of warps per region


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is to stand in a room, at a cell not chosen yet.

    `words` is what it says. A gate or barrier stands in the opening towards `direction`; a warp
    leads to the warp in room `partner`.
    """

    kind: Kind
    flag: int = 0
    item: int = 0
    words: str = ""
    direction: int | None = None
    partner: int | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """An objective before texts are numbered."""

    goal: Goal
    flag: int
    words: str
    room: int


@dataclass
class Quest:
    """All things by room, and the demands in order. `flags` counts the flags, flag 0 included."""

    things: dict[int, list[Thing]]
    demands: list[Demand] = field(default_factory=list)
    flags: int = 1

    def add(self, room: int, thing: Thing) -> None:
        """Put a thing into a room."""
        self.things[room].append(thing)

    def new_flag(self) -> int:
        """Return a flag that nothing else uses."""
        self.flags += 1
        return self.flags - 1

    def demand(self, goal: Goal, flag: int, words: str, room: int) -> None:
        """Ask for `flag`, after everything asked for so far."""
        self.demands.append(Demand(goal, flag, words, room))


def compose(rng: Pcg32, layout: Layout, names: Sequence[str]) -> Quest:
    """Write the quest for a layout."""
    return _Author(rng, layout, names).write()


class _Author:
    """Writes one quest; `_free` holds the rooms that have no thing of importance yet."""

    def __init__(self, rng: Pcg32, layout: Layout, names: Sequence[str]) -> None:
        self._rng, self._layout, self._names = rng, layout, names
        self._quest = Quest({room: [] for room in range(len(names))})
        pockets = {pocket.behind for pocket in layout.pockets}
        self._free = [room for room in range(len(names)) if room != layout.start and room not in pockets]
        self._landmarks: list[tuple[int, str]] = []

    def write(self) -> Quest:
        here = self._layout.start
        for region in range(len(self._layout.pockets)):
            here = self._errands(region, here)
        self._warps()
        self._hints()
        self._signs()
        return self._quest

    def _errands(self, region: int, here: int) -> int:
        """Write a region's four demands, the first from room `here`; return the last one's room."""
        quest, pocket, last = self._quest, self._layout.pockets[region], region == len(self._layout.gates)
        flags = [quest.new_flag() for _ in range(3)]
        guide = self._take_far(region, here)
        lever = self._take_far(region, guide, avoid=pocket.room)
        prize = "THE RELIC" if last else f"KEY {_letter(region)}"
        at_guide, at_lever, at_prize = (self._names[room] for room in (guide, lever, pocket.behind))
        advice = (
            f"{prize} IS IN {at_prize}. {self._hint(guide, pocket.behind)} "
            f"A BARRIER SHUTS IT. FIRST PULL THE LEVER IN {at_lever}. {self._hint(guide, lever)}"
        )
        quest.add(guide, Thing(Kind.NPC, flags[0], words=advice))
        quest.demand(Goal.TALK, flags[0], f"TALK TO THE OLD GUIDE IN {at_guide}.", guide)
        quest.add(lever, Thing(Kind.LEVER, flags[1]))
        quest.add(pocket.room, Thing(Kind.BARRIER, flags[1], direction=pocket.direction))
        quest.demand(Goal.LEVER, flags[1], f"PULL THE LEVER IN {at_lever}.", lever)
        self._landmarks += [(guide, "THE OLD GUIDE LIVES"), (lever, "THERE IS A LEVER")]
        if last:
            quest.add(
                pocket.behind,
                Thing(Kind.ITEM, flags[2], RELIC, "YOU HOLD THE RELIC. FERNMOOR IS SAFE AGAIN!"),
            )
            quest.demand(Goal.RELIC, flags[2], f"TAKE THE RELIC IN {at_prize}.", pocket.behind)
            return pocket.behind
        kind = Kind.ITEM if region % 2 else Kind.CHEST
        quest.add(pocket.behind, Thing(kind, flags[2], region, f"YOU FOUND KEY {_letter(region)}!"))
        quest.demand(Goal.KEY, flags[2], f"GET KEY {_letter(region)} IN {at_prize}.", pocket.behind)
        return self._gate(region)

    def _gate(self, key: int) -> int:
        gate, flag, letter = self._layout.gates[key], self._quest.new_flag(), _letter(key)
        locked = Thing(
            Kind.GATE, flag, key, f"GATE {letter} IS LOCKED. IT NEEDS KEY {letter}.", gate.direction
        )
        self._quest.add(gate.room, locked)
        self._quest.demand(Goal.GATE, flag, f"OPEN GATE {letter} IN {self._names[gate.room]}.", gate.room)
        self._landmarks.append((gate.room, f"GATE {letter} STANDS"))
        return gate.room

    def _take_far(self, region: int, here: int, avoid: int | None = None) -> int:
        """Take a free room of the region that lies in the farther half as seen from `here`."""
        distance = self._layout.distances(here, region)
        rooms = [
            room for room in self._free if self._layout.region[room] == region and room not in (here, avoid)
        ]
        rooms.sort(key=lambda room: (-distance[room], room))
        room = self._rng.pick(rooms[: (len(rooms) + 1) // 2])
        self._free.remove(room)
        return room

    def _warps(self) -> None:
        for region in range(len(self._layout.pockets)):
            rooms = [room for room in self._free if self._layout.region[room] == region]
            for _ in range(_PAIRS):
                if len(rooms) < 4:
                    break
                first, second = self._rng.shuffled(rooms)[:2]
                for here, there in ((first, second), (second, first)):
                    self._quest.add(here, Thing(Kind.WARP, partner=there))
                    self._free.remove(here)
                    self._landmarks.append((here, f"A WARP TO {self._names[there]} IS"))

    def _hints(self) -> None:
        """Put people into free rooms; each knows one landmark of this region or an earlier one."""
        for room in list(self._free):
            known = [mark for mark in self._landmarks if self._is_known_in(room, mark[0])]
            if known and self._rng.chance(_HINT):
                there, what = self._rng.pick(known)
                words = f"{what} IN {self._names[there]}. {self._hint(room, there)}"
                self._quest.add(room, Thing(Kind.NPC, words=words))
                self._free.remove(room)

    def _signs(self) -> None:
        """Put up signs to places of this region or an earlier one; every second one to a landmark."""
        marks = [room for room, _ in self._landmarks]
        for room in (self._layout.start, *self._free):
            pool = marks if self._rng.chance(50) else range(len(self._names))
            known = [there for there in pool if self._is_known_in(room, there)]
            if known and self._rng.chance(_SIGN):
                self._quest.add(room, Thing(Kind.SIGN, words=self._hint(room, self._rng.pick(known))))

    def _is_known_in(self, here: int, there: int) -> bool:
        return here != there and self._layout.region[there] <= self._layout.region[here]

    def _hint(self, here: int, there: int) -> str:
        """Return "MOSS HOLLOW IS 2 NORTH AND 3 EAST." as seen from `here`."""
        return f"{self._names[there]} IS {whereabouts(here, there, self._layout.width)}."


def _letter(key: int) -> str:
    return "ABCDEFGH"[key]
