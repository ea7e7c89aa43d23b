"""The twin and the cartridge are one game: the same state, events and picture after every press."""

from __future__ import annotations

from collections import Counter

from sim.core import Button, Event, Percept
from sim.world import World, generate
from sim.world.planners import Distances
from sim.world.prng import Pcg32
from sim.world.rules import Events, State, percept, start, step, truth
from sim.world.status import EVENTS
from tests.parity import compare


def press(world: World, state: State, *buttons: Button) -> tuple[State, Events]:
    happened: Events = ()
    for button in buttons:
        state, events = step(world, state, button)
        happened += events
    return state, happened


def test_cartridge_and_twin_agree_from_the_first_press_to_after_the_win() -> None:
    seen: Counter[str] = Counter()
    for seed, ahead in ((11, 0), (12, 0.5), (13, 0.95)):
        seen += compare(seed, 2000, ahead)
    assert set(seen) == {kind for kind, _ in EVENTS.values()}


def test_waiting_changes_nothing() -> None:
    world = generate(1)
    assert step(world, start(world), Button.WAIT) == (start(world), ())


def test_start_shows_the_goal_and_a_closes_it() -> None:
    world = generate(1)
    shown, events = press(world, start(world), Button.START)
    seen = percept(world, shown)
    assert events == ()
    assert "\n".join(seen.text or ()) == world.texts[world.objectives[0].text]
    assert (seen.place, seen.keys, seen.goal, seen.more) == (None, None, None, False)
    assert seen.tiles[60:] == bytes([Percept.UNSEEN] * 20)
    assert truth(world, shown).mode == "text"
    closed, events = press(world, shown, Button.A)
    assert (closed._replace(result=0), events) == (start(world), ())


def test_directions_turn_no_pages() -> None:
    world = generate(1)
    shown, _ = press(world, start(world), Button.START)
    walked, events = press(world, shown, Button.UP, Button.LEFT, Button.SELECT)
    assert (walked._replace(result=shown.result), events) == (shown, ())


def test_an_objective_stays_met_when_its_lever_is_pulled_back() -> None:
    world = generate(3)
    end = Distances(world).plan.legs[1].end
    flag = world.objectives[1].flag
    back, events = press(world, end, Button.A)
    assert events == (Event("lever", {"flag": flag, "on": 0}),)
    assert (back.objective, back.flags) == (end.objective, end.flags ^ 1 << flag)
    again, events = press(world, back, Button.A)
    assert (again, events) == (end, (Event("lever", {"flag": flag, "on": 1}),))


def test_no_press_causes_more_events_than_the_ring_may_hold() -> None:
    world = generate(5)
    rng, oracle, state, most = Pcg32(5), Distances(world), start(world), 0
    while state.objective < len(world.objectives):
        button = rng.pick(tuple(Button)) if rng.chance(30) else oracle.best(state)
        state, events = step(world, state, button)
        most = max(most, len(events))
    assert 2 <= most <= 8
