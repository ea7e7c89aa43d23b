"""What a list item or paragraph begins with, and what its list is about."""

from __future__ import annotations

import re
from collections.abc import Callable

from sim.world.claims.fragments import FILLERS
from sim.world.claims.lines import Unit
from sim.world.claims.state import Frame, State
from sim.world.claims.tokens import Token, plain

_DATA = re.compile(r"\s*[\[{\]}\"]|\s*<\w+ \w+=|\s*\"?[\w .]+\"?\s*:\s*[\[{\"]")


def begin(state: State, unit: Unit, sentence: list[Token], found: list[list[Token]]) -> None:
    """Take the room that a unit begins with for the one it is about."""
    kinds = [token.kind for token in sentence]
    rooms = [token.value for token in sentence if token.kind == "ROOM"]
    only = (
        len(rooms) == 1 and set(kinds) <= FILLERS | {"ROOM", "START", "ARRIVE"} and kinds.count("WORD") <= 2
    )
    if only and (len(found) == 1 or not state.level):
        if state.move and state.move[0] != rooms[0]:
            return
        if len(found) > 1 or unit.bullet or len(text_of(sentence)) < 60:
            if len(found) > 1 and state.level:
                state.label = rooms[0]
            else:
                state.here = state.topic = state.last = rooms[0]
            state.local = None
        return
    if len(kinds) > 1 and kinds[0] == "ROOM" and kinds[1] in {"COLON", "OPEN"} and len(found) > 1:
        state.label = rooms[0]
        state.local = None


def categorised(sentence: list[Token], frame: Frame) -> list[Token]:
    """Return an item of a list under "Levers:" with the thing that it is about."""
    kinds = {token.kind for token in sentence}
    first = sentence[0]
    if frame.category == "key" and re.fullmatch("[A-F]", first.text):
        return [
            Token("THING", f"key {first.text}", first.line, "key"),
            *sentence[1:],
            *_tick(frame, first.line),
        ]
    if "THING" in kinds or "ROOM" not in kinds:
        return [*sentence, *(_tick(frame, first.line) if "THING" in kinds and "DID" not in kinds else [])]
    head = [Token("THING", frame.category, first.line, frame.category), Token("COLON", ":", first.line, ":")]
    return [*head, *sentence, *(_tick(frame, first.line) if not kinds & {"DID", "ONCE"} else [])]


def _tick(frame: Frame, line: int) -> list[Token]:
    """Return the words that a ticked box stands for."""
    if not frame.ticked:
        return []
    return [Token("OPEN", "(", line, "("), Token("ONCE", "-", line, "done"), Token("CLOSE", ")", line, ")")]


def text_of(sentence: list[Token]) -> str:
    """Return the words of a sentence as they were written."""
    return " ".join(token.text for token in sentence)


def is_data(text: str) -> bool:
    """Return whether a line is JSON, XML or the like, where quotation marks quote nobody."""
    return _DATA.match(text) is not None


def unquoted(text: str, spoken: Callable[[str], bool]) -> str:
    """Return a line of data without its quotation marks, but for words that somebody spoke."""
    keys = re.sub(r"\"([^\"\n]*)\"(?=\s*[:\]>-])", lambda m: m[0] if spoken(m[1]) else f" {m[1]} ", text)
    return plain(re.sub(r"\"([^\"\n]*)\"", lambda m: m[0] if spoken(m[1]) else f" {m[1]} ,", keys))
