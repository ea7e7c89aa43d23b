"""What was done, where."""

from __future__ import annotations

from sim.world.claims.fragments import Fragment
from sim.world.claims.lexicon import CARRIED, DEED_OF, OBSTACLES
from sim.world.claims.needs import is_tool
from sim.world.claims.scribe import Scribe
from sim.world.claims.state import Frame

_IMPERATIVE = frozenset(
    [
        "pull",
        "take",
        "get",
        "grab",
        "collect",
        "fetch",
        "talk",
        "talk",
        "to",
        "talk",
        "with",
        "speak",
        "speak",
        "to",
        "speak",
        "with",
        "report",
        "open",
        "unlock",
        "break",
        "deliver",
        "touch",
        "hand",
        "over",
        "light",
        "cross",
        "pick",
        "up",
        "carry",
        "obtain",
        "gives",
    ]
) | {"talk to", "talk with", "speak to", "speak with", "hand over", "pick up", "open gate"}
_ALLOWED = {
    "pulled": {"lever"},
    "talked": {"person"},
    "reported": {"desk"},
    "opened": (OBSTACLES | {"chest", "door"}) - {"fence", "shutter"},
    "touched": {"statue", "pedestal", "panel", "well"},
    "took": CARRIED,
    "delivered": CARRIED,
}
_ALONE = {"pulled": "lever", "talked": "person", "reported": "desk"}
_HAND = frozenset(
    [
        "in hand",
        "in my bag",
        "holding",
        "in bag",
        "i already hold",
        "in my hand",
        "in my hands",
        "i hold",
        "carrying",
        "i carry",
        "carry",
        "with me",
        "i have",
        "i now have",
        "i have it",
        "have it",
        "have it now",
        "i have it now",
    ]
)


def fits(deed: str, thing: str) -> bool:
    """Return whether a deed can be done on a thing."""
    return thing.split(" ", maxsplit=1)[0] in _ALLOWED[deed] or thing in _ALLOWED[deed]


def read_deeds(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Read the deeds of a fragment. Return whether it told any."""
    told = False
    for at, token in enumerate(fragment.tokens):
        if token.kind == "ONCE" and frame.ordered is not None and not {"NOT", "NO"} & fragment.kinds:
            ordered, frame.ordered, frame.ticked = frame.ordered, None, True
            told |= read_deeds(scribe, ordered, frame)
        elif token.kind == "ONCE" and frame.things and (at == 0 or fragment.opener != "" or frame.ticked):
            told |= _once(scribe, fragment, frame, at)
        if token.kind != "DID":
            continue
        if "NOT" in {t.kind for t in fragment.tokens[:at]} or "NO" in {t.kind for t in fragment.tokens[:at]}:
            scribe.checkable = True
            continue
        spoken = at > 0 and fragment.tokens[at - 1].text.lower() in {"i", "you", "we", "was"}
        if token.text in _IMPERATIVE and not frame.ticked and not spoken:
            scribe.planned = True
            frame.ordered = Fragment(fragment.tokens, fragment.opener)
            continue
        if any(t.value == "somewhere" for t in fragment.tokens):
            scribe.checkable = True
            continue
        told |= _deed(scribe, fragment, frame, at)
    return told


def read_use(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Read "used key B on the gate"."""
    at = next((i for i, token in enumerate(fragment.tokens) if token.text == "used"), -1)
    things = [thing for thing in fragment.values("THING") if thing in OBSTACLES]
    if (
        at >= 0
        and not things
        and frame.obstacle
        and any(is_tool(thing) for thing in fragment.values("THING"))
    ):
        return _write(scribe, fragment, frame, "opened", frame.obstacle, at)
    if at < 0 or not things or len(fragment.values("THING")) < 2 or {"NOT", "NO"} & fragment.kinds:
        return False
    return _write(scribe, fragment, frame, "opened", things[0], at)


def _once(scribe: Scribe, fragment: Fragment, frame: Frame, at: int) -> bool:
    thing = frame.things[-1]
    deed = DEED_OF.get(thing.split(" ")[0])
    if deed is None or "NOT" in fragment.kinds or "NO" in fragment.kinds:
        return False
    return _write(scribe, fragment, frame, deed, thing, at)


def _deed(scribe: Scribe, fragment: Fragment, frame: Frame, at: int) -> bool:
    deed = fragment.tokens[at].value
    use = fragment.at("USE")
    things = [
        token.value
        for i, token in enumerate(fragment.tokens)
        if token.kind == "THING" and (use < 0 or i < use) and fits(deed, token.value)
    ]
    if deed == "opened" and "chest" not in things and any(t in OBSTACLES for t in things):
        things = [thing for thing in things if thing in OBSTACLES][:1]
    if not things:
        others = [t for t in fragment.values("THING") if not (use >= 0 and fits("took", t))]
        if scribe.obstacle is not None and others and deed == "opened":
            obstacle, where = scribe.obstacle
            if where and fits(deed, obstacle):
                scribe.add(f"opened {obstacle}", "done", where, fragment, at=at)
                return True
        if others and deed not in {"reported", "took"}:
            return False
        carried = frame.things + ([frame.obstacle] if frame.obstacle else [])
        near = [thing for thing in scribe.recent[-4:] + carried if fits(deed, thing)]
        if any(token.kind == "PRON" and token.value == "former" for token in fragment.tokens):
            near = near[:-1] or near
        things = near[-1:] or ([_ALONE[deed]] if deed in _ALONE else [])
    told = False
    if deed == "delivered" and things and all(thing.startswith("key") for thing in things):
        deed = "took"  # "the chest gave key C"
    for thing in things:
        told |= _write(scribe, fragment, frame, deed, thing, at)
    return told


def _write(scribe: Scribe, fragment: Fragment, frame: Frame, deed: str, thing: str, at: int) -> bool:
    rooms = fragment.values("ROOM")
    text = fragment.tokens[at].text
    room = rooms[-1] if rooms else frame.room if thing in OBSTACLES and thing == frame.obstacle else None
    known = scribe.obstacle[1] if scribe.obstacle and scribe.obstacle[0] == thing else None
    if room is None and known and any(token.kind == "THE" for token in fragment.tokens):
        room = known
    room = room or frame.subject or scribe.state.focus()
    if (
        text in _HAND
        and not rooms
        and (text not in {"i have it", "have it", "have it now", "i have it now"} or room is None)
    ):
        room = None
    if frame.mode == "held":
        room = None
    if room is None and deed != "took":
        return False
    _cancel(
        scribe,
        deed,
        thing,
        aside=fragment.opener == "OPEN",
        listed=frame.inherited and "THING" not in fragment.kinds,
    )
    scribe.add(f"{deed} {thing}", "done", room or "unknown", fragment, at=at)
    if rooms:
        scribe.speak_of(rooms[-1])
    frame.things.append(thing)
    scribe.recent.append(thing)
    return True


def _cancel(scribe: Scribe, deed: str, thing: str, *, aside: bool, listed: bool) -> None:
    """Take back what the deed makes untrue: a carried thing's entry, an obstacle that is gone."""
    ledger = scribe.ledger
    if deed == "opened":
        ledger.forget_needs(thing)
    for entry in list(ledger.entries) if ledger.correcting or listed else ledger.of_sentence(ledger.sentence):
        claim = entry.claim
        carried = (entry.bare or aside) and deed in {"took", "delivered"} and claim.object == thing
        gone = deed == "opened" and thing in OBSTACLES and claim.object == thing
        if (carried or gone) and (claim.relation == "holds" or claim.relation.startswith("blocked")):
            scribe.ledger.remove(entry)
