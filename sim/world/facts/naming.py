"""Things of a world by the names that claims have for them, and the deeds that can be done to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.world.art import art
from sim.world.facts.relations import ALL_SORTS, Judgement
from sim.world.model import HAMMER, KEYS, LAMP, NO_ITEM, NO_LOOK, PARCEL, RAFT, TOKEN, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.world.model import Entity

_TOOLS = {RAFT: "raft", LAMP: "lamp", HAMMER: "hammer", PARCEL: "parcel", TOKEN: "token"}
_SHUT = {"ford": "water", "dark": "darkness", "rock": "rock"}
_NAMES = {
    Kind.SIGN: "sign", Kind.NPC: "person", Kind.LEVER: "lever", Kind.BARRIER: "barrier", Kind.WARP: "portal",
    Kind.CHEST: "chest", Kind.BLOCK: "block", Kind.SHUTTER: "shutter", Kind.TRADER: "person",
    Kind.DESK: "desk", Kind.WORK: "woodpile", Kind.TILL: "till", Kind.PANEL: "panel", Kind.FOUNT: "fount",
    Kind.FENCE: "fence", Kind.WELL: "well",
}  # fmt: skip
OPENABLE = frozenset({"gate", "water", "darkness", "rock", "barrier"})
OBSTACLES = OPENABLE | {"fence", "shutter"}
"""What can be in the way of an exit; `OPENABLE` what can be put out of the way for good."""
THINGS = frozenset(
    {
        *_NAMES.values(), *_TOOLS.values(), *OBSTACLES, *ALL_SORTS, *(f"key {letter}" for letter in KEYS),
        *(f"{kind} {beast}" for kind in ("statue", "pedestal") for beast in ("owl", "fox", "fish", "bear")),
        "seal", "door", "ledge", "block",
    }
)  # fmt: skip
"""Every thing that a claim may name."""
DEEDS = frozenset({"took", "pulled", "talked", "reported", "opened", "delivered", "touched"})


def item_name(item: int) -> str:
    """Return what an item is called; without a number it is a seal.

    >>> item_name(2), item_name(NO_ITEM)
    ('key C', 'seal')
    """
    if item == NO_ITEM:
        return "seal"
    return _TOOLS[item] if item in _TOOLS else f"key {KEYS[item]}"


def thing_name(thing: Entity) -> str:
    """Return what a thing is called, as long as it has not been opened or taken; "" for one nobody sees."""
    look = art().names[thing.look] if thing.look != NO_LOOK else ""
    if look.startswith(("statue_", "pedestal_")):
        return look.replace("_", " ")
    if thing.kind == Kind.GATE:
        return _SHUT.get(look, "gate")
    if thing.kind == Kind.ITEM:
        return item_name(thing.item)
    return _NAMES.get(thing.kind, "")


def sorts(name: str) -> Iterator[str]:
    """Yield a thing's name and the more general one, if it has one.

    >>> list(sorts("key C")), list(sorts("seal"))
    (['key C', 'key'], ['seal'])
    """
    yield name
    kind = name.partition(" ")[0]
    if kind != name and kind in ALL_SORTS:
        yield kind
    if name == "fount":
        yield "chest"  # it looks like one, and who opens it once finds nothing else


class Deed(NamedTuple):
    """Something that can be done, in a claim's words, and the flag that tells (0: none does).

    `if_set` and `if_not` are what can be said of it while the flag is set or not.
    """

    words: str
    flag: int
    if_set: Judgement = True
    if_not: Judgement = False

    def judge(self, flags: int) -> Judgement:
        """Return whether it has been done."""
        if not self.flag:
            return None
        return self.if_set if flags >> self.flag & 1 else self.if_not


def deeds_of(thing: Entity) -> tuple[Deed, ...]:
    """Return what can be done to a thing."""
    return tuple(
        Deed(f"{verb} {sort}", thing.flag, if_set, if_not)
        for verb, names, if_set, if_not in _deeds(thing)
        for name in names
        for sort in sorts(name)
    )


_Row = tuple[str, tuple[str, ...], Judgement, Judgement]


def _deeds(thing: Entity) -> Iterable[_Row]:
    """Return (verb, names, if set, if not) of what can be done to a thing."""
    name, kind = thing_name(thing), thing.kind
    if kind == Kind.MARK:
        return [("opened", ("door",), True, False)]
    if kind in (Kind.NPC, Kind.DESK):
        return [("talked" if kind == Kind.NPC else "reported", (name,), True, False)]
    if kind == Kind.TRADER:
        # Who gives something away has talked; who has not may have talked all the same.
        gains = [] if thing.value == NO_ITEM else [("took", (item_name(thing.value),), True, False)]
        return [*gains, ("delivered", (item_name(thing.item),), True, False), ("talked", (name,), True, None)]
    if kind == Kind.PEDESTAL:
        # Two pedestals share a flag: it does not tell which of them was touched.
        return [("touched", ("pedestal",), True, False), ("touched", (name,), None, False)]
    if kind == Kind.CHEST:
        return [("took", (item_name(thing.item),), True, False), *_handled(name, "chest")]
    if kind in (Kind.TILL, Kind.PANEL, Kind.FOUNT):
        return [("took", (name,), True, False), *_handled(name, name)]
    verb = {Kind.ITEM: "took", Kind.LEVER: "pulled", Kind.GATE: "opened", Kind.BARRIER: "opened"}
    return [(verb.get(kind, "touched"), (name,), True, False)] if name else []


def _handled(name: str, other: str) -> list[_Row]:
    names = tuple({name: None, other: None})
    return [("opened", names, True, False), ("touched", names, True, False)]
