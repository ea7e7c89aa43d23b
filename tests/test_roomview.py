"""What the explorer sees in a room and how it walks there: crates, fences, gates and drops."""

from __future__ import annotations

from sim.agents.knowledge import Kind, label
from sim.agents.roomview import RoomView
from sim.core import Button, Percept
from sim.world.art import art

UP, RIGHT, DOWN, LEFT, A = Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT, Button.A
_TILES = {
    "#": "wall_0",
    ".": "floor_0",
    "B": "push_block",
    "F": "fence",
    "R": "rock",
    "S": "shutter",
    ">": "ledge_e",
    "t": "till",
    "k": "key",
    "O": "statue_owl",
    "@": "floor_0",
}


def seen(picture: str, facing: int = 2) -> RoomView:
    """The room that a picture shows; @ is the player."""
    cells = picture.replace("\n", "").replace(" ", "")
    at = cells.index("@")
    tiles = bytearray(art().ids[_TILES[cell]] for cell in cells)
    tiles[at] = Percept.UNSEEN
    player = (at % 10, at // 10)
    return RoomView.of(Percept(bytes(tiles), player, facing, (), "A B", "", 0, 0, None, more=False))


CRATE = """
####.#####
#...B....#
#........#
#........#
#...@....#
#........#
#........#
##########
"""


def test_a_crate_before_an_opening_is_pushed_aside_on_the_way_out() -> None:
    view = seen(CRATE)
    assert view.use(view.walks(), "north") == (UP, UP, LEFT, UP, RIGHT, UP, UP)


def test_a_crate_is_not_pushed_onto_a_thing_nor_against_a_wall() -> None:
    shut = seen(CRATE.replace("...B..", "..kBt."))
    assert "north" not in shut.labels(shut.walks())


def test_whoever_comes_out_behind_a_crate_pushes_it_ahead() -> None:
    view = seen(CRATE.replace("#...@....#", "#........#").replace("####.#", "####@#"))
    walks = view.walks()
    assert walks.to((3, 1)) == (2, 3)
    assert len(walks.presses) == 1 + 8 * 6 - 1


FENCE = """
##########
#...F....#
#...#....#
#...#....#
#@..#....S
#...#....#
#...####.#
########.#
"""


def test_a_fence_is_a_wall_to_the_explorer() -> None:
    view = seen(FENCE)
    assert view.things[4, 1] == (Kind.FENCE, "")
    assert max(x for x, _ in view.walks().presses) == 3
    assert "south" not in view.labels(view.walks())


def test_a_fence_in_the_border_is_no_way_out() -> None:
    view = seen(FENCE.replace("##.#", "##F#"))
    assert view.exits == {1: (9, 4)}


def test_shut_openings_are_exits_with_a_lock() -> None:
    assert seen(FENCE).lock(1) == (Kind.SHUTTER, "shut")
    rock = seen(FENCE.replace("S", "R"))
    assert rock.lock(1) == (Kind.GATE, "H")
    assert rock.lock(2) is None


def test_a_gate_that_can_be_opened_is_walked_through() -> None:
    view = seen("##########" * 3 + "#@.R######" + "####.#####" + "##########" * 3)
    assert (3, 3) not in view.walks().presses
    assert view.walks(opening=frozenset({(3, 3)})).to((3, 3)) == (1, 1, 1)


DROP = """
##########
##########
##.......#
#@>......#
##.......#
#........#
#........#
##########
"""


def test_nobody_turns_back_where_one_comes_in_over_a_ledge() -> None:
    view = seen(DROP.replace("#@>", "@>.").replace("##.......#\n#", "##.......#\n"))
    assert view.exits == {3: (0, 3)}
    assert view.drop(3)
    assert view.labels(view.walks()) == {}
    assert view.walks().presses[2, 3] == 1


def test_a_statue_says_its_beast_and_is_touched_from_beside() -> None:
    view = seen(DROP.replace("#@>......#", "#@...O...#"))
    assert view.things[5, 3] == (Kind.STATUE, "owl")
    assert view.use(view.walks(), label((5, 3))) == (RIGHT, RIGHT, RIGHT, A)
