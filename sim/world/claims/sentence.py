"""One sentence: its parts in turn, each leaning on what the parts before it said."""

from __future__ import annotations

from sim.world.claims.amending import amend
from sim.world.claims.aspects import about_thing, borrow, held, read_more
from sim.world.claims.contents import is_listed, read_content, read_held
from sim.world.claims.corrections import begin_correction, end_correction, turning
from sim.world.claims.deeds import read_deeds, read_use
from sim.world.claims.fragments import Fragment, fragments, hedge_only
from sim.world.claims.labels import read_label, settle_rest
from sim.world.claims.lexicon import LABELS
from sim.world.claims.moving import follow, see_route, take_place
from sim.world.claims.needs import read_needs, wanted
from sim.world.claims.onward import carry_on, continue_side
from sim.world.claims.pairs import both_ways, drop_back, flush, read_pair
from sim.world.claims.scribe import Scribe, resolve
from sim.world.claims.sides import read_sides
from sim.world.claims.slots import in_order
from sim.world.claims.spoken import goal_at, read_distance, read_goal, read_told
from sim.world.claims.state import Frame
from sim.world.claims.things import read_holds
from sim.world.claims.tokens import Token
from sim.world.claims.turns import said_plainly
from sim.world.claims.unsaid import PLANNED, between, crossed, is_false, is_rule, of_nobody

_SHORT = 2
"""Tokens of a sentence that cannot be said more plainly."""


def read_sentence(scribe: Scribe, tokens: list[Token], frame: Frame) -> bool:
    """Read one sentence into the scribe's ledger. Return whether it made a claim."""
    ledger = scribe.ledger
    ledger.sentence += 1
    if _plain(tokens, frame, scribe):
        return read_sides(scribe, Fragment(tokens), frame)
    tokens = scribe.lettered(tokens)
    scribe.see(tokens)
    if (cut := turning(tokens)) > 0:
        told = read_sentence(scribe, tokens[:cut], frame)
        return read_sentence(scribe, tokens[cut + 1 :], Frame(subject=frame.subject, mode=frame.mode)) or told
    done = _read(scribe, tokens, frame)
    scribe.remember(tokens)
    rooms = list(dict.fromkeys(token.value for token in tokens if token.kind == "ROOM"))
    scribe.named = rooms if len(rooms) > 1 else scribe.named
    return done


def _plain(tokens: list[Token], frame: Frame, scribe: Scribe) -> bool:
    """Return whether a sentence is no more than "North: MOSS HOLLOW", which needs no further thought."""
    return (
        len(tokens) == 3
        and tokens[0].kind == "SIDE"
        and tokens[1].kind == "COLON"
        and tokens[2].kind in {"ROOM", "NONE", "UNK"}
        and not (scribe.wrong or frame.hedged or frame.parent)
        and (frame.mode or scribe.state.mode) in {"", "exits"}
    )


def _read(scribe: Scribe, tokens: list[Token], frame: Frame) -> bool:
    ledger = scribe.ledger
    scribe.checkable = scribe.planned = False
    frame.mode = frame.mode or scribe.state.mode
    before = len(ledger.entries)
    if (
        frame.mode == "goal"
        and len(tokens) > 1
        and tokens[1].kind == "COLON"
        and tokens[0].text.lower() in LABELS
    ):
        frame.mode = LABELS[tokens[0].text.lower()]
    if is_false(tokens):  # read all the same: what is true may lean on it
        _parts(scribe, tokens[2:], frame)
        ledger.take_back({ledger.sentence})
        scribe.planned = True
        return False
    if any(token.text.lower() == "reached" for token in tokens) and "can be reached" in " ".join(
        token.text for token in tokens
    ):
        scribe.checkable = True  # what can be walked to inside a room has no form
        return False
    if between(tokens):
        scribe.checkable = True
        return False
    if frame.mode in PLANNED or is_rule(tokens):
        scribe.planned = True
        return False
    if tokens and all(token.kind in {"CORR", "WORD"} for token in tokens) and tokens[0].kind == "CORR":
        scribe.wrong = True
        return True
    if scribe.wrong:
        tokens = [Token("CORR", "-", tokens[0].line, "actually"), *tokens]
        scribe.wrong = False
    tokens = begin_correction(scribe, tokens)
    tokens = _without_no(scribe, tokens)
    start = goal_at(tokens, frame.mode)
    if start >= 0 and (start >= len(tokens) or read_goal(scribe, tokens[start:])):
        if start > 2:
            _parts(scribe, tokens[: start - 1], frame)
        end_correction(scribe)
        return True
    if start > 0 and any(token.kind == "GOAL" and token.text in {"next"} for token in tokens):
        scribe.planned = True
        return False
    correcting = scribe.ledger.correcting
    _parts(scribe, tokens, frame)
    end_correction(scribe)
    scribe.wrong = correcting and (scribe.denied or not ledger.of_sentence(ledger.sentence))
    scribe.denied = False
    return len(ledger.entries) != before or bool(ledger.of_sentence(ledger.sentence))


