"""Fernmoor and any cartridge are Gymnasium environments, and what is played there is a run as any other."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import warnings
from collections.abc import Iterator, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gymnasium", reason='no Gymnasium here: pip install "longplay[gym]"')

import gymnasium
import numpy as np
from gymnasium.error import InvalidAction, ResetNeeded
from gymnasium.utils.env_checker import check_env
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.agents.dice import Dice
from sim.core import AgentError, Button, CartridgeError, CartridgeHung, Decision, RunSettings, WorldError
from sim.doors.gym import (
    ACTIONS,
    CARTRIDGE,
    FERNMOOR,
    CartridgeEnv,
    FernmoorEnv,
    FernmoorVectorEnv,
    RecordRun,
    register,
)
from sim.record import Run
from sim.session import Session, report_of, verify
from sim.session.parts import machine_of, rom_of
from sim.standin import build, doodle
from sim.world import generate
from sim.world.planners import solve
from tests import tinyrom

ROOT = Path(__file__).parent.parent
FULL_MAP = "full-map"
Made = tuple[list[bytes], list[float], list[dict[str, Any]]]


def actions(count: int, seed: int = 0) -> list[int]:
    dice = Dice(seed)
    return [dice.roll() % len(ACTIONS) for _ in range(count)]


def played(env: Any, presses: Sequence[int], seed: int | None = None) -> Made:
    """Every observation, reward and info of an episode."""
    screen, info = env.reset(seed=seed)
    screens, rewards, infos = [screen.tobytes()], [], [info]
    for press in presses:
        screen, reward, terminated, truncated, info = env.step(press)
        screens.append(screen.tobytes())
        rewards.append(reward)
        infos.append(info)
        if terminated or truncated:
            break
    return screens, rewards, infos


@pytest.fixture(scope="module")
def rom(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("gym") / "doodle.gb"
    file.write_bytes(doodle())
    return str(file)


@pytest.fixture(scope="module")
def small() -> Iterator[FernmoorEnv]:
    """One machine for those who only need some world."""
    env = FernmoorEnv(seed=3, legs=4)
    yield env
    env.close()


# --- how it is found ------------------------------------------------------------------------


def test_gymnasium_finds_the_environments_by_the_entry_point_of_the_package() -> None:
    given = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["gymnasium.envs"]
    assert list(given) == ["__root__"], "the ids name their own namespace"
    assert EntryPoint("__root__", given["__root__"], "gymnasium.envs").load() is register
    found = {name: spec for name, spec in gymnasium.registry.items() if spec.namespace == "longplay"}
    assert set(found) == {FERNMOOR, CARTRIDGE}
    register()
    assert {name: gymnasium.registry[name] for name in found} == found


UNSEEN_WINDOW = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
NO_DISPLAY = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")


def in_python(code: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own, without a display unless `more` says otherwise."""
    environment = {name: value for name, value in os.environ.items() if name not in NO_DISPLAY}
    return subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", code, *arguments],
        cwd=ROOT, env={**environment, **more}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_who_imports_the_door_for_another_game_loads_no_emulator() -> None:
    done = in_python(
        "import sys, sim.doors.gym\n"
        "print(sorted({'pyboy', 'scipy', 'sim.session', 'sim.world'} & set(sys.modules)))"
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_without_the_extra_the_door_says_in_one_line_what_to_install() -> None:
    done = in_python("import sys\nsys.modules['gymnasium'] = None\nimport sim.doors.gym")
    assert done.stderr.splitlines()[-1] == (
        'ImportError: the Gymnasium door needs gymnasium: pip install "longplay[gym]"'
    )


# --- what an environment has to be ----------------------------------------------------------


def test_gymnasiums_own_checker_finds_nothing_in_any_render_mode(rom: str) -> None:
    code = (
        "import sys, gymnasium, sim.doors.gym\n"
        "from gymnasium.utils.env_checker import check_env\n"
        "for name, options in (('Fernmoor', {'legs': 4}), ('Cartridge', {'rom': sys.argv[1]})):\n"
        "    check_env(gymnasium.make(f'longplay/{name}-v0', **options).unwrapped)\n"
    )
    done = in_python(code, rom, **UNSEEN_WINDOW)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_episode_in_a_window_is_truncated_when_that_is_closed(rom: str) -> None:
    code = (
        "import sys\n"
        "from sim.doors.gym import CartridgeEnv\n"
        "from sim.emulator.sdl import sdl2\n"
        "from tests.atkeys import push\n"
        "env = CartridgeEnv(rom=sys.argv[1], render_mode='human')\n"
        "env.reset()\n"
        "before = env.step(0)[1:4]\n"
        "push(sdl2(), sdl2().SDL_QUIT)\n"
        "print(before, env.step(0)[1:4], env.render())\n"
    )
    done = in_python(code, rom, **UNSEEN_WINDOW)
    assert done.stdout == "(0.0, False, False) (0.0, False, True) None\n", done.stderr


def test_without_a_display_a_window_is_refused_in_one_line(rom: str) -> None:
    code = "import sys\nfrom sim.doors.gym import CartridgeEnv\n"
    done = in_python(code + "CartridgeEnv(rom=sys.argv[1], render_mode='human').reset()", rom)
    assert "DisplayError: no window can be opened" in done.stderr.splitlines()[-1]


def test_the_checker_finds_nothing_under_every_assist() -> None:
    env = gymnasium.make(FERNMOOR, legs=4, channels=3, assists=("position", FULL_MAP))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(env.unwrapped, skip_render_check=True)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses=st.lists(st.integers(0, len(ACTIONS) - 1), max_size=25), seed=st.integers(0, 3))
