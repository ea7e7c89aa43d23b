"""Waste and memory gap of recorded runs that are measured by what an adapter tells."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.core import Around, CartridgeError, RunSettings
from sim.drift import Tracker
from sim.record import Run
from sim.session import Session, fold, report_of, verify
from sim.standin import doodle
from tests import walker
from tests.observedplay import sums
from tests.pokemon_standin import cartridge

ROOT = Path(__file__).parent.parent
LIVE = ("all=off", "drift")


@pytest.fixture(scope="module")
def red(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rom = tmp_path_factory.mktemp("red") / "red.gb"
    rom.write_bytes(cartridge())
    return rom


def walked(folder: Path, rom: Path, agent: type[walker.Straight]) -> tuple[float, float, float]:
    """Play a walk on the stand-in of Pokemon Red; return the steps wasted, lost to memory, and judged."""
    steps = len(agent.WAY.replace("!", ""))
    settings = RunSettings(
        f"tests.walker:{agent.__name__}", world=None, rom=str(rom), steps=steps, guide="off", monitors=LIVE
    )
    with Session.new(folder, settings) as session:
        for _ in session.play():
            pass
        live = session.report().to_json()
        assert live == fold(session.run).to_json()
    assert report_of(folder).to_json() == live
    tracker = Tracker()
    with Run.open(folder) as run:
        for step in run.steps():
            tracker.update(step)
    (waste, judged), (gap, _) = sums(tracker, "waste"), sums(tracker, "memory_gap")
    return waste, gap, judged


def test_waste_and_gap_of_pokemon_go_where_they_should_live_and_offline(tmp_path: Path, red: Path) -> None:
    kinds = (walker.Straight, walker.Dithering, walker.Forgetting, walker.Returning)
    found = {kind.__name__: walked(tmp_path / kind.__name__, red, kind) for kind in kinds}
    assert found == {
        "Straight": (0, 0, 19),
        "Dithering": (24, 0, 43),
        "Forgetting": (24, 8, 51),
        "Returning": (32, 0, 51),
    }


def longplay(*arguments: str | Path) -> str:
    """Return what the command prints."""
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"},
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_plays_a_recognised_cartridge_and_tells_the_tier(tmp_path: Path, red: Path) -> None:
    run = tmp_path / "run"
    longplay("run", "--rom", red, "--agent", "tests.walker:Dithering", "--steps", "47", "--out", run)
    (told,) = json.loads(longplay("drift", run, "--json")).values()
    assert told["tiers"]["run"] == "adapter"
    assert told["tiers"]["observed"]["graph"] == "told collision and walked ways"
    assert told["tiers"]["components"]["waste"] == "adapter"
    assert told["tiers"]["components"]["goal_acts"] is None
    assert "tier: adapter; pace, waste and memory gap by told collision and walked ways" in longplay(
        "drift", run
    )
    assert verify(run, jobs=1).mismatch is None


def test_through_a_door_lies_another_place_and_a_step_is_told_in_few_bytes(tmp_path: Path, red: Path) -> None:
    class Through(walker.Straight):
        WAY = "rruuu" + "uuu" * 2

    walker.Through = Through  # type: ignore[attr-defined]
    try:
        walked(tmp_path / "run", red, Through)
    finally:
        del walker.Through  # type: ignore[attr-defined]
    with Run.open(tmp_path / "run") as run:
        truths = [step.truth for step in run.steps()]
    assert {truth.place for truth in truths} == {"PALLET TOWN", "VIRIDIAN CITY"}
    arounds = [truth.detail["around"] for truth in truths]
    assert all(len(json.dumps(around, separators=(",", ":"))) < 120 for around in arounds)
    first, last = (Around.from_json(around) for around in (arounds[0], arounds[4]))
    assert first is not None
    assert last is not None
    assert (first.warps, last.warps) == (((7, 3),), ((7, 3),))


@pytest.fixture
def pad(tmp_path: Path) -> Path:
    rom = tmp_path / "pad.gb"
    rom.write_bytes(doodle())
    return rom


def test_an_adapter_that_tells_no_more_than_positions_is_enough(tmp_path: Path, pad: Path) -> None:
    settings = RunSettings(
        "random", world=None, rom=str(pad), game="tests.pads:Placed", steps=200, guide="off"
    )
    with Session.new(tmp_path / "run", settings) as session:
        for _ in session.play():
            pass
    report = report_of(tmp_path / "run")
    assert report.tiers is not None
    assert report.tiers.observed is not None
    assert report.tiers.observed.graph == "walked ways"
    assert report.component("waste").level is not None
    assert report.component("memory_gap").level == 0


def test_an_adapter_that_tells_nonsense_of_what_is_around_is_named(tmp_path: Path, pad: Path) -> None:
    settings = RunSettings("random", world=None, rom=str(pad), game="tests.pads:Blurred", steps=5)
    with (
        pytest.raises(CartridgeError) as refused,
        Session.new(tmp_path / "run", settings) as session,
    ):
        for _ in session.play():
            pass
    assert (
        str(refused.value) == "the game tests.pads:Blurred tells of [1, 2] around, which is no Around as JSON"
    )
