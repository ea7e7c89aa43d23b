"""The same presses give the same screens, in any process, and no cartridge stops a run for good."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest

from sim.cartridge import header_checksum
from sim.core import Button, CartridgeError, CartridgeHung, Frame, Pacing, RunFileError
from sim.emulator import Emulator
from sim.emulator.watchdog import Guard
from sim.standin import COLUMN, PRESSES, ROW, TILE, doodle
from tests import tinyrom

BUTTONS = tuple(Button)
ALL_RAM = (0x8000, 0x10000)


@pytest.fixture
def pad() -> Iterator[Emulator]:
    with Emulator(doodle()) as emulator:
        yield emulator


def presses(number: int, seed: int = 1) -> list[Button]:
    return Random(seed).choices(BUTTONS, k=number)


def trace(emulator: Emulator, buttons: list[Button]) -> list[str]:
    """Return what every press gave: the screen, the RAM, the frames it took."""
    return [
        f"{emulator.press(b).digest.hex()} {emulator.ram(*ALL_RAM).hex()} {emulator.frames}" for b in buttons
    ]


def in_a_fresh_process(code: str, *arguments: str, folder: Path | None = None, timeout: float = 60) -> str:
    """Run `code`; return its stdout, after making sure that it ended well and in silence."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=timeout,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


CONTINUE = """
import json, sys
from pathlib import Path
from sim.core import Button
from sim.emulator import Emulator
from tests.test_emulator import trace
rom, snapshot, buttons = sys.argv[1:]
emulator = Emulator(Path(rom).read_bytes())
if snapshot:
    emulator.restore(Path(snapshot).read_bytes())
print(json.dumps(trace(emulator, [Button(name) for name in json.loads(buttons)])))
"""


# --- pressing -----------------------------------------------------------------------------


def test_each_button_does_its_own_thing_once_a_press(pad: Emulator) -> None:
    seen = []
    for button in BUTTONS:
        pad.press(button)
        seen.append((button.value, *pad.ram(PRESSES, TILE + 1)))
    assert (PRESSES, COLUMN, ROW, TILE) == (0xC000, 0xC001, 0xC002, 0xC003)
    assert seen == [
        ("a", 1, 10, 9, 1),
        ("b", 2, 10, 9, 1),
        ("start", 3, 10, 9, 1),
        ("select", 4, 10, 9, 2),
        ("up", 5, 10, 8, 2),
        ("down", 6, 10, 9, 2),
        ("left", 7, 9, 9, 2),
        ("right", 8, 10, 9, 2),
        ("wait", 8, 10, 9, 2),
    ]


def test_a_frame_is_a_read_only_picture_of_its_own(pad: Emulator) -> None:
    before = pad.frame
    kept = before.pixels.copy()
    after = pad.press(Button.RIGHT)
    assert (before.pixels.shape, before.pixels.dtype, len(before.digest)) == ((144, 160, 4), np.uint8, 16)
    assert not before.pixels.flags.writeable
    assert not before.plane.flags.writeable
    assert np.array_equal(before.pixels, kept)
    assert after != before
    assert after is pad.frame
    assert pad.press(Button.LEFT) == before


def test_a_press_lasts_until_the_game_is_ready_within_its_limits() -> None:
    pacing = Pacing(hold=2, frames=5, ready=(0xC106, 0), limit=40)
    taken = []
    for busy in (1, 20, 200):
        with Emulator(tinyrom.cartridge(tinyrom.busy_for(busy)), pacing=pacing) as emulator:
            assert emulator.frames == 120
            emulator.press(Button.A)
            taken.append((emulator.frames, *emulator.ram(0xC100, 0xC101), *emulator.ram(0xC106, 0xC107)))
    short, long, endless = taken
    assert short == (5, 1, 0)
    assert long[1:] == (1, 0)
    assert 20 <= long[0] <= 24
    assert endless == (40, 1, 1)


def test_ram_is_read_without_changing_the_play(pad: Emulator) -> None:
    plain = [pad.press(button).digest for button in presses(40)]
    with Emulator(doodle()) as other:
        watched = []
        for button in presses(40):
            other.ram(0, 0x10000)
            watched.append(other.press(button).digest)
    assert watched == plain


# --- the same, every time -----------------------------------------------------------------


