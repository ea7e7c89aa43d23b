"""Fragments that are not about exits: things, deeds, what an obstacle needs."""

from __future__ import annotations

from sim.world.claims.amending import amend, read_not_so
from sim.world.claims.deeds import read_deeds
from sim.world.claims.fragments import FILLERS, Fragment
from sim.world.claims.lacking import read_lacks
from sim.world.claims.lexicon import DEED_OF, OBSTACLES, SIDES
from sim.world.claims.moving import take_place
from sim.world.claims.needs import read_needs
from sim.world.claims.scribe import Scribe
from sim.world.claims.state import Frame
from sim.world.claims.things import is_bare, mentions_there, read_holds

_ENTRY = FILLERS | {"ROOM", "ARROW", "HEDGE", "SURE"}


def read_content(scribe: Scribe, fragment: Fragment, frame: Frame) -> None:
    """Read a fragment that is not about exits."""
    kinds = fragment.kinds
    rooms = fragment.values("ROOM")
    if (
        _behind(scribe, fragment)
        or read_not_so(scribe, fragment, frame)
        or amend(scribe, fragment)
        or _way_to(scribe, fragment)
        or _again(scribe, fragment, frame)
    ):
        return
    if "BEAST" in kinds and _beast(scribe, fragment, frame):
        return
    if read_needs(scribe, fragment, frame):
        return
    away = fragment.texts().endswith(("not here", "not there", "gone", " no"))
    if (
        {"NO", "NOT", "GONE"} & kinds
        and (away or not is_listed(fragment))
        and read_lacks(scribe, fragment, frame)
    ):
        return
    told = False
    if is_listed(fragment):
        told = read_holds(
            scribe,
            Fragment(fragment.tokens[: fragment.at("COLON")] or fragment.tokens[:1], hedged=fragment.hedged),
            frame,
        )
        if not kinds & {"DID", "ONCE"} or kinds & {"NOT", "NO"}:
            return
    if {"DID", "ONCE"} & kinds:
        if mentions_there(fragment):
            told = read_holds(scribe, _without_deed(fragment), frame)
        told = read_deeds(scribe, fragment, frame) or told
        if told or scribe.planned or scribe.checkable:
            take_place(scribe, fragment, frame)
            return
    if frame.ticked and _ticked_thing(scribe, fragment, frame):
        return
    if "THING" in kinds:
        scribe.checkable |= "NOT" in kinds
        told = read_holds(scribe, fragment, frame)
    elif (
        rooms
        and fragment.opener in {"BUT", "COMMA", "SEMI"}
        and kinds <= _ENTRY
        and _rather(scribe, fragment)
    ):
        told = True
    elif rooms and frame.things and kinds <= _ENTRY:
        told = _entry(scribe, fragment, frame)
    if rooms and not told:
        take_place(scribe, fragment, frame)


def _behind(scribe: Scribe, fragment: Fragment) -> bool:
    """Read "behind it lies Kelp Terrace" of the side spoken of last."""
    rooms = fragment.values("ROOM")
    if scribe.way is None or len(rooms) != 1 or fragment.kinds & {"DID", "SIDE", "DIST"}:
        return False
    things = [thing for thing in fragment.values("THING") if thing not in OBSTACLES]
    if things or not {"behind", "beyond", "after", "past"} & {token.value for token in fragment.tokens}:
        return False
    subject, side = scribe.way
    if rooms[0] == subject:
        return False
    scribe.add(subject, side, rooms[0], fragment)
    scribe.state.topic, scribe.state.last = rooms[0], rooms[0]
    return True


