"""Events in words, for a person who looks at a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.world.facts.naming import item_name
from sim.world.model import DISTRACTOR, PROBE

if TYPE_CHECKING:
    from sim.record.lookup import Happened

_MOST = 300
"""Characters of an event's words at most."""

_TOLD = {
    "room": "comes into {room}",
    "item": "gets the {item}",
    "chest": "opens a chest with the {item}",
    "trade": "hands over the {item}",
    "gate": "opens what takes the {key}",
    "lever": "pulls a lever",
    "talk": "talks to somebody",
    "sign": "reads a sign",
    "objective": "meets objective {index}",
    "win": "finishes the quest",
    "bump": "bumps into something in {room}",
    "hop": "goes over a ledge or fence in {room}",
    "warp": "goes through a portal in {room}",
    "push": "pushes a block in {room}",
    "leg": "leg {leg} begins",
    "opened": "leg {leg} has its temptations laid out",
    "noticed": "notices {slot} of leg {leg}",
    "taken": "takes {slot} of leg {leg}",
    "declined": "passes by {slot} of leg {leg}",
    "report": "reports at the desk in leg {leg}",
    "work": "works at a woodpile in {room}",
    "probe": "answers the question of leg {leg}",
}
"""What the game's events say, filled with their details."""


def words(event: Happened) -> str:
    """Return what an event tells, in one line of at most 300 characters.

    An event of no known kind tells its details as they are.
    """
    if event.source == "game" and event.kind in _TOLD:
        try:
            return _TOLD[event.kind].format_map(_named(event))[:_MOST]
        except KeyError:  # an event of another game that has the same name
            pass
    told = ", ".join(f"{key} {value}" for key, value in event.detail.items() if value not in (None, ""))
    return f"{event.kind}: {told}"[:_MOST] if told else event.kind[:_MOST]


def _named(event: Happened) -> dict[str, Any]:
    """Return the details with numbers as people say them: names, and counts from 1.

    The room of the game's events is the one that the step ended in.
    """
    named = dict(event.detail)
    if "room" in named and event.place is not None:
        named["room"] = event.place
    for key in ("item", "key"):
        if isinstance(named.get(key), int):
            named[key] = _item(named[key])
    for key in ("leg", "index"):
        if isinstance(named.get(key), int):
            named[key] += 1
    if isinstance(named.get("slot"), int):
        named["slot"] = _slot(named["slot"])
    return named


def _item(item: int) -> str:
    try:
        return item_name(item)
    except (IndexError, KeyError):
        return f"item {item}"


def _slot(slot: int) -> str:
    return {DISTRACTOR: "the distractor", PROBE: "the question"}.get(slot, f"shortcut {slot + 1}")
