"""Where exports are put: each is made aside and appears under its name when it is whole, or not at all."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sim.core import LongplayError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_DATABASE = b"SQLite format 3\x00"
"""How a run file begins, as every SQLite file does."""


def check_free(out: Path, *, force: bool, folder: bool = False) -> None:
    """Raise LongplayError if there is something at `out` that may not be replaced.

    An empty folder is in nobody's way; a run, which may have been paid for, is never replaced.
    """
    if not out.exists():
        return
    if out.is_dir() != folder:
        there, wanted = ("a file", "a folder") if folder else ("a folder", "a file")
        raise LongplayError(f"{out} is {there}, and the export is {wanted}: choose another -o")
    if not folder and _is_run(out):
        raise LongplayError(f"{out} is a run: choose another -o")
    if not force and not (folder and _is_empty(out)):
        raise LongplayError(f"{out} exists already: replace it with --force, or choose another -o")


@contextmanager
def new_file(out: Path, *, force: bool) -> Iterator[Path]:
    """Hand out a path to write to; what is written there becomes `out` at the end, unless something fails.

    Raises LongplayError if `out` may not be replaced or cannot be written.
    """
    check_free(out, force=force)
    with _workshop(out) as workshop:
        made = workshop / out.name
        yield made
        made.replace(out)


@contextmanager
def new_folder(out: Path, *, force: bool, known: Collection[str]) -> Iterator[Path]:
    """Hand out a folder to write files to; it becomes `out` at the end, unless something fails.

    With `force` files of `known` names in an older folder give way to the new ones, and nothing else is
    touched. Raises LongplayError as `new_file` does.
    """
    check_free(out, force=force, folder=True)
    with _workshop(out) as workshop:
        made = workshop / out.name
        made.mkdir()
        yield made
        if not out.exists() or _is_empty(out):
            made.replace(out)
            return
        for name in sorted(known):
            (out / name).unlink(missing_ok=True)
        for file in sorted(made.iterdir()):
            file.replace(out / file.name)


@contextmanager
def _workshop(out: Path) -> Iterator[Path]:
    """Hand out a hidden folder on the same disk as `out`, which is gone afterwards whatever happens.

    So are the folders above `out` that were made for it, if nothing came to lie there.
    """
    missing = [parent for parent in out.parents if not parent.exists()]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise LongplayError(f"cannot write {out}: {error.strerror or error}") from error
    finally:
        _leave_no_empty(missing)


def _leave_no_empty(folders: Iterable[Path]) -> None:
    """Remove folders, the innermost first, up to one in which there is something."""
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


def _is_run(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(len(_DATABASE)) == _DATABASE
    except OSError as error:
        raise LongplayError(f"cannot replace {file}: {error.strerror or error}") from error


def _is_empty(folder: Path) -> bool:
    return next(folder.iterdir(), None) is None
