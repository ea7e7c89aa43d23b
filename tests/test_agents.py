"""Agents are found by name, decide from what they are shown, and go on where they were interrupted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random as PythonRandom

import numpy as np
import pytest
import xxhash

from sim.agents import EMBEDDED, Agent, ModelSetup, Setup, build
from sim.agents.novelty import Novelty
from sim.core import AgentError, Button, Decision, Frame, ModelSettings, Observation
from sim.emulator import Emulator
from sim.games import recognise
from sim.guide import NAVIGATION, Guide, starting_guide
from sim.session.models import Nobody
from sim.standin import doodle
from sim.world import generate
from sim.world.cartridge import image
from sim.world.planners import solve
from sim.world.rules import start, step
from tests.twinplay import NoJournal

MODULE = """
class Still:
    def __init__(self, setup):
        self.setup = setup
    def decide(self, observation):
        from sim.core import Button, Decision
        return Decision((Button.WAIT,))
    def state(self):
        return b""
    def restore(self, state):
        pass

class Broken(Still):
    def __init__(self, setup):
        raise OSError("no such model")

class Nobody:
    def __init__(self, setup):
        pass

number = 7
"""


def setup(seed: int = 0, *, guide: Guide | None = None, world: int | None = None) -> Setup:
    known = None if world is None else generate(world)
    return Setup(seed, guide, NoJournal(), world=known, model=ModelSetup(Nobody(), ModelSettings()))


def observation(pixels: np.ndarray | None = None) -> Observation:
    shown = np.zeros((144, 160, 4), np.uint8) if pixels is None else pixels
    return Observation(Frame(shown.reshape(-1), xxhash.xxh3_128_digest(shown.tobytes())), "play", 0)


# --- found by name --------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(EMBEDDED) - {"claude"}))
def test_the_embedded_agents_are_built_by_their_short_names(name: str) -> None:
    agent = build(name, setup(world=1))
    assert isinstance(agent, Agent)
    assert agent.decide(observation()).buttons


def test_ones_own_agent_is_built_from_its_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my_own_agent.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    agent = build("my_own_agent:Still", setup(7))
    assert agent.decide(observation()) == Decision((Button.WAIT,))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nobody", "no agent is called 'nobody': say one of random, explorer, oracle"),
        (":Class", "no agent is called"),
        ("module:", "no agent is called"),
        ("no_such_module_at_all:Class", "module no_such_module_at_all cannot be imported"),
        ("my_agents:Missing", "module my_agents has no class Missing"),
        ("my_agents:number", "module my_agents has no class number"),
        ("my_agents:Nobody", "my_agents:Nobody is no agent"),
        ("my_agents:Broken", "my_agents:Broken could not be built: OSError: no such model"),
        ("my_syntax:Class", "module my_syntax cannot be imported"),
    ],
)
def test_what_cannot_be_built_is_told_in_one_line(
    name: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my_agents.py").write_text(MODULE)
    (tmp_path / "my_syntax.py").write_text("def broken(:\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(AgentError) as error:
        build(name, setup())
    assert says in str(error.value)
    assert "\n" not in str(error.value)


# --- random ---------------------------------------------------------------------------------


def test_the_random_agent_repeats_itself_by_seed_and_goes_on_after_a_restore() -> None:
    one, same, other = (build("random", setup(seed)) for seed in (5, 5, 6))
    presses = [[agent.decide(observation()).buttons for _ in range(200)] for agent in (one, same, other)]
    assert presses[0] == presses[1] != presses[2]
    assert {button for (button,) in presses[0]} == set(Button) - {Button.WAIT}
    other.restore(one.state())
    assert other.state() == one.state()
    assert other.decide(observation()) == one.decide(observation())


# --- oracle ---------------------------------------------------------------------------------


def test_the_oracle_goes_the_shortest_way_and_waits_at_its_end() -> None:
    agent = build("oracle", setup(world=4))
    world = generate(4)
    state = start(world)
    presses: list[Button] = []
    while state.objective < len(world.objectives):
        decision = agent.decide(observation())
        assert len(decision.buttons) <= 8
        presses += decision.buttons
        for button in decision.buttons:
            state, _ = step(world, state, button)
    assert tuple(presses) == solve(world).buttons
    assert agent.decide(observation()).buttons == (Button.WAIT,)


def test_a_restored_oracle_goes_on_where_the_first_one_stopped() -> None:
    one, other = build("oracle", setup(world=4)), build("oracle", setup(world=4))
    for _ in range(30):
        one.decide(observation())
    other.restore(one.state())
    assert [one.decide(observation()) for _ in range(20)] == [other.decide(observation()) for _ in range(20)]


def test_an_oracle_without_a_map_is_refused() -> None:
    with pytest.raises(AgentError, match="full map"):
        build("oracle", setup())


# --- explorer -------------------------------------------------------------------------------


def test_the_explorer_plays_the_real_cartridge_from_its_pixels() -> None:
    rom = image(generate(2))
    game = recognise(rom)
    guide = Guide(starting_guide("blank"))
    agent = build("explorer", setup(guide=guide))
    presses = 0
    with Emulator(rom, pacing=game.pacing, sound=game.sound) as emulator:
        while presses < 2000:
            decision = agent.decide(Observation(emulator.frame, game.goal, presses))
            for button in decision.buttons:
                emulator.press(button)
            presses += len(decision.buttons)
        met = game.truth(emulator.ram).objective
    assert met is not None
    assert met >= 20
    assert sum(text.count("### ") for text in guide.files.values()) > 30


def test_on_an_unknown_cartridge_the_explorer_presses_on_and_keeps_a_short_record() -> None:
    guide = Guide()
    agent = build("explorer", setup(guide=guide))
    pressed: set[Button] = set()
    with Emulator(doodle()) as emulator:
        for _ in range(200):
            decision = agent.decide(Observation(emulator.frame, "", 0))
            pressed |= set(decision.buttons)
            for button in decision.buttons:
                emulator.press(button)
    assert pressed == set(Button) - {Button.WAIT}
    assert "## Screens" in guide.files[NAVIGATION]
    assert guide.revision < 20


def test_seeking_novelty_gets_about_further_than_random_presses() -> None:
    """Fernmoor stands in for a game that cannot be read."""
    seeds = range(1, 5)
    assert sum(places_seen(seed, Novelty(1).decide) for seed in seeds) > 1.5 * sum(map(by_chance, seeds))


def by_chance(seed: int) -> int:
    agent = build("random", setup(1))
    return places_seen(seed, lambda frame: agent.decide(Observation(frame, "", 0)))


def places_seen(seed: int, decide: Callable[[Frame], Decision], presses: int = 2000) -> int:
    rom = image(generate(seed))
    game, seen = recognise(rom), set()
    with Emulator(rom, pacing=game.pacing, sound=game.sound) as emulator:
        while presses > 0:
            for button in decide(emulator.frame).buttons:
                emulator.press(button)
                presses -= 1
            seen.add(game.truth(emulator.ram).place)
    return len(seen)


def test_no_picture_stops_the_explorer_and_its_state_stays_small() -> None:
    rng = np.random.default_rng(0)
    agent = build("explorer", setup(guide=Guide()))
    for number in range(3000):
        pixels = rng.integers(0, 256, (144, 160, 4), np.uint8)
        pixels[:: 1 + number % 7] = number % 256
        assert agent.decide(observation(pixels)).buttons
    assert len(agent.state()) < 200_000


def test_a_restored_explorer_decides_the_same_on_screens_that_it_cannot_read() -> None:
    rng = PythonRandom(1)
    greys = [np.full((144, 160, 4), grey, np.uint8) for grey in range(0, 256, 32)]
    one, other = (build("explorer", setup(seed)) for seed in (1, 2))
    for _ in range(100):
        one.decide(observation(rng.choice(greys)))
    other.restore(one.state())
    assert other.state() == one.state()
    shown = [observation(rng.choice(greys)) for _ in range(100)]
    assert [one.decide(seen) for seen in shown] == [other.decide(seen) for seen in shown]


@pytest.mark.parametrize("name", EMBEDDED)
@pytest.mark.parametrize("state", [b"", b"7", b'{"mind": 3}'])
def test_bytes_that_are_no_state_are_refused(name: str, state: bytes) -> None:
    with pytest.raises(AgentError, match="no saved state"):
        build(name, setup(world=1)).restore(state)
