"""One side of a room: the claims that a fragment makes about it."""

from __future__ import annotations

from sim.world.claims.exits import opposite
from sim.world.claims.fragments import Fragment
from sim.world.claims.lexicon import OBSTACLES, SIDES
from sim.world.claims.needs import needs, wanted
from sim.world.claims.scribe import Scribe
from sim.world.claims.state import Frame
from sim.world.claims.tokens import Token

_CARRY = frozenset(
    ["brings you to", "takes you to", "gets you to", "brings me to", "takes me to", "brings one to"]
)


_DROPS = frozenset({"ledge"})


def tell(
    scribe: Scribe, fragment: Fragment, frame: Frame, subject: str, side: str, dest: str | None, at: int
) -> bool:
    """Write down what a fragment says of a side. Return whether it says anything."""
    kinds = fragment.kinds
    texts = [token.text for token in fragment.tokens]
    blocks = blocks_of(fragment)
    drop = frame.drop or "ONEWAY" in kinds or any(thing in _DROPS for thing in fragment.values("THING"))
    frame.subject = frame.subject or subject
    frame.value, frame.drop = "", False
    opened = ("opened" in fragment.values("DID") and "NOT" not in kinds) or "GONE" in kinds
    if "no way back" in texts and dest is None and "ledge" not in fragment.values("THING"):
        scribe.add(subject, side, "nothing", fragment, at=at)
    elif "CLIMB" in kinds and "back" not in texts:
        scribe.add(subject, f"blocked {side}", "something", fragment, at=at)
    elif drop:
        if dest:
            _landed(scribe, subject, side)
        scribe.add(subject, f"one-way {side}", dest or "unknown", fragment, at=at)
    else:
        for block in blocks:
            if opened and block not in {"fence", "shutter"}:
                scribe.add(f"opened {block}", "done", subject, fragment, at=at)
            else:
                scribe.add(subject, f"blocked {side}", block, fragment, at=at)
                _share(scribe, fragment, frame, subject, block)
            frame.obstacle, frame.room = None if opened else block, subject
            scribe.obstacle = block, subject
        if blocks and not opened and (tool := wanted(fragment)):
            needs(scribe, fragment, blocks[0], subject, tool)
        if dest:
            _exit(scribe, fragment, frame, subject, side, dest, at)
        elif not blocks and says_nothing(fragment, at):
            scribe.add(subject, side, "nothing", fragment, at=at)
            frame.value = "nothing"
            _waiting(scribe, fragment, frame, subject, "nothing")
        elif not blocks and "UNK" in kinds and "NOT" not in kinds:
            scribe.add(subject, side, "unknown", fragment, at=at)
            frame.value = "unknown"
            _waiting(scribe, fragment, frame, subject, "unknown")
        elif not blocks and _side_of_thing(scribe, fragment, frame, subject, side):
            frame.value = ""
        elif not blocks:
            return False
    frame.below = dest
    scribe.way = subject, side
    if dest:
        _after(scribe, fragment, frame, subject, dest)
    elif fragment.values("ROOM"):
        scribe.speak_of(subject)
    frame.valued = True
    return True


def _side_of_thing(scribe: Scribe, fragment: Fragment, frame: Frame, subject: str, side: str) -> bool:
    """Read the side behind an obstacle listed without one: "gate: Stone Arch, south"."""
    for entry in scribe.ledger.of_sentence(scribe.ledger.sentence):
        claim = entry.claim
        if (
            entry.bare
            and claim.subject == subject
            and claim.object in OBSTACLES
            and claim.relation == "holds"
        ):
            scribe.ledger.remove(entry)
            scribe.add(subject, f"blocked {side}", claim.object, fragment)
            frame.obstacle, frame.room = claim.object, subject
            return True
    return False


def _exit(
    scribe: Scribe, fragment: Fragment, frame: Frame, subject: str, side: str, dest: str, at: int
) -> None:
    if subject == dest:
        return
    scribe.add(subject, side, dest, fragment, at=at)
    if {"BOTH", "BOTHWAYS"} & fragment.kinds:
        scribe.add(dest, opposite(side), subject, fragment, at=at)


