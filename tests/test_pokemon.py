"""The adapter of Pokemon Red, on a stand-in that lays out the documented RAM: no real cartridge is here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.core import Around, Button, Event, RunSettings
from sim.emulator import Emulator
from sim.games import PokemonRed, recognise
from sim.games.pokemon.memory import decimal
from sim.games.pokemon.milestones import MILESTONES
from sim.session import Session, report_of, verify
from tests.pokemon_standin import DOOR, LAND, cartridge


@pytest.fixture
def played() -> Iterator[tuple[Emulator, PokemonRed]]:
    rom = cartridge()
    game = recognise(rom)
    assert isinstance(game, PokemonRed)
    with Emulator(rom, pacing=game.pacing, sound=game.sound) as emulator:
        assert game.events(emulator.ram) == ()
        yield emulator, game


def test_it_is_told_by_title_size_and_whole_checksum() -> None:
    red = cartridge()
    assert recognise(red).name == "pokemon-red"
    assert recognise(cartridge("POKEMON BLUE")).name == "pokemon-red"
    assert recognise(cartridge("POKEMON CYAN")).name == "unknown"
    assert recognise(red[:0x8000]).name == "unknown"
    changed = bytearray(red)
    changed[0x9000] ^= 1
    assert recognise(bytes(changed)).name == "unknown"


def test_the_truth_is_what_ram_says(played: tuple[Emulator, PokemonRed]) -> None:
    emulator, game = played
    truth = game.truth(emulator.ram)
    assert (truth.mode, truth.place, truth.x, truth.y) == ("play", "PALLET TOWN", 5, 6)
    assert (truth.objective, truth.objectives) == (0, len(MILESTONES))
    assert truth.detail == {
        "map": 0,
        "facing": "down",
        "badges": [],
        "party": [{"species": "bulbasaur", "level": 5, "hp": [20, 21]}],
        "money": 3005,
        "around": Around(1, 2, tuple(row[1:11] for row in LAND[2:11]), (DOOR,)).to_json(),
    }


def test_a_step_lasts_until_the_player_stands_still(played: tuple[Emulator, PokemonRed]) -> None:
    emulator, game = played
    places = []
    for button in (Button.RIGHT, Button.UP, Button.UP, Button.LEFT, Button.DOWN):
        emulator.press(button)
        truth = game.truth(emulator.ram)
        places.append((truth.x, truth.y, truth.detail["facing"]))
        assert emulator.ram(0xCFC5, 0xCFC6) == b"\0"
    assert places == [(6, 6, "right"), (6, 5, "up"), (6, 4, "up"), (5, 4, "left"), (5, 5, "down")]


def test_what_happens_is_told_once(played: tuple[Emulator, PokemonRed]) -> None:
    emulator, game = played
    happened = []
    for button in (
        Button.START,
        Button.START,
        Button.B,
        Button.B,
        Button.SELECT,
        Button.A,
        Button.SELECT,
        Button.SELECT,
    ):
        emulator.press(button)
        happened.append((game.truth(emulator.ram).mode, game.events(emulator.ram)))
    assert happened == [
        ("play", (Event("objective", {"name": "got_starter"}),)),
        ("play", (Event("objective", {"name": "got_pokedex"}),)),
        ("play", (Event("badge", {"name": "boulder"}),)),
        ("play", (Event("badge", {"name": "cascade"}),)),
        ("play", (Event("map", {"to": "VIRIDIAN CITY"}), Event("level", {"levels": [6]}))),
        ("text", ()),
        ("battle", (Event("battle", {"state": "begins"}),)),
        ("text", (Event("battle", {"state": "is over"}),)),
    ]
    truth = game.truth(emulator.ram)
    assert (truth.objective, truth.detail["badges"]) == (2, ["boulder", "cascade"])
    emulator.press(Button.START)
    assert game.events(emulator.ram) == (Event("objective", {"name": "beat_brock"}),)
    emulator.press(Button.START)
    assert game.events(emulator.ram) == (Event("flag", {"name": "got_town_map"}),)


def test_a_restored_snapshot_is_no_event(played: tuple[Emulator, PokemonRed]) -> None:
    emulator, game = played
    before = emulator.snapshot()
    emulator.press(Button.START)
    game.events(emulator.ram)
    emulator.restore(before)
    game.events(emulator.ram)
    emulator.press(Button.RIGHT)
    assert game.events(emulator.ram) == ()


def test_the_same_moment_has_the_same_state_and_another_has_not(played: tuple[Emulator, PokemonRed]) -> None:
    emulator, game = played
    here = game.truth(emulator.ram).state
    emulator.press(Button.RIGHT)
    away = game.truth(emulator.ram).state
    emulator.press(Button.LEFT)
    emulator.press(Button.DOWN)
    emulator.press(Button.UP)
    turned = game.truth(emulator.ram).state
    emulator.press(Button.UP)
    emulator.press(Button.DOWN)
    assert len({here, away, turned}) == 3
    assert game.truth(emulator.ram).state == here


def test_a_run_of_it_is_recorded_measured_and_replayed(tmp_path: Path) -> None:
    rom = tmp_path / "red.gb"
    rom.write_bytes(cartridge())
    settings = RunSettings("random", world=None, rom=str(rom), steps=120)
    with Session.new(tmp_path / "run", settings) as session:
        for _ in session.play():
            pass
    assert verify(tmp_path / "run", deep=True, jobs=1).mismatch is None
    report = report_of(tmp_path / "run")
    assert (report.steps, report.objectives, report.component("steps_per_objective").level) == (
        120,
        len(MILESTONES),
        report.component("steps_per_objective").level,
    )
    assert report.legs != ()
    assert [path.name for path in tmp_path.iterdir()] in (["red.gb", "run"], ["run", "red.gb"])


def test_decimal_digits_are_read_as_such() -> None:
    assert [decimal(bytes(digits)) for digits in ((0, 0, 0), (0x99, 0x99, 0x99), (0, 1, 0x10))] == [
        0,
        999_999,
        110,
    ]
