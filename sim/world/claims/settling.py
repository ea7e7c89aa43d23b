"""What words with two meanings stand for, once their neighbours are known."""

from __future__ import annotations

import re

from sim.world.claims.lexicon import SIDES
from sim.world.claims.meanings import asks, between_rooms, points_at, refills, tells_of_well
from sim.world.claims.tokens import Token

_REGIONS = frozenset(["half", "part", "wing", "area", "region", "section", "lands", "zone"])


_TURN_BEFORE = frozenset(["MOVE", "OF", "THEN", "FROM", "IN", "TO", "ROOM", "ARROW", "DASH", "THE"])


_TURN_AFTER = frozenset(
    [
        "TO",
        "IN",
        "ROOM",
        "ARROW",
        "OF",
        "BE",
        "COLON",
        "EQ",
        "TIMES",
        "EXIT",
        "LEAD",
        "STOP",
        "CLOSE",
        "COMMA",
        "FROM",
    ]
)


_PRESSED = {"U": "north", "D": "south", "L": "west", "R": "east"}


def doubt(before: Token, mark: Token) -> Token:
    """Return what a question mark right behind a word is: a doubt, an untried side, or a question's end."""
    if before.kind in {"ROOM", "THING", "SHUT", "DID", "BEAST"}:
        return Token("HEDGE", "?", mark.line, "?")
    if before.kind == "SIDE" or not before.text[-1:].isalpha():
        return mark
    return Token("QEND", "?", mark.line, "?")


def settle(tokens: list[Token]) -> list[Token]:
    """Decide what words with two meanings stand for, now that their neighbours are known."""
    settled = list(tokens)
    for at, token in enumerate(tokens):
        if token.kind == "TURN":
            settled[at] = _turn(tokens, at)
        elif token.text == "have" and [t.kind for t in tokens[at - 1 : at + 2 : 2]] == ["OPEN", "CLOSE"]:
            settled[at] = Token("DID", "took", token.line, "taken")
        elif token.text == "(?)" and at and tokens[at - 1].kind == "SIDE":
            settled[at] = Token("UNK", "-", token.line, "?")
        elif token.text in _PRESSED and between_rooms(tokens, at):
            settled[at] = Token("SIDE", _PRESSED[token.text], token.line, token.text)
        elif token.kind == "UNK" and token.text == "open":
            settled[at] = _open(tokens, at)
        elif token.text in {"i have", "i now have"} and (
            at + 1 == len(tokens) or tokens[at + 1].kind not in {"THING", "DET", "THE", "NUM"}
        ):
            settled[at] = Token("WORD", token.text, token.line, token.text)
        elif token.text in {"take", "took", "taking", "takes"} and _exit_taken(tokens, at):
            settled[at] = Token("MOVE", token.text, token.line, token.text)
        elif (
            token.kind == "GOAL"
            and token.text == "now"
            and (at + 1 == len(tokens) or tokens[at + 1].kind not in {"COLON", "EQ"})
        ):
            settled[at] = Token("WORD", "now", token.line, "now")
        elif token.kind == "REL" and token.text == "that" and points_at(tokens, at):
            settled[at] = Token("THE", "that", token.line, "that")
        elif token.kind == "SIDE" and at + 1 < len(tokens) and tokens[at + 1].text.lower() in _REGIONS:
            settled[at] = Token("WORD", token.text, token.line, token.text)
        elif (
            token.kind == "CORR"
            and token.text in {"nope", "nah"}
            and at
            and tokens[at - 1].kind in {"COLON", "EQ"}
        ):
            settled[at] = Token("NONE", "-", token.line, token.text)
        elif token.text == "?" and token.kind == "HEDGE" and asks(tokens, at):
            settled[at] = Token("QEND", "?", token.line, "?")
        elif (
            token.value == "well"
            and at
            and tokens[at - 1].kind == "WORD"
            and not tells_of_well(tokens[at - 1])
        ):
            settled[at] = Token("WORD", "well", token.line, token.text)
        elif token.value == "chest" and refills(tokens[at : at + 8]):
            settled[at] = Token("THING", "fount", token.line, token.text)
        elif token.value in {"he", "she"} and [t.kind for t in tokens[at + 1 : at + 3]] == ["BE", "IN"]:
            settled[at] = Token("THING", "person", token.line, token.text)
    return _arranged(settled)