def test_the_same_seed_and_actions_give_the_same_everything(
    small: FernmoorEnv, presses: list[int], seed: int
) -> None:
    fresh = FernmoorEnv(seed=9, legs=4)
    assert played(small, presses, seed) == played(small, presses) == played(fresh, presses, seed)
    fresh.close()


def test_an_observation_is_the_screen_after_the_press_and_nothing_else(rom: str) -> None:
    for env, chosen in (
        (FernmoorEnv(seed=3, legs=4, channels=3), RunSettings(world=3, legs=4)),
        (CartridgeEnv(rom=rom, channels=3), RunSettings(world=None, rom=rom)),
    ):
        emulator, _ = machine_of(rom_of(chosen))
        screens, _, _ = played(env, actions(30))
        shown = [emulator.frame.pixels[..., :3].tobytes()]
        shown += [emulator.press(ACTIONS[action]).pixels[..., :3].tobytes() for action in actions(30)]
        assert screens == shown
        emulator.close()
        env.close()


def test_an_observation_belongs_to_whoever_got_it(small: FernmoorEnv) -> None:
    first, _ = small.reset()
    kept = first.copy()
    first[:] = 7
    again, _ = small.reset()
    assert (again == kept).all()


def test_one_channel_of_a_cartridge_in_colour_is_its_luma(tmp_path: Path) -> None:
    green = bytes.fromhex("3e80e068 3ee0e069 3e03e069 3e91e040 18fe".replace(" ", ""))
    file = tmp_path / "green.gbc"
    file.write_bytes(build(green, colour=True))
    rgb, grey = CartridgeEnv(rom=str(file), channels=3), CartridgeEnv(rom=str(file))
    (colours, _), (greys, _) = rgb.reset(), grey.reset()
    weights = np.array([0.299, 0.587, 0.114])
    assert len(np.unique(colours.reshape(-1, 3)[:1])) > 1, "the cartridge shows a colour"
    assert (greys[..., 0] == np.rint(colours @ weights)).all()
    rgb.close()
    grey.close()


def test_render_gives_the_screen_in_rgb_whatever_is_observed(rom: str) -> None:
    env = CartridgeEnv(rom=rom, render_mode="rgb_array")
    with pytest.raises(ResetNeeded):
        env.render()
    screen, _ = env.reset()
    shown = env.render()
    assert shown is not None
    assert np.array_equal(shown, screen.repeat(3, axis=2))
    env.close()


# --- what is rewarded -----------------------------------------------------------------------


def test_the_oracle_earns_one_in_all_and_ends_the_episode() -> None:
    plan = solve(generate(3, legs=4)).buttons
    env = FernmoorEnv(seed=3, legs=4)
    env.reset()
    made = [env.step(ACTIONS.index(button)) for button in plan]
    rewards = [reward for _, reward, _, _, _ in made]
    assert sum(rewards) == pytest.approx(1)
    assert rewards == pytest.approx([1 / len(plan)] * len(plan))
    assert [ended for _, _, ended, _, _ in made] == [False] * (len(plan) - 1) + [True]
    assert not any(truncated for _, _, _, truncated, _ in made)
    assert made[-1][4]["progress"] == 1
    with pytest.raises(ResetNeeded):
        env.step(0)
    assert env.reset()[1]["progress"] == 0
    env.close()