def _ticked_thing(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Read "Done: lever in Golden Field": the deed that goes with the thing."""
    things = [thing for thing in fragment.values("THING") if thing.split(" ")[0] in DEED_OF]
    room = scribe.place(frame, fragment)
    if (
        len(things) != 1
        or room is None
        or not is_bare(fragment)
        or "OPEN" in {fragment.opener, fragment.closer}
    ):
        return False
    scribe.add(f"{DEED_OF[things[0].split(' ')[0]]} {things[0]}", "done", room, fragment)
    frame.things.append(things[0])
    return True


def _way_to(scribe: Scribe, fragment: Fragment) -> bool:
    """Read "a boulder lies in the way to Silver Rest" of the exit that leads there."""
    blocks = [thing for thing in fragment.values("THING") if thing in OBSTACLES]
    room = fragment.at("ROOM")
    if not blocks or room < 2 or fragment.tokens[room - 1].kind != "TO" or "way" not in fragment.texts():
        return False
    for entry in reversed(scribe.ledger.entries):
        claim = entry.claim
        if claim.object == fragment.tokens[room].value and claim.relation in SIDES:
            scribe.add(claim.subject, f"blocked {claim.relation}", blocks[0], fragment)
            scribe.obstacle = blocks[0], claim.subject
            return True
    return False


def _again(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Read "Reed Dell has one" and "Reed Dell has neither" of the things named before."""
    if "HAVE" not in fragment.kinds or "THING" in fragment.kinds or not scribe.recent:
        return False
    room = scribe.place(frame, fragment)
    last = fragment.tokens[-1]
    if room is None:
        return False
    if last.text == "one" or (last.kind == "HAVE" and "ROOM" in fragment.kinds):
        scribe.add(room, "holds", scribe.recent[-1], fragment)
    elif last.text == "neither":
        for thing in dict.fromkeys(scribe.recent[-2:]):
            scribe.add(room, "lacks", thing, fragment)
            scribe.recent.append(thing)
    else:
        return False
    if fragment.values("ROOM"):
        scribe.speak_of(room)
        frame.subject = room
    return True


def _beast(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Read which beast a statue or pedestal named before is of."""
    known = (frame.things or scribe.recent[-1:]) + fragment.values("THING")
    kinds = [thing.partition(" ")[0] for thing in reversed(known)]
    kind = next((name for name in kinds if name in {"statue", "pedestal"}), None)
    room = scribe.place(frame, fragment)
    if kind is None or room is None:
        return False
    if "THING" in fragment.kinds:
        read_holds(scribe, fragment, frame)
    for beast in fragment.values("BEAST"):
        if not (fragment.hedged or frame.doubted):
            for entry in scribe.ledger.of_sentence(scribe.ledger.sentence):
                if entry.claim.object == kind and entry.claim.relation.endswith("holds"):
                    scribe.ledger.remove(entry)
        entry = scribe.add(room, "holds", f"{kind} {beast}", fragment, bare=True)
        if frame.doubted:
            scribe.ledger.hedge(entry)
        frame.things.append(f"{kind} {beast}")
        scribe.recent.append(f"{kind} {beast}")
    if "DID" in fragment.kinds:
        read_deeds(scribe, fragment, frame)
    return True


def _rather(scribe: Scribe, fragment: Fragment) -> bool:
    """Read "but in Kelp Terrace" behind "the lever is not in Mud Flats"."""
    lacked = [
        e for e in scribe.ledger.of_sentence(scribe.ledger.sentence) if e.claim.relation.endswith("lacks")
    ]
    if lacked:
        scribe.add(fragment.values("ROOM")[-1], "holds", lacked[-1].claim.object, fragment)
        scribe.speak_of(fragment.values("ROOM")[-1])
    return bool(lacked)


def _entry(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Read the room behind a thing: "lever: Gull Point"."""
    room = fragment.values("ROOM")[-1]
    thing = frame.things[-1]
    moved = [
        e for e in scribe.ledger.of_sentence(scribe.ledger.sentence) if e.bare and e.claim.object == thing
    ]
    if fragment.opener == "AND" and fragment.tokens[0].kind == "IN":  # "in A as well as in B"
        scribe.add(room, "holds", thing, fragment)
        return True
    if not moved and not frame.question:
        return False
    for entry in moved:
        scribe.ledger.remove(entry)
    scribe.add(room, "holds", thing, fragment, bare=True)
    frame.subject = room
    return True


def is_listed(fragment: Fragment) -> bool:
    """Return whether a thing's state stands behind its colon: "lever: pulled"."""
    kinds = [token.kind for token in fragment.tokens[:6] if token.kind != "THE"]
    if kinds[:4] == ["THING", "IN", "ROOM", "COLON"]:
        return kinds[4:5] in (["DID"], ["ONCE"], ["NOT"])
    if kinds[2:3] == ["PRON"] or (
        fragment.tokens[0].value == "person" and "DID" in fragment.kinds and "WORD" in kinds[:1]
    ):
        return False
    if kinds[:1] != ["THING"] or len(kinds) < 3 or kinds[1] not in {"COLON", "EQ", "DASH"}:
        return False
    named = any(token.kind == "ROOM" and token.text not in {"here", "there"} for token in fragment.tokens)
    return kinds[2] != "ROOM" and (not named or "LEAD" in fragment.kinds)


def _without_deed(fragment: Fragment) -> Fragment:
    tokens = [t for t in fragment.tokens if t.kind not in {"DID", "ONCE", "NOT", "UNK", "NO"}]
    return Fragment(tokens, fragment.opener, fragment.hedged)


def read_held(scribe: Scribe, fragment: Fragment) -> None:
    """Read what the writer carries."""
    if "NO" in fragment.kinds or "NOT" in fragment.kinds:
        return
    for at, token in enumerate(fragment.tokens):
        if token.kind == "THING" and token.value not in OBSTACLES:
            scribe.add(f"took {token.value}", "done", "unknown", fragment, at=at)