def test_a_fresh_process_plays_the_same_screens_and_ram(tmp_path: Path, pad: Emulator) -> None:
    (tmp_path / "pad.gb").write_bytes(doodle())
    printed = in_a_fresh_process(CONTINUE, str(tmp_path / "pad.gb"), "", json.dumps(presses(60)))
    assert json.loads(printed) == trace(pad, presses(60))


def test_a_snapshot_goes_on_in_a_fresh_process_as_it_does_here(tmp_path: Path, pad: Emulator) -> None:
    trace(pad, presses(30))
    (tmp_path / "snapshot").write_bytes(pad.snapshot())
    (tmp_path / "pad.gb").write_bytes(doodle())
    rest = presses(60, seed=2)
    files = str(tmp_path / "pad.gb"), str(tmp_path / "snapshot")
    assert json.loads(in_a_fresh_process(CONTINUE, *files, json.dumps(rest))) == trace(pad, rest)


def test_snapshots_are_the_same_bytes_and_taking_them_changes_nothing(pad: Emulator) -> None:
    with Emulator(doodle()) as other:
        often = []
        for button in presses(12):
            other.press(button)
            often.append(other.snapshot())
        trace_after = trace(other, presses(20, seed=2))
    trace(pad, presses(12))
    assert pad.snapshot() == often[-1]
    assert trace(pad, presses(20, seed=2)) == trace_after


def test_restoring_brings_back_the_screen_and_everything_after_it(pad: Emulator) -> None:
    trace(pad, presses(10))
    frame, snapshot = pad.frame, pad.snapshot()
    first = trace(pad, presses(25, seed=3))
    pad.restore(snapshot)
    assert (pad.frame, pad.frames, pad.snapshot()) == (frame, 0, snapshot)
    assert trace(pad, presses(25, seed=3)) == first


def test_a_screen_torn_by_darkness_is_drawn_the_same_after_a_restore() -> None:
    rom, pacing = tinyrom.cartridge(tinyrom.window_torn_by_darkness()), Pacing(hold=2, frames=3)
    buttons = [Button.WAIT, Button.A] * 12
    played, snapshots = [], []
    with Emulator(rom, pacing=pacing) as emulator:
        for button in buttons:
            snapshots.append(emulator.snapshot())
            played.append(emulator.press(button))
    assert len(set(played)) == 2
    for step, snapshot in enumerate(snapshots):
        with Emulator(rom, pacing=pacing) as fresh:
            fresh.restore(snapshot)
            assert [fresh.press(button) for button in buttons[step : step + 8]] == played[step : step + 8]
    with Emulator(rom, pacing=pacing) as same:
        for step in reversed(range(len(buttons))):
            same.restore(snapshots[step])
            assert same.press(buttons[step]) == played[step]


def test_a_cartridge_clock_stands_still_so_that_runs_can_be_played_again() -> None:
    rom = tinyrom.cartridge(tinyrom.clock_reader(), mapper=0x10, ram=3)
    with Emulator(rom) as first:
        snapshot = first.snapshot()
        played = trace(first, presses(80))
    time.sleep(1.1)
    with Emulator(rom) as second:
        assert second.snapshot() == snapshot
        assert trace(second, presses(80)) == played
        second.restore(snapshot)
        assert trace(second, presses(80)) == played


def test_battery_ram_is_in_the_snapshot() -> None:
    rom = tinyrom.cartridge(tinyrom.battery_writer(), mapper=0x1B, ram=2)
    with Emulator(rom) as emulator:
        emulator.press(Button.A)
        counted, snapshot = emulator.ram(0xC000, 0xC001), emulator.snapshot()
        following = trace(emulator, presses(5))
    with Emulator(rom) as fresh:
        fresh.restore(snapshot)
        assert fresh.ram(0xC000, 0xC001) == counted
        assert trace(fresh, presses(5)) == following


# --- snapshots that do not fit ------------------------------------------------------------