def test_progress_is_what_the_drift_instrument_measures(tmp_path: Path) -> None:
    env = RecordRun(FernmoorEnv(seed=3, legs=4, steps=80), tmp_path)
    _, rewards, infos = played(env, actions(80))
    assert infos[-1]["progress"] == pytest.approx(sum(rewards))
    measured = {component.name: component.level for component in report_of(env.runs[0]).components}
    assert measured["progress"] == pytest.approx(infos[-1]["progress"], abs=1e-6)


def test_going_back_costs_nothing_and_coming_again_earns_nothing(small: FernmoorEnv) -> None:
    plan = [ACTIONS.index(button) for button in solve(generate(3, legs=4)).buttons]
    walked = next(at for at in range(len(plan)) if len(set(plan[at : at + 3])) == 1 and plan[at] >= 4) + 3
    back = {4: 5, 5: 4, 6: 7, 7: 6}[plan[walked - 1]]
    _, rewards, _ = played(small, [*plan[:walked], back, back, plan[walked - 1], plan[walked - 1]], seed=3)
    assert all(reward > 0 for reward in rewards[:walked])
    assert rewards[walked:] == [0, 0, 0, 0]


@pytest.mark.parametrize("seed", [0, 1])
def test_no_play_earns_less_than_nothing_or_more_than_one(small: FernmoorEnv, seed: int) -> None:
    _, rewards, infos = played(small, actions(200, seed), seed)
    assert min(rewards) >= 0
    assert sum(rewards) == pytest.approx(infos[-1]["progress"])
    assert 0 < infos[-1]["progress"] < 1


def test_an_episode_is_truncated_after_its_steps(rom: str) -> None:
    env = CartridgeEnv(rom=rom, steps=3)
    env.reset()
    assert [env.step(0)[1:4] for _ in range(3)] == [(0.0, False, False)] * 2 + [(0.0, False, True)]
    with pytest.raises(ResetNeeded):
        env.step(0)
    env.close()


@pytest.mark.parametrize("action", [-1, len(ACTIONS)])
def test_what_is_no_action_is_refused_and_presses_nothing(rom: str, action: int) -> None:
    env = CartridgeEnv(rom=rom)
    env.reset()
    with pytest.raises(InvalidAction, match="from 0 to 8"):
        env.step(action)
    assert env.step(np.int64(0))[4]["step"] == 1
    env.close()


def test_of_another_cartridge_no_progress_is_claimed(rom: str) -> None:
    env = CartridgeEnv(rom=rom)
    _, rewards, infos = played(env, actions(4))
    assert rewards == [0.0] * 4
    assert infos == [{"step": step, "frames": 24 if step else 0, "progress": None} for step in range(5)]
    env.close()


# --- what is told ---------------------------------------------------------------------------

PLAIN = {"step", "frames", "world", "progress"}


@pytest.mark.parametrize(
    ("assists", "more"),
    [
        ((), set()),
        (("position",), {"position"}),
        ((FULL_MAP,), {"truth", "events", "remaining", "best"}),
    ],
    ids=["plain", "position", "full-map"],
)
def test_truth_is_told_under_the_assist_that_the_settings_list(
    small: FernmoorEnv, assists: tuple[str, ...], more: set[str]
) -> None:
    env = FernmoorEnv(seed=3, legs=4, assists=assists)
    screens, rewards, infos = played(env, actions(12))
    assert {frozenset(info) for info in infos} == {frozenset(PLAIN | more)}
    assert env.settings.assists == assists
    assert (screens, rewards) == played(small, actions(12), 3)[:2], "what is seen stays the same"
    env.close()


def test_the_full_map_tells_what_ram_says_and_the_way_to_the_end() -> None:
    env = FernmoorEnv(seed=3, legs=4, assists=(FULL_MAP,))
    emulator, game = machine_of(rom_of(RunSettings(world=3, legs=4)))
    _, info = env.reset()
    assert info["truth"] == game.truth(emulator.ram)
    left = [info["remaining"]]
    while info["best"] >= 0:
        emulator.press(ACTIONS[info["best"]])
        _, _, terminated, _, info = env.step(info["best"])
        assert (info["truth"], info["events"]) == (game.truth(emulator.ram), game.events(emulator.ram))
        left.append(info["remaining"])
    assert terminated
    assert left == list(range(len(left) - 1, -1, -1))
    emulator.close()
    env.close()


