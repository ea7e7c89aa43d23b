"""A file that is there whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from sim.core import LongplayError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class ExportError(LongplayError):
    """A run cannot be exported as it was asked for, or not to that place."""


@contextmanager
def written(out: Path) -> Iterator[BinaryIO]:
    """Open a file beside `out` for writing, which takes its place in the end; it is gone if anything fails.

    Folders that are missing are made, and gone with it. Raises ExportError if it cannot be written.
    """
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    missing = [folder for folder in out.parents if not folder.exists()]
    try:
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                yield file
            part.replace(out)
        except BaseException:
            _tidy(part, missing)
            raise
    except OSError as error:
        raise ExportError(f"cannot write {out}: {error.strerror or error}") from error


def _tidy(part: Path, made: list[Path]) -> None:
    with suppress(OSError):
        part.unlink(missing_ok=True)
        for folder in made:
            folder.rmdir()
