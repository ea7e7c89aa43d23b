"""Words of signs and persons, distances, and what is asked."""

from __future__ import annotations

from sim.world.claims.fragments import Fragment
from sim.world.claims.lexicon import CARRIED
from sim.world.claims.scribe import Scribe
from sim.world.claims.state import Frame
from sim.world.claims.tokens import Token

_SPEAKERS = frozenset({"sign", "person", "desk"})
_VERBS = {"report": "desk", "reported": "desk", "talk": "person", "talk to": "person", "speak to": "person"}
_PAST = frozenset(
    ["old", "earlier", "first", "former", "previous", "closed", "finished", "completed", "past", "prior"]
)
_CHORES = frozenset(["task", "mission", "errand", "assignment", "job", "duty", "commission", "request"])
_WANTED = ("parcel", "token", "seal", "lamp", "raft", "hammer")


def read_told(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Read words between quotation marks."""
    quotes = fragment.values("QUOTE")
    if not quotes:
        return False
    room = scribe.place(frame, fragment)
    if room is None:
        return False
    if scribe.ledger.correcting and "SAY" not in fragment.kinds and "THING" not in fragment.kinds:
        return False
    at = fragment.at("QUOTE")
    if fragment.opener == "OPEN" and fragment.tokens[at].text[1:].startswith(("the ", "hereinafter")):
        return False  # "Moss Hollow ("the Premises")" only gives a name
    for entry in scribe.ledger.of_sentence(scribe.ledger.sentence):
        if entry.bare and entry.claim.object in _SPEAKERS and fragment.tokens[0].kind in {"COLON", "EQ"}:
            scribe.ledger.remove(entry)
    scribe.add(room, "told", quotes[0], fragment, at=at)
    if fragment.values("ROOM"):
        scribe.speak_of(room)
    return True


def read_distance(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Read "key A is 1 south and 2 east of Fern Bend"."""
    at = fragment.at("DIST")
    if at < 0:
        return False
    tokens = fragment.tokens
    thing, start = _far(tokens, at, frame)
    rooms = [token.value for token in tokens[at:] if token.kind == "ROOM"]
    whole = [token.value for token in tokens if token.kind == "ROOM" and token.value != thing]
    origin = rooms[-1] if rooms else whole[-1] if whole else scribe.place(frame)
    if any(token.value == "first" for token in tokens[at:]):
        origin = None
    scribe.checkable = True
    if thing is None or origin is None or not tokens[at].value:
        return False
    for entry in scribe.ledger.of_sentence(scribe.ledger.sentence):
        if entry.bare and entry.claim.object == thing:
            scribe.ledger.remove(entry)
    scribe.add(origin, "distance", f"{thing} {tokens[at].value}", fragment, at=start)
    return True


def _far(tokens: list[Token], at: int, frame: Frame) -> tuple[str | None, int]:
    """Return what lies that far away and the index of its token."""
    for i in range(at - 1, -1, -1):
        if tokens[i].kind == "THING":
            return tokens[i].value, i
    for i in range(at - 1, -1, -1):
        if tokens[i].kind == "ROOM" and any(t.kind == "BE" for t in tokens[i:at]):
            return tokens[i].value, i
    for i in range(at + 1, len(tokens)):
        if tokens[i].kind == "THING":
            return tokens[i].value, i
    return (frame.things[-1] if frame.things else None), at


def goal_at(tokens: list[Token], mode: str) -> int:
    """Return where the words of a goal begin in a sentence, or -1 if it tells none."""
    if mode == "goal":
        return 0
    for at, token in enumerate(tokens):
        if token.kind == "START" and at + 1 < len(tokens) and token.text == "start":
            follow = tokens[at + 1].kind
            if at == 0 and follow in {"COLON", "SAY", "EQ"}:
                return at + 1
        if token.kind != "GOAL":
            continue
        after = tokens[at + 1].kind if at + 1 < len(tokens) else ""
        before = [other.text.lower() for other in tokens[max(0, at - 2) : at]]
        if _PAST & set(before) or "ONCE" in {t.kind for t in tokens[:at]}:
            return len(tokens)
        if token.text == "now" and after not in {"COLON", "EQ"}:
            continue
        if token.text == "next" and at > 2 and after not in {"COLON", "EQ", "ARROW"}:
            continue
        if token.text in _CHORES and after not in {"COLON", "EQ", "ARROW", "BE", "DASH"}:
            continue
        if token.text == "asked" and after not in {"COLON", "EQ", "ARROW"}:
            follows = tokens[at + 1].text if at + 1 < len(tokens) else ""
            if at > 3 or follows not in {"me", "us", "for", "to", "now"}:
                continue
        if after == "BE" and tokens[at + 1].text in {"was", "were"}:
            return len(tokens)
        return at + 1
    return -1


def _before_aside(tokens: list[Token]) -> list[Token]:
    """Return a goal without what stands in brackets behind it: who asked, say."""
    opened = next((at for at, token in enumerate(tokens) if token.kind == "OPEN"), len(tokens))
    told = {token.kind for token in tokens[:opened]} & {"THING", "ROOM"}
    return tokens[:opened] if told else tokens


def read_goal(scribe: Scribe, tokens: list[Token]) -> bool:
    """Read what is asked from the words behind a goal's mark. Return whether there was a goal in them."""
    words = [token for token in _before_aside(tokens) if token.kind != "QUOTE"]
    things = [t.value for t in words if t.kind == "THING" and t.value not in {"sign"}]
    rooms = [t.value for t in words if t.kind == "ROOM"]
    verbs = [_VERBS[t.text] for t in words if t.text in _VERBS]
    if any(t.kind == "ONCE" for t in words) or (
        "PLAN" in {t.kind for t in words} and not things and not verbs
    ):
        return False
    sides = any(t.kind == "SIDE" for t in words)
    if sides and not things and not verbs:
        return False
    carried = [t for t in things if t.split(" ")[0] in CARRIED]
    thing = carried[0] if carried else verbs[0] if verbs else things[0] if things else ""
    value = " ".join(filter(None, (thing, rooms[-1] if rooms else "")))
    gone = any(t.kind in {"MOVE", "ARRIVE", "LEAD", "TO"} for t in words)
    if not value or (not thing and not gone and any(t.kind == "COLON" for t in words[:1])):
        return False
    piece = Fragment(list(words))
    piece.hedged = "HEDGE" in piece.kinds
    scribe.add("quest", "goal", value, piece)
    return True
