"""The explorer's mind plays on the twin: it finishes, it remembers by its guide, it can be resumed."""

from __future__ import annotations

import json
from itertools import pairwise
from random import Random
from statistics import median

import pytest

from sim.agents.mind import Mind
from sim.core import AgentError, Button, Decision, Percept, Revision, Saying
from sim.guide import MAX_FILE, NAVIGATION, Guide, starting_guide
from sim.world import generate
from sim.world.art import art
from sim.world.planners import solve
from tests.twinplay import FIRST_UNSEEN, Table, explore, press_at_random

# All 20 worlds of the promise: python -m tests.twinplay --worlds 20
SEEDS = range(FIRST_UNSEEN, FIRST_UNSEEN + 3)
LEGS = 4
"""Enough for most promises; whole worlds have 24."""


def test_unseen_worlds_are_finished_not_far_from_the_shortest_way() -> None:
    tables = [explore(seed) for seed in SEEDS]
    assert all(table.won for table in tables)
    shortest = [len(solve(generate(seed)).buttons) for seed in SEEDS]
    assert median(table.steps for table in tables) < 3 * median(shortest)


def test_it_never_gives_in_to_a_shortcut_or_a_distraction() -> None:
    tables = [explore(seed, limit=2500) for seed in SEEDS]
    assert sum(table.happened["noticed"] for table in tables) > 30
    assert [table.wrongs for table in tables] == [0] * len(SEEDS)


def test_random_presses_finish_nothing() -> None:
    assert not any(press_at_random(seed, legs=LEGS, limit=5000).won for seed in SEEDS)


def test_without_a_guide_the_same_mind_does_far_worse() -> None:
    with_guide, without = explore(5000), explore(5000, guide=False)
    assert without.steps > 1.5 * with_guide.steps


def test_the_shorter_the_context_the_more_depends_on_the_guide() -> None:
    with_guide = explore(5000, context=15)
    assert with_guide.won
    assert with_guide.steps < 1.2 * explore(5000).steps
    assert not explore(5000, guide=False, context=15, limit=2 * with_guide.steps).won


def test_without_resets_no_guide_is_needed() -> None:
    table = Table.set_up(5001, LEGS)
    table.play(Mind(5001, None, context=0))
    assert table.won


# --- the guide ------------------------------------------------------------------------------


def test_every_edit_says_something_new_and_known_ground_is_walked_without_one() -> None:
    revisions: list[Revision] = []
    table = Table.set_up(5002, LEGS)
    decisions = table.play(Mind(0, Guide(starting_guide("blank"), on_revision=revisions.append)))
    texts = [revision.text for revision in revisions]
    assert all(before != after for before, after in pairwise(texts))
    assert {revision.path for revision in revisions} == {
        NAVIGATION,
        *(f"lands/0{land}.md" for land in (1, 2, 3, 4)),
    }
    assert len(revisions) < 1.2 * len(decisions)
    assert max(len(text.encode()) for text in texts if text) < MAX_FILE / 2


def test_what_a_person_wrote_into_the_guide_stays_there() -> None:
    mine = "# My own guide\n\nRemember: *be kind*.\n\n## Shopping\n\n- eggs\n- three lamps\n"
    guide = Guide({NAVIGATION: mine, "other.md": "untouched\n"})
    table = Table.set_up(5003, LEGS)
    table.play(Mind(0, guide), limit=400)
    assert guide.files[NAVIGATION].startswith(mine)
    assert "## Quest" in guide.files[NAVIGATION]
    assert guide.files["other.md"] == "untouched\n"


def test_a_reset_comes_every_so_many_decisions_and_never_in_the_middle_of_a_text() -> None:
    table = Table.set_up(5004, LEGS)
    mind = Mind(0, Guide(), context=10)
    gaps, since = set(), 0
    for _ in range(300):
        percept = table.percept
        decision = mind.decide(percept)
        since += 1
        if decision.reset:
            assert percept.text is None
            gaps.add(since)
            since = 0
        table.press(decision.buttons)
    assert min(gaps) >= 10
    assert max(gaps) < 10 + 5


def test_after_a_reset_it_decides_like_a_newcomer_who_reads_the_guide() -> None:
    table, guide = Table.set_up(5005), Guide()
    mind, resets = Mind(0, guide, context=5), 0
    while resets < 60:
        percept, dice = table.percept, json.loads(mind.state())["dice"]
        decision = mind.decide(percept)
        if decision.reset:
            resets += 1
            newcomer = Mind(dice, Guide(dict(guide.files))).decide(percept)
            assert (newcomer.buttons, newcomer.saying) == (decision.buttons, decision.saying)
        table.press(decision.buttons)


def test_a_wrong_note_is_corrected_when_the_eyes_see_otherwise() -> None:
    table = Table.set_up(5006, LEGS)
    guide = Guide()
    table.play(Mind(0, guide), limit=200)
    while table.percept.text is not None:
        table.press((Button.A,))
    here = table.percept.place
    assert here is not None
    lie = f"### {here}\n\n- North: NO SUCH PLACE, barred\n- Chest (4,4): closed\n"
    liar = Guide({NAVIGATION: f"## Places\n\n{lie}"})
    mind = Mind(0, liar)
    mind.decide(table.percept)
    assert "Chest (4,4)" not in liar.files[NAVIGATION]
    assert "barred" not in liar.files[NAVIGATION]


