"""Questions and their answers: what is asked for stands in the frame of the answer."""

from __future__ import annotations

import re

from sim.world.claims.deeds import fits
from sim.world.claims.fragments import Fragment
from sim.world.claims.lexicon import OBSTACLES
from sim.world.claims.needs import is_tool, needs
from sim.world.claims.scribe import Scribe
from sim.world.claims.sentence import read_sentence
from sim.world.claims.spoken import read_goal
from sim.world.claims.state import Frame
from sim.world.claims.tokens import Token

_ASKS = re.compile(r"\s*(?:\*\*)?Q(?:\d+)?\s*[.:)]\s*", re.I)
_ANSWERS = re.compile(r"\s*(?:\*\*)?(?:A(?:\d+)?\s*[.:)]|->|=>|→|—|\u2013)\s*", re.I)


def split(text: str) -> tuple[str, str] | None:
    """Return question and answer of a text that holds a question, or None."""
    if "?" not in text:
        return None
    marked = _ASKS.match(text)
    body = text[marked.end() :] if marked else text
    asks = re.match(
        r"\W*(?:what|which|where|whither|how|who|whose|and|anybody|anyone|does|did|do|can|is|are|any|next|anything|was|has|have|could|when)\b",
        body,
        re.I,
    )
    end = re.search(r"\?(?=[\s*\"]|$)", body)
    if not end or not (marked or asks or _ANSWERS.match(body[end.end() :])):
        return None
    answer = body[end.end() :].lstrip("* ")
    if body.lstrip().startswith('"'):
        answer = answer.lstrip('" ')
    found = _ANSWERS.match(answer)
    if not marked and not asks and not (found and re.match(r"\w+( \w+)?$", body[: end.start()].strip())):
        return None
    return body[: end.start()], answer[found.end() :] if found else answer


def without_mark(text: str) -> str:
    """Return an answer without its "A:"."""
    found = re.match(r"\s*A(?:\d+)?\s*[.:)]\s*", text)
    return text[found.end() :] if found else text


def asked(tokens: list[Token]) -> Frame:
    """Return the frame that a question sets for its answer."""
    frame = Frame(question=True)
    kinds = [token.kind for token in tokens]
    frame.bare = kinds == ["THING"]
    rooms = [token.value for token in tokens if token.kind == "ROOM"]
    things = [token.value for token in tokens if token.kind == "THING"]
    sides = [token.value for token in tokens if token.kind == "SIDE"]
    words = [token.text.lower() for token in tokens]
    if "why" in words or ("who" in words and {"DID", "SAY"} & set(kinds)):
        frame.mode = "skip"
    if len(rooms) == 2 and "FROM" in kinds and not sides and not things:
        start = next(t.value for t in tokens[kinds.index("FROM") :] if t.kind == "ROOM")
        frame.subject, frame.dest = start, next((room for room in rooms if room != start), None)
        return frame
    if ("where" in words or "how" in words) and (
        rooms
        and (things == [])
        and ("how" in words or {"TO", "ARRIVE", "LEAD", "MOVE", "BE"} & set(kinds))
        and not sides
    ):
        frame.dest = rooms[-1]
        return frame
    if "which" in words and "way" in words and rooms and "TO" in kinds:
        frame.dest = rooms[-1]
        return frame
    shut = next(
        (t for t in tokens if t.kind in {"SHUT", "UNK"} or (t.kind == "THING" and t.value in OBSTACLES)), None
    )
    if "which" in words and shut is not None and not sides and "EXIT" in kinds:
        frame.subject, frame.shut = (rooms[-1] if rooms else None), shut
        return frame
    if re.search(r"\bi (hold|have|carry|holding|carrying)\b", " ".join(words)) and not rooms and not things:
        frame.mode = "held"
        return frame
    carry = {"take", "bring", "carry", "deliver"} & set(words)
    if "where" in words and things and carry and not (rooms or sides):
        frame.mode, frame.things = "goal", things
        return frame
    frame.wants = "NEED" in kinds or "OPENS" in kinds
    if (any(kind == "GOAL" for kind in kinds) and not rooms) or any(
        w in words for w in ("where do i go next",)
    ):
        frame.mode = "goal"
        return frame
    asks = {"what", "where"} & set(words) and {"now", "do", "supposed", "next", "asked"} & set(words)
    if (asks or "next" in words) and not (rooms or sides or things):
        frame.mode = "goal"
        return frame
    if len(rooms) == 2:
        frame.subject, frame.dest = rooms
        return frame
    frame.subject = rooms[-1] if rooms else None
    frame.side = sides[-1] if sides else None
    frame.things = things
    obstacle = next((thing for thing in things if thing in OBSTACLES), None)
    if obstacle:
        frame.obstacle, frame.room = obstacle, frame.subject
    deeds = [token for token in tokens if token.kind == "DID"]
    frame.deed = deeds[-1].value if deeds else None
    return frame


