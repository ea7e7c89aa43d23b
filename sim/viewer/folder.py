"""The folder that is served: which runs lie in it, and nothing outside of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.core import RunFileError
from sim.record.lookup import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = "."
"""The id of the run that the served folder is itself."""
_DEEP = 8
"""Levels of folders that are searched for runs."""
_LOGS = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Found:
    """A run that an address names: its id, its folder, and what the address asks of it."""

    key: str
    folder: Path
    rest: tuple[str, ...]


class Served:
    """A folder of runs, or the folder of one run. Nothing that resolves to a place outside is looked at."""

    def __init__(self, root: Path) -> None:
        """Serve `root`, or the folder of a run file. Raises RunFileError if there is no such folder."""
        folder = root.parent if root.is_file() and root.name == FILE_NAME else root
        if not folder.is_dir():
            raise RunFileError(f"there is no folder {folder}: name a run, or a folder of runs")
        self.root = folder.resolve()
        if not is_text(str(self.root)):
            raise RunFileError("the folder's name is not UTF-8: rename it, or serve another one")

    @property
    def alone(self) -> bool:
        """Tell whether the folder is one run itself."""
        return self.is_run(self.root)

    def is_run(self, folder: Path) -> bool:
        """Tell whether a folder holds a run file, and that file and its logs lie within what is served."""
        try:
            there = (folder / FILE_NAME).is_file()
        except OSError:  # it may not be looked at
            return False
        return there and all(self._is_inside(folder / f"{FILE_NAME}{log}") for log in _LOGS)

    def runs(self) -> Iterator[tuple[str, Path]]:
        """Yield (id, folder) of every run. What is hidden, linked or within a run is left out.

        So is what has a name that is no text (not UTF-8): no address could tell of it.
        """
        if self.alone:
            yield HERE, self.root
            return
        waiting = [(self.root, 0)]
        while waiting:
            folder, deep = waiting.pop()
            for inner in _folders(folder):
                if self.is_run(inner):
                    yield inner.relative_to(self.root).as_posix(), inner
                elif deep < _DEEP:
                    waiting.append((inner, deep + 1))

    def shown(self, line: str) -> str:
        """Return a line without the path of the folder: names in it are told as seen from there."""
        return line.replace(f"{self.root}{os.sep}", "")

    def find(self, parts: Sequence[str]) -> Found:
        """Return the run that the first parts of an address name, and the parts that follow.

        Raises RunFileError if they name none: also where they lead out of the folder.
        """
        parts = [part for part in parts if part not in ("", HERE)]
        if self.alone:
            return Found(HERE, self.root, tuple(parts))
        for count in range(1, len(parts) + 1):
            folder = self._folder(parts[:count])
            if folder is None:
                break
            if self.is_run(folder):
                return Found("/".join(parts[:count]), folder, tuple(parts[count:]))
        raise RunFileError(f"there is no run {'/'.join(parts)[:200]!r} in this folder")

    def _folder(self, parts: Sequence[str]) -> Path | None:
        """Return a folder within the root, None if the parts name none or lead out of it."""
        if any(part == ".." or "\0" in part or "/" in part or os.sep in part for part in parts):
            return None
        folder = self.root.joinpath(*parts)
        try:
            return folder if self._is_inside(folder) and folder.is_dir() else None
        except OSError:  # a name longer than the system has them
            return None

    def _is_inside(self, path: Path) -> bool:
        try:
            return path.resolve().is_relative_to(self.root)
        except (OSError, RuntimeError):  # links that lead round in a ring
            return False


def _folders(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [Path(entry.path) for entry in entries if _is_shown(entry)]
    except OSError:
        return []


def _is_shown(entry: os.DirEntry[str]) -> bool:
    return is_text(entry.name) and not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)


def is_text(name: str) -> bool:
    r"""Tell whether a name is text that can be sent: the system may have any bytes as a name.

    >>> is_text("first run"), is_text("\udcff")
    (True, False)
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
