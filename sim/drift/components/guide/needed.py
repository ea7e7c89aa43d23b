"""Which facts the quest still needs, and how many of those observed the guide tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sim.core import Claim
from sim.world.facts.naming import OBSTACLES, thing_name
from sim.world.facts.relations import BLOCKED, ONE_WAY, SIDES, SOMETHING, UNKNOWN, side_of
from sim.world.model import BLOCK_ROOMS, PROBE, Goal, Kind, land_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.drift.components.guide.ledger import Ledger
    from sim.drift.components.guide.observed import Observed
    from sim.world.effects import State
    from sim.world.facts import Facts
    from sim.world.model import Leg

_A_WAY = [("", UNKNOWN), (ONE_WAY, UNKNOWN), *((BLOCKED, what) for what in sorted({*OBSTACLES, SOMETHING}))]
"""Relations, and what they are to, that tell of a way out and not where it leads: what is barred is one."""
_ASKS = re.compile(r"WHICH BEAST OF STONE STANDS IN ([A-Z' -]+)\?")


class Need(NamedTuple):
    """What an objective and those after it still need.

    `rooms` are those of the leg's lands, whose ways are needed; `things` are (room, name) of things whose
    places are: what the leg's objectives ask for, portals, and stone beasts that a later leg asks after;
    `thing_rooms` are the rooms of these.
    """

    rooms: frozenset[int]
    things: frozenset[tuple[int, str]]
    thing_rooms: frozenset[int] = frozenset()


_NOTHING = Need(frozenset(), frozenset())


class Needs:
    """The needs of a world's objectives."""

    def __init__(self, facts: Facts) -> None:
        self._facts, self._world = facts, facts.world
        self._beasts = [frozenset(self._beasts_of(leg)) for leg in self._world.legs]
        self._last = (-1, _NOTHING)

    def need(self, objective: int) -> Need:
        """Return what is needed while so many objectives are met."""
        if self._last[0] != objective:
            self._last = (objective, self._work_out(objective))
        return self._last[1]

    def _work_out(self, objective: int) -> Need:
        world = self._world
        if objective >= len(world.objectives):
            return _NOTHING
        number = world.objectives[objective].leg
        leg = world.legs[number]
        rooms = frozenset(
            land * BLOCK_ROOMS + inside for land in self.lands(leg) for inside in range(BLOCK_ROOMS)
        ) & frozenset(range(len(world.rooms)))
        things = {(room, "portal") for room in rooms}
        for asked in range(objective, leg.end):
            thing = self._facts.quest.thing(asked)
            if thing is not None:
                things.add((world.objectives[asked].room, thing_name(thing)))
        needed = frozenset(things).union(*self._beasts[number:])
        return Need(rooms, needed, frozenset([room for room, _ in needed]))

    def lands(self, leg: Leg) -> set[int]:
        """Return the lands that a leg is played in."""
        return {leg.land} | {land_of(goal.room) for goal in self._world.objectives[leg.first : leg.end]}

    def _beasts_of(self, leg: Leg) -> Iterator[tuple[int, str]]:
        """Yield the rooms of the stone beasts that a leg asks for, by its quest or in a question."""
        for goal in self._world.objectives[leg.first : leg.end]:
            if goal.goal is Goal.RECALL:
                yield from self._statues(goal.room)
        for offer in leg.opportunities:
            if offer.slot == PROBE:
                for thing in self._world.rooms[offer.room].entities:
                    if thing.slot == PROBE and thing.kind == Kind.SIGN and thing.text is not None:
                        asked = _ASKS.search(" ".join(self._world.texts[thing.text].split()))
                        if asked and thing.since == leg.first:
                            yield from self._statues(self._facts.rooms.numbers[asked[1]])

    def _statues(self, room: int) -> Iterator[tuple[int, str]]:
        for thing in self._world.rooms[room].entities:
            if thing_name(thing).startswith("statue"):
                yield room, thing_name(thing)


class Recall:
    """Counts needed facts, and those of them that the guide tells, room by room.

    A fact counts while it is true. A room is counted again when it was marked: something new was observed
    there, it changed, or the guide says something else of it.
    """

    def __init__(self, facts: Facts, needs: Needs, observed: Observed, ledger: Ledger) -> None:
        self._facts, self._needs, self._observed, self._ledger = facts, needs, observed, ledger
        self._need = _NOTHING
        self._marked: set[int] = set()
        self._counts: dict[int, tuple[int, int]] = {}
        self.needed = self.told = 0

    def mark(self, rooms: Iterable[int]) -> None:
        """Have rooms counted again."""
        self._marked.update(rooms)

    def mark_claims(self, claims: Iterable[Claim]) -> None:
        """Have the rooms counted again that some claims are about."""
        for claim in claims:
            self._marked |= self._observed.tells.get(claim, set())
            for name in (claim.subject.rpartition(" of ")[2], claim.object):
                room = self._facts.rooms.numbers.get(name)
                if room is not None:
                    self._marked.add(room)

    def count(self, state: State) -> None:
        """Bring `needed` and `told` up to date."""
        before, self._need = self._need, self._needs.need(state.objective)
        if self._need is not before:
            self._marked |= before.rooms ^ self._need.rooms
            self._marked |= {room for room, _ in before.things ^ self._need.things}
        for room in self._marked:
            needed, told = self._counts.pop(room, (0, 0))
            self.needed, self.told = self.needed - needed, self.told - told
            needed, told = self._count_in(room, state)
            if needed:
                self._counts[room] = needed, told
                self.needed, self.told = self.needed + needed, self.told + told
        self._marked.clear()

    def told_in(self, rooms: Iterable[int]) -> tuple[int, int]:
        """Return how many facts on some rooms are needed and how many of them are told, as last counted."""
        counts = [self._counts[room] for room in rooms if room in self._counts]
        return sum(needed for needed, _ in counts), sum(told for _, told in counts)

    def _count_in(self, room: int, state: State) -> tuple[int, int]:
        if room not in self._need.rooms and room not in self._need.thing_rooms:
            return 0, 0
        facts = [
            fact
            for fact in self._observed.facts(room)
            if self._is_needed(room, fact) and self._facts.judge(fact, state)
        ]
        known = {side_of(fact.relation) for fact in facts if fact.object != UNKNOWN and _is_exit(fact)}
        facts = [fact for fact in facts if fact.object != UNKNOWN or side_of(fact.relation) not in known]
        wanted = set(facts)
        return len(wanted), sum(self.is_told(room, fact) for fact in wanted)

    def _is_needed(self, room: int, fact: Claim) -> bool:
        if fact.relation == "holds":
            return (room, fact.object) in self._need.things
        return room in self._need.rooms and (fact.relation == "needs" or side_of(fact.relation) is not None)

    def is_told(self, room: int, fact: Claim) -> bool:
        """Tell whether the guide holds a fact, in any of the ways of saying it."""
        if fact in self._ledger:
            return True
        quotes = self._observed.quotes.get(fact)
        if quotes and any(quote in self._ledger for quote in quotes):
            return True
        if not _is_exit(fact):
            return False
        side = side_of(fact.relation)
        assert side is not None
        to = self._facts.rooms.gaps(room)[side].to
        assert to is not None
        # Who says more than was observed, or less about the ledge, has told where the way leads.
        said = [(way, self._facts.rooms.name(to)) for way in ("", ONE_WAY)]
        if fact.object == UNKNOWN:
            said += _A_WAY
        return any(Claim(fact.subject, how + SIDES[side], what) in self._ledger for how, what in said)


def _is_exit(fact: Claim) -> bool:
    return fact.relation in SIDES or fact.relation.startswith(ONE_WAY)