@pytest.mark.parametrize("assist", ["truth", "look-ahead", ""])
def test_an_assist_that_does_not_exist_is_refused(assist: str, rom: str) -> None:
    with pytest.raises(AgentError, match="no assist is called"):
        FernmoorEnv(assists=(assist,))
    with pytest.raises(AgentError, match="no assist is called"):
        CartridgeEnv(rom=rom, assists=(FULL_MAP,))


# --- which world is played ------------------------------------------------------------------


def test_a_seed_chooses_the_world_until_the_next_one_does() -> None:
    env = FernmoorEnv(seed=3, legs=4)
    worlds = [env.reset(seed=seed)[1]["world"] for seed in (None, 5, None, 3)]
    assert worlds == [3, 5, 5, 3]
    assert env.settings.world == 3
    env.close()


def test_of_several_worlds_the_seed_decides_the_order() -> None:
    envs = [FernmoorEnv(seed=seed, worlds=(10, 11, 12), legs=4) for seed in (1, 1, 2)]
    drawn = [[env.reset()[1]["world"] for _ in range(8)] for env in envs]
    assert drawn[0] == drawn[1] != drawn[2]
    assert set(drawn[0]) == {10, 11, 12}
    again = [envs[2].reset(seed=1)[1]["world"]] + [envs[2].reset()[1]["world"] for _ in range(7)]
    assert again == drawn[0]
    for env in envs:
        env.close()


def test_what_cannot_be_played_is_told_of_and_another_reset_helps(tmp_path: Path) -> None:
    env = FernmoorEnv(seed=3, legs=4)
    env.reset()
    with pytest.raises(WorldError):
        env.reset(seed=2**32)
    with pytest.raises(ResetNeeded):
        env.step(0)
    assert env.reset(seed=4)[1]["world"] == 4
    env.close()
    missing = CartridgeEnv(rom=str(tmp_path / "missing.gb"))
    with pytest.raises(CartridgeError):
        missing.reset()


def test_a_cartridge_that_hangs_ends_its_episode_and_not_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "hangs.gb"
    file.write_bytes(build(tinyrom.until_a_button(b"\xd3")))
    env = RecordRun(CartridgeEnv(rom=str(file)), tmp_path / "runs")
    first, _ = env.reset()
    with pytest.raises(CartridgeHung):
        env.step(ACTIONS.index(Button.A))
    with pytest.raises(ResetNeeded):
        env.step(ACTIONS.index(Button.WAIT))
    with Run.open(env.runs[0]) as run:
        assert (run.meta()["status"], run.last_step) == ("failed", 0)
    again, _ = env.reset()
    assert (again == first).all()
    env.close()


# --- what is recorded -----------------------------------------------------------------------


def test_a_recorded_episode_is_a_run_that_verifies_and_shows_the_same(tmp_path: Path, rom: str) -> None:
    options: dict[str, dict[str, Any]] = {
        FERNMOOR: {"seed": 3, "legs": 4, "steps": 40, "assists": ("position",)},
        CARTRIDGE: {"rom": rom, "steps": 20},
    }
    for name, chosen in options.items():
        env = RecordRun(gymnasium.make(name, **chosen), tmp_path / name)
        assert played(env, actions(50)) == played(gymnasium.make(name, **chosen), actions(50))
        (folder,) = env.runs
        assert folder == tmp_path / name / "episode-0001"
        assert verify(folder, jobs=1).mismatch is None
        with Run.open(folder) as run:
            assert (run.meta()["status"], run.settings) == ("done", env.settings)
            buttons = [step.button for step in run.steps()]
        assert buttons == [ACTIONS[action] for action in actions(len(buttons))]


def test_a_session_played_from_outside_is_the_same_run(tmp_path: Path) -> None:
    env = RecordRun(FernmoorEnv(seed=3, legs=4, steps=30), tmp_path)
    played(env, actions(30))
    with Session.new(tmp_path / "own", env.settings) as session:
        for action in actions(30):
            session.step(Decision((ACTIONS[action],)))
    with Run.open(env.runs[0]) as one, Run.open(tmp_path / "own") as other:
        assert list(one.steps()) == list(other.steps())


def test_an_episode_that_is_broken_off_can_be_gone_on_with(tmp_path: Path) -> None:
    env = RecordRun(FernmoorEnv(seed=3, legs=4), tmp_path)
    played(env, actions(5))
    played(env, actions(7))
    env.close()
    with Run.open(env.runs[0]) as run:
        assert (run.meta()["status"], run.last_step) == ("stopped", 5)
    with Session.resume(env.runs[1]) as session:
        session.step(Decision((Button.UP,)))
    assert verify(env.runs[1], jobs=1).steps == 8


