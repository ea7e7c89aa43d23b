"""Rows in batches that are small however long a row is: what is in memory at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ROWS, _TEXT = 4096, 4_000_000


def batches(
    rows: Iterable[tuple[Any, ...]], most_rows: int = _ROWS, most_text: int = _TEXT
) -> Iterator[list[tuple[Any, ...]]]:
    """Yield rows in lists, in order: so many in each, and so many characters and bytes, at most.

    A row that is longer stands alone.
    """
    batch: list[tuple[Any, ...]] = []
    size = 0
    for row in rows:
        length = sum(len(cell) for cell in row if isinstance(cell, (str, bytes)))
        if batch and (len(batch) == most_rows or size + length > most_text):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += length
    if batch:
        yield batch
