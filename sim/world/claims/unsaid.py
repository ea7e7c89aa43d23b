"""Sentences and fragments that claim nothing, or something else than their words alone say."""

from __future__ import annotations

from sim.world.claims.fragments import Fragment
from sim.world.claims.tokens import Token

PLANNED = frozenset({"plan", "rules", "todo"})
"""Manners of lists that hold no claims."""
_GENERAL = frozenset({"any", "every", "always", "whenever", "general", "all"})


_FALSE = frozenset(
    [
        "old",
        "before",
        "was",
        "myth",
        "false",
        "misconception",
        "rumour",
        "rumor",
        "deprecated",
        "obsolete",
        "superseded",
        "retracted",
        "outdated",
        "formerly",
        "previously",
        "fiction",
        "wrong",
    ]
)
"""Words before a colon, behind which stands what does not hold."""


_VOID = frozenset(["repealed", "rescinded", "revoked", "annulled", "withdrawn", "void", "retracted"])


def is_false(tokens: list[Token]) -> bool:
    """Return whether a sentence is marked as what does not hold: "Myth: there is a lever in Fern Bend"."""
    if len(tokens) > 4 and tokens[-1].text in _VOID and "that" in {token.text for token in tokens}:
        return True  # "the clause that Fern Bend has a lever is hereby repealed"
    if len(tokens) < 3 or tokens[0].kind == "ROOM" or tokens[1].kind != "COLON":
        return False
    return tokens[0].text.lower() in _FALSE


def between(tokens: list[Token]) -> bool:
    """Return whether something is said to be between two rooms, at no side."""
    if all(token.value != "between" for token in tokens):
        return False
    return sum(token.kind == "ROOM" for token in tokens) > 1 and all(token.kind != "SIDE" for token in tokens)


_PLURALS = frozenset(["gates", "rocks", "fences", "barriers", "shutters", "boulders", "locks"])


def is_rule(tokens: list[Token]) -> bool:
    """Return whether a sentence tells a rule of the game: "gates need keys"."""
    words = {token.text.lower() for token in tokens}
    kinds = [token.kind for token in tokens]
    if (
        tokens
        and tokens[0].text.lower() in _PLURALS
        and {"NEED", "OPENS"} & set(kinds)
        and "ROOM" not in kinds
    ):
        return True  # "gates need keys"
    if "if" in words and "NEED" not in kinds and not {"SIDE", "HEDGE", "DIST"} & set(kinds):
        return True  # "if I meet a gate, I look for its key first"
    if kinds[:2] == ["DET", "THING"] and "OPENS" in kinds and "ROOM" not in kinds:
        return True  # "a key opens a gate"
    if len(tokens) > 1 and tokens[0].kind == "QUESTION" and tokens[1].kind == "DET":
        return True  # "what a friendly fellow"
    return bool(words & _GENERAL) and not any(token.kind == "ROOM" for token in tokens)


def of_nobody(fragment: Fragment) -> bool:
    """Return whether a fragment only tells what nobody did: "a fence that nobody has mended"."""
    first = fragment.tokens[0]
    return fragment.opener == "REL" and first.kind == "NO" and fragment.values("THING") == ["person"]


def crossed(fragment: Fragment) -> Fragment:
    """Return a ticked "cross the water" as a deed, not a step."""
    if "water" not in fragment.values("THING"):
        return fragment
    tokens = [
        Token("DID", "opened", token.line, "crossed") if token.text.startswith("cross") else token
        for token in fragment.tokens
    ]
    return Fragment(tokens, fragment.opener, fragment.hedged, fragment.closer, fragment.depth, fragment.label)
