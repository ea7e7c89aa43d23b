"""Clauses by what fills their slots: an obstacle and its tool, or a ledge and where it drops, in any order.

Free prose says the same in many orders: "the gate on the north side of Fern Bend wants key C", "you must
have key C to get past Fern Bend's northern gate". Where a clause has each slot filled once, the order does
not matter, and the clause is written again in one form that the reader knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.world.claims.lexicon import OBSTACLES
from sim.world.claims.needs import is_tool
from sim.world.claims.tokens import Token

_SHORTEST = 4
"""Tokens of a clause below which there is no order to choose."""
_ENDS = frozenset({"SEMI", "BAR"})
_LINKS = frozenset({"NEED", "OPENS", "PLAN", "QEND", "USE"})
_FOR = frozenset({"for", "without", "past", "so"})
_FOREIGN = frozenset({"DIST", "QUOTE", "GOAL", "CORR", "REST", "ONLY", "GONE", "BEAST", "ARROW", "BOTHWAYS"})
_NO_DROP = (_FOREIGN - {"ARROW", "ONLY"}) | {"CLIMB", "NONE", "SHUT", "DID"}
_INTO = frozenset({"LEAD", "ARRIVE", "TO", "ARROW", "MOVE"})
_LISTS = frozenset({"COLON", "EQ"})


@dataclass(frozen=True, slots=True)
class Slots:
    """What a clause names: indexes of its tokens by slot."""

    tokens: Sequence[Token]
    rooms: tuple[int, ...]
    sides: tuple[int, ...]
    obstacles: tuple[int, ...]
    tools: tuple[int, ...]
    drops: tuple[int, ...]
    others: tuple[int, ...]
    kinds: frozenset[str]

    @classmethod
    def of(cls, tokens: Sequence[Token]) -> Slots:
        """Return the slots of a clause."""
        slots = [_slot(token) for token in tokens]

        def held(name: str) -> tuple[int, ...]:
            return tuple(at for at, slot in enumerate(slots) if slot == name)

        return cls(
            tokens=tokens,
            rooms=held("room"),
            sides=held("side"),
            obstacles=held("gate"),
            tools=held("tool"),
            drops=held("drop"),
            others=held("other"),
            kinds=frozenset(token.kind for token in tokens),
        )

    def once(self, indexes: tuple[int, ...]) -> bool:
        """Return whether a slot is filled by one thing, however often it is named."""
        return len({self.tokens[at].value for at in indexes}) == 1


def _slot(token: Token) -> str:
    if token.kind == "ROOM":
        return "room"
    if token.kind == "SIDE":
        return "side"
    if token.kind == "ONEWAY":
        return "drop"
    if token.kind != "THING":
        return ""
    if token.value in OBSTACLES:
        return "gate"
    return "tool" if is_tool(token.value) else "drop" if token.value == "ledge" else "other"


def in_order(tokens: list[Token]) -> list[Token]:
    """Return a sentence with its clauses on obstacles and ledges in the order that the reader knows."""
    if len(tokens) < _SHORTEST or not _worthwhile(tokens):
        return tokens
    found: list[Token] = []
    start = 0
    for at in range(len(tokens) + 1):
        if at == len(tokens) or tokens[at].kind in _ENDS:
            clause = tokens[start:at]
            found += _needing(clause) or _dropping(clause) or clause
            found += tokens[at : at + 1]
            start = at + 1
    return found


def _worthwhile(tokens: list[Token]) -> bool:
    """Return whether a sentence may tell what an obstacle wants, or of a ledge."""
    things = {token.value for token in tokens if token.kind == "THING"}
    wanting = not things.isdisjoint(OBSTACLES) and any(is_tool(thing) for thing in things)
    drop = "ledge" in things or any(token.kind == "ONEWAY" for token in tokens)
    return (wanting or drop) and all(token.kind != "QUOTE" for token in tokens)


def _needing(tokens: list[Token]) -> list[Token] | None:
    """Return "the gate of X needs key C", if that is what a clause says."""
    slots = Slots.of(tokens)
    if not slots.once(slots.obstacles) or not slots.once(slots.tools) or slots.others or slots.drops:
        return None
    if len(slots.rooms) > 1 or len(slots.sides) > 1 or slots.kinds & _FOREIGN or not _linked(slots):
        return None
    if (slots.sides and "HEDGE" in slots.kinds) or (not slots.rooms and "PRON" in slots.kinds):
        return None
    if slots.kinds & {"DID", "NOT", "ONCE", "LEAD", "UNK", "COLON", "EQ"} or _tells_more(slots):
        return None
    if any(token.kind == "NO" and not token.text.startswith("without") for token in tokens):
        return None
    line = tokens[0].line
    where = [tokens[slots.rooms[0]]] if slots.rooms else []
    obstacle, tool = tokens[slots.obstacles[0]], tokens[slots.tools[-1]]
    doubt = [token for token in tokens if token.kind == "HEDGE"]
    need = [Token("NEED", "-", line, "needs"), *doubt, tool]
    if slots.sides:
        return [*where, tokens[slots.sides[0]], Token("COLON", ":", line, ":"), obstacle, *need]
    return [obstacle, *([Token("OF", "of", line, "of"), *where] if where else []), *need]


def _linked(slots: Slots) -> bool:
    """Return whether some word between or before an obstacle and a tool says that one wants the other."""
    words = {token.value for token in slots.tokens if token.kind == "WORD"}
    return bool(slots.kinds & {"NEED", "OPENS", "QEND", "NO"} or words & _FOR)


def _tells_more(slots: Slots) -> bool:
    """Return whether a clause says that there is an obstacle, which is a claim of its own."""
    before = slots.tokens[: slots.obstacles[0]]
    said = any(token.kind in {"HAVE", "DET", "SHUT"} or token.text.startswith("there ") for token in before)
    return said and not slots.sides


def _dropping(tokens: list[Token]) -> list[Token] | None:
    """Return "X south: ledge Y", if a clause tells of one ledge in whatever order."""
    slots = Slots.of(tokens)
    if not slots.drops or len(slots.sides) != 1 or slots.obstacles or slots.tools or slots.others:
        return None
    if not 1 <= len(slots.rooms) <= 2 or slots.kinds & _NO_DROP or _lists(slots):
        return None
    into = [at for at in slots.rooms if _entered(tokens, at)]
    if len(slots.rooms) == 2 and len(into) != 1:
        return None
    owner = [at for at in slots.rooms if at not in into]
    line = tokens[0].line
    ledge = Token("THING", "ledge", line, "ledge")
    ends = [tokens[at] for at in into] or [Token("UNK", "-", line, "?")]
    doubt = [token for token in tokens if token.kind == "HEDGE"]
    return [
        *(tokens[at] for at in owner),
        tokens[slots.sides[0]],
        Token("COLON", ":", line, ":"),
        ledge,
        *doubt,
        *ends,
    ]


def _lists(slots: Slots) -> bool:
    """Return whether a colon stands between the things that a clause names: what is behind it is a list."""
    named = sorted((*slots.rooms, *slots.sides, *slots.drops))
    return any(token.kind in _LISTS for token in slots.tokens[named[0] : named[-1]])


def _entered(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a room is where one comes out: "into X", "lands in X", "-> X"."""
    back = at - 1
    while back >= 0 and tokens[back].kind in {"THE", "WORD", "HEDGE"}:
        back -= 1
    if back < 0 or tokens[back].kind == "FROM":
        return False
    return tokens[back].kind in _INTO or (tokens[back].kind == "IN" and _lands(tokens, back))


def _lands(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].text in {"into", "on"} or (
        at > 0 and tokens[at - 1].kind in {"MOVE", "ARRIVE", "LEAD", "BE"}
    )
