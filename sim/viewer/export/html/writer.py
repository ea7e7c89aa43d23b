"""Writing the file: packs of data in elements of their own, one after another, so that memory stays small."""

from __future__ import annotations

import base64
import gzip
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PREFIX = "longplay-"
"""What the ids of elements begin with, as `static/embedded_packs.js` knows them."""
INDEX = "data"
"""The element that the page begins with."""


def packed(data: bytes) -> bytes:
    """Return bytes gzipped, the same ones whenever that is done."""
    return gzip.compress(data, 9, mtime=0)


def element(name: str, data: bytes) -> bytes:
    """Return the element that holds bytes: base64, which no text can break out of."""
    begin = f'<script type="application/octet-stream" id="{PREFIX}{name}">'
    return begin.encode() + base64.b64encode(data) + b"</script>\n"


class Writer:
    """Writes elements into a file, and counts their bytes and what they stand for.

    `advanced` is told how many units of work each one was.
    """

    def __init__(self, file: BinaryIO, advanced: Callable[[int], None]) -> None:
        self._file = file
        self._advanced = advanced
        self.size = 0

    def raw(self, data: bytes) -> None:
        """Write bytes as they are."""
        self._file.write(data)
        self.size += len(data)

    def one(self, name: str, value: Any, work: int = 0) -> None:
        """Write a value as JSON."""
        self.plain(name, orjson.dumps(value), work)

    def plain(self, name: str, data: bytes, work: int = 0) -> None:
        """Write bytes that are worth being packed."""
        self.raw(element(name, packed(data)))
        self._advanced(work)

    def many(self, kind: str, packs: Iterable[tuple[int, bytes, int]]) -> list[int]:
        """Write packs (the first number in it, JSON, units of work); return their first numbers."""
        firsts = []
        for at, (first, data, work) in enumerate(packs):
            self.plain(f"{kind}-{at}", data, work)
            firsts.append(first)
        return firsts