def _without_no(scribe: Scribe, tokens: list[Token]) -> list[Token]:
    """Take "no," at the beginning of a sentence for a correction of what was said before."""
    no = next((i for i, token in enumerate(tokens[:5]) if token.text.lower() == "no"), len(tokens))
    before = {token.kind for token in tokens[:no]}
    if len(tokens) <= no + 2 or tokens[no + 1].kind not in {"COLON", "COMMA"}:
        return tokens
    if not before <= {"WORD", "OPEN", "CLOSE", "COMMA", "THEN", "PLAN"}:
        return tokens
    scribe.ledger.correcting = True
    return tokens[no + 2 :]


def _parts(scribe: Scribe, tokens: list[Token], frame: Frame) -> None:
    """Read the parts of a sentence in turn."""
    tokens = in_order(said_plainly(tokens)) if len(tokens) > _SHORT else tokens
    see_route(tokens, frame, correcting=scribe.ledger.correcting)
    beasts = sum(token.kind == "BEAST" for token in tokens)
    frame.doubted = beasts > 1 and any(token.kind == "HEDGE" for token in tokens)
    parts = fragments(tokens)
    for at, fragment in enumerate(parts):
        following = parts[at + 1] if at + 1 < len(parts) else None
        _part(scribe, fragment, frame, following)
    if parts:
        exits = frame.mode in {"exits", "unknown"} or any(part.kinds & {"EXIT", "UNK"} for part in parts)
        settle_rest(scribe, parts, frame)
        if not frame.parent:
            flush(scribe, parts[-1], frame, exits=exits and not scribe.planned)


def _part(scribe: Scribe, fragment: Fragment, frame: Frame, following: Fragment | None) -> None:
    read_label(scribe, fragment, frame)
    if "SIDE" in fragment.kinds and amend(scribe, fragment):
        return
    fragment = resolve(scribe, fragment, frame)
    if not fragment.tokens or hedge_only(fragment) or of_nobody(fragment):
        return
    if frame.ticked:
        fragment = crossed(fragment)
    if not _set_aside(scribe, fragment, frame):
        _read_part(scribe, fragment, frame, following)


def _set_aside(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Return whether a fragment is no statement: a plan, a "no", a list of rooms visited."""
    kinds = fragment.kinds
    if frame.mode in PLANNED:
        scribe.planned = True
        return True
    if frame.hedged:
        fragment.hedged = True
    if len(fragment.tokens) == 1 and fragment.tokens[0].text.lower() == "no":
        scribe.ledger.correcting = True
        return True
    if len(kinds) == 1 and kinds <= {"UNK", "NONE"} and frame.side is None:
        frame.before = "unknown" if "UNK" in kinds else "nothing"
    if frame.mode == "visited":
        scribe.checkable = True
        return True
    needed = "NEED" in kinds and wanted(fragment) and (frame.obstacle or scribe.obstacle)
    if "PLAN" not in kinds or needed or frame.ticked or {"QUOTE", "DIST"} & kinds:
        return False
    scribe.planned = True
    if is_listed(fragment):
        read_content(scribe, fragment, frame)
    if "SIDE" in kinds and fragment.values("ROOM"):  # "do not take the left exit of X, which leads to Y"
        frame.side, frame.valued = fragment.values("SIDE")[0], False
    take_place(scribe, fragment, frame)
    return True


def _read_part(scribe: Scribe, fragment: Fragment, frame: Frame, following: Fragment | None) -> None:
    kinds = fragment.kinds
    if held(fragment, frame):
        frame.mode = "held"
        read_held(scribe, fragment)
        return
    if "BOTH" in kinds and not kinds & {"SIDE", "ROOM"} and both_ways(scribe, fragment):
        return
    follow(scribe, fragment, frame)
    told = read_distance(scribe, fragment, frame)
    if "QUOTE" in kinds:
        if not told and "THING" in kinds and "SIDE" not in kinds and ("BE" in kinds or "HAVE" in kinds):
            read_holds(scribe, fragment, frame)
        told = read_told(scribe, fragment, frame) or told
        if "DID" in kinds:
            read_deeds(scribe, fragment, frame)
    if told:
        return
    if read_use(scribe, fragment, frame):
        return
    if "SIDE" in kinds and not about_thing(fragment, frame) and read_sides(scribe, fragment, frame):
        read_more(scribe, fragment, frame)
        return
    if continue_side(scribe, fragment, frame):
        if "NEED" in kinds and "opened" not in fragment.values("DID"):
            read_needs(scribe, fragment, frame)
        return
    if read_pair(scribe, fragment, frame) or carry_on(scribe, fragment):
        return
    if "ONEWAY" in kinds and not kinds & {"ROOM", "THING"} and drop_back(scribe, fragment):
        return
    borrowed = borrow(fragment, frame, following)
    if fragment.opener == "REL" and fragment.tokens[0].kind == "HAVE" and not borrowed:
        borrowed = scribe.state.last
    was = frame.subject
    frame.subject = borrowed or was
    read_content(scribe, fragment, frame)
    if borrowed:
        frame.subject = was
