"""What the agent has had before its eyes: the facts that it could have written down."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.core import Claim
from sim.world.facts.naming import OPENABLE, item_name, thing_name
from sim.world.facts.relations import ONE_WAY, SIDES
from sim.world.model import COLUMNS, ROWS, Kind
from sim.world.tables import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.world.effects import State
    from sim.world.facts import Facts
    from sim.world.model import Entity

_LIES_IN = re.compile(
    r"\b(?:(KEY [A-F])|THE (RAFT|LAMP|HAMMER|PARCEL|SEAL|LEVER)) IS IN ([A-Z' -]+?)(?=[.,]| BEHIND\b)"
)
_GIVES = re.compile(r"\bTHE [A-Z]+ IN ([A-Z' -]+?) GIVES\b")


class Observed:
    """Facts by room: what its screen showed last, and what else was learned of it.

    `crossed` tells at which step the way between two rooms was last gone, by (from, to), both ways.
    `quotes` are the words that a fact was read in, as `told` claims; `tells` the rooms that those tell of.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts, self._tables = facts, tables(facts.world)
        self._shown: dict[int, tuple[Claim, ...]] = {}
        self._learned: dict[int, set[Claim]] = {}
        self.crossed: dict[tuple[int, int], int] = {}
        self.quotes: dict[Claim, set[Claim]] = {}
        self.tells: dict[Claim, set[int]] = {}

    def facts(self, room: int) -> Iterator[Claim]:
        """Yield the facts on a room; some may no longer be true."""
        yield from self._shown.get(room, ())
        yield from self._learned.get(room, ())

    def update(self, before: State, state: State, step: int) -> list[int]:
        """Take a step that led from one state to another; return the rooms of which something is new."""
        if state.text is not None:
            return self._hear(state) if before.text is None else []
        new = []
        shown = self._facts.rooms.now(state.room, state).shown
        if self._shown.get(state.room) is not shown:
            self._shown[state.room] = shown
            new.append(state.room)
        if state.room != before.room:
            new += self._cross(before, state, step)
        return new

    def _cross(self, before: State, state: State, step: int) -> list[int]:
        """Take a step into another room, unless it was through a portal."""
        rooms, side = self._facts.rooms, state.face
        if rooms.gaps(before.room)[side].to != state.room or not _at_border(before, side):
            return []
        self.crossed[before.room, state.room] = self.crossed[state.room, before.room] = step
        relation = ONE_WAY * rooms.is_one_way(before.room, side) + SIDES[side]
        return self._learn(before.room, Claim(rooms.name(before.room), relation, rooms.name(state.room)))

    def _hear(self, state: State) -> list[int]:
        """Take in a text that has just come up: what it tells of, and what its obstacle needs."""
        assert state.text is not None
        rooms = self._facts.rooms
        here, words = rooms.name(state.room), " ".join(self._facts.world.texts[state.text].split())
        heard = [Claim(place, "holds", _name(key, other)) for key, other, place in _LIES_IN.findall(words)]
        heard += [Claim(place, "holds", "person") for place in _GIVES.findall(words)]
        new: list[int] = []
        for fact in heard:
            if fact.subject in rooms.numbers:
                new += self._learn(rooms.numbers[fact.subject], fact, Claim(here, "told", words))
        for gate in self._gates_saying(state):
            fact = Claim(f"{thing_name(gate)} of {here}", "needs", item_name(gate.item))
            new += self._learn(state.room, fact, Claim(here, "told", words))
        return new

    def _gates_saying(self, state: State) -> Iterator[Entity]:
        for thing in self._tables.rooms[state.room].stage(state.objective).things:
            if thing is not None and thing.kind == Kind.GATE and thing.text == state.text:
                assert thing_name(thing) in OPENABLE
                yield thing

    def _learn(self, room: int, fact: Claim, quote: Claim | None = None) -> list[int]:
        """Note a fact on a room, and the words it was read in; return the room if that is news."""
        learned = self._learned.setdefault(room, set())
        quotes = self.quotes.setdefault(fact, set()) if quote is not None else set()
        if fact in learned and (quote is None or quote in quotes):
            return []
        learned.add(fact)
        if quote is not None:
            quotes.add(quote)
            self.tells.setdefault(quote, set()).add(room)
        return [room]


def _name(key: str, other: str) -> str:
    """Return what a claim calls a thing that a text calls so: a key with its letter, or anything else."""
    return f"key {key[-1]}" if key else other.lower()


def _at_border(state: State, side: int) -> bool:
    return (state.y == 0, state.x == COLUMNS - 1, state.y == ROWS - 1, state.x == 0)[side]
