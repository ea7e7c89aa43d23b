"""A folder of cartridges, checked by playing each of them."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from sim.cli.main import cli, main
from sim.core import CartridgeError
from sim.shelf import Judged, cartridge_files, contact_sheet, judge_all
from sim.standin import build, doodle
from sim.world import generate
from sim.world.cartridge import image
from tests import tinyrom
from tests.roms_proof import check, faults

STEPS = 12
HANGS = tinyrom.until_a_button(bytes([tinyrom.BAD_OPCODES[0]]))
FILES: dict[str, bytes] = {
    "archive.gb": b"PK\x03\x04 and more",
    "battery.gb": build(tinyrom.battery_writer(), title="COUNTER", mapper=0x03, ram=2),
    "clock.gb": build(tinyrom.clock_reader(), title="CLOCK", mapper=0x10, ram=2),
    "colour.GBC": build(tinyrom.IDLE, title="COLOUR", colour=True),
    "cut.gb": doodle()[:20_000],
    "damaged.gb": doodle()[:0x140] + b"\xff" + doodle()[0x141:],
    "doodle.gb": doodle(),
    "empty.gb": b"",
    "foreign.gb": build(tinyrom.IDLE, mapper=0xFE),
    "hangs.gb": build(HANGS, title="HANGS"),
    "inner/broken.gb": build(bytes([tinyrom.BAD_OPCODES[1]]), title="BROKEN"),
    "world.gb": image(generate(3, legs=4)),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with cartridges of all sorts, and what is none."""
    root = tmp_path_factory.mktemp("roms")
    for name, data in {**FILES, "notes.txt": b"hello", ".hidden.gb": doodle()}.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(data)
    return root


@pytest.fixture(scope="module")
def shelf(folder: Path) -> dict[str, Judged]:
    """What became of each, by its path in the folder."""
    judged = judge_all(cartridge_files(folder), STEPS, jobs=2)
    return {Path(one.path).relative_to(folder).as_posix(): one for one in judged}


def test_every_cartridge_is_found_and_nothing_else(folder: Path) -> None:
    assert [path.relative_to(folder).as_posix() for path in cartridge_files(folder)] == sorted(FILES)
    assert cartridge_files(folder / "doodle.gb") == (folder / "doodle.gb",)


def test_each_is_recognised_playable_or_refused_with_its_reason(shelf: dict[str, Judged]) -> None:
    told = {name: (one.verdict, one.why.partition(": ")[0].rpartition("/")[2]) for name, one in shelf.items()}
    assert told == {
        "archive.gb": ("refused", "archive.gb is no Game Boy ROM but a ZIP archive"),
        "battery.gb": ("playable", ""),
        "clock.gb": ("playable", ""),
        "colour.GBC": ("playable", ""),
        "cut.gb": ("refused", "cut.gb is cut short"),
        "damaged.gb": ("refused", "damaged.gb is no Game Boy ROM, or is damaged"),
        "doodle.gb": ("playable", ""),
        "empty.gb": ("refused", "empty.gb is empty"),
        "foreign.gb": ("refused", "foreign.gb needs a mapper that is not emulated"),
        "hangs.gb": ("refused", "after 0 steps"),
        "inner/broken.gb": (
            "refused",
            "the cartridge stopped the CPU for good (address 0x0150, opcode 0xdb)",
        ),
        "world.gb": ("recognised", ""),
    }


def test_what_plays_was_played_to_the_end_and_replays(shelf: dict[str, Judged]) -> None:
    played = {name: one for name, one in shelf.items() if one.verdict != "refused"}
    assert {(one.steps, one.replayed) for one in played.values()} == {(STEPS, True)}
    assert played["doodle.gb"].screens > 3
    told = {name: (one.title, one.mapper, one.colour, one.battery, one.clock) for name, one in played.items()}
    assert told == {
        "battery.gb": ("COUNTER", "MBC1", False, True, False),
        "clock.gb": ("CLOCK", "MBC3", False, True, True),
        "colour.GBC": ("COLOUR", "ROM", True, False, False),
        "doodle.gb": ("DOODLE", "ROM", False, False, False),
        "world.gb": (played["world.gb"].title, "MBC5", False, False, False),
    }


