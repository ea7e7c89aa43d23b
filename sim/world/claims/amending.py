"""Fragments that put right what was said before them."""

from __future__ import annotations

from sim.core import Claim
from sim.world.claims.fragments import FILLERS, Fragment
from sim.world.claims.lexicon import SIDES
from sim.world.claims.scribe import Scribe
from sim.world.claims.state import Frame


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
        room = _last_holder(scribe, things[0]) or frame.subject or scribe.state.focus()
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
    if not ledger.correcting or len(rooms) != 1 or not fragment.kinds <= FILLERS | {"ROOM", "NO", "SURE"}:
        return False
    if not ledger.entries or ledger.entries[-1].claim.subject == "quest":
        return False
    entry = ledger.entries[-1]
    claim = entry.claim
    scribe.speak_of(rooms[0])
    if claim.relation.endswith("holds"):
        entry.claim = Claim(rooms[0], claim.relation, claim.object)
    elif claim.relation.endswith("done") or claim.relation in SIDES:
        entry.claim = Claim(claim.subject, claim.relation, rooms[0])
    else:
        return False
    return True


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
