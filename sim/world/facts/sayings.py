"""Claims on words and deeds: what was said, what is asked, what has been done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sim.world.facts.checks import UNVERIFIABLE, Check, certain
from sim.world.facts.naming import DEEDS, THINGS, Deed, deeds_of
from sim.world.facts.quest import Quest, split_goal
from sim.world.facts.relations import UNKNOWN, Judgement, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.world.effects import State
    from sim.world.facts.rooms import Rooms
    from sim.world.model import World


class Sayings:
    """Checks claims on what was said and done."""

    def __init__(self, world: World, rooms: Rooms) -> None:
        self._world, self._rooms = world, rooms
        self.quest = Quest(world)
        self._texts: dict[int, str] = {}
        self._anywhere: str | None = None
        self._deeds: dict[str, list[tuple[int, Deed]]] = {}
        for number, room in enumerate(world.rooms):
            for deed in {deed: None for thing in room.entities for deed in deeds_of(thing)}:
                self._deeds.setdefault(deed.words, []).append((number, deed))

    # --- told -----------------------------------------------------------------------------

    def told(self, room: int, quoted: str) -> Check:
        """Check that something in a room says this at some time, or says it among other things."""
        words = words_of(quoted)
        if not words.strip():
            return UNVERIFIABLE
        if words in self._said_in(room):
            return certain(True)
        # The rules and the quest can be read in any room; who adds to a text has quoted it all the same.
        if words in self._said_anywhere() or any(
            said in words for said in self._said_in(room).split("|") if said
        ):
            return UNVERIFIABLE
        return certain(False)

    def _said_in(self, room: int) -> str:
        if room not in self._texts:
            things = self._world.rooms[room].entities
            texts = {text for thing in things for text in (thing.text, thing.other) if text is not None}
            self._texts[room] = "|".join(words_of(self._world.texts[text]) for text in sorted(texts))
        return self._texts[room]

    def _said_anywhere(self) -> str:
        if self._anywhere is None:
            texts = [self._world.rules, *(goal.text for goal in self._world.objectives)]
            self._anywhere = "|".join(words_of(self._world.texts[text]) for text in texts)
        return self._anywhere

    # --- goal -----------------------------------------------------------------------------

    def goal(self, words: str) -> Check:
        """Check that the present objective is for this thing, and names this room."""
        thing, room = split_goal(words, self._rooms.numbers)
        if (thing and thing not in THINGS) or not thing + room:
            return UNVERIFIABLE
        return Check(partial(self._is_asked, thing, room), None)

    def _is_asked(self, thing: str, room: str, state: State) -> Judgement:
        asked = self.quest.asked(state.objective)
        return (not thing or thing in asked.things) and (not room or room in asked.rooms)

    # --- done -----------------------------------------------------------------------------

    def done(self, deed: str, place: str) -> Check:
        """Check that something was done in a room, or in any ("unknown")."""
        verb, _, thing = deed.partition(" ")
        if verb not in DEEDS or thing not in THINGS:
            return UNVERIFIABLE
        if place == UNKNOWN:
            return Check(partial(_is_done, [found for _, found in self._deeds.get(deed, ())]), None)
        room = self._rooms.numbers.get(place)
        if room is None:
            return UNVERIFIABLE
        here = [found for number, found in self._deeds.get(deed, ()) if number == room]
        return Check(partial(_is_done, here), (room,)) if here else certain(False)


def _is_done(deeds: Sequence[Deed], state: State) -> Judgement:
    judged = {deed.judge(state.flags) for deed in deeds}
    return True if True in judged else None if None in judged else False
