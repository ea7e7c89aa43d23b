"""What was done, where."""

from __future__ import annotations

from sim.world.claims.doing import ALLOWED, ALONE, AT_HAND, AWAY, DOERS, HAND, IMPERATIVE
from sim.world.claims.fragments import Fragment
from sim.world.claims.lexicon import CARRIED, DEED_OF, OBSTACLES
from sim.world.claims.needs import is_tool
from sim.world.claims.scribe import Scribe
from sim.world.claims.state import Frame
from sim.world.claims.tokens import Token


def fits(deed: str, thing: str) -> bool:
    """Return whether a deed can be done on a thing; "acted" is whatever one does with it."""
    head = thing.split(" ", maxsplit=1)[0]
    if deed == "acted":
        return head in DEED_OF and head not in OBSTACLES | CARRIED
    return head in ALLOWED[deed]


def _deed_on(word: Token, thing: str) -> str | None:
    """Return what a verb tells was done with a thing, if it can be done: who removes a seal has taken it."""
    head = thing.split(" ", maxsplit=1)[0]
    if not fits(word.value, thing):
        return "took" if word.text in AWAY and head in CARRIED else None
    return DEED_OF[head] if word.value == "acted" else word.value


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
        spoken = at > 0 and fragment.tokens[at - 1].text.lower().split(" ")[-1] in DOERS
        if token.text in IMPERATIVE and not frame.ticked and not spoken:
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
    if deed is None or "NOT" in fragment.kinds or "NO" in fragment.kinds or _lacking(scribe, thing):
        return False
    return _write(scribe, fragment, frame, deed, thing, at)


def _lacking(scribe: Scribe, thing: str) -> bool:
    """Return whether it was said last that a thing is not there: "no hammer, checked twice"."""
    said = (entry.claim for entry in reversed(scribe.ledger.entries) if entry.claim.object == thing)
    return next((claim.relation.endswith("lacks") for claim in said), False)


def _deed(scribe: Scribe, fragment: Fragment, frame: Frame, at: int) -> bool:
    word = fragment.tokens[at]
    things = _named(fragment, word, at)
    if not things:
        others = (
            []
            if word.text.endswith((" it", " him", " her", " them"))
            else [t for t in fragment.values("THING") if not ("USE" in fragment.kinds and fits("took", t))]
        )
        near = [] if others else _meant(scribe, fragment, frame, word)
        if scribe.obstacle is not None and not near and word.value == "opened":
            obstacle, where = scribe.obstacle
            if where and fits("opened", obstacle):
                scribe.add(f"opened {obstacle}", "done", where, fragment, at=at)
                return True
        if others and word.value not in {"reported", "took"}:
            return False
        things = _meant(scribe, fragment, frame, word)
    deeds = [(deed, thing) for thing in things if (deed := _deed_on(word, thing))]
    if all(deed == "delivered" and thing.startswith("key") for deed, thing in deeds):
        deeds = [("took", thing) for _, thing in deeds]  # "the chest gave key C"
    told = False
    for deed, thing in deeds:
        told |= _write(scribe, fragment, frame, deed, thing, at)
    return told


def _named(fragment: Fragment, word: Token, at: int) -> list[str]:
    """Return the things of a fragment that a verb is about: what stands behind "with" is only used."""
    use = fragment.at("USE")
    things = [
        token.value
        for i, token in enumerate(fragment.tokens)
        if token.kind == "THING" and (i < use or not at < use) and _deed_on(word, token.value)
    ]
    if word.value == "opened" and "chest" not in things and any(t in OBSTACLES for t in things):
        return [thing for thing in things if thing in OBSTACLES][:1]
    return things


def _meant(scribe: Scribe, fragment: Fragment, frame: Frame, word: Token) -> list[str]:
    """Return the thing named before that "it", or nothing at all, stands for behind a verb."""
    carried = frame.things + ([frame.obstacle] if frame.obstacle else [])
    near = [thing for thing in scribe.recent[-4:] + carried if _deed_on(word, thing)]
    if any(token.kind == "PRON" and token.value == "former" for token in fragment.tokens):
        near = near[:-1] or near
    return near[-1:] or ([ALONE[word.value]] if word.value in ALONE else [])


def _write(scribe: Scribe, fragment: Fragment, frame: Frame, deed: str, thing: str, at: int) -> bool:
    rooms = fragment.values("ROOM")
    text = fragment.tokens[at].text
    room = rooms[-1] if rooms else frame.room if thing in OBSTACLES and thing == frame.obstacle else None
    known = scribe.obstacle[1] if scribe.obstacle and scribe.obstacle[0] == thing else None
    if room is None and known and any(token.kind == "THE" for token in fragment.tokens):
        room = known
    room = room or frame.subject or scribe.place_of(thing) or scribe.state.focus()
    if (
        (text in HAND or text.endswith(AT_HAND))
        and not rooms
        and (text not in {"i have it", "have it", "have it now", "i have it now"} or room is None)
    ):
        room = None
    if frame.mode == "held":
        room = rooms[-1] if rooms else None
        for entry in scribe.ledger.of_sentence(scribe.ledger.sentence) if rooms else []:
            if entry.claim.subject == f"took {thing}" and entry.claim.object == "unknown":
                scribe.ledger.remove(entry)  # "the lamp, taken in Fern Bend"
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
    if room and deed == "opened" and "SIDE" in fragment.kinds:
        scribe.way = room, fragment.values("SIDE")[0]
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
