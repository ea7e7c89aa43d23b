"""What a part of a sentence is about: a thing's place, what is carried, the room in brackets behind it."""

from __future__ import annotations

from sim.world.claims.deeds import read_deeds
from sim.world.claims.fragments import Fragment
from sim.world.claims.lexicon import OBSTACLES
from sim.world.claims.needs import read_needs, wanted
from sim.world.claims.scribe import Scribe
from sim.world.claims.state import Frame


def held(fragment: Fragment, frame: Frame) -> bool:
    """Return whether a fragment lists what the writer carries."""
    if "THING" not in fragment.kinds:
        return False
    if frame.mode == "held":
        return True
    have = fragment.tokens[0].kind == "HAVE" and fragment.tokens[0].text == "have"
    return have and not fragment.kinds & {"ROOM", "DID"}


def borrow(fragment: Fragment, frame: Frame, following: Fragment | None) -> str | None:
    """Return the room that stands behind a thing or deed in brackets or after a comma."""
    if following is None or "ROOM" in fragment.kinds or not fragment.kinds & {"DID", "THING"}:
        return None
    rooms = following.values("ROOM")
    only = following.kinds <= {"ROOM", "IN", "THE", "HEDGE"} and len(rooms) == 1
    near = following.opener == "OPEN" or (following.opener == "COMMA" and frame.subject is None)
    return rooms[0] if only and near and "COLON" not in following.kinds else None


def read_more(scribe: Scribe, fragment: Fragment, frame: Frame) -> None:
    """Read what a fragment on an exit says besides."""
    kinds = fragment.kinds
    if {"NEED", "OPENS"} & kinds:
        read_needs(scribe, fragment, frame)
    deeds = [value for value in fragment.values("DID") if value != "opened"]
    if deeds:
        read_deeds(scribe, fragment, frame)
    if "block" in fragment.values("THING"):
        room = frame.subject or scribe.state.focus()
        if room and "BE" in kinds:
            scribe.add(room, "holds", "block", fragment)


def about_thing(fragment: Fragment, frame: Frame) -> bool:
    """Return whether a side in a fragment only tells where in its room a thing stands."""
    del frame
    things = [
        thing for thing in fragment.values("THING") if thing not in OBSTACLES | {"ledge", "block", "door"}
    ]
    if not things:
        return False
    if {"beside"} & set(fragment.values("WORD")) or any(token.value == "beside" for token in fragment.tokens):
        return True
    tools = wanted(fragment)
    blocked = (
        any(thing in OBSTACLES for thing in fragment.values("THING"))
        or {"SHUT", "NEED", "USE"} & fragment.kinds
    )
    if tools and blocked:
        return False
    if "DID" in fragment.kinds and "MOVE" not in fragment.kinds:
        return True
    side = fragment.at("SIDE")
    thing = fragment.at("THING")
    if fragment.kinds & {"LEAD", "MOVE"}:
        return False
    return thing < side or "HAVE" in fragment.kinds or fragment.at("ROOM") < 0
