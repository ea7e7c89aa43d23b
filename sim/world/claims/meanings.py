"""What the words around a word tell of its meaning."""

from __future__ import annotations

from sim.world.claims.tokens import Token

_ASKING = frozenset(
    ["have", "has", "did", "do", "does", "is", "are", "was", "any", "who", "what", "where", "which"]
)


def points_at(tokens: list[Token], at: int) -> bool:
    """Return whether "that" only points: "I got that key"."""
    behind = tokens[at + 1].kind if at + 1 < len(tokens) else ""
    return behind == "THING" and (at == 0 or tokens[at - 1].kind in {"DID", "STOP", "OF", "TO", "USE"})


def asks(tokens: list[Token], at: int) -> bool:
    """Return whether a question mark ends a question: the words before it begin as one does."""
    start = max((i for i in range(at) if tokens[i].kind in {"STOP", "BANG", "QEND", "COLON"}), default=-1)
    first = tokens[start + 1 : start + 3]
    if any(
        token.kind == "QUESTION" and token.text in {"who", "what", "where"}
        for token in tokens[max(0, at - 5) : at]
    ):
        return True
    return any(token.text.lower().split(" ")[0] in _ASKING for token in first) and at - start > 2


def tells_of_well(token: Token) -> bool:
    """Return whether a word before "well" speaks of one: "an old well", not "so well"."""
    return token.value in {
        "and",
        "or",
        "old",
        "stone",
        "deep",
        "dry",
        "small",
        "round",
        "mossy",
        "empty",
        "village",
    }


def refills(tokens: list[Token]) -> bool:
    """Return whether the words behind a chest say that it fills again."""
    words = " ".join(token.text.lower() for token in tokens)
    return any(
        sign in words for sign in ("refill", "full again", "fills again", "fills up again", "never empty")
    )


def between_rooms(tokens: list[Token], at: int) -> bool:
    """Return whether a letter stands between two rooms, as the button that leads from one to the other."""
    around = [
        token.kind for token in tokens[max(0, at - 2) : at] if token.kind not in {"ARROW", "CLOSE", "COMMA"}
    ]
    behind = [token.kind for token in tokens[at + 1 : at + 3] if token.kind not in {"ARROW", "COMMA", "TO"}]
    return bool(behind) and behind[0] == "ROOM" and (at == 0 or bool(around))
