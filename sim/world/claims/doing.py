"""Verbs of deeds: what can be done to what, which verbs order and which tell, what is in hand."""

from __future__ import annotations

from sim.world.claims.lexicon import CARRIED, OBSTACLES

IMPERATIVE = frozenset(
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
ALLOWED = {
    "pulled": {"lever"},
    "talked": {"person"},
    "reported": {"desk"},
    "opened": (OBSTACLES | {"chest", "door"}) - {"fence", "shutter"},
    "touched": {"statue", "pedestal", "panel", "well"},
    "took": CARRIED,
    "delivered": CARRIED,
}
ALONE = {"pulled": "lever", "talked": "person", "reported": "desk"}
AWAY = frozenset({"removed", "lifted", "raised", "lifted up", "cleared away"})
"""Words for what is done to an obstacle that are said of a thing taken too."""
HAND = frozenset(
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


DOERS = frozenset(
    ["i", "you", "we", "was", "did", "have", "has", "had", "already", "then", "also", "duly", "just"]
)
"""Words before a verb that tell a deed, where the verb alone would be an order."""


AT_HAND = (
    "in my bag",
    "in my hand",
    "in my hands",
    "in my pocket",
    "in my pack",
    "in my inventory",
    "is mine",
)