def _after(scribe: Scribe, fragment: Fragment, frame: Frame, subject: str, dest: str) -> None:
    """Take note of where the text is after an exit with a destination."""
    state = scribe.state
    first = fragment.values("ROOM")[:1]
    step = frame.moving or (bool({"MOVE", "ARRIVE"} & fragment.kinds) and "LEAD" not in fragment.kinds)
    state.last = dest
    room = fragment.at("ROOM")
    if step:
        frame.subject = frame.subject if frame.dest else dest
        state.topic = dest
        if not state.level:
            state.arrive(dest)
        return
    side = fragment.at("SIDE")
    led = side > 0 and fragment.tokens[side - 1].kind in {"ARROW", "DASH"}
    if led and "ARROW" in fragment.kinds and 0 <= room < side and fragment.tokens[-1].value == dest:
        frame.subject = dest
    behind = fragment.tokens[side + 1].kind if 0 <= side < len(fragment.tokens) - 1 else ""
    anchored = side == 0 and behind in {"OF", "FROM"}
    around = anchored and not fragment.kinds & {"COLON", "EQ"}
    before = side >= 0 and 0 <= room < side and first == [dest] and len(fragment.values("ROOM")) > 1
    carried = "OF" not in fragment.kinds and any(_carries(token) for token in fragment.tokens)
    moved = carried or (side >= 0 and "MOVE" in fragment.kinds)
    lead = {token.kind for token in fragment.tokens[: max(side, 0)]}
    inverted = side >= 0 and lead <= {"TO", "THE", "IN"} and "BE" in fragment.kinds
    if moved and _goes_on(scribe, subject):
        moved = False
    state.topic = dest if moved or around or before or inverted else subject
    state.about = dest if moved or before or around else subject
    state.anchor = subject if anchored else None


def _share(scribe: Scribe, fragment: Fragment, frame: Frame, subject: str, block: str) -> None:
    """Read that the sides named just before are blocked too: "the north and the south are shut"."""
    if fragment.opener in {"AND", "COMMA", "SLASH"} and fragment.kinds & {"BE", "SHUT"}:
        for side in frame.waiting:
            scribe.add(subject, f"blocked {side}", block, fragment)
        frame.waiting = []


def _carries(token: Token) -> bool:
    """Return whether a word takes the reader along: "you will meet"."""
    return token.text in _CARRY or (token.kind == "LEAD" and token.text.startswith("you will"))


def _goes_on(scribe: Scribe, subject: str) -> bool:
    """Return whether the sentence told of two exits of the room: then it is the one spoken of."""
    told = [entry.claim for entry in scribe.ledger.of_sentence(scribe.ledger.sentence)]
    return sum(claim.subject == subject and claim.relation.split(" ")[-1] in SIDES for claim in told) > 1


def _landed(scribe: Scribe, subject: str, side: str) -> None:
    """Take back that it is unknown where a ledge leads, for now it is told."""
    for entry in scribe.ledger.of_sentence(scribe.ledger.sentence):
        claim = entry.claim
        if (claim.subject, claim.relation, claim.object) == (subject, f"one-way {side}", "unknown"):
            scribe.ledger.remove(entry)


def _waiting(scribe: Scribe, fragment: Fragment, frame: Frame, subject: str, value: str) -> None:
    for side in frame.waiting:
        scribe.add(subject, side, value, fragment)
    frame.waiting = []


def blocks_of(fragment: Fragment) -> list[str]:
    """Return what a fragment says is in the way, if anything: at most one thing."""
    things = [thing for thing in fragment.values("THING") if thing in OBSTACLES]
    crossed = any(token.kind == "MOVE" and token.text.startswith("cross") for token in fragment.tokens)
    if crossed and "DID" not in fragment.kinds:
        return []
    if things:
        return things[:1]
    if "block" in fragment.values("THING"):
        return ["something"]
    shut = list(fragment.values("SHUT"))
    return shut[:1]


def says_nothing(fragment: Fragment, at: int) -> bool:
    """Return whether a fragment says that there is no way out at the side with this index."""
    if "NONE" in fragment.kinds or "CROSS" in fragment.kinds:
        return True
    if "NO" in fragment.kinds or ("NOT" in fragment.kinds and "UNK" in fragment.kinds):
        return True
    if fragment.kinds == {"DASH"}:
        return True
    rest = {token.kind for token in fragment.tokens[at + 1 :]}
    return bool(rest) and rest <= {"DASH", "COLON", "EQ", "ARROW"} and "DASH" in rest
