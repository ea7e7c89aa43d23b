"""A person at the keys: what is pressed is what is recorded, and the run is a run like any other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sim.core import Button, RunFileError, RunSettings
from sim.record import Run
from sim.session import HUMAN, Session, by_hand, verify
from sim.standin import doodle
from tests import crash

ROOT = Path(__file__).parent.parent
A, WAIT = Button.A, Button.WAIT
UP, DOWN, LEFT, RIGHT = Button.UP, Button.DOWN, Button.LEFT, Button.RIGHT
NO_DISPLAY = {
    name: value
    for name, value in os.environ.items()
    if name not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")
}
UNSEEN_WINDOW = {**NO_DISPLAY, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}


class Fingers:
    """Press what they are told, with a rest wherever it is None, and are then done."""

    def __init__(self, presses: Sequence[Button | None]) -> None:
        self.presses = list(presses)
        self.rests = 0

    @property
    def closed(self) -> bool:
        return not self.presses

    def poll(self) -> Button | None:
        return self.presses.pop(0)

    def rest(self) -> None:
        self.rests += 1


@pytest.fixture
def rom(tmp_path: Path) -> str:
    file = tmp_path / "doodle.gb"
    file.write_bytes(doodle())
    return str(file)


def fernmoor(**fields: int) -> RunSettings:
    return RunSettings(agent=HUMAN, world=1, legs=4, guide="off", **fields)  # type: ignore[arg-type]


def presses(folder: Path) -> list[Button]:
    with Run.open(folder) as run:
        return [step.button for step in run]


def test_every_press_is_a_decision_of_one_button(tmp_path: Path) -> None:
    with Session.new(tmp_path / "R", fernmoor()) as session:
        made = list(by_hand(session, Fingers([A, A, DOWN, A])))
    assert [(step.number, step.decision, step.button, step.last) for step in made] == [
        (number, number, button, True) for number, button in enumerate([A, A, DOWN, A], 1)
    ]


def test_while_nobody_presses_fernmoor_stands_still_and_nothing_is_recorded(tmp_path: Path) -> None:
    hesitant, brisk = Fingers([None, A, None, None, A, DOWN, None, LEFT, None]), Fingers([A, A, DOWN, LEFT])
    for name, fingers in (("hesitant", hesitant), ("brisk", brisk)):
        with Session.new(tmp_path / name, fernmoor()) as session:
            list(by_hand(session, fingers))
    assert hesitant.rests == 5
    assert crash.contents(tmp_path / "hesitant") == crash.contents(tmp_path / "brisk")


def test_a_game_that_goes_on_by_itself_is_recorded_while_nobody_presses(tmp_path: Path, rom: str) -> None:
    settings = RunSettings(agent=HUMAN, world=None, rom=rom, guide="off")
    fingers = Fingers([None, RIGHT, None, None, A])
    with Session.new(tmp_path / "R", settings) as session:
        list(by_hand(session, fingers))
    assert presses(tmp_path / "R") == [WAIT, RIGHT, WAIT, WAIT, A]
    assert fingers.rests == 0


def test_a_run_by_hand_goes_on_and_can_be_verified(tmp_path: Path) -> None:
    settings = fernmoor(snapshot_every=4)
    buttons = [A, A, A, A, DOWN, RIGHT, A, UP, LEFT, LEFT, A, DOWN]
    with Session.new(tmp_path / "parted", settings) as session:
        list(by_hand(session, Fingers(buttons[:6])))
    with Session.resume(tmp_path / "parted") as session:
        list(by_hand(session, Fingers(buttons[6:])))
    with Session.new(tmp_path / "whole", settings) as session:
        list(by_hand(session, Fingers(buttons)))
    assert presses(tmp_path / "parted") == buttons
    assert crash.contents(tmp_path / "parted") == crash.contents(tmp_path / "whole")
    assert verify(tmp_path / "parted", jobs=1).mismatch is None
    with pytest.raises(RunFileError, match="came from outside"):
        verify(tmp_path / "parted", deep=True)


def test_the_last_screen_stays_until_the_person_closes_the_window(tmp_path: Path) -> None:
    fingers = Fingers([A, A, A, None, UP, None])
    with Session.new(tmp_path / "R", fernmoor(steps=2)) as session:
        assert len(list(by_hand(session, fingers))) == 2
        assert (session.status, fingers.rests, fingers.closed) == ("done", 4, True)
    with Session.resume(tmp_path / "R") as session:
        assert list(by_hand(session, Fingers([A]))) == []


# --- the window ---------------------------------------------------------------------------


def at_keys(keys: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run `longplay` in a window that nobody sees, and type into it."""
    command = [sys.executable, "-m", "tests.atkeys", keys, *arguments]
    environment = {**UNSEEN_WINDOW, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_what_is_typed_into_the_window_is_played_shown_and_recorded(tmp_path: Path) -> None:
    keys = "A,S,Return,A,Backspace,Left,Up,shot,Right,Down,close"
    played = at_keys(keys, "play", "--world", "1", "--legs", "4", "--out", "R", "--json", cwd=tmp_path)
    assert (played.returncode, json.loads(played.stdout)["status"]) == (0, "stopped"), played.stderr
    assert (
        "keys: arrows walk, A = A, S = B, Return = START, Backspace = SELECT; Escape stops" in played.stderr
    )
    assert "stopped; go on with: longplay resume R" in played.stderr
    typed = ["a", "b", "start", "a", "select", "left", "up", "right", "down"]
    assert presses(tmp_path / "R") == typed
    shown = Image.open(sorted(tmp_path.glob("*.bmp"))[-1]).convert("L").resize((160, 144), 0)
    with Run.open(tmp_path / "R") as run:
        assert np.array_equal(np.asarray(shown), run.frame(7).pixels[..., 0])
    with Session.new(tmp_path / "headless", fernmoor(steps=100_000, snapshot_every=200)) as session:
        list(by_hand(session, Fingers([Button(name) for name in typed])))
    assert crash.contents(tmp_path / "R") == crash.contents(tmp_path / "headless")


def test_resume_opens_the_window_of_a_run_by_hand_again(tmp_path: Path, rom: str) -> None:
    first = at_keys("Right,A,Escape", "play", "--rom", rom, "--out", "R", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    second = at_keys("Down,A,close", "resume", "R", cwd=tmp_path)
    assert second.returncode == 0, second.stderr
    assert [button for button in presses(tmp_path / "R") if button != WAIT] == [RIGHT, A, DOWN, A]
    assert verify(tmp_path / "R", jobs=1).mismatch is None


def test_ctrl_c_ends_a_run_by_hand_and_tells_how_to_go_on(tmp_path: Path, rom: str) -> None:
    command = [sys.executable, "-m", "sim.cli", "play", "--rom", rom, "--out", "R"]
    environment = {**UNSEEN_WINDOW, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=-1, stderr=-1, text=True)
    while not (tmp_path / "R" / "run.sqlite").exists() and process.poll() is None:
        time.sleep(0.05)
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors.splitlines()[-1]) == (130, "stopped; go on with: longplay resume R")
    assert verify(tmp_path / "R", jobs=1).mismatch is None


@pytest.mark.parametrize("command", ["play --out R", "resume hand"])
def test_without_a_display_one_line_says_what_to_do(tmp_path: Path, command: str) -> None:
    with Session.new(tmp_path / "hand", fernmoor()) as session:
        list(by_hand(session, Fingers([A])))
    environment = {**NO_DISPLAY, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", *command.split()],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "longplay: no window can be opened (neither DISPLAY nor WAYLAND_DISPLAY is set): "
        "play where there is a display, or let an agent play with: longplay run\n"
    )
    assert not (tmp_path / "R").exists()
    assert presses(tmp_path / "hand") == [A]
