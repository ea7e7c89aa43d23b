"""Judges claims against the ground truth: what is true of a world in a state.

| claim | true while |
| --- | --- |
| SIDE room | the side leads there; "nothing": there is no way; "unknown": there is one |
| blocked SIDE thing | it stands in that opening, or in the one opposite; "something": anything does |
| one-way SIDE room | the side leads there and nobody comes back by it |
| holds / lacks thing | it stands (does not stand) in the room |
| needs | the obstacle takes that thing, or took it |
| done | the flag of the deed is set; what no flag tells is not known |
| distance | the thing stands so many rooms away, or is the room there |
| goal | the objective asks for that thing, and names that room |
| told | something in the room says so, at any time of the quest, or says it among other things |

Where words can be taken both ways nothing is judged: a gate that stands open is there and gone, a way
that a shutter has shut for now is none and is one. Nor is what the quest has taken away since: at the end
of a leg what tempted in it vanishes behind everybody's back. A hedged claim is judged like a plain one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world.facts.checks import UNVERIFIABLE, Check
from sim.world.facts.contents import Contents
from sim.world.facts.relations import BLOCKED, ONE_WAY, Judgement, base, side_of
from sim.world.facts.rooms import Rooms
from sim.world.facts.sayings import Sayings
from sim.world.facts.ways import Ways

if TYPE_CHECKING:
    from sim.core import Claim
    from sim.world.effects import State
    from sim.world.model import World

_KEPT = 1 << 16


class Facts:
    """The ground truth of a world. What a claim comes down to is worked out once and kept.

    >>> from sim.core import Claim
    >>> from sim.world import generate
    >>> from sim.world.rules import start
    >>> world = generate(1, legs=4)
    >>> facts, state = Facts(world), start(world)
    >>> here = world.rooms[state.room].name
    >>> facts.judge(Claim(here, "holds", "chest"), state), facts.judge(Claim(here, "holds", "luck"), state)
    (False, None)
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.rooms = Rooms(world)
        self._ways = Ways(self.rooms)
        self._contents = Contents(world, self.rooms)
        self._sayings = Sayings(world, self.rooms)
        self.quest = self._sayings.quest
        self._checks: dict[Claim, Check] = {}

    def judge(self, claim: Claim, state: State) -> Judgement:
        """Return whether a claim is true in a state, None if that cannot be told."""
        return self.check(claim).judge(state)

    def check(self, claim: Claim) -> Check:
        """Return how a claim is judged, and what decides it."""
        found = self._checks.get(claim)
        if found is None:
            if len(self._checks) >= _KEPT:
                self._checks.clear()
            found = self._checks[claim] = self._compile(claim)
        return found

    def _compile(self, claim: Claim) -> Check:
        relation, thing = base(claim.relation), claim.object
        if relation == "goal":
            return self._sayings.goal(thing)
        if relation == "needs":
            return self._contents.needs(claim.subject, thing)
        if relation == "done":
            return self._sayings.done(claim.subject, thing)
        room = self.rooms.numbers.get(claim.subject)
        return UNVERIFIABLE if room is None else self._compile_in(room, relation, thing)

    def _compile_in(self, room: int, relation: str, thing: str) -> Check:
        """Return the check of a claim on a room."""
        side = side_of(relation)
        if side is not None:
            kind = relation[: relation.rfind(" ") + 1]
            ways = {"": self._ways.exit, BLOCKED: self._ways.blocked, ONE_WAY: self._ways.one_way}
            return ways[kind](room, side, thing) if kind in ways else UNVERIFIABLE
        relations = {
            "holds": self._contents.holds,
            "lacks": self._contents.lacks,
            "distance": self._contents.distance,
            "told": self._sayings.told,
        }
        return relations[relation](room, thing) if relation in relations else UNVERIFIABLE


_SHARED = 2
_facts: dict[int, Facts] = {}


def facts_of(world: World) -> Facts:
    """Return the facts of a world that all share who ask about it; those of the last 2 worlds are kept."""
    # By identity, because comparing two equal worlds takes long.
    found = _facts.get(id(world))
    if found is None:
        if len(_facts) >= _SHARED:
            _facts.pop(next(iter(_facts)))
        found = _facts[id(world)] = Facts(world)
    return found
