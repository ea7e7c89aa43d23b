"""What the explorer writes down it reads back, and what others wrote it leaves alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agents import notes, readback
from sim.agents.knowledge import (
    NOWHERE,
    OFF,
    ON,
    OPEN,
    SHUT,
    SIDES,
    Exit,
    Kind,
    Knowledge,
    Place,
    Quest,
    Thing,
    label,
)
from sim.agents.notebook import Notebook
from sim.guide import NAVIGATION, Guide

LETTERS = "ABCDEF"
NAMES = st.from_regex(r"[A-Z]{2,8} [A-Z]{2,8}", fullmatch=True)
WORDS = st.lists(st.from_regex(r"[A-Z0-9:!,'.-]{1,9}", fullmatch=True), min_size=1, max_size=30).map(" ".join)
CELLS = st.tuples(st.integers(0, 9), st.integers(0, 7))
EXITS = st.builds(
    Exit,
    to=st.none() | st.just(NOWHERE) | NAMES,
    lock=st.none() | st.just("") | st.sampled_from(LETTERS + "RLH"),
    barred=st.booleans(),
    recheck=st.booleans(),
    shut=st.booleans(),
    ledge=st.booleans(),
)
BEASTS = st.sampled_from(("owl", "fox", "fish", "bear"))
NOTES = {
    Kind.SIGN: st.just("") | WORDS,
    Kind.PERSON: st.just("") | WORDS,
    Kind.DESK: st.just("") | WORDS,
    Kind.LEVER: st.sampled_from((ON, OFF)),
    Kind.CHEST: st.sampled_from((OPEN, SHUT)),
    Kind.ITEM: st.sampled_from(("key", "raft", "lamp", "hammer", "parcel", "seal")),
    Kind.GATE: st.sampled_from(("", OPEN, *LETTERS, "R", "L", "H")),
    Kind.BARRIER: st.sampled_from((OPEN, SHUT)),
    Kind.SHUTTER: st.just(SHUT),
    Kind.PORTAL: st.just("") | NAMES,
    Kind.STATUE: BEASTS,
    Kind.PEDESTAL: BEASTS,
}
THINGS = st.sampled_from(Kind).flatmap(
    lambda kind: st.builds(Thing, st.just(kind), NOTES.get(kind, st.just("")))
)
LABELS = st.sampled_from(SIDES) | CELLS.map(label)


@st.composite
def places(draw: st.DrawFn) -> Place:
    reach = draw(st.dictionaries(LABELS, st.frozensets(LABELS, max_size=4), max_size=2))
    return Place(
        draw(NAMES),
        grid=draw(st.none() | st.tuples(st.integers(-9, 9), st.integers(-9, 9))),
        exits=draw(st.dictionaries(st.integers(0, 3), EXITS)),
        things=draw(st.dictionaries(CELLS, THINGS, max_size=5)),
        reach={way_in: labels | {way_in} for way_in, labels in reach.items()},
        extra=tuple(draw(st.lists(st.sampled_from(["Nice view.", "- beware of the cat", "  * ?"])))),
    )


KNOWLEDGE = st.builds(
    Knowledge,
    quest=st.builds(
        Quest,
        number=st.integers(0, 400),
        text=st.none() | st.just("") | WORDS,
        searched=st.lists(NAMES, max_size=2).map(tuple),
    ),
    bag=st.lists(st.sampled_from(LETTERS + "RLHPT"), max_size=4).map("".join),
    start=st.none() | NAMES,
    rules=st.just("") | WORDS,
    places=st.lists(places(), max_size=4).map(lambda found: {place.name: place for place in found}),
)


@settings(max_examples=150, deadline=None)
@given(KNOWLEDGE)
def test_what_is_written_down_is_read_back_whole(known: Knowledge) -> None:
    assert readback.parse(notes.render(known)) == known


@settings(max_examples=40, deadline=None)
@given(KNOWLEDGE, KNOWLEDGE)
def test_a_guide_edited_section_by_section_says_the_same_as_one_written_at_once(
    earlier: Knowledge, later: Knowledge
) -> None:
    notebook = Notebook(Guide())
    notebook.write(earlier, earlier.places)
    later.places |= {name: place for name, place in earlier.places.items() if name not in later.places}
    notebook.write(later, later.places)
    again = notebook.read()
    for name in later.places:
        notebook.look_up(again, name)
    assert again == later


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(codec="utf-8")))
def test_no_text_is_too_strange_to_read(text: str) -> None:
    readback.parse(f"## Quest\n- Goal {text}\n## Places\n### A\n- North: {text}\n{text}")


def test_places_stand_in_the_order_of_the_alphabet_whenever_they_were_found() -> None:
    guide = Guide()
    notebook = Notebook(guide)
    for name in ("MOSS HOLLOW", "ASH WALK", "WILLOW POOL", "FERN BEND"):
        notebook.write(Knowledge(places={name: Place(name, (0, 0))}), [name])
    headings = [line for line in guide.files["lands/01.md"].split("\n") if line.startswith("### ")]
    assert headings == ["### ASH WALK", "### FERN BEND", "### MOSS HOLLOW", "### WILLOW POOL"]


def test_every_land_has_a_file_of_its_own_that_is_looked_up_by_any_of_its_places() -> None:
    guide = Guide()
    notebook = Notebook(guide)
    grids: dict[str, tuple[int, int] | None] = {"A A": (0, 0), "B B": (3, 1), "C C": (4, 1), "D D": None}
    known = Knowledge(places={name: Place(name, grid) for name, grid in grids.items()})
    notebook.write(known, known.places)
    assert list(guide.files) == [NAVIGATION, "lands/01.md", "lands/02.md"]
    again = notebook.read()
    assert list(again.places) == ["D D"]
    notebook.look_up(again, "B B")
    assert sorted(again.places) == ["A A", "B B", "D D"]
    notebook.look_up(again, "NO SUCH PLACE")
    assert sorted(again.places) == ["A A", "B B", "D D"]


def test_a_guide_reads_like_notes_that_somebody_took() -> None:
    place = Place(
        "FERN BEND",
        grid=(3, -2),
        exits={
            0: Exit("MOSS HOLLOW", lock="H"),
            1: Exit(lock="B"),
            2: Exit(barred=True),
            3: Exit("OAK WALK", ledge=True),
        },
        things={
            (3, 5): Thing(Kind.SIGN, "ASH WALK IS 2 NORTH."),
            (6, 2): Thing(Kind.PERSON),
            (2, 2): Thing(Kind.LEVER, ON),
            (7, 4): Thing(Kind.PORTAL, "SOOT YARD"),
            (5, 3): Thing(Kind.STATUE, "owl"),
            (5, 4): Thing(Kind.ITEM, "lamp"),
            (5, 5): Thing(Kind.FENCE),
        },
        reach={"west": frozenset({"west"})},
    )
    quest = Quest(4, "TALK TO THE MILLER IN SOOT YARD.")
    known = Knowledge(quest, "AH", "OAK WALK", "THE RULES: CROSS NO BROKEN FENCE.", {"FERN BEND": place})
    assert notes.render(known) == WRITTEN


WRITTEN = """\
## Quest