def test_what_was_recorded_before_is_never_written_over(tmp_path: Path) -> None:
    first, second = (RecordRun(FernmoorEnv(seed=3, legs=4), tmp_path) for _ in range(2))
    for env in (first, second, first):
        env.reset()
    names = [run.name for run in (*first.runs, *second.runs)]
    assert names == ["episode-0001", "episode-0003", "episode-0002"]
    first.close()
    second.close()


def test_only_environments_of_longplay_are_recorded(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="only Longplay's environments"):
        RecordRun(gymnasium.make("CartPole-v1"), tmp_path)


# --- many at once ---------------------------------------------------------------------------


def in_batches(env: Any, count: int, seed: int | None) -> list[Any]:
    """Everything that a vector environment gives, as plain values."""

    def plain(made: tuple[Any, ...]) -> list[Any]:
        info = {key: [str(value) for value in values] for key, values in made[-1].items()}
        return [*(values.tobytes() for values in made[:-1]), info]

    made = [plain(env.reset(seed=seed))]
    for start in range(count):
        made.append(plain(env.step(np.array(actions(env.num_envs, start)))))
    env.close()
    return made


@pytest.mark.parametrize("workers", [0, 2])
def test_several_in_a_process_are_what_gymnasium_makes_of_single_ones(workers: int) -> None:
    options: dict[str, Any] = {"legs": 4, "steps": 6, "assists": (FULL_MAP, "position")}
    ours = gymnasium.make_vec(FERNMOOR, 3, workers=workers, **options)
    theirs = gymnasium.make_vec(FERNMOOR, 3, vectorization_mode="sync", **options)
    assert ours.metadata == theirs.metadata
    for space in ("observation_space", "action_space", "single_observation_space", "single_action_space"):
        assert getattr(ours, space) == getattr(theirs, space)
    assert in_batches(ours, 16, 4) == in_batches(theirs, 16, 4)


def test_gymnasiums_own_vector_environments_step_ours_alike(rom: str) -> None:
    made = [
        in_batches(gymnasium.make_vec(CARTRIDGE, 2, rom=rom, steps=3, vectorization_mode=mode), 5, None)
        for mode in ("sync", "async", "vector_entry_point")
    ]
    assert made[0] == made[1] == made[2]


def test_workers_may_be_spawned_and_render() -> None:
    env = FernmoorVectorEnv(2, workers=1, context="spawn", legs=4, channels=3, render_mode="rgb_array")
    screens, _ = env.reset(seed=3)
    assert (np.array(env.render()) == screens).all()
    env.close()


def test_an_error_in_a_worker_is_raised_where_the_step_was_asked_for() -> None:
    env = FernmoorVectorEnv(2, workers=2, legs=4)
    with pytest.raises(WorldError):
        env.reset(seed=[1, 2**32])
    assert env.reset(seed=[1, 2])[1]["world"].tolist() == [1, 2], "it can be played on"
    env.close()


def test_a_worker_that_dies_is_told_of() -> None:
    env = FernmoorVectorEnv(2, workers=2, legs=4)
    env.reset()
    env._crew._processes[1].kill()  # type: ignore[union-attr]
    with pytest.raises(RuntimeError, match="a worker of the vector environment died"):
        env.step(np.zeros(2, int))
    env.close()


def test_workers_end_when_their_parent_is_killed() -> None:
    code = (
        "import os, signal\n"
        "from sim.doors.gym import FernmoorVectorEnv\n"
        "env = FernmoorVectorEnv(2, workers=2, legs=4)\n"
        "env.reset()\n"
        "print(*(process.pid for process in env._crew._processes), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    # The pipe of its output is closed when the last of its workers has ended.
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, timeout=20, check=False
    )
    assert len(done.stdout.split()) == 2


@pytest.mark.parametrize(
    "wrong", [{"num_envs": 0}, {"render_mode": "human"}, {"legs": 4, "channels": 2}], ids=str
)
def test_a_vector_environment_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        FernmoorVectorEnv(**wrong)


def test_a_batch_has_to_fit() -> None:
    env = FernmoorVectorEnv(2, workers=0, legs=4)
    env.reset()
    with pytest.raises(ValueError, match="2 environments, and 3 actions"):
        env.step(np.zeros(3, int))
    with pytest.raises(ValueError, match="2 environments, and 1 seeds"):
        env.reset(seed=[1])
    with pytest.raises(ValueError, match="reset_mask"):
        env.reset(options={"reset_mask": np.array([True, False])})
    env.close()
