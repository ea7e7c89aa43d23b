"""`longplay roms`."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from sim.cli.jobs import tally
from sim.cli.output import console, print_json
from sim.core import CartridgeError
from sim.shelf import PLAYABLE, RECOGNISED, REFUSED, cartridge_files, contact_sheet, judge_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.shelf import Judged

_COLOURS = {RECOGNISED: "bold green", PLAYABLE: "green", REFUSED: "red"}


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--steps", type=click.IntRange(1), default=120, show_default=True, help="Steps that each is played for."
)
@click.option("--sheet", type=click.Path(path_type=Path), help="Write a picture with a screen of each (PNG).")
@click.option("--jobs", type=click.IntRange(1), help="Processes (default: one per core).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of the table.")
def roms(folder: Path, steps: int, sheet: Path | None, jobs: int | None, as_json: bool) -> int:
    """Check a folder of cartridges: which are recognised, which play, which are refused, and why.

    Each is played for some steps from a cold start, and its record is played again. Nothing is written
    beside them.

    Example: longplay roms my-roms --steps 500 --sheet my-roms.png
    """
    paths = cartridge_files(folder)
    with tally("cartridges") as told:
        shelf = judge_all(paths, steps, jobs=jobs, progress=told)
    if sheet is not None:
        _write(sheet, contact_sheet(shelf))
    counts = Counter(judged.verdict for judged in shelf)
    if as_json:
        each = [{name: value for name, value in one.to_json().items() if name != "screen"} for one in shelf]
        print_json({"folder": str(folder), "counts": counts, "cartridges": each})
        return 0
    out = console()
    out.print(_table(folder, shelf))
    out.print(", ".join(f"{counts[word]} {word}" for word in _COLOURS) + f" of {len(shelf)}")
    if sheet is not None:
        out.print(f"sheet: {sheet}", soft_wrap=True)
    return 0


def _table(folder: Path, shelf: Sequence[Judged]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("file", "title", "cartridge", "verdict", "screens"):
        table.add_column(column, overflow="fold", justify="right" if column == "screens" else "left")
    for one in shelf:
        verdict = Text.assemble((one.verdict, _COLOURS[one.verdict]), f" {_reason(one)}".rstrip())
        name, kind, screens = _name(one.path, folder), _kind(one), str(one.screens or "")
        table.add_row(Text(name), Text(one.title), Text(kind), verdict, Text(screens))
    return table


def _name(path: str, folder: Path) -> str:
    return os.path.relpath(path, folder) if folder.is_dir() else path


def _reason(one: Judged) -> str:
    """Return why, without the path that stands in the first column."""
    return one.game if one.verdict == RECOGNISED else one.why.replace(f"{one.path} ", "")


def _kind(one: Judged) -> str:
    has = {"colour": one.colour, "battery": one.battery, "clock": one.clock}
    return ", ".join([one.mapper, *(word for word in has if has[word])] if one.mapper else [])


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CartridgeError(f"cannot write {path}: {error.strerror}") from error