- Goal 4: TALK TO THE MILLER IN SOOT YARD.
- Held: key A, hammer
- Start: OAK WALK
- Rules: THE RULES: CROSS NO BROKEN FENCE.

## Places

They are written down land by land in the folder lands. Distances count rooms; (3,5) is the cell in
column 3 and row 5 of a room, from the top left, from 0.

### FERN BEND

2 north and 3 east of the first room.

- North: MOSS HOLLOW, a rock
- East: not tried yet, locked gate B
- South: not tried yet, barred
- West: OAK WALK, one-way ledge
- Lever (2,2): pulled
- Person (6,2): not spoken to yet
- Statue (5,3): owl
- Item (5,4): lamp
- Portal (7,4): leads to SOOT YARD
- Sign (3,5): ASH WALK IS 2 NORTH.
- Fence (5,5): broken, not to be crossed
- Coming from the west, nothing else can be reached.
"""


@pytest.mark.parametrize(
    "line",
    ["* north :  moss hollow", "-  NORTH: Moss Hollow.", "- North: Moss Hollow, I think"],
)
def test_a_line_written_by_hand_is_understood(line: str) -> None:
    known = readback.parse(f"# My land\n\nHello.\n\n### Fern Bend\nA windy place.\n{line}\n\n### oak walk\n")
    assert known.places["FERN BEND"].exits[0].to == "MOSS HOLLOW"
    assert known.places["FERN BEND"].extra == ("A windy place.",)
    assert known.places["OAK WALK"] == Place("OAK WALK")


def test_headings_and_sentences_of_others_survive_an_edit_of_the_section_next_to_them() -> None:
    section = "### FERN BEND\n\n- North: OAK WALK\nI like it here.\n"
    others = "\n#### Poem\n\nroses are red\n\n## End\n\nbye\n"
    guide = Guide({NAVIGATION: f"# Land\n\n{section}{others}"})
    notebook = Notebook(guide)
    known = notebook.read()
    known.places["FERN BEND"].exits[1] = Exit("MOSS HOLLOW")
    notebook.write(known, ["FERN BEND"])
    edited = "### FERN BEND\n\n- North: OAK WALK\n- East: MOSS HOLLOW\nI like it here.\n"
    assert f"{edited}{others}" in guide.files[NAVIGATION]
