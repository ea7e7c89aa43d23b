"""Sentences and their parts: where a run of tokens is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.world.claims.lexicon import OBSTACLES
from sim.world.claims.tokens import Token

_ENDS = frozenset({"STOP", "BANG"})
_BREAKS = frozenset(
    ["COMMA", "SEMI", "OPEN", "CLOSE", "BAR", "SLASH", "PLUS", "AND", "BUT", "REL", "THEN", "BREAK"]
)
_BUT = frozenset(
    [
        "but",
        "since",
        "while",
        "though",
        "whereas",
        "because",
        "so",
        "although",
        "however",
        "yet",
        "and",
        "or",
        "plus",
        "then",
    ]
)
FILLERS = frozenset(
    [
        "WORD",
        "DET",
        "THE",
        "MARK",
        "NUM",
        "OPEN",
        "CLOSE",
        "COMMA",
        "COLON",
        "EQ",
        "DASH",
        "TICK",
        "CROSS",
        "TIMES",
        "TO",
        "IN",
        "OF",
        "BE",
        "REL",
        "AND",
        "BUT",
        "SURE",
        "PRON",
    ]
)


@dataclass(slots=True)
class Fragment:
    """The smallest part of a sentence that is read on its own; `opener` is the kind of the mark before it."""

    tokens: list[Token]
    opener: str = ""
    hedged: bool = False
    closer: str = ""
    depth: int = 0
    label: str = ""
    kinds: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        self.kinds = frozenset(token.kind for token in self.tokens)

    def values(self, kind: str) -> list[str]:
        """Return what the tokens of a kind stand for."""
        return [token.value for token in self.tokens if token.kind == kind] if kind in self.kinds else []

    def texts(self) -> str:
        """Return the words as written, in lower case."""
        return " ".join(token.text.lower() for token in self.tokens)

    def at(self, kind: str, start: int = 0) -> int:
        """Return the index of the first token of a kind from `start` on, or -1."""
        if kind not in self.kinds:
            return -1
        return next((i for i in range(start, len(self.tokens)) if self.tokens[i].kind == kind), -1)


def sentences(tokens: Sequence[Token]) -> list[list[Token]]:
    """Cut a run of tokens at its full stops and at question marks behind questions."""
    found: list[list[Token]] = [[]]
    depth = 0
    for at, token in enumerate(tokens):
        depth = max(0, depth + (token.kind == "OPEN") - (token.kind == "CLOSE"))
        if token.kind == "BANG" and depth:
            continue  # "(south!!)"
        aside = token.kind == "BANG" and at + 1 < len(tokens) and tokens[at + 1].kind == "OPEN"
        if token.kind in _ENDS and not aside:
            found.append([])
        elif token.kind == "QEND":
            found[-1].append(token)
            found.append([])
        else:
            found[-1].append(token)
    return [sentence for sentence in found if sentence]


def fragments(tokens: Sequence[Token]) -> list[Fragment]:
    """Cut a sentence at its commas, brackets and joining words."""
    found: list[Fragment] = []
    run: list[Token] = []
    opener, depth = "", 0

    def close(mark: str) -> None:
        nonlocal run, opener
        if run:
            found.append(Fragment(run, opener, closer=mark, depth=depth))
        run, opener = [], mark

    for at, token in enumerate(tokens):
        kind = _break(tokens, at, run)
        if kind is None and token.text == "where" and run:
            close("REL")
        if kind is None:
            run.append(token)
            continue
        close(kind if run or kind != "COMMA" else (opener or kind))
        if kind == "SAID" and token.kind != "REL":
            run.append(token)
        depth += (kind == "OPEN") - (kind == "CLOSE" and depth > 0)
    close("")
    return _joined(_whole(found))


def _whole(found: list[Fragment]) -> list[Fragment]:
    """Put an obstacle that is listed first to the side that is named behind it: "gate, Owl Tower north"."""
    first = found[0].tokens if found else []
    if len(found) < 2 or len(first) != 1 or first[0].value not in OBSTACLES or found[1].opener != "COMMA":
        return found
    if "SIDE" not in found[1].kinds:
        return found
    behind = found[1]
    return [Fragment([*behind.tokens, *first], "", closer=behind.closer, depth=behind.depth), *found[2:]]


def _break(tokens: Sequence[Token], at: int, run: list[Token]) -> str | None:
    token = tokens[at]
    if token.kind in _BREAKS:
        return token.kind
    if token.kind == "WORD" and token.value in _BUT:
        return {"and": "AND", "or": "OR", "plus": "AND", "yet": "BUT"}.get(token.value, "BUT")
    if token.kind == "QUESTION" and token.text in {"which", "who"} and at > 0:
        return "REL"
    if token.kind == "PRON" and token.text == "where" and run:
        return None
    if token.kind == "DASH" and run and not _links(tokens, at, run):
        return "COMMA"
    if run and run[-1].kind == "SAY" and token.kind in {"THE", "THING", "DET", "REL"}:
        return "SAID"
    if token.kind == "COLON" and run and _says(tokens, at):
        return "SEMI"
    if token.kind == "WRONG":
        return "BREAK"
    return None


def _says(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a clause of its own stands behind a colon: ": I carried it off"."""
    behind = tokens[at + 1 : at + 3]
    return len(behind) == 2 and behind[0].text.lower() in {"i", "we"} and behind[1].kind in {"DID", "HAVE"}


def _links(tokens: Sequence[Token], at: int, run: list[Token]) -> bool:
    """Return whether a dash joins what stands around it, as in "N - Moss Hollow" or stands for nothing."""
    before = run[-1].kind
    after = tokens[at + 1].kind if at + 1 < len(tokens) else ""
    if before in {"SIDE", "EQ", "COLON", "DASH"}:
        return True
    return before == "ROOM" and after in {"SIDE", "ARROW", "DASH"} and at + 2 < len(tokens)


def hedge_only(fragment: Fragment) -> bool:
    """Return whether a fragment says nothing but how sure its writer is."""
    return "HEDGE" in fragment.kinds and fragment.kinds <= FILLERS | {"HEDGE", "NOT", "PLAN", "ONCE"}


def _goes_on(found: list[Fragment], at: int) -> bool:
    """Return whether the part before a hedge between commas goes on behind it."""
    return at + 1 < len(found) and found[at + 1].opener not in {"AND", "BUT", "OR"}


def _joined(found: list[Fragment]) -> list[Fragment]:
    """Take out the hedges that stand between commas, and hedge the part around them."""
    joined: list[Fragment] = []
    at = 0
    while at < len(found):
        fragment = found[at]
        if not hedge_only(fragment):
            fragment.hedged |= "HEDGE" in fragment.kinds
            joined.append(fragment)
        elif fragment.opener in {"AND", "BUT", "OR"} and fragment.closer == "COMMA" and at + 1 < len(found):
            found[at + 1].hedged = True  # "north A and, I think, east B"
        elif joined and fragment.opener == "COMMA" == fragment.closer and _goes_on(found, at):
            before, after = joined.pop(), found[at + 1]
            both = Fragment(before.tokens + after.tokens, before.opener, True, after.closer, after.depth)
            if "SIDE" in before.kinds and "ROOM" in before.kinds and "SIDE" in after.kinds:
                before.hedged = True
                joined += [before]
                at -= 1
            else:
                joined.append(both)
            at += 1
        elif joined:
            joined[-1].hedged = True
        elif at + 1 < len(found):
            found[at + 1].hedged = True
        at += 1
    return joined
