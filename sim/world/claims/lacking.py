"""Things that rooms lack: what is not there, and what is gone."""

from __future__ import annotations

from sim.world.claims.fragments import Fragment
from sim.world.claims.lexicon import OBSTACLES
from sim.world.claims.scribe import Scribe
from sim.world.claims.state import Frame
from sim.world.claims.things import EXIST


def read_lacks(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Read "no lever here", "the key is gone"."""
    things = fragment.values("THING")
    room = scribe.place(frame, fragment)
    kinds = fragment.kinds
    if not things and {"NOT", "IN", "ROOM", "BE"} <= kinds and not kinds & {"SIDE", "DID", "HAVE", "LEAD"}:
        things = scribe.recent[-1:]  # "it is not in Moss Hollow"
        for thing in things if room else ():
            scribe.add(room or "", "lacks", thing, fragment)
        return bool(things and room)
    if "GONE" in kinds and not things:
        things = frame.things[-1:] or ([frame.obstacle] if frame.obstacle else []) or scribe.recent[-1:]
        for entry in scribe.ledger.of_sentence(scribe.ledger.sentence):
            if entry.bare and things and entry.claim.object == things[0]:
                scribe.ledger.remove(entry)
    if not things or room is None:
        return False
    if "GONE" in kinds:
        for thing in things:
            if thing in OBSTACLES:
                for entry in scribe.ledger.of_sentence(scribe.ledger.sentence):
                    if entry.claim.object == thing and entry.claim.relation.startswith("blocked"):
                        scribe.ledger.remove(entry)
                scribe.add(f"opened {thing}", "done", room, fragment)
            else:
                scribe.add(room, "lacks", thing, fragment)
                scribe.recent.append(thing)
                frame.subject = room
        return True
    if "NO" in kinds and fragment.texts().endswith(" yet"):  # "no hammer yet": not found, or not carried
        scribe.checkable = True
        return True
    if "HAVE" in kinds and any(token.text.lower() == "i" for token in fragment.tokens[: fragment.at("HAVE")]):
        scribe.checkable = True  # "I had no lamp"
        return True
    if fragment.tokens[-1].text.lower() == "no" and fragment.tokens[0].kind == "THING":
        scribe.add(room, "lacks", fragment.tokens[0].value, fragment)  # "chest: no"
        return True
    at = max(fragment.at("NO"), _not_in(fragment))
    if at < 0:
        return False
    told = False
    for i, token in enumerate(fragment.tokens):
        if token.kind == "THING" and (_lacked(fragment, at, i) or fragment.tokens[at].kind == "NOT"):
            scribe.add(room, "lacks", token.value, fragment, at=i)
            frame.things.append(token.value)
            frame.subject = room
            told = True
    return told


def _lacked(fragment: Fragment, at: int, thing: int) -> bool:
    """Return whether a "no" is about a thing: not "no change at the barrier", not "nobody ever drowned"."""
    between = {token.kind for token in fragment.tokens[at + 1 : thing]}
    after = fragment.tokens[thing + 1] if thing + 1 < len(fragment.tokens) else None
    idle = (
        fragment.tokens[thing].value == "person"
        and after is not None
        and after.value in {"ever", "has", "can"}
    )
    return thing > at and not between & {"IN", "FROM", "OF"} and not idle


def _not_in(fragment: Fragment) -> int:
    """Return the index of the "not" in "the lever is not in Moss Hollow", or -1."""
    at = fragment.at("NOT")
    if at < 0 or at + 1 >= len(fragment.tokens):
        return -1
    after = fragment.tokens[at + 1].kind
    existing = fragment.tokens[at - 1].text in EXIST if at else False
    return at if after == "IN" or existing else -1
