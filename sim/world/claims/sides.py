"""Fragments that name sides: one exit, or a chain of them."""

from __future__ import annotations

from sim.world.claims.exits import ends
from sim.world.claims.fragments import Fragment
from sim.world.claims.pairs import close_pair, go_back, read_arrival
from sim.world.claims.scribe import Scribe
from sim.world.claims.state import Frame
from sim.world.claims.telling import tell


def read_sides(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Read a fragment that names one side or more. Return whether it spoke of exits."""
    sides = [i for i, token in enumerate(fragment.tokens) if token.kind == "SIDE"]
    if len(sides) > 1:
        return _chain(scribe, fragment, frame)
    return _one(scribe, fragment, frame, sides[0])


def _one(scribe: Scribe, fragment: Fragment, frame: Frame, at: int) -> bool:
    tokens, side = fragment.tokens, fragment.tokens[at].value
    if read_arrival(scribe, fragment, frame, at) or close_pair(scribe, fragment, frame, at):
        return True
    known = frame.subject or scribe.state.focus()
    subject, dest = ends(fragment, at, known)
    rooms = fragment.values("ROOM")
    if frame.moving and frame.waiting and subject is None and at and tokens[at - 1].kind == "ROOM":
        subject, dest = tokens[at - 1].value, None
    if subject is None and dest is None and len(rooms) == 1 and frame.dest is None:
        dest = rooms[0]
    again = fragment.opener in {"AND", "REL", "COMMA"} and subject is not None and dest is None
    if again and not fragment.kinds & {"NONE", "UNK", "SHUT", "THING", "DASH", "QEND"}:
        dest = frame.below if fragment.opener != "REL" else scribe.state.last
        dest = None if dest == subject or (fragment.opener == "REL" and tokens[0].kind != "BE") else dest
    below = fragment.opener == "OPEN" and not rooms and frame.side is None and frame.outer != frame.named
    if below and frame.named and frame.outer:  # "Raven Pass (east)", below the room that has the exit
        subject, dest, frame.named = frame.outer, frame.named, None
    explicit = subject is not None
    if frame.dest and dest is None:
        dest = frame.dest
    if subject is None and frame.subject is None and frame.moving and scribe.state.here is None:
        known = scribe.state.topic or known
    subject = subject or known
    if subject is None:
        if fragment.closer in {"AND", "OR", "COMMA"}:  # "West and east of X": the room is still to come
            frame.waiting.append(side)
        return False
    if explicit:
        frame.subject = subject
    ended = bool(rooms) and fragment.at("ROOM") < at and subject != frame.owner
    if frame.moving and frame.waiting and frame.owner and ended:  # "A north, B west": the step ends in B
        scribe.add(frame.owner, frame.waiting.pop(), subject, fragment, at=at)
    frame.side, frame.valued, frame.owner = side, False, subject
    frame.obstacle = None
    value = frame.value
    told = tell(scribe, fragment, frame, subject, side, dest, at)
    if not told and fragment.opener in {"AND", "OR", "SLASH"} and value and not frame.waiting:
        frame.value = value
        scribe.add(subject, side, value, fragment, at=at)
    elif any(token.value == "deadend" for token in tokens):
        frame.valued = True
    elif not told and frame.before:
        scribe.add(subject, side, frame.before, fragment, at=at)
    elif not told:
        frame.waiting.append(side)
        frame.doubtful = fragment.hedged
        if "back" in fragment.texts().split():
            go_back(scribe, fragment, frame, subject, side)
        elif "MOVE" in fragment.kinds or (
            len(tokens) == 1
            and fragment.opener == fragment.closer == ""
            and not (frame.listed or frame.parent)
        ):
            scribe.state.move = (subject, side)
        if explicit:
            scribe.speak_of(subject)
    return True


def _chain(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Read rooms and sides in turn: a route, or the exits of one room one after the other."""
    cut: list[Fragment] = []
    tokens = fragment.tokens
    marks = [i for i, token in enumerate(tokens) if token.kind in {"ROOM", "SIDE"}]
    kinds = "".join(tokens[i].kind[0] for i in marks)
    if kinds == "S" * len(kinds) and len(marks) > 1:
        return _several(scribe, fragment, frame, marks)
    listed = any(
        tokens[i + 1].kind in {"COLON", "EQ"}
        for i in marks
        if tokens[i].kind == "SIDE" and i + 1 < len(tokens)
    )
    linked = bool(fragment.kinds & {"ARROW", "DASH", "TO", "MOVE", "BOTHWAYS"})
    route = ((kinds.startswith("RSRS") and linked) or frame.moving) and not listed
    sides = [i for i in marks if tokens[i].kind == "SIDE"]
    starts = [0] + [
        next(
            (
                j
                for j in range(i, sides[k], -1)
                if tokens[j - 1].kind in {"ROOM", "NONE", "UNK", "SHUT", "THING"}
            ),
            i,
        )
        for k, i in enumerate(sides[1:])
    ]
    for begin, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        run = tokens[begin:end]
        if run:
            cut.append(Fragment(run, fragment.opener, fragment.hedged, depth=fragment.depth))
    for k, piece in enumerate(cut):
        side = piece.at("SIDE")
        if side < 0:
            continue
        if route and k:
            frame.subject = scribe.state.last or frame.subject
        was = frame.moving
        frame.moving = frame.moving or route
        _one(scribe, piece, frame, side)
        frame.moving = was
    return True


def _several(scribe: Scribe, fragment: Fragment, frame: Frame, marks: list[int]) -> bool:
    """Read several sides that share one word: "N E walls"."""
    subject = frame.subject or scribe.state.focus()
    if subject is None:
        return False
    frame.waiting += [fragment.tokens[i].value for i in marks[:-1]]
    return _one(scribe, fragment, frame, marks[-1])
