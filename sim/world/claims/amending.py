"""Fragments that put right what was said before them."""

from __future__ import annotations

from sim.core import Claim
from sim.world.claims.fragments import FILLERS, Fragment
from sim.world.claims.ledger import Entry
from sim.world.claims.lexicon import SIDES
from sim.world.claims.scribe import Scribe
from sim.world.claims.state import Frame

_RENAMES = FILLERS | {"ROOM", "NO", "NOT", "SURE", "LEAD", "MOVE", "ARRIVE"}


def read_not_so(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Read "it is not a lever", which takes the lever back, and "it is a panel" after it."""
    things = fragment.values("THING")
    here = fragment.values("ROOM")
    if here and things and fragment.tokens[0].kind == "BE" and "NOT" in fragment.kinds:
        frame.subject, scribe.ledger.correcting = here[-1], True  # "it is not a lever in Fern Bend"
        return True
    if not things or "ROOM" in fragment.kinds or "BE" not in fragment.kinds:
        return bool(
            scribe.ledger.correcting
            and fragment.kinds <= {"NOT", "THING", "WORD"}
            and "NOT" in fragment.kinds
        )
    be = fragment.at("BE")
    first = be == 0 and fragment.tokens[0].text in {"is", "was"}
    if "NOT" in fragment.kinds and first and fragment.at("DID") < 0 and fragment.at("IN") < 0:
        for entry in reversed(scribe.ledger.entries):
            if entry.claim.object == things[0] and entry.claim.relation.endswith("holds"):
                scribe.ledger.remove(entry)
                frame.subject = entry.claim.subject
                scribe.ledger.correcting = True
                return True
    if (
        scribe.ledger.correcting
        and first
        and "NOT" not in fragment.kinds
        and not fragment.kinds & {"DID", "SIDE"}
    ):
        room = _last_holder(scribe, things[0]) or _not_that(scribe) or frame.subject or scribe.state.focus()
        if room:
            scribe.add(room, "holds", things[0], fragment)
            return True
    return False


def amend(scribe: Scribe, fragment: Fragment) -> bool:
    """Read a correction that only names the right room: "actually Black Meadow"."""
    ledger = scribe.ledger
    rooms = fragment.values("ROOM")
    sides = fragment.values("SIDE")
    if ledger.correcting and len(sides) == 1 and ledger.entries and fragment.kinds <= FILLERS | {"SIDE"}:
        entry = ledger.entries[-1]
        kind, _, side = entry.claim.relation.rpartition(" ")
        if side in SIDES:
            entry.claim = Claim(entry.claim.subject, f"{kind} {sides[0]}".lstrip(), entry.claim.object)
            return True
    if not ledger.correcting or len(rooms) != 1 or not fragment.kinds <= _RENAMES:
        return False
    if "NOT" in fragment.kinds:
        return _deny(scribe, rooms[0])
    ways = fragment.kinds & {"LEAD", "MOVE", "ARRIVE"}
    told = [entry for entry in ledger.entries if not ways or _side_of(entry)]
    if not told or told[-1].claim.subject == "quest":
        return False
    entry = told[-1]
    claim = entry.claim
    scribe.speak_of(rooms[0])
    if claim.relation.endswith("holds"):
        entry.claim = Claim(rooms[0], claim.relation, claim.object)
    elif claim.relation.endswith("done") or _side_of(entry):
        entry.claim = Claim(claim.subject, claim.relation, rooms[0])
    else:
        return False
    return True


def _not_that(scribe: Scribe) -> str | None:
    """Take back the thing that the sentence before told of, and return its room: "in truth it is a panel"."""
    entry = scribe.ledger.entries[-1] if scribe.ledger.entries else None
    if (
        entry is None
        or not entry.claim.relation.endswith("holds")
        or entry.sentence < scribe.ledger.sentence - 1
    ):
        return None
    scribe.ledger.remove(entry)
    return entry.claim.subject


def _side_of(entry: Entry) -> bool:
    """Return whether a claim tells where an exit leads, one-way or not."""
    *kind, side = entry.claim.relation.split(" ")
    return side in SIDES and "blocked" not in kind


def _deny(scribe: Scribe, room: str) -> bool:
    """Read "not Lead Mine", which says no more than that the last claim about that room was wrong."""
    entry = next((e for e in reversed(scribe.ledger.entries) if e.claim.object == room), None)
    scribe.denied = entry is not None
    return scribe.denied


def _last_holder(scribe: Scribe, thing: str) -> str | None:
    """Return the room that was said to hold a thing of this kind, and take that back."""
    room: str | None = None
    for entry in reversed(scribe.ledger.entries):
        claim = entry.claim
        alike = (
            claim.relation.endswith("holds") and claim.object.split(" ")[0] == thing.split(" ", maxsplit=1)[0]
        )
        if alike and room in {None, claim.subject}:
            scribe.ledger.remove(entry)
            room = claim.subject
    return room
