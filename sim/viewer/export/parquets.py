"""Tables as Parquet: columns typed and explained in the file itself, with the run that they are of."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sim.core import LongplayError
from sim.viewer.export.cards import CARD, Part, card, features
from sim.viewer.export.columns import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sim.viewer.export.columns import Table

NAMES = (*(f"{name}.parquet" for name in TABLES), CARD)
"""The files that a folder of Parquet may hold."""
_MISSING = 'Parquet needs pyarrow: pip install "longplay[tables]" (csv needs nothing)'


@contextmanager
def parquet_writer(folder: Path, table: Table, identity: Mapping[str, Any]) -> Iterator[Callable[..., None]]:
    """Hand out what takes batches of rows; each becomes a row group, in zstandard.

    The metadata of the schema hold "table", "longplay" (which run this is, as JSON) and "huggingface" (the
    columns as the library `datasets` knows them), those of a column its unit, its meaning and whether it is
    ground truth. A picture is what `datasets` takes for one: a struct of bytes and path.
    """
    pa, pq = _pyarrow()
    types = {
        "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(),
        "picture": pa.struct({"bytes": pa.binary(), "path": pa.string()}),
    }  # fmt: skip
    fields = [
        pa.field(
            column.name, types.get(column.kind, pa.string()), nullable=column.nullable,
            metadata={
                "type": column.kind, "unit": column.unit, "meaning": column.meaning,
                "truth": json.dumps(column.truth),
            },
        )
        for column in table.columns
    ]  # fmt: skip
    told = {
        "table": table.name, "row": table.row,
        "longplay": json.dumps(identity, sort_keys=True, ensure_ascii=False),
        "huggingface": json.dumps({"info": {"features": features(table)}}),
    }  # fmt: skip
    schema = pa.schema(fields, metadata=told)
    with pq.ParquetWriter(folder / f"{table.name}.parquet", schema, compression="zstd") as writer:

        def write(batch: Sequence[tuple[Any, ...]]) -> None:
            columns = [
                pa.array(map(_picture, cells) if column.kind == "picture" else cells, field.type)
                for column, cells, field in zip(table.columns, zip(*batch, strict=True), fields, strict=True)
            ]
            writer.write_batch(pa.record_batch(columns, schema=schema))

        yield write


def parquet_card(folder: Path, tables: Sequence[Table], identity: Mapping[str, Any]) -> None:
    """Write the dataset card of a folder in which the tables lie already."""
    _, pq = _pyarrow()
    parts = []
    for table in tables:
        told = pq.read_metadata(folder / f"{table.name}.parquet")
        size = sum(told.row_group(number).total_byte_size for number in range(told.num_row_groups))
        parts.append(Part(table, told.num_rows, size))
    (folder / CARD).write_text(card(parts, identity), encoding="utf-8")


def need_pyarrow() -> None:
    """Raise LongplayError if pyarrow is not installed."""
    _pyarrow()


def _picture(png: bytes) -> dict[str, Any]:
    return {"bytes": png, "path": None}


def _pyarrow() -> tuple[Any, Any]:
    try:
        # an extra, and a fifth of a second
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        raise LongplayError(_MISSING) from error
    return pa, pq
