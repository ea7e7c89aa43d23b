"""Sides of rooms: where exits lead, what blocks them, which way they can be gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world.claims.lexicon import OBSTACLES, SIDES

if TYPE_CHECKING:
    from sim.world.claims.fragments import Fragment
    from sim.world.claims.tokens import Token

_OPPOSITE = dict(zip(SIDES, ("south", "west", "north", "east"), strict=True))
_SKIP = frozenset(["THE", "DET", "EXIT", "WORD", "BE"])
_TO = frozenset(["TO", "LEAD", "ARROW", "EQ", "COLON", "MOVE", "ARRIVE", "DASH", "BE"])


def opposite(side: str) -> str:
    """Return the side across.

    >>> opposite("north")
    'south'
    """
    return _OPPOSITE[side]


def ends(fragment: Fragment, at: int, subject: str | None) -> tuple[str | None, str | None]:
    """Return the room that has the exit and the room it leads to, as far as this fragment tells.

    `at` is the index of the side's token, `subject` the room known from before, if any.
    """
    tokens = fragment.tokens
    rooms = [i for i, token in enumerate(tokens) if token.kind == "ROOM"]
    owner = _owner(tokens, at, rooms)
    if owner is not None:
        others = [i for i in rooms if i != owner and tokens[i].value != tokens[owner].value]
        return tokens[owner].value, tokens[others[-1]].value if others else None
    if len(rooms) >= 2:
        names = [tokens[i].value for i in rooms]
        first, last = names[0], next((name for name in names[:0:-1] if name != names[0]), names[0])
        if "BACK" in fragment.kinds:
            first, last = last, first
        return first, last if last != first else None
    if not rooms:
        return None, None
    return _single(fragment, tokens, at, rooms[0], subject)


def _owner(tokens: list[Token], at: int, rooms: list[int]) -> int | None:
    """Return the index of the room whose side it is, where the words around say so."""
    i = at + 1
    while i < len(tokens) and tokens[i].kind in {"EXIT", "WORD", "THE"} and tokens[i].text != "of":
        i += 1
    if (i < len(tokens) and tokens[i].kind in {"OF", "FROM"}) or (
        i < len(tokens) and tokens[i].kind == "IN" and tokens[i].text not in {"into", "on"}
    ):
        i += 1
        while i < len(tokens) and tokens[i].kind in {"THE", "WORD"} and tokens[i].value not in {"and", "or"}:
            i += 1
        if i in rooms:
            return i
    for room in rooms:
        before = room - 1
        while before >= 0 and tokens[before].kind == "THE":
            before -= 1
        if before >= 0 and (tokens[before].kind == "FROM" or tokens[before].text == "out of"):
            return room
        if room + 1 < len(tokens) and tokens[room + 1].kind == "OF" and room < at:
            return room
    for room in rooms:
        before = room - 1
        if (
            before >= 0
            and tokens[before].kind in {"IN"}
            and tokens[before].text not in {"into", "on", "onto", "to"}
            and len(rooms) > 1
        ):
            return room
    return None


def _single(
    fragment: Fragment, tokens: list[Token], at: int, room: int, subject: str | None
) -> tuple[str | None, str | None]:
    name = tokens[room].value
    valued = bool(fragment.kinds & {"NONE", "UNK", "SHUT", "CLIMB"}) or any(
        token.kind == "THING" and token.value in OBSTACLES | {"block", "ledge"} for token in tokens
    )
    before = tokens[room - 1].kind if room else ""
    text = tokens[room - 1].text if room else ""
    if room < at:
        if at + 1 < len(tokens) and tokens[at + 1].kind in {"COLON", "EQ"}:
            return name, None
        between = {token.kind for token in tokens[room + 1 : at]}
        if between & {"LEAD", "HAVE"}:
            return name, None
        if before == "IN" and text != "into":
            return name, None
        if "MOVE" in between and not between & {"BE", "TO"}:
            return name, None
        if between & {"BE", "TO", "IN"} and not valued:
            return (None, name)
        if between & {"BE", "TO"} and "ONEWAY" not in fragment.kinds:
            return name, None
        if (
            not valued
            and subject is not None
            and subject != name
            and not between & {"COLON", "EQ", "DASH", "ARROW"}
        ):
            return None, name
        return name, None
    after = {token.kind for token in tokens[at + 1 : room]}
    behind = {token.kind for token in tokens[room + 1 :]}
    if valued and "ARROW" in behind and "LEAD" not in after:
        return name, None
    if before == "IN" and text not in {"into", "on", "onto"}:
        return (name, None) if valued or not after & {"MOVE", "LEAD", "BE"} else (None, name)
    return None, name