def test_a_guide_carried_over_makes_the_next_run_shorter() -> None:
    guide = Guide(starting_guide("blank"))
    first, second = Table.set_up(5007, LEGS), Table.set_up(5007, LEGS)
    first.play(Mind(0, guide))
    second.play(Mind(0, guide))
    assert first.won
    assert second.won
    assert second.steps < first.steps


def test_a_full_guide_stops_nobody() -> None:
    guide = Guide({NAVIGATION: "x" * (MAX_FILE - 100) + "\n"})
    table = Table.set_up(5008, LEGS)
    table.play(Mind(0, guide), limit=500)
    assert table.steps >= 500
    assert len(guide.files[NAVIGATION]) <= MAX_FILE


# --- going on -------------------------------------------------------------------------------


@pytest.mark.parametrize("context", [0, 7, 40])
@pytest.mark.parametrize("guided", [True, False])
def test_a_restored_mind_has_the_same_state_and_decides_the_same(context: int, *, guided: bool) -> None:
    table = Table.set_up(5009, LEGS)
    guide = Guide(starting_guide("blank")) if guided else None
    mind = Mind(5, guide, context)
    for _ in range(25):
        copy = Guide(dict(guide.files)) if guide else None
        double, shadow = Mind(99, copy, context), Table(table.world, table.state)
        double.restore(mind.state())
        assert double.state() == mind.state()
        assert [table.play_one(mind) for _ in range(7)] == [shadow.play_one(double) for _ in range(7)]
        assert (copy and dict(copy.files)) == (guide and dict(guide.files))


def test_an_uninterrupted_mind_and_one_restored_at_every_decision_play_the_same() -> None:
    whole, pieces = Table.set_up(5010, LEGS), Table.set_up(5010, LEGS)
    guide, other = Guide(), Guide()
    decisions = whole.play(Mind(3, guide))
    mind, again = Mind(3, other), []
    while not pieces.won:
        saved = mind.state()
        mind = Mind(3, other)
        mind.restore(saved)
        again.append(pieces.play_one(mind))
    assert again == decisions
    assert dict(guide.files) == dict(other.files)
    assert guide.revision == other.revision


@pytest.mark.parametrize("state", [b"", b"[]", b"{}", b'{"dice": "x"}', b"\xff"])
def test_bytes_that_are_no_state_are_refused_in_one_line(state: bytes) -> None:
    with pytest.raises(AgentError, match="no saved state"):
        Mind(0, None).restore(state)


# --- rough treatment ------------------------------------------------------------------------


def test_pushed_around_and_misled_it_still_finishes() -> None:
    """Somebody presses buttons in between and garbles the guide; the mind looks again and goes on."""
    rng = Random(4)
    table, guide = Table.set_up(5011, LEGS), Guide()
    mind = Mind(0, guide)
    while not table.won and table.steps < 20_000:
        table.play_one(mind)
        if rng.random() < 0.15:
            table.press(rng.choices(tuple(Button), k=3))
        if rng.random() < 0.02:
            text = guide.files[NAVIGATION]
            at = rng.randrange(len(text))
            guide.create(NAVIGATION, text[:at] + rng.choice(["", "x", "\n", "# ", "- "]) + text[at + 2 :])
    assert table.won


def test_no_screen_is_too_strange_to_decide_on() -> None:
    rng = Random(5)
    mind = Mind(1, Guide(), 7)
    for _ in range(2000):
        assert mind.decide(strange(rng)).buttons


def strange(rng: Random) -> Percept:
    """A screen that no world has: anything anywhere."""
    floor, ids = art().ids["floor_0"], range(len(art().names))
    tiles = bytearray(rng.choices([floor] * 60 + [*ids, 255], k=80))
    player = (rng.randrange(10), rng.randrange(8))
    npcs = {(rng.randrange(10), rng.randrange(8)) for _ in range(rng.randrange(3))} - {player}
    for x, y in (player, *npcs):
        tiles[y * 10 + x] = Percept.UNSEEN
    if rng.random() < 0.2:
        words = rng.choice(
            [("GET THE SEAL", "IN C D."), ("GO BACK TO THE STONE OWL.", "TAKE THE PORTAL IN G.")]
        )
        return Percept(bytes(tiles), (-1, -1), -1, (), None, None, None, None, words, more=False)
    place = rng.choice(["A B", "C D", "E F", "G"])
    goal = rng.randrange(3)
    facing, bag = rng.randrange(4), rng.choice(["", "B", "AH", "T"])
    return Percept(bytes(tiles), player, facing, tuple(npcs), place, bag, goal, 7, None, more=False)


def test_when_nothing_more_is_asked_it_rests() -> None:
    table = explore(5012, legs=LEGS)
    assert table.won
    mind = Mind(0, Guide())
    table.steps = 0
    assert mind.decide(table.percept).buttons == (Button.START,)
    assert mind.decide(table.percept) == Decision((Button.WAIT,), Saying("rest", "nothing more is asked"))