def test_nothing_is_written_beside_the_cartridges(folder: Path, shelf: dict[str, Judged]) -> None:
    there = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}
    assert there == {**FILES, "notes.txt": b"hello", ".hidden.gb": doodle()}
    assert len(shelf) == len(FILES)


def test_the_sheet_shows_the_screen_of_each_in_order(shelf: dict[str, Judged]) -> None:
    sheet = Image.open(io.BytesIO(contact_sheet(list(shelf.values()), columns=4)))
    assert sheet.size == (12 + 4 * 172, 12 + 3 * 186)
    at = list(shelf).index("doodle.gb")
    x, y = 12 + at % 4 * 172, 12 + at // 4 * 186
    screen = Image.open(io.BytesIO(base64.b64decode(shelf["doodle.gb"].screen))).convert("RGB")
    assert sheet.crop((x, y, x + 160, y + 144)).tobytes() == screen.tobytes()
    refused = list(shelf).index("empty.gb")
    x, y = 12 + refused % 4 * 172, 12 + refused // 4 * 186
    assert sheet.getpixel((x - 1, y - 1)) == (0xB3, 0x47, 0x1D)


def test_one_that_takes_too_long_or_ends_its_process_is_refused_and_the_next_is_judged(folder: Path) -> None:
    paths = [folder / "doodle.gb", folder / "empty.gb"]
    late = judge_all(paths[:1], 100_000, jobs=1, patience=2.0)
    assert [(one.verdict, one.why) for one in late] == [("refused", "was not done after 2 s")]
    told: list[tuple[int, int]] = []
    after = judge_all(paths[::-1], STEPS, jobs=1, progress=lambda done, total: told.append((done, total)))
    assert [one.verdict for one in after] == ["refused", "playable"]
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_the_command_prints_a_line_each_and_writes_the_sheet(folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.png"
    inner = str(folder / "inner")
    said = CliRunner().invoke(cli, ["roms", inner, "--steps", "3", "--sheet", str(sheet)])
    assert (said.exit_code, said.stdout.splitlines()[-1]) == (0, f"sheet: {sheet}")
    assert "broken.gb  BROKEN  ROM        refused the cartridge stopped the CPU" in said.stdout
    assert "0 recognised, 0 playable, 1 refused of 1" in said.stdout
    with Image.open(sheet) as picture:
        assert picture.size == (184, 198)
    told = json.loads(CliRunner().invoke(cli, ["roms", inner, "--steps", "3", "--json"]).stdout)
    (one,) = told["cartridges"]
    assert (told["counts"], one["verdict"], "screen" in one) == ({"refused": 1}, "refused", False)


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_a_folder_without_cartridges_is_refused_in_one_line(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["roms", str(tmp_path / name)])
    said = capsys.readouterr().err
    assert (ended.value.code, said.count("\n"), said.startswith("longplay: ")) == (2, 1, True)
    with pytest.raises(CartridgeError):
        cartridge_files(tmp_path / name)


def test_a_reason_that_looks_like_markup_is_printed_as_it_is(folder: Path, tmp_path: Path) -> None:
    odd = tmp_path / "[bold]odd.gb"
    odd.write_bytes(b"")
    said = CliRunner().invoke(cli, ["roms", str(tmp_path)]).stdout
    assert "[bold]odd.gb" in said
    assert replace(Judged("a", "refused"), why="b").to_json()["why"] == "b"


def test_cartridges_that_may_do_anything_never_take_the_command_with_them() -> None:
    judged = check(15, 20, jobs=2)
    assert len(judged) == 15
    assert faults(judged, 20) == []
    assert {one.verdict for one in judged} == {"recognised", "playable", "refused"}
