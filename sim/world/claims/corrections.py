"""Sentences that take earlier ones back."""

from __future__ import annotations

from sim.world.claims.scribe import Scribe
from sim.world.claims.tokens import Token

_STRIKE = frozenset(
    ["scrap", "scratch", "ignore", "forget", "strike", "disregard", "delete", "drop", "cross", "remove"]
)
_ORDINALS = {
    "first": 0,
    "1": 0,
    "second": 1,
    "2": 1,
    "third": 2,
    "3": 2,
    "last": -1,
    "previous": -1,
    "above": -1,
}


def begin_correction(scribe: Scribe, tokens: list[Token]) -> list[Token]:
    """Note that a sentence corrects the text before it, and return what is left of it to read."""
    if _strike_line(scribe, tokens):
        comma = next(
            (i for i, token in enumerate(tokens) if token.kind in {"COMMA", "COLON", "DASH", "SEMI"}),
            len(tokens),
        )
        tokens = [Token("CORR", "-", token.line, "correction") for token in tokens[:1]] + tokens[comma + 1 :]
    marks = [token for token in tokens if token.kind == "CORR"]
    texts = {token.text.lower() for token in marks}
    scribe.ledger.correcting = bool(marks)
    if not marks:
        return tokens
    if (
        "that was wrong" in texts
        or "scratch that" in texts
        or "scrap that" in texts
        or "strike that" in texts
    ):
        behind = {token.kind for token in tokens}
        if "ROOM" not in behind or behind & {"THING", "SIDE"}:  # else it puts right where something is
            _forget_last(scribe)
    left = [token for token in tokens if token.kind != "CORR"]
    words = [token.text.lower() for token in left]
    mixed = next((i for i, word in enumerate(words) if word in {"mixed up", "confused", "swapped"}), -1)
    colon = next((i for i, token in enumerate(left) if i > mixed >= 0 and token.kind == "COLON"), -1)
    return left[colon + 1 :] if colon >= 0 else left


def turning(tokens: list[Token]) -> int:
    """Return the index of the mark at which a sentence takes its own beginning back, or 0.

    "There was a lever; in truth it is a panel" says one thing and then another.
    """
    for at in range(3, len(tokens) - 2):
        if tokens[at].kind not in {"COMMA", "SEMI", "DASH", "BUT"}:
            continue
        if any(token.kind in {"CORR", "NOT"} for token in tokens[:at]):
            return 0
        told = {token.kind for token in tokens[:at]}
        if tokens[at + 1].kind == "CORR" and "ROOM" in told and told & {"THING", "SIDE"}:
            return at
    return 0


def _strike_line(scribe: Scribe, tokens: list[Token]) -> bool:
    """Read "scrap the first line", which points at what it takes back."""
    words = [token.text.lower() for token in tokens[:8]]
    verb = next((i for i, word in enumerate(words) if word in _STRIKE), -1)
    which = next((_ORDINALS[word] for word in words[verb + 1 :] if word in _ORDINALS), None)
    if (
        verb < 0
        or which is None
        or not {"line", "note", "entry", "item", "one", "sentence", "bullet"} & set(words)
    ):
        return False
    entries = scribe.ledger.entries
    units = list(dict.fromkeys(entry.unit for entry in entries))
    several = len(units) > 1
    numbers = units if several else list(dict.fromkeys(entry.sentence for entry in entries))
    if not -len(numbers) <= which < len(numbers):
        return False
    gone = numbers[which]
    scribe.ledger.take_back({e.sentence for e in entries if (e.unit if several else e.sentence) == gone})
    return True


def end_correction(scribe: Scribe) -> None:
    """Read on without correcting."""
    scribe.ledger.correcting = False


def _forget_last(scribe: Scribe) -> None:
    last = scribe.ledger.last_sentence()
    if last is not None:
        scribe.ledger.take_back({last})
