"""Tables as Parquet: columns typed and explained in the file itself, with the run that they are of."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sim.core import LongplayError
from sim.viewer.export.columns import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sim.viewer.export.columns import Table

NAMES = tuple(f"{name}.parquet" for name in TABLES)
"""The files that a folder of Parquet may hold."""
_MISSING = 'Parquet needs pyarrow: pip install "longplay[tables]" (csv needs nothing)'


@contextmanager
def parquet_writer(folder: Path, table: Table, identity: Mapping[str, Any]) -> Iterator[Callable[..., None]]:
    """Hand out what takes batches of rows; each becomes a row group, in zstandard.

    The metadata of the schema hold "table" and "longplay" (which run this is, as JSON), those of a column
    its unit, its meaning and whether it is ground truth.
    """
    pa, pq = _pyarrow()
    types = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
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
    }  # fmt: skip
    schema = pa.schema(fields, metadata=told)
    with pq.ParquetWriter(folder / f"{table.name}.parquet", schema, compression="zstd") as writer:

        def write(batch: Sequence[tuple[Any, ...]]) -> None:
            columns = [
                pa.array(cells, field.type)
                for cells, field in zip(zip(*batch, strict=True), fields, strict=True)
            ]
            writer.write_batch(pa.record_batch(columns, schema=schema))

        yield write


def need_pyarrow() -> None:
    """Raise LongplayError if pyarrow is not installed."""
    _pyarrow()


def _pyarrow() -> tuple[Any, Any]:
    try:
        # an extra, and a fifth of a second
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        raise LongplayError(_MISSING) from error
    return pa, pq
