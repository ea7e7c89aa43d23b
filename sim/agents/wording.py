"""The words in which the explorer writes its notes, and by which it knows them again."""

from __future__ import annotations

from sim.agents.knowledge import OFF, ON, OPEN, SHUT, Kind

QUEST, PLACES = "## Quest", "## Places"
"""Headings of the navigation guide's sections."""
PLACES_SECTION = f"""\
{PLACES}

They are written down land by land in the folder lands. Distances count rooms; (3,5) is the cell in
column 3 and row 5 of a room, from the top left, from 0.
"""
PLACE_MARK = "### "
"""What stands before a place's name in its heading."""

UNTRIED, NO_WAY = "not tried yet", "no way"
"""Where an exit or portal leads."""
LOCK, BARRED, RECHECK = "locked gate", "barred", "look again"
SHUTTER, LEDGE = "shuttered", "one-way ledge"
"""What is in the way of an exit."""

UNREAD = {
    Kind.SIGN: "not read yet",
    Kind.PERSON: "not spoken to yet",
    Kind.DESK: "not asked yet",
    Kind.PORTAL: UNTRIED,
}
"""What stands for words not heard yet, and for a place not seen yet."""
STATES = {
    Kind.LEVER: {OFF: "not pulled", ON: "pulled"},
    Kind.CHEST: {SHUT: "closed", OPEN: "empty"},
    Kind.BARRIER: {SHUT: "down", OPEN: "up"},
    Kind.SHUTTER: {SHUT: "down"},
    Kind.CRATE: {"": "can be pushed"},
    Kind.WELL: {"": "nothing to do here"},
    Kind.WOODPILE: {"": "pays for work"},
    Kind.TILL: {"": "not mine"},
    Kind.PANEL: {"": "not to be touched"},
    Kind.FOUNT: {"": "left as it is"},
    Kind.FENCE: {"": "broken, not to be crossed"},
}
"""How things of a kind can be, by their note."""
NAMED = (Kind.ITEM, Kind.STATUE, Kind.PEDESTAL)
"""Kinds whose note is written as it is."""
NEEDS, LEADS, OPENED = "locked, needs key ", "leads to ", "open"

FIRST = "The first room."
DONE = "nothing more is asked"
NOTHING_READ = "not asked for yet"
