"""Where the writer is: steps along a route, arrivals, rooms only named."""

from __future__ import annotations

from sim.world.claims.fragments import FILLERS, Fragment
from sim.world.claims.scribe import Scribe
from sim.world.claims.state import Frame
from sim.world.claims.tokens import Token

ROUTE = frozenset(["route", "path", "way", "get", "got", "reach", "directions", "moves", "how"])
"""Words before a colon that announce a way; what stands before the colon is no step of it."""


def see_route(tokens: list[Token], frame: Frame, *, correcting: bool) -> None:
    """See whether a sentence tells a route, in which each step begins where the last one ended."""
    colon = next((at for at, token in enumerate(tokens[:12]) if token.kind == "COLON"), -1)
    if colon > 2 and ROUTE & {token.text.lower() for token in tokens[:colon]}:
        tokens = tokens[colon + 1 :]
    kinds = {token.kind for token in tokens}
    steps = not correcting and _alternates(tokens)
    opened = _opened(tokens)
    if (steps and opened < 0 and "LEAD" not in kinds) or "THEN" in kinds or _goes(tokens, kinds):
        frame.moving = frame.mode != "exits"
    if steps and opened >= 0 and tokens[opened].kind == "OPEN":  # "A (go E) B (go S) C"
        inside = [token.kind for token in tokens[opened + 1 : opened + 3]]
        ended = [token.kind for token in tokens if token.kind in {"ROOM", "SIDE"}][-1] == "ROOM"
        frame.moving = ended and inside in (["SIDE", "CLOSE"], ["MOVE", "SIDE"])


def _opened(tokens: list[Token]) -> int:
    """Return where a label behind the first room begins its list: the index of its mark, or -1."""
    first = next((at for at, token in enumerate(tokens) if token.kind == "ROOM"), len(tokens))
    behind = tokens[first + 1].kind if first + 1 < len(tokens) else ""
    return first + 1 if first < 2 and behind in {"COLON", "EQ", "OPEN"} else -1


def _goes(tokens: list[Token], kinds: set[str]) -> bool:
    """Return whether a sentence tells steps taken: "went north", "UP", "right -> wall"."""
    turns = [t.text for t in tokens if t.kind == "SIDE" and t.text.lower() in {"up", "down", "left", "right"}]
    sides = sum(token.kind == "SIDE" for token in tokens)
    first = tokens[0].kind == "SIDE" if tokens else False
    pressed = any(turn.isupper() for turn in turns)
    return (
        ("MOVE" in kinds and "LEAD" not in kinds)
        or pressed
        or (bool(turns) and (sides > 1 or first) and not kinds & {"LEAD", "EQ", "EXIT"})
    )


def _alternates(tokens: list[Token]) -> bool:
    """Return whether rooms and sides take turns, linked as the steps of a route are."""
    marks = "".join(token.kind[0] for token in tokens if token.kind in {"ROOM", "SIDE"})
    if not marks.startswith("RSRS") or "SS" in marks or "RR" in marks:
        return False
    kinds = {token.kind for token in tokens}
    linked = bool(kinds & {"ARROW", "DASH", "TO", "MOVE", "BOTHWAYS", "OPEN"}) or _parted(tokens)
    exits = any(token.kind == "EXIT" and token.text == "exits" for token in tokens)
    return linked and not exits and not any(_placed(tokens, at) for at in range(len(tokens)))


def _placed(tokens: list[Token], at: int) -> bool:
    """Return whether a side is no step: it has a colon, or says where something is ("in the east")."""
    if tokens[at].kind != "SIDE":
        return False
    labelled = at + 1 < len(tokens) and tokens[at + 1].kind in {"COLON", "EQ"}
    return labelled or [token.kind for token in tokens[max(0, at - 2) : at]] in (["IN", "THE"], ["TO", "THE"])


def _parted(tokens: list[Token]) -> bool:
    """Return whether sides stand alone between commas, as the steps of a route do: "A, E, B, E, C"."""
    marks = {"COMMA", "SEMI", "DASH", "BAR", "SLASH", "STOP"}
    return any(
        token.kind == "SIDE"
        and 0 < at < len(tokens) - 1
        and tokens[at - 1].kind in marks | {"ROOM"}
        and tokens[at + 1].kind in marks
        for at, token in enumerate(tokens)
    )


def take_place(scribe: Scribe, fragment: Fragment, frame: Frame) -> None:
    """Take note of a room that a fragment names without a claim about it."""
    rooms = fragment.values("ROOM")
    if not rooms:
        return
    if len(rooms) == 1:
        frame.outer = frame.subject if frame.inherited else scribe.state.here if scribe.state.level else None
        frame.subject = frame.named = rooms[0]
        scribe.speak_of(rooms[0])
        if fragment.kinds <= FILLERS | {"ROOM"}:
            scribe.state.local = None
            if frame.moving:
                scribe.state.topic = rooms[0]
    else:
        scribe.state.topic, scribe.state.last = rooms[0], rooms[-1]


def follow(scribe: Scribe, fragment: Fragment, frame: Frame) -> None:
    """Follow the writer to another room."""
    rooms = fragment.values("ROOM")
    state = scribe.state
    if not rooms or "SIDE" in fragment.kinds:
        return
    bare = fragment.kinds <= FILLERS | {"ROOM"} and len(fragment.tokens) <= 2
    came = (
        any(token.text in {"found", "i found"} for token in fragment.tokens) and "THING" not in fragment.kinds
    )
    arrived = (
        came or bool(fragment.kinds & {"ARRIVE", "MOVE"}) or (bool(frame.waiting) and "DID" in fragment.kinds)
    )
    if state.move and (arrived or bare) and state.move[0] != rooms[0] and frame.side in {None, state.move[1]}:
        room, side = state.move
        scribe.add(room, side, rooms[0], fragment)
        if frame.side:
            frame.waiting = []
            frame.side = None
        state.arrive(rooms[0])
        frame.subject = rooms[0]
    elif arrived and frame.side is None and not fragment.kinds & {"THING", "LEAD", "DID"} and not state.level:
        at = fragment.at("ARRIVE")
        if at >= 0 and fragment.tokens[at].text == "at" and len(fragment.tokens) > 3:
            return
        state.arrive(rooms[-1])
        frame.subject = rooms[-1]