def _undefined(tokens: list[Token]) -> list[Token]:
    """Leave out what only explains a short form: "CV = Coral Vale"."""
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        three = tokens[at : at + 3]
        if (
            len(three) == 3
            and three[1].kind in {"EQ", "COLON", "DASH", "BE", "SLASH"}
            and _same(three[0], three[2])
        ):
            at += 3
        elif len(three) > 1 and three[0].kind == three[1].kind == "ROOM" and _same(three[0], three[1]):
            at += 2
        else:
            kept.append(tokens[at])
            at += 1
    explained = len(kept) < len(tokens) and not any(token.kind in {"ROOM", "SIDE"} for token in kept)
    return [] if explained else kept


def _same(one: Token, other: Token) -> bool:
    """Return whether two tokens mean the same and one of them is a short form."""
    return (
        one.kind == other.kind
        and one.value == other.value
        and one.kind in {"ROOM", "THING", "NONE", "UNK"}
        and one.text.lower() != other.text.lower()
        and len(one.text) <= (4 if one.kind == "ROOM" else 2)
    )


def _exit_taken(tokens: list[Token], at: int) -> bool:
    """Return whether a way is taken, not a thing: "take the north exit"."""
    near = [token.kind for token in tokens[at + 1 : at + 4]]
    return "SIDE" in near and "THING" not in near[: near.index("SIDE")]


def _arranged(tokens: list[Token]) -> list[Token]:
    """Leave out what misleads: "X's neighbour" before a name, the arrow before "wrong"."""
    found: list[Token] = []
    tokens = _undefined(tokens)
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if (
            token.kind == "OF"
            and after is not None
            and after.text.startswith("neighb")
            and found
            and _named_behind(tokens, at + 1)
        ):
            found.pop()
        elif token.kind == "BACK" and (after is None or after.kind in {"CORR", "NO", "HEDGE", "WORD"}):
            continue
        else:
            found.append(token)
        if token.kind == "BOTHWAYS" and token.value:
            found.append(Token("SIDE", token.value, token.line, token.value))
        if (
            token.text in {"above", "below", "beneath"}
            and after is not None
            and after.kind in {"ROOM", "PRON"}
        ):
            found.append(Token("OF", "of", token.line, "of"))
    return found


def _neighbour(token: Token | None) -> bool:
    return token is not None and token.text.startswith("neighb")


def _named_behind(tokens: list[Token], at: int) -> bool:
    """Return whether a name stands behind a word, perhaps behind a comma."""
    return any(token.kind == "ROOM" for token in tokens[at + 1 : at + 3])


def _turn(tokens: list[Token], at: int) -> Token:
    token = tokens[at]
    shut = any(t.value in {"barrier", "shutter", "gate"} for t in tokens[max(0, at - 7) : at])
    if token.text.lower() == "up" and shut and tokens[at - 1].kind in {"COLON", "EQ", "BE", "THING", "WORD"}:
        return Token("DID", "opened", token.line, token.text)
    before = tokens[at - 1].kind if at else "STOP"
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    times = after is not None and re.fullmatch(r"x\d*|\d+", after.text) is not None
    following = after is None or after.kind in _TURN_AFTER or times
    joined = at > 0 and tokens[at - 1].value in {"and", "or", "but", "then", "again", "back"}
    leading = before in _TURN_BEFORE or joined or before in {"STOP", "COMMA", "SEMI", "BAR", "COLON", "OPEN"}
    pointed = at > 1 and before == "THE" and tokens[at - 2].kind in {"TO", "IN"}
    if (
        token.text.isupper()
        or pointed
        or (leading and following)
        or times
        or (before == "MOVE" and token.value in SIDES)
    ):
        return Token("SIDE", token.value, token.line, token.text)
    if token.value in {"west", "east"} and after is not None and after.kind == "OF":
        return Token("SIDE", token.value, token.line, token.text)
    return Token("WORD", token.text, token.line, token.text)


def _open(tokens: list[Token], at: int) -> Token:
    token = tokens[at]
    near = [t for t in tokens[max(0, at - 5) : at + 5] if t.kind == "THING"]
    if near:
        return Token("DID", "opened", token.line, token.text)
    return token
