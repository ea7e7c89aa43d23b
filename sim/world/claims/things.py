"""Things of rooms: what a room holds or lacks."""

from __future__ import annotations

import re

from sim.world.claims.fragments import Fragment
from sim.world.claims.lexicon import OBSTACLES
from sim.world.claims.needs import needs
from sim.world.claims.scribe import Scribe
from sim.world.claims.state import Frame
from sim.world.claims.tokens import Token

EXIST = frozenset(
    [
        "there is",
        "there used to be",
        "there are",
        "there was",
        "there were",
        "see",
        "seen",
        "saw",
        "met",
        "spotted",
        "found",
        "i found",
    ]
)
"""How a text says that there is something."""


_POSED = frozenset(
    [
        "stands",
        "stand",
        "stood",
        "lies",
        "lay",
        "sits",
        "sat",
        "waits",
        "is standing",
        "is lying",
        "lives",
        "dwells",
        "rests",
        "lying",
        "standing",
        "sitting",
        "waiting",
        "hangs",
        "leans",
        "is there",
        "present",
        "found",
        "seen",
    ]
)


_WITHOUT = frozenset(["forgot", "forget", "missed", "lost", "forgotten"])
_UNDER = frozenset(["upon", "atop", "under", "against", "behind", "around", "like", "from"])
_NEUTRAL = frozenset(
    [
        "THING",
        "WORD",
        "DET",
        "THE",
        "NUM",
        "COMMA",
        "COLON",
        "EQ",
        "DASH",
        "ROOM",
        "IN",
        "MARK",
        "TICK",
        "CROSS",
        "HEDGE",
        "SURE",
        "TIMES",
        "ARROW",
        "YES",
        "OF",
    ]
)


def read_holds(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Read what a room holds. Return whether the fragment told any."""
    room = scribe.place(frame, fragment)
    things = [(i, token.value) for i, token in enumerate(fragment.tokens) if token.kind == "THING"]
    if things and room is None:
        frame.things += [thing for _, thing in things]
    if not things or room is None:
        return False
    if fragment.values("ROOM") and any(token.value == "between" for token in fragment.tokens):
        scribe.checkable = True
        return False
    listed = is_bare(fragment)
    told = False
    for i, thing in things:
        before = fragment.tokens[i - 1] if i else None
        if (
            before
            and before.kind == "THING"
            and before.value in OBSTACLES
            and len(fragment.tokens[i].text) == 1
        ):
            needs(scribe, fragment, before.value, room, thing)  # "gate C"
            told = True
            continue
        if any(other.startswith(f"{thing} ") for _, other in things):
            continue  # "the key there is key D"
        if _asserted(fragment, i, listed, frame.listed) and thing != "ledge":
            found = any(token.text == "found" for token in fragment.tokens)
            scribe.add(room, "holds", thing, fragment, at=i, bare=listed or found)
            told = True
        frame.things.append(thing)
        scribe.recent.append(thing)
        if thing in OBSTACLES:
            frame.obstacle, frame.room = thing, room
            scribe.obstacle = thing, room
    if told and fragment.opener == "OR":
        for entry in scribe.ledger.of_sentence(scribe.ledger.sentence)[-2:]:
            scribe.ledger.hedge(entry)
    if told:
        if fragment.values("ROOM"):
            frame.subject = room
            scribe.speak_of(room)
        else:
            scribe.state.last = scribe.state.last or room
    return told


def mentions_there(fragment: Fragment) -> bool:
    """Return whether a fragment says that a thing is there before a deed: "there is a chest I opened"."""
    thing, deed = fragment.at("THING"), fragment.at("DID")
    return 0 <= thing < deed and any(
        token.text in EXIST or token.kind == "HAVE" for token in fragment.tokens[:thing]
    )


def is_bare(fragment: Fragment) -> bool:
    """Return whether a fragment only names things, as an entry of a list does."""
    words = sum(token.kind == "WORD" for token in fragment.tokens)
    modal = any(token.text in {"should", "could", "might", "may"} for token in fragment.tokens)
    return fragment.kinds <= _NEUTRAL and words <= 2 and not modal


def _underneath(tokens: list[Token], at: int) -> bool:
    """Return whether a thing is only what another is on or in: "a keeper sat on a crate"."""
    back = at - 1
    while back >= 0 and tokens[back].kind in {"DET", "THE", "WORD"} and tokens[back].value not in _UNDER:
        back -= 1
    if back > 0 and tokens[back].kind == "FROM" and tokens[back - 1].value not in {"apart", "aside"}:
        return True
    under = back >= 0 and (tokens[back].text in {"on", "inside"} or tokens[back].value in _UNDER)
    return under and any(token.kind == "THING" for token in tokens[:back])


def _asserted(fragment: Fragment, at: int, listed: bool, item: bool) -> bool:
    """Return whether the thing at an index is said to be there, not only mentioned."""
    tokens = fragment.tokens
    if _underneath(tokens, at) or any(token.value in _WITHOUT for token in tokens[:at]):
        return False
    if any(token.value == "behind" or token.kind == "NOT" for token in tokens[:at]):
        return False
    if listed and tokens[0].kind == "THE" and not item:
        alone = fragment.opener == fragment.closer == "" or fragment.closer == "OPEN"
        return fragment.closer != "REL" and (alone or fragment.closer in {"SEMI", "AND"})
    if listed:
        return True
    article = next((t for t in reversed(tokens[max(0, at - 3) : at]) if t.kind in {"DET", "THE"}), None)
    kinds = [token.kind for token in tokens]
    exists = any(token.text in EXIST for token in tokens[:at])
    said_with = any(token.text in {"with", "w/"} for token in tokens[:at])
    said_with = said_with and not any(token.text.lower() in {"i", "we", "you"} for token in tokens)
    if said_with and not set(kinds) & {"DID", "NEED", "OPENS", "SHUT", "MOVE", "LEAD", "SIDE"}:
        return True
    if "SAY" in kinds:
        return exists or (article is not None and article.kind == "DET" and kinds[-1] == "ROOM")
    if article is not None and article.kind == "DET":
        return not set(kinds[:at]) & {"USE", "NEED", "LEAD"} or exists
    if exists or "HAVE" in kinds[:at]:
        return True
    be = next((i for i in range(at + 1, len(tokens)) if kinds[i] == "BE"), -1)
    if be >= 0 and kinds[be - 1] == "NOT":
        return False
    if be >= 0 and tokens[be].text in _POSED and not set(kinds[be + 1 :]) & {"SIDE", "DID", "SHUT", "TO"}:
        return True
    if be >= 0 and not set(kinds[be + 1 :]) & {"DID", "SHUT", "SIDE", "GONE"}:
        return bool(set(kinds[be + 1 :]) & {"IN", "ROOM"}) or (be == len(tokens) - 1 and "ROOM" in kinds)
    return bool(
        "BE" in kinds[:at] and "DID" not in kinds and re.match(r"(?!the\b)", article.text if article else "")
    )
