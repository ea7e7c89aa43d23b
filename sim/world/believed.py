"""What somebody believes who takes every claim of a guide for true, room by room.

Claims come as (subject, relation, object), in the order of the text (docs/claims.md). A hedged claim
is believed like a plain one, and of claims that contradict each other the later one. What has no
meaning for ways (needs, distances, the goal) is left out: that is known otherwise, or not used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from sim.world.model import COLUMNS, PEOPLE, Kind
from sim.world.reading import SIDES, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.core import Claim
    from sim.world.model import World

_HEDGE = "maybe "
_STONE = frozenset({Kind.SIGN, Kind.CHEST})
_SPEAKING = PEOPLE | {Kind.SIGN}
_ITEMS = ("key", "raft", "lamp", "hammer", "parcel", "token", "seal")
_KINDS = {
    **dict.fromkeys(_ITEMS, frozenset({Kind.ITEM})),
    "lever": frozenset({Kind.LEVER}),
    "desk": frozenset({Kind.DESK}),
    "person": PEOPLE,
    "sign": frozenset({Kind.SIGN}),
    "woodpile": frozenset({Kind.WORK}),
    "till": frozenset({Kind.TILL}),
    "panel": frozenset({Kind.PANEL}),
    "chest": frozenset({Kind.CHEST}),
    "fount": frozenset({Kind.FOUNT}),
    "well": frozenset({Kind.WELL}),
    "statue": _STONE,
    "pedestal": frozenset({Kind.PEDESTAL}),
    **dict.fromkeys(("portal", "door"), frozenset({Kind.WARP, Kind.MARK})),
}
"""The kinds of things by the first word of their name; obstacles are there for everybody who comes."""
_SPENT = frozenset({"took", "pulled", "opened"})
"""Deeds that leave nothing more to do."""


class SaidClaim(Protocol):
    """A claim as a reader found it in a text."""

    @property
    def claim(self) -> Claim:
        """The claim."""
        ...


class ClaimsRead(Protocol):
    """What a reader of claims found in a text."""

    @property
    def said(self) -> Sequence[SaidClaim]:
        """The claims, in the order of the text."""
        ...


class ReadsClaims(Protocol):
    """A reader of claims."""

    def read(self, text: str) -> ClaimsRead:
        """Return what a text claims."""
        ...


@dataclass
class _Room:
    """What is believed of a room while its claims are gone through."""

    exits: dict[int, int | None] = field(default_factory=dict)
    kinds: set[Kind] = field(default_factory=set)
    heard: set[int] = field(default_factory=set)
    heard_kinds: set[Kind] = field(default_factory=set)

    def told(self) -> Told:
        """Return it as a planner takes it."""
        return Told(self.exits, frozenset(self.kinds), frozenset(self.heard), frozenset(self.heard_kinds))


class Believer:
    """Turns claims about one world into what `told.Recollection` believes; can stand for its reader."""

    def __init__(self, world: World, reader: ReadsClaims) -> None:
        self._reader = reader
        self._names = {room.name.upper(): number for number, room in enumerate(world.rooms)}
        self._words = [_words(world, number) for number in range(len(world.rooms))]

    def read(self, text: str) -> dict[int, Told]:
        """Return what a text makes one believe, by room."""
        return self.believed(said.claim for said in self._reader.read(text).said)

    def believed(self, claims: Iterable[Claim]) -> dict[int, Told]:
        """Return what claims make one believe, by room: a room is known if there is one about it.

        Claims about rooms that the world does not have are left out.
        """
        rooms: dict[int, _Room] = {}
        for claim in claims:
            relation = claim.relation.removeprefix(_HEDGE)
            place = self._names.get(claim.object if relation == "done" else claim.subject)
            if place is not None and relation in _RELATIONS:
                self._believe(rooms.setdefault(place, _Room()), place, relation, claim)
        return {number: room.told() for number, room in rooms.items()}

    def _believe(self, room: _Room, place: int, relation: str, claim: Claim) -> None:
        first, _, side = relation.rpartition(" ")
        if side in SIDES:
            self._lead(room, SIDES.index(side), first, claim.object)
        elif relation == "holds":
            room.kinds |= _kinds(claim.object)
        elif relation == "lacks":
            room.kinds -= _kinds(claim.object)
        elif relation == "told":
            cell = self._words[place].get(_plain(claim.object))
            if cell is None:
                room.heard_kinds |= _SPEAKING
            else:
                room.heard.add(cell)
        else:
            deed, _, thing = claim.subject.partition(" ")
            kinds = _kinds(thing)
            if deed in _SPENT:
                room.kinds -= kinds
            elif deed in ("talked", "touched"):
                room.heard_kinds |= kinds & _SPEAKING

    def _lead(self, room: _Room, side: int, how: str, to: str) -> None:
        """Believe where a side leads: a way that is blocked, or leads to a room unheard of, is one too."""
        if how == "blocked":
            room.exits.setdefault(side, None)
        elif to == "nothing":
            room.exits.pop(side, None)
        else:
            room.exits[side] = self._names.get(to)


_RELATIONS = frozenset(
    {
        *(f"{how}{side}" for how in ("", "blocked ", "one-way ") for side in SIDES),
        *("holds", "lacks", "told", "done"),
    }
)


def _kinds(thing: str) -> frozenset[Kind]:
    """Return the kinds that a thing may be of.

    >>> sorted(kind.name for kind in _kinds("statue owl"))
    ['CHEST', 'SIGN']
    """
    return _KINDS.get(thing.partition(" ")[0], frozenset())


def _words(world: World, room: int) -> dict[str, int]:
    """Return the cells of a room's speaking things by their words."""
    return {
        _plain(world.texts[text]): thing.y * COLUMNS + thing.x
        for thing in world.rooms[room].entities
        if thing.kind in _SPEAKING
        for text in (thing.text, thing.other)
        if text is not None
    }


def _plain(words: str) -> str:
    """Return words as they are compared: whatever the case and the breaks between lines and pages."""
    return " ".join(words.upper().split())