def answered(found: list[list[Token]]) -> list[list[Token]]:
    """Join "the north gate?" to the answer behind it: "key B" is what it needs, "opened" what was done."""
    joined: list[list[Token]] = []
    for sentence in found:
        before = joined[-1] if joined else []
        first = sentence[0]
        if _topic(before) and "DID" in {token.kind for token in sentence}:
            joined[-1] = [*before[:-1], Token("COMMA", ",", first.line, ","), *sentence]
        elif _poses(before) and any(is_tool(t.value) for t in sentence) and not _acts(sentence):
            joined[-1] = [*before[:-1], Token("NEED", "-", first.line, "needs"), *sentence]
        elif _poses(before) and first.kind == "DID":
            joined[-1] = [first, *before[:-1], *sentence[1:]]
        else:
            joined.append(sentence)
    return joined


def _topic(sentence: list[Token]) -> bool:
    """Return whether a sentence is no more than "the lamp?"."""
    kinds = [token.kind for token in sentence if token.kind != "THE"]
    return kinds == ["THING", "HEDGE"] and sentence[-1].text == "?"


def _acts(sentence: list[Token]) -> bool:
    return any(token.kind in {"DID", "SIDE"} for token in sentence)


def _poses(sentence: list[Token]) -> bool:
    """Return whether a sentence only names an obstacle, with a question mark."""
    kinds = {token.kind for token in sentence}
    if not sentence or sentence[-1].text != "?" or kinds & {"BE", "LEAD", "DID", "NEED", "QUESTION"}:
        return False
    return any(token.value in OBSTACLES for token in sentence) and "ROOM" in kinds


def reply(scribe: Scribe, tokens: list[Token], frame: Frame) -> bool:
    """Read an answer in the frame of its question."""
    first = tokens[0] if tokens else None
    if first is None or frame.mode == "skip":
        return False
    scribe.recent += frame.things
    if frame.bare and frame.things:
        head = [
            Token("THING", frame.things[0], first.line, frame.things[0]),
            Token("COLON", ":", first.line, ":"),
        ]
        return read_sentence(scribe, [*head, *tokens], Frame())
    alone = len(tokens) == 1 or tokens[1].kind == "COMMA"
    no = alone and first.kind in {"NO", "NONE"} and first.text.lower() in {"no", "none", "nothing", "nowhere"}
    if no:
        denied = _deny(scribe, tokens[0].line, frame)
        tokens = tokens[2:]
        if not tokens:
            return denied
        frame = Frame(subject=frame.subject)
    if first.kind == "YES":
        tokens = tokens[1:]
        rooms = [token.value for token in tokens if token.kind == "ROOM"]
        if frame.deed and not frame.subject and rooms:
            frame.subject = rooms[0]
            return _affirm(scribe, first.line, frame)
        if _affirm(scribe, first.line, frame) and not tokens:
            return True
    if not tokens:
        return False
    if frame.dest and frame.subject and sum(token.kind == "ROOM" for token in tokens) > 1:
        frame = Frame()  # the answer tells the whole way
    if frame.shut is not None:
        at = next((i for i, token in enumerate(tokens) if token.kind == "SIDE"), -1)
        if at >= 0:
            tokens = [*tokens[: at + 1], frame.shut, *tokens[at + 1 :]]
        frame.shut = None
    if frame.side and frame.subject:
        mark = Token("SIDE", frame.side, tokens[0].line, frame.side)
        colon = Token("COLON", ":", tokens[0].line, ":")
        if not any(token.kind == "SIDE" for token in tokens):
            tokens = [mark, colon, *tokens]
    if frame.obstacle and frame.room is None and scribe.obstacle and scribe.obstacle[0] == frame.obstacle:
        frame.room = scribe.obstacle[1]
    if frame.wants and frame.obstacle is None and scribe.obstacle:
        frame.obstacle, frame.room = scribe.obstacle
    if frame.obstacle and frame.side is None and not any(t.kind == "DID" for t in tokens):
        tool = next((t for t in tokens if t.kind == "THING" and is_tool(t.value)), None)
        if tool:
            piece = Fragment(tokens)
            piece.hedged = "HEDGE" in piece.kinds
            needs(scribe, piece, frame.obstacle, frame.room, tool.value)
            return True
    if frame.mode == "goal":
        scribe.ledger.sentence += 1
        return read_goal(scribe, [*(Token("THING", t, first.line, t) for t in frame.things), *tokens])
    return read_sentence(scribe, tokens, frame)


def _deny(scribe: Scribe, line: int, frame: Frame) -> bool:
    room = frame.subject or scribe.state.focus()
    if frame.side and room:
        scribe.ledger.add(room, frame.side, "nothing", line)
        return True
    if frame.things and frame.subject and frame.deed is None and frame.obstacle is None:
        scribe.ledger.add(frame.subject, "lacks", frame.things[-1], line)
        return True
    return False


def _affirm(scribe: Scribe, line: int, frame: Frame) -> bool:
    if frame.deed and frame.things and frame.subject is None:
        holders = [e for e in scribe.ledger.entries if e.claim.object == frame.things[-1]]
        frame.subject = next((e.claim.subject for e in holders if e.claim.relation == "holds"), None)
    if frame.deed and frame.things and frame.subject and fits(frame.deed, frame.things[-1]):
        scribe.ledger.add(f"{frame.deed} {frame.things[-1]}", "done", frame.subject, line)
        return True
    if frame.things and frame.subject and not frame.side and not frame.obstacle and frame.deed is None:
        scribe.ledger.add(frame.subject, "holds", frame.things[-1], line)
        return True
    return False