def test_a_snapshot_that_does_not_fit_is_refused_and_changes_nothing(
    pad: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = pad.snapshot()
    changed = bytearray(good)
    changed[-1] ^= 1
    with Emulator(doodle(title="ANOTHER")) as foreign, Emulator(doodle(), sound=False) as mute:
        of_another, without_sound = foreign.snapshot(), mute.snapshot()
    monkeypatch.setattr("sim.emulator.border.VERSION", "2.9.0")
    with Emulator(doodle()) as newer:
        of_a_newer = newer.snapshot()
    bad = {
        "cut to nothing": b"",
        "cut in the header": good[:40],
        "cut at the end": good[:-1],
        "changed": bytes(changed),
        "something else": b"SQLite format 3\0" * 20,
        "another PyBoy": of_a_newer,
        "another cartridge": of_another,
        "no sound": without_sound,
    }
    complaints = {}
    for kind, snapshot in bad.items():
        with pytest.raises(RunFileError) as caught:
            pad.restore(snapshot)
        complaints[kind] = str(caught.value)
    other = "this snapshot belongs to another cartridge: give the ROM that the run began with"
    no_snapshot = "this is no snapshot, or it was cut short: the run file is damaged"
    damaged = "a snapshot was cut short or changed: the run file is damaged"
    assert complaints == {
        "cut to nothing": no_snapshot,
        "cut in the header": no_snapshot,
        "cut at the end": damaged,
        "changed": damaged,
        "something else": no_snapshot,
        "another PyBoy": "this snapshot needs PyBoy 2.9.0, not 2.8.1: install pyboy==2.9.0",
        "another cartridge": other,
        "no sound": "this snapshot was made with other sound settings: use the settings of its run",
    }
    assert pad.snapshot() == good


# --- good manners -------------------------------------------------------------------------


def test_no_file_appears_and_nothing_is_printed(tmp_path: Path) -> None:
    (tmp_path / "clock.gb").write_bytes(tinyrom.cartridge(tinyrom.clock_reader(), mapper=0x10, ram=3))
    (tmp_path / "battery.gb").write_bytes(tinyrom.cartridge(tinyrom.battery_writer(), mapper=0x1B, ram=3))
    code = """
import os, sys
from pathlib import Path
environment, modules, filters = dict(os.environ), set(sys.modules), len(sys.warnoptions)
from sim.core import Button
from sim.emulator import Emulator
assert "pyboy" not in sys.modules
for rom in Path().glob("*.gb"):
    with Emulator(rom.read_bytes()) as emulator:
        emulator.press(Button.A)
        emulator.restore(emulator.snapshot())
    Emulator(rom.read_bytes()).press(Button.START)
assert os.environ == environment
assert "sdl2" not in sys.modules
"""
    assert in_a_fresh_process(code, folder=tmp_path) == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["battery.gb", "clock.gb"]


@pytest.mark.parametrize("rom", [b"", b"\0" * 7, bytes(0x8000), doodle()[:0x6000]])
def test_bytes_that_are_no_cartridge_raise_our_error(rom: bytes) -> None:
    with pytest.raises(CartridgeError, match=r"^the emulator refuses this cartridge: .+"):
        Emulator(rom)


# --- cartridges that stop the CPU ---------------------------------------------------------


def test_an_illegal_opcode_ends_the_press_with_a_clear_error() -> None:
    code = """
from sim.core import Button, CartridgeHung
from sim.emulator import Emulator
from tests import tinyrom
for opcode in tinyrom.BAD_OPCODES:
    emulator = Emulator(tinyrom.cartridge(tinyrom.until_a_button(bytes([opcode]))), patience=0.2)
    emulator.press(Button.WAIT)
    kept = emulator.snapshot()
    for attempt in 1, 2:
        try:
            emulator.press(Button.A)
        except CartridgeHung as error:
            print(error)
    emulator.restore(kept)
    emulator.press(Button.WAIT)
    emulator.close()
"""
    complaint = "the cartridge stopped the CPU for good (address 0x015d, opcode {:#04x}): nothing follows"
    expected = [complaint.format(opcode) for opcode in tinyrom.BAD_OPCODES for _ in range(2)]
    assert in_a_fresh_process(code).splitlines() == expected


@pytest.mark.parametrize("colour", [False, True])
def test_a_cartridge_that_hangs_as_it_starts_is_told_from_one_that_only_sleeps(colour: bool) -> None:
    code = f"""
from sim.core import Button, CartridgeHung
from sim.emulator import Emulator
from tests import tinyrom
from sim.standin import build
for sleep in (tinyrom.IDLE, tinyrom.HALTED_FOR_EVER, tinyrom.STOPPED, tinyrom.SCREEN_OFF):
    Emulator(build(sleep, colour={colour}), patience=0.2).press(Button.A)
for hang in (b"\\xd3", b"\\xdb", tinyrom.SCREEN_OFF[:3] + b"\\xfd"):
    try:
        Emulator(build(hang, colour={colour}), patience=0.2)
    except CartridgeHung:
        print("hung")
"""
    assert in_a_fresh_process(code) == "hung\n" * 3


def test_a_cpu_that_cannot_be_led_away_ends_the_process_with_one_line() -> None:
    code = """
from sim.emulator import Emulator, watchdog
from tests import tinyrom
watchdog.Guard._lead_away = lambda guard: setattr(guard, "stopped", "here")
watchdog._GIVE_UP = 2
Emulator(tinyrom.cartridge(b"\\xd3"), patience=0.2)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        timeout=30,
        check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    line = b"longplay: the cartridge stopped the emulator for good; the run is kept up to its last step\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", line)


class StandingStill:
    """A CPU that goes nowhere unless told to."""

    cycles = 0

    def _cycles(self) -> int:
        return self.cycles


def test_slow_is_not_stuck_and_idle_is_not_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    led_away = []
    monkeypatch.setattr(Guard, "_lead_away", lambda guard: led_away.append(guard.working))
    cpu = StandingStill()
    guard = Guard(cpu, patience=0.3)
    for _ in range(20):
        guard.look()  # between presses
    guard.working = 1
    for _ in range(20):
        cpu.cycles += 4
        guard.look()  # slow
    assert led_away == []
    for _ in range(4):
        guard.look()
    assert led_away == [1, 1]
    guard.working = 2
    guard.look()  # another press
    assert led_away == [1, 1]


def test_one_watchdog_serves_all_emulators_and_ends_with_the_last() -> None:
    def watchdogs() -> int:
        return sum(thread.name == "longplay watchdog" for thread in threading.enumerate())

    def wait_until(number: int) -> None:
        for _ in range(100):
            if watchdogs() == number:
                return
            time.sleep(0.05)
        raise AssertionError(f"{watchdogs()} watchdogs, not {number}")

    wait_until(0)
    first, second = Emulator(doodle()), Emulator(doodle())
    assert watchdogs() == 1
    first.close()
    assert watchdogs() == 1
    del second  # forgotten, never closed
    wait_until(0)
    with Emulator(doodle()):
        assert watchdogs() == 1
    wait_until(0)


def test_a_forked_process_has_a_watchdog_of_its_own() -> None:
    code = """
import os
from sim.core import Button, CartridgeHung
from sim.emulator import Emulator
from tests import tinyrom
emulator = Emulator(tinyrom.cartridge(tinyrom.until_a_button(b"\\xd3")), patience=0.2)
if os.fork() == 0:
    try:
        emulator.press(Button.A)
    except CartridgeHung:
        os._exit(7)
    os._exit(1)
print(os.waitstatus_to_exitcode(os.wait()[1]))
"""
    if sys.version_info >= (3, 12):
        code = "import warnings; warnings.simplefilter('ignore', DeprecationWarning)\n" + code
    assert in_a_fresh_process(code) == "7\n"


def test_a_hung_cartridge_raises_in_this_process_too() -> None:
    with (
        Emulator(tinyrom.cartridge(tinyrom.until_a_button(b"\xfc")), patience=0.2) as emulator,
        pytest.raises(CartridgeHung),
    ):
        emulator.press(Button.START)


def test_frames_are_equal_when_their_digests_are(pad: Emulator) -> None:
    assert pad.frame == Frame(np.zeros(1), pad.frame.digest)
    assert pad.frame != pad.frame.digest


@pytest.mark.parametrize("colour", [0x00, 0x80, 0xC0])
def test_a_frame_holds_exactly_the_pixels_that_pyboy_drew(colour: int) -> None:
    rom = bytearray(doodle())
    rom[0x143] = colour
    rom[0x14D] = header_checksum(bytes(rom))
    rng = Random(colour)
    with Emulator(bytes(rom)) as emulator:
        for _ in range(40):
            frame = emulator.press(rng.choice(tuple(Button)))
            assert np.array_equal(frame.pixels, emulator._screen)
            assert frame.plane.size == (160 * 144 * 4 if colour else 160 * 144)
