"""What a fragment without a side says of the side named before it."""

from __future__ import annotations

from sim.world.claims.fragments import Fragment
from sim.world.claims.lexicon import OBSTACLES
from sim.world.claims.needs import needs, wanted
from sim.world.claims.scribe import Scribe
from sim.world.claims.state import Frame
from sim.world.claims.telling import blocks_of, tell


def continue_side(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Read a fragment without a side that goes on about the side named before it."""
    subject = frame.owner or frame.subject or scribe.state.focus()
    side = frame.side
    if side is None:
        return False
    kinds = fragment.kinds
    if frame.doubtful and not frame.valued:
        fragment.hedged = True
    rooms = fragment.values("ROOM")
    if frame.dest and rooms and frame.subject is None:  # the room in brackets that one came from
        scribe.add(rooms[0], side, frame.dest, fragment)
        frame.side = frame.dest = None
        return True
    if subject is None:
        return False
    if any(token.value == "deadend" for token in fragment.tokens) and side in frame.waiting:
        frame.waiting.remove(side)
        return True
    ledge = "ONEWAY" in kinds or "ledge" in fragment.values("THING")
    if ledge and frame.moving and not frame.valued and not rooms:
        frame.drop = True
        return True
    if ledge or "CLIMB" in kinds:
        return _convert(scribe, fragment, frame, subject, side)
    things = fragment.values("THING")
    plain = (
        not kinds & {"BE", "HAVE", "DID", "GOAL", "DIST", "QUOTE", "NO", "PRON"}
        or kinds & {"SHUT"}
        or fragment.opener == "BUT"
    )
    foreign = [
        thing for thing in things if thing not in OBSTACLES | {"ledge", "block"} and thing != wanted(fragment)
    ]
    if _either(scribe, fragment, frame, subject, side):
        return True
    if rooms and "THING" not in kinds and (not frame.valued or frame.obstacle) and _leads(fragment):
        _drop_unknown(scribe, subject, side)
        if frame.waiting and frame.waiting[-1] == side:
            frame.waiting.pop()
        return tell(scribe, fragment, frame, subject, side, rooms[-1], len(fragment.tokens) - 1)
    if rooms and _leads(fragment) and _land(scribe, fragment, subject, side, rooms[-1]):
        return True
    tool = wanted(fragment)
    if (
        frame.obstacle
        and tool
        and not (rooms or blocks_of(fragment))
        and fragment.opener == "OPEN"
        and kinds <= {"THING", "NO", "UNK", "WORD", "NEED"}
    ):
        needs(scribe, fragment, frame.obstacle, subject, tool)
        return True
    if rooms or foreign or not plain:
        return False
    blocks = blocks_of(fragment)
    if blocks == ["something"] and frame.obstacle in OBSTACLES and kinds == {"SHUT"}:
        return True
    if blocks and (frame.obstacle != blocks[0] or blocks[0] != "something"):
        _drop_unknown(scribe, subject, side)
        if frame.obstacle == "something":
            _drop_something(scribe, subject, side)
        if frame.waiting and frame.waiting[-1] == side:
            frame.waiting.pop()
        return tell(scribe, fragment, frame, subject, side, None, 0)
    if not frame.valued and (kinds & {"NONE", "UNK"} or kinds == {"DASH"}):
        if frame.waiting and frame.waiting[-1] == side:
            frame.waiting.pop()
        return tell(scribe, fragment, frame, subject, side, None, 0)
    if frame.obstacle is None and frame.inherited and scribe.obstacle and scribe.obstacle[1] == subject:
        frame.obstacle = scribe.obstacle[0]
    if (
        frame.obstacle
        and (tool := wanted(fragment))
        and (fragment.opener == "OPEN" or "NEED" in kinds or (tool.startswith("key ") and kinds == {"THING"}))
    ):
        needs(scribe, fragment, frame.obstacle, subject, tool)
        return True
    return False


def _either(scribe: Scribe, fragment: Fragment, frame: Frame, subject: str, side: str) -> bool:
    """Read "or Moss Hollow" of the exit told before it: then neither room is sure."""
    rooms, kinds = fragment.values("ROOM"), fragment.kinds
    either = fragment.opener == "OR" or (fragment.opener == "BUT" and "HEDGE" in kinds)
    if either and rooms and frame.valued and kinds <= {"ROOM", "HEDGE", "THE", "TO", "BE", "WORD"}:
        for entry in scribe.ledger.of_sentence(scribe.ledger.sentence):
            if entry.claim.subject == subject and entry.claim.relation == side:
                scribe.ledger.hedge(entry)
        fragment.hedged = True
        scribe.add(subject, side, rooms[-1], fragment)
        return True
    return False


def carry_on(scribe: Scribe, fragment: Fragment) -> bool:
    """Read "it drops you into Windy Pass" of the exit that the text spoke of last."""
    rooms = fragment.values("ROOM")
    if (
        scribe.way is None
        or len(rooms) != 1
        or fragment.kinds & {"SIDE", "THING", "DID", "DIST", "NO", "NOT"}
    ):
        return False
    if not fragment.kinds & {"LEAD", "ARRIVE", "MOVE"} or not _points(fragment):
        return False
    subject, side = scribe.way
    if subject == rooms[0]:
        return False
    if _land(scribe, fragment, subject, side, rooms[0], back=2):
        return True
    if any(e.claim.subject == subject and e.claim.relation == side for e in scribe.ledger.entries):
        return False
    scribe.add(subject, side, rooms[0], fragment)
    scribe.state.topic = scribe.state.last = rooms[0]
    return True


def _points(fragment: Fragment) -> bool:
    """Return whether a fragment begins with "it", "that" or "you", and so goes on about what was said."""
    first = fragment.tokens[0]
    if fragment.tokens[-1].kind == "ARRIVE":  # "Rusty Marsh was thereby attained"
        return True
    return fragment.opener == "REL" or first.kind in {"LEAD", "ARRIVE"} or first.text in {"you", "one", "i"}


def _land(scribe: Scribe, fragment: Fragment, subject: str, side: str, dest: str, back: int = 1) -> bool:
    """Read where a ledge lands that was told of without it, in this sentence or `back` sentences."""
    for entry in reversed(scribe.ledger.entries):
        if entry.sentence <= scribe.ledger.sentence - back:
            break
        claim = entry.claim
        if (
            claim.subject == subject != dest
            and claim.relation.endswith(f"one-way {side}")
            and claim.object == "unknown"
        ):
            scribe.ledger.remove(entry)
            scribe.add(subject, f"one-way {side}", dest, fragment)
            return True
    return False


def _leads(fragment: Fragment) -> bool:
    allowed = {
        "ROOM",
        "ARROW",
        "TO",
        "LEAD",
        "COLON",
        "EQ",
        "WORD",
        "THE",
        "DASH",
        "MOVE",
        "ARRIVE",
        "HEDGE",
        "BE",
        "SURE",
        "YES",
        "IN",
    }
    return fragment.kinds <= allowed and len(fragment.values("WORD")) <= 4


def _convert(scribe: Scribe, fragment: Fragment, frame: Frame, subject: str, side: str) -> bool:
    """Turn the exit just told into a one-way drop, or into a block that cannot be climbed."""
    for entry in reversed(scribe.ledger.entries):
        claim = entry.claim
        relation = claim.relation.split(" ")[-1]
        if claim.subject == subject and relation == side and "blocked" not in claim.relation:
            scribe.ledger.remove(entry)
            if "CLIMB" in fragment.kinds:
                scribe.add(subject, f"blocked {side}", "something", fragment)
            else:
                scribe.add(subject, f"one-way {side}", claim.object, fragment)
            return True
    if not frame.valued:
        return tell(scribe, fragment, frame, subject, side, None, 0)
    return False


def _drop_unknown(scribe: Scribe, subject: str, side: str) -> None:
    for entry in scribe.ledger.of_sentence(scribe.ledger.sentence):
        claim = entry.claim
        if claim.subject == subject and claim.relation == side and claim.object in {"unknown", "nothing"}:
            scribe.ledger.remove(entry)


def _drop_something(scribe: Scribe, subject: str, side: str) -> None:
    for entry in scribe.ledger.of_sentence(scribe.ledger.sentence):
        claim = entry.claim
        if (claim.subject, claim.relation, claim.object) == (subject, f"blocked {side}", "something"):
            scribe.ledger.remove(entry)
