"""A run as tables, one file each in a folder: Parquet or CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.core import LongplayError
from sim.record.lookup import Lookup
from sim.viewer.data import DAMAGE, damaged
from sim.viewer.export import csvs, parquets
from sim.viewer.export.batches import batches
from sim.viewer.export.columns import TABLES
from sim.viewer.export.made import Made
from sim.viewer.export.place import new_folder
from sim.viewer.export.rows import extent, rows
from sim.viewer.export.stretch import identity_of, stretch_of, unfinished

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sim.viewer.export.columns import Table
    from sim.viewer.export.rows import Row
    from sim.viewer.export.stretch import Stretch

FORMS = ("parquet", "csv")
"""The forms that tables can take."""
_HUNDRED = 100


def export_tables(
    run: Path,
    out: Path,
    form: str,
    *,
    names: Sequence[str] = (),
    first: int | None = None,
    last: int | None = None,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Made:
    """Write tables of a run, or of its steps `first` to `last`, into the folder `out`.

    `form`: one of `FORMS`. `names`: which tables, by default all of `tables_of` that form. `progress` is told
    how much of 100 is done. Memory does not grow with the run, but for a few bytes for each screen. The same
    run gives the same bytes. Raises LongplayError for an unknown table or one that the form has not, steps
    that the run does not have, an `out` that may not be replaced, or where pyarrow is missing.
    """
    tables = [_table(name, form) for name in dict.fromkeys(names or tables_of(form))]
    if form == "parquet":
        parquets.need_pyarrow()
    known = parquets.NAMES if form == "parquet" else csvs.NAMES
    with Lookup.open(run) as opened:
        stretch = stretch_of(opened, first, last)
        identity = identity_of(opened, stretch)
        with new_folder(out, force=force, known=known) as folder:
            percent = _Percent(progress, len(tables))
            for table in tables:
                _write(opened, stretch, table, form, folder, identity, percent)
                percent.next()
            notes_of = csvs.csv_notes if form == "csv" else parquets.parquet_card
            notes_of(folder, tables, identity)
            files = sorted(file.name for file in folder.iterdir())
        notes = unfinished(opened, stretch)
    return Made(tuple(out / name for name in files), notes)


def tables_of(form: str) -> tuple[str, ...]:
    """Return the names of the tables that a form has: CSV has none with pictures."""
    return tuple(table.name for table in TABLES.values() if form == "parquet" or not table.pictures)


class _Percent:
    """Tells of all tables how far they are, from how far one of them is; each percent once."""

    def __init__(self, progress: Callable[[int, int], None] | None, of: int) -> None:
        self._progress, self._of = progress, of
        self._done, self._told = 0, 0

    def __call__(self, share: float) -> None:
        percent = int(_HUNDRED * (self._done + share) / self._of)
        if self._progress is not None and percent > self._told:
            self._progress(percent, _HUNDRED)
            self._told = percent

    def next(self) -> None:
        """Go on to the next table."""
        self(1.0)
        self._done += 1


def _table(name: str, form: str) -> Table:
    if name not in TABLES:
        raise LongplayError(f"there is no table {name!r}: say one of {', '.join(tables_of(form))}")
    if name not in tables_of(form):
        raise LongplayError(f"the table {name} holds pictures, which {form} cannot: use --to parquet")
    return TABLES[name]


def _write(
    run: Lookup, stretch: Stretch, table: Table, form: str, folder: Path, identity: dict[str, Any],
    percent: _Percent,
) -> None:  # fmt: skip
    writer = parquets.parquet_writer if form == "parquet" else csvs.csv_writer
    with writer(folder, table, identity) as write:
        for batch in batches(_counted(run, stretch, table, percent)):
            try:
                write(batch)
            except DAMAGE as error:  # a cell that is not of its column's type
                raise damaged(run.folder, error) from error


def _counted(run: Lookup, stretch: Stretch, table: Table, percent: _Percent) -> Iterator[Row]:
    over, place = extent(run, table.name, stretch), table.place
    for row in rows(run, table.name, stretch):
        percent((row[place] - over.start + 1) / max(1, len(over)))
        yield row
