"""What the quest asks for, as claims on the goal name it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.world.facts.naming import item_name, sorts, thing_name
from sim.world.facts.relations import words_of
from sim.world.model import Goal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.world.model import Entity, Objective, World

_ALWAYS: Mapping[Goal, tuple[str, ...]] = {
    Goal.TALK: ("person",),
    Goal.MEANS: (),
    Goal.TRADE: ("parcel", "person"),
    # A task that cannot be done asks for the seal, and is met at the desk.
    Goal.PRIZE: ("seal", "desk"),
    Goal.DOOR: ("door",),
    Goal.RECALL: ("statue", "token", "portal"),
    Goal.RETURN: ("token", "person"),
}


class Asked(NamedTuple):
    """The things and rooms by any of which an objective may be named; `named` are rooms in its text."""

    things: frozenset[str] = frozenset()
    rooms: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()


class Quest:
    """The objectives of a world, each looked at when it is first asked for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._named: dict[str, list[str]] = {}
        """Rooms by the words of their names."""
        for room in world.rooms:
            self._named.setdefault(" ".join(words_of(room.name).split()), []).append(room.name)
        self._lengths = {words.count(" ") + 1 for words in self._named}
        self._asked: dict[int, Asked] = {}

    def asked(self, number: int) -> Asked:
        """Return what an objective asks for; nothing if the quest is over."""
        found = self._asked.get(number)
        if found is None:
            over = number >= len(self._world.objectives)
            found = Asked() if over else self._ask(number)
            self._asked[number] = found
        return found

    def thing(self, number: int) -> Entity | None:
        """Return the thing that meets an objective."""
        goal = self._world.objectives[number]
        return next((thing for thing in self._world.rooms[goal.room].entities if _meets(thing, goal)), None)

    def _ask(self, number: int) -> Asked:
        goal, thing = self._world.objectives[number], self.thing(number)
        names = set(_ALWAYS[goal.goal])
        if thing is not None and goal.goal in (Goal.MEANS, Goal.RECALL):
            names |= set(sorts(thing_name(thing) or item_name(thing.item)))
        named = frozenset(self._named_in(self._world.texts[goal.text]))
        return Asked(frozenset(names), named | {self._world.rooms[goal.room].name}, named)

    def _named_in(self, text: str) -> Iterator[str]:
        """Yield the rooms that a text names."""
        words = words_of(text).split()
        for first in range(len(words)):
            for length in self._lengths:
                yield from self._named.get(" ".join(words[first : first + length]), ())


def _meets(thing: Entity, goal: Objective) -> bool:
    return (thing.x, thing.y, thing.flag) == (goal.x, goal.y, goal.flag)


def split_goal(words: str, rooms: Mapping[str, int]) -> tuple[str, str]:
    """Return the thing and the room that a goal names, each "" if it names none.

    >>> split_goal("key C MOSS HOLLOW", {"MOSS HOLLOW": 3}), split_goal("desk", {})
    (('key C', 'MOSS HOLLOW'), ('desk', ''))
    """
    parts = words.split()
    for first in range(len(parts)):
        room = " ".join(parts[first:])
        if room in rooms:
            return " ".join(parts[:first]), room
    return words, ""
