"""A game adapter of one's own: what it tells is recorded, and its faults are told as its own."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.cli.main import main
from sim.core import CartridgeError, Event, RunSettings
from sim.games import recognise
from sim.record import Run
from sim.session import Session, verify
from sim.standin import doodle
from tests.pads import Pad


def with_other(**changed: Any) -> type[Pad]:
    return type("Other", (Pad,), changed)


def raising(*_: Any) -> Any:
    raise ZeroDivisionError("by nothing")


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], str]:
    """Give a class a place that it can be named by."""

    def name(made: Any) -> str:
        module = types.ModuleType("ownpad")
        module.Pad = made  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "ownpad", module)
        return "ownpad:Pad"

    return name


@pytest.fixture
def rom(tmp_path: Path) -> Path:
    path = tmp_path / "pad.gb"
    path.write_bytes(doodle())
    return path


def test_what_it_tells_is_recorded_and_the_run_replays_and_goes_on(
    tmp_path: Path, rom: Path, named: Callable[[Any], str]
) -> None:
    settings = RunSettings("random", world=None, rom=str(rom), game=named(Pad), steps=12)
    with Session.new(tmp_path / "run", settings) as session:
        assert session.observe().goal == "Draw."
        for _ in session.play():
            pass
    with Run.open(tmp_path / "run") as run:
        first, *_, last = run.steps()
        assert run.identity()["game"] == "pad"
    assert (last.truth.place, last.truth.objectives, first.events) == (
        "DOODLE",
        3,
        (Event("pressed", {"times": 1}),),
    )
    assert verify(tmp_path / "run", deep=True, jobs=1).mismatch is None
    with Session.resume(tmp_path / "run", steps=200) as session:
        for _ in session.play():
            pass
        assert session.status == "won"


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (with_other(goal=None), "the game ownpad:Pad has no goal: it should be a str"),
        (with_other(pacing=(2, 8)), "the game ownpad:Pad has no pacing: it should be a Pacing"),
        (with_other(__init__=raising), "the game ownpad:Pad failed: ZeroDivisionError: by nothing"),
        (with_other(truth=raising), "the game ownpad:Pad failed: ZeroDivisionError: by nothing"),
        (with_other(truth=lambda self, ram: 7), "the game ownpad:Pad says 7, which is no Truth"),
        (with_other(events=lambda *_: [7]), "the game ownpad:Pad says [7], which is no tuple of events"),
    ],
)  # fmt: skip
def test_a_faulty_one_is_named_in_one_line(
    tmp_path: Path, rom: Path, named: Callable[[Any], str], made: Any, says: str
) -> None:
    settings = RunSettings("random", world=None, rom=str(rom), game=named(made), steps=5)
    with pytest.raises(CartridgeError) as refused, Session.new(tmp_path / "run", settings) as session:
        for _ in session.play():
            pass
    assert str(refused.value) == says


def test_one_that_is_not_there_or_has_no_cartridge_is_refused(
    rom: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments, says in (
        (["--rom", str(rom), "--game", "nowhere:Pad"], "the game's module nowhere cannot be imported"),
        (["--game", "ownpad:Pad"], "--game tells what a cartridge means: name that with --rom"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(["run", *arguments])
        said = capsys.readouterr().err
        assert (ended.value.code, said.count("\n"), says in said) == (2, 1, True)
    assert recognise(doodle()).name == "unknown"
