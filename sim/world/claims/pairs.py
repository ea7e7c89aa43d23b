"""Ways told by both their ends, ways back, and sides told all at once."""

from __future__ import annotations

from sim.world.claims.exits import opposite
from sim.world.claims.fragments import Fragment
from sim.world.claims.lexicon import SIDES
from sim.world.claims.scribe import Scribe
from sim.world.claims.state import Frame


def go_back(scribe: Scribe, fragment: Fragment, frame: Frame, subject: str, side: str) -> None:
    """Follow a step back without a name through the exit one came by."""
    for entry in reversed(scribe.ledger.entries):
        if (
            entry.claim.object == subject
            and entry.claim.relation == opposite(side)
            and not scribe.state.level
        ):
            frame.waiting.pop()
            scribe.add(subject, side, entry.claim.subject, fragment)
            scribe.state.arrive(entry.claim.subject)
            frame.subject = entry.claim.subject
            return


def close_pair(scribe: Scribe, fragment: Fragment, frame: Frame, at: int) -> bool:
    """Read the side of a way between two rooms that were named before it."""
    if frame.pair is None or fragment.values("ROOM"):
        return False
    subject, dest = frame.pair
    side = fragment.tokens[at].value
    frame.pair, frame.subject, frame.side, frame.valued = None, subject, side, True
    scribe.add(subject, side, dest, fragment, at=at)
    if frame.both:
        scribe.add(dest, opposite(side), subject, fragment, at=at)
    scribe.state.topic = scribe.state.last = scribe.state.about = dest
    return True


def read_pair(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Take note of two rooms joined by an arrow, or one "reached from" another, without a side."""
    rooms = [token.value for token in fragment.tokens if token.kind == "ROOM"]
    if len(rooms) != 2 or fragment.kinds & {"THING", "DID", "SIDE", "DIST"}:
        return False
    plainly = [token.kind for token in fragment.tokens] == [
        "ROOM",
        "TO",
        "ROOM",
    ] and fragment.closer in {"OPEN", "COMMA"}
    if plainly or fragment.kinds & {"ARROW", "BOTHWAYS"}:
        frame.pair, frame.both = (rooms[0], rooms[1]), "BOTHWAYS" in fragment.kinds
    elif "FROM" in fragment.kinds and "ARRIVE" in fragment.kinds:
        behind = fragment.tokens[fragment.at("FROM") + 1 :]
        start = next((token.value for token in behind if token.kind == "ROOM"), rooms[1])
        frame.pair, frame.both = (start, rooms[0] if rooms[1] == start else rooms[1]), False
        if "BE" not in fragment.kinds and not scribe.state.level:
            scribe.state.arrive(frame.pair[1])
    else:
        return False
    scribe.state.topic, scribe.state.last = frame.pair
    return True


def read_arrival(scribe: Scribe, fragment: Fragment, frame: Frame, at: int) -> bool:
    """Read "entered Stone Arch from the west", whose bracket tells the room one came from."""
    tokens = fragment.tokens
    if "ARRIVE" not in fragment.kinds or at == 0 or len(fragment.values("ROOM")) != 1:
        return False
    before = [token.kind for token in tokens[max(0, at - 2) : at]]
    room = fragment.at("ROOM")
    if "FROM" not in before or room > at:
        return False
    frame.subject = None
    frame.side = opposite(tokens[at].value)
    frame.dest = tokens[room].value
    scribe.state.arrive(tokens[room].value)
    return True


def drop_back(scribe: Scribe, fragment: Fragment) -> bool:
    """Read "there is no coming back" of the exit told just before."""
    if not scribe.ledger.entries:
        return False
    entry = scribe.ledger.entries[-1]
    claim = entry.claim
    if claim.relation not in SIDES or claim.object == "nothing":
        return False
    scribe.ledger.remove(entry)
    scribe.add(claim.subject, f"one-way {claim.relation}", claim.object, fragment)
    return True


def both_ways(scribe: Scribe, fragment: Fragment) -> bool:
    """Read "you can go both ways" of the exits told last."""
    ledger = scribe.ledger
    number = ledger.sentence if ledger.of_sentence(ledger.sentence) else ledger.last_sentence()
    if number is None:
        return False
    for entry in ledger.of_sentence(number):
        claim = entry.claim
        side = claim.relation.removeprefix("maybe ")
        if side in SIDES and claim.object not in {"nothing", "unknown"}:
            scribe.add(claim.object, opposite(side), claim.subject, fragment)
    return True


def flush(scribe: Scribe, fragment: Fragment, frame: Frame, *, exits: bool) -> None:
    """Settle the sides that were named without a word on them, when the sentence ends."""
    subject = frame.subject or scribe.state.focus()
    if subject and exits:
        for side in frame.waiting:
            scribe.add(subject, side, "unknown", fragment).implicit = True
    frame.waiting = []


def others(scribe: Scribe, fragment: Fragment, frame: Frame, room: str, value: str) -> None:
    """Claim the same of all sides of a room that were not spoken of."""
    named = scribe.ledger.sides.get(room, set()) | set(frame.waiting)
    for side in SIDES:
        if side not in named:
            scribe.add(room, side, value, fragment)
