"""Words before a colon, and what holds for all sides that were not named."""

from __future__ import annotations

from sim.world.claims.fragments import Fragment
from sim.world.claims.lexicon import LABELS
from sim.world.claims.moving import ROUTE, follow
from sim.world.claims.pairs import others
from sim.world.claims.scribe import Scribe
from sim.world.claims.state import Frame
from sim.world.claims.tokens import Token


def read_label(scribe: Scribe, fragment: Fragment, frame: Frame) -> None:
    """Take the words before a colon for what the rest of the sentence lists."""
    tokens = fragment.tokens
    colon = next((i for i, t in enumerate(tokens[:10]) if t.kind in {"COLON", "EQ"}), -1)
    if colon < 0:
        if len(tokens) <= 2 and fragment.closer == "OPEN":
            frame.mode = LABELS.get(fragment.texts(), frame.mode)
        return
    before = tokens[:colon]
    words = " ".join(token.text.lower() for token in before)
    kinds = [token.kind for token in before]
    behind = [token.kind for token in tokens[colon + 1 : colon + 3]]
    if words in LABELS and not {"SIDE", "ROOM"} & set(kinds):
        _announce(scribe, fragment, frame, LABELS[words], before[0] if before else None)
    elif [kind for kind in kinds if kind not in {"IN", "THE", "ARRIVE"}] == ["ROOM"]:
        if behind[:1] == ["DIST"]:
            return
        if behind[:1] == ["SIDE"] and behind[1:] and behind[1] in {"OF", "FROM"}:
            return
        room = next(token for token in before if token.kind == "ROOM")
        frame.subject = room.value
        scribe.speak_of(room.value)
        follow(scribe, Fragment([room]), frame)
        if len(kinds) > 1 and not scribe.state.level:
            scribe.state.here = room.value
        frame.side = None
        del tokens[: colon + 1]
    elif kinds == ["HEDGE"]:
        frame.hedged = True
        del tokens[: colon + 1]
    elif (
        (kinds[:1] == ["TO"] and "ROOM" not in kinds and "SIDE" not in kinds)
        or (kinds and set(kinds) <= {"WORD", "DET", "NUM", "THE", "SURE"})
        or (ROUTE & set(words.split()) and "SIDE" not in kinds)
    ):
        del tokens[: colon + 1]
    fragment.kinds = frozenset(token.kind for token in tokens)


def _announce(scribe: Scribe, fragment: Fragment, frame: Frame, mode: str, first: Token | None) -> None:
    """Read on in the manner that a label announces."""
    tokens = fragment.tokens
    colon = next(i for i, t in enumerate(tokens) if t.kind in {"COLON", "EQ"})
    if mode == "needs" and first is not None:
        tokens[: colon + 1] = [Token("NEED", "-", first.line, first.text)]
        return
    frame.mode = mode
    if mode == "things":
        frame.side = None
    frame.ticked = frame.ticked or mode == "done"
    del tokens[: colon + 1]
    del scribe


def settle_rest(scribe: Scribe, parts: list[Fragment], frame: Frame) -> None:
    """Claim "nothing" of the sides that "only exit" and "no other exits" leave over."""
    room = frame.subject or scribe.state.focus()
    for part in parts:
        if room is None:
            return
        if _only(part) and any("SIDE" in other.kinds for other in parts):
            owner = _owner_of_sides(scribe, room)
            others(scribe, part, frame, owner, "nothing")
        elif "REST" in part.kinds:
            words = {token.text for token in part.tokens if token.kind == "REST"}
            flat = any("wall" in word or word.startswith("no ") for word in words)
            if flat or {"NONE", "NO", "SHUT"} & part.kinds:
                others(scribe, part, frame, room, "nothing")
            elif "UNK" in part.kinds:
                others(scribe, part, frame, room, "unknown")


def _only(part: Fragment) -> bool:
    """Return whether a fragment says that there is one exit only."""
    at = part.at("ONLY")
    if at < 0:
        return False
    near = {token.kind for token in part.tokens[max(0, at - 2) : at + 3]}
    if part.tokens[at - 1 : at] and part.tokens[at - 1].kind == "ROOM" and "SIDE" in part.kinds:
        return True
    return part.tokens[at].text != "only" or bool(near & {"SIDE", "EXIT"})


def _owner_of_sides(scribe: Scribe, room: str) -> str:
    """Return the room whose exits the sentence told last, or the given one."""
    for entry in scribe.ledger.of_sentence(scribe.ledger.sentence):
        if entry.claim.relation.split(" ")[-1] in {"north", "east", "south", "west"}:
            return entry.claim.subject
    return room
