"""Tables as CSV (RFC 4180), with a file that explains their columns."""

from __future__ import annotations

import csv
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sim.viewer.export.columns import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sim.viewer.export.columns import Table

NAMES = (*(f"{name}.csv" for name in TABLES), "columns.csv", "run.json")
"""The files that a folder of CSV may hold."""
_FLAGS = {True: "true", False: "false"}


@contextmanager
def csv_writer(folder: Path, table: Table, _identity: Mapping[str, Any]) -> Iterator[Callable[..., None]]:
    """Hand out what takes batches of rows. No value is an empty field, and so is an empty text."""
    with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(column.name for column in table.columns)
        flags = [number for number, column in enumerate(table.columns) if column.kind == "boolean"]

        def write(batch: Sequence[tuple[Any, ...]]) -> None:
            writer.writerows(_plain(row, flags) for row in batch)

        yield write


def csv_notes(folder: Path, tables: Sequence[Table], identity: Mapping[str, Any]) -> None:
    """Write what the columns of the tables mean, and which run they are of."""
    with (folder / "columns.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("table", "column", "type", "unit", "truth", "meaning"))
        for table in tables:
            for column in table.columns:
                truth = _FLAGS[column.truth]
                writer.writerow((table.name, column.name, column.kind, column.unit, truth, column.meaning))
    text = json.dumps(identity, indent=2, sort_keys=True, ensure_ascii=False)
    (folder / "run.json").write_text(f"{text}\n", encoding="utf-8")


def _plain(row: tuple[Any, ...], flags: Sequence[int]) -> Sequence[Any]:
    """Return a row as the writer takes it: true and false in small letters, as most readers want them."""
    if not flags:
        return row
    cells = list(row)
    for number in flags:
        cells[number] = _FLAGS[cells[number]]
    return cells
