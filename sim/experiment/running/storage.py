"""Where the machines of a cluster keep runs between them: any path that fsspec knows."""

from __future__ import annotations

import posixpath
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.core import LongplayError
from sim.experiment.running.probes import FILE as PROBES
from sim.record import Run
from sim.record.lookup import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

MISSING = 'a cluster needs Ray and fsspec: pip install "longplay[cluster]"'


class StorageError(LongplayError):
    """The place where a cluster keeps its runs cannot be reached, read or written."""


class Storage:
    """Runs at an fsspec URL, such as "s3://bucket/experiment" or "file:///mnt/shared/experiment".

    Raises StorageError if nothing speaks its protocol, or fsspec is not there.
    """

    def __init__(self, url: str) -> None:
        try:
            import fsspec.core  # noqa: PLC0415 - an extra that only clusters need
        except ImportError as error:
            raise StorageError(MISSING) from error
        self.url = url
        try:
            fs, self._root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError, OSError) as error:
            raise StorageError(f"{url} cannot be used: {error}") from error
        self._fs: Any = fs

    def fetch(self, task: str, folder: Path) -> bool:
        """Copy what is kept of a run into `folder`, and return whether there was anything."""
        home = posixpath.join(self._root, task)
        try:
            kept = [path for path in self._fs.find(home) if not path.endswith(".new")]
            for path in kept:
                target = folder / posixpath.relpath(path, home)
                target.parent.mkdir(parents=True, exist_ok=True)
                self._fs.get_file(path, str(target))
        except FileNotFoundError:
            return False
        except OSError as error:
            raise StorageError(f"{self.url} cannot be read: {error}") from error
        return bool(kept)

    def keep(self, task: str, folder: Path) -> None:
        """Copy the run in `folder` as it is now, also while it is played; what is kept is always whole."""
        home = posixpath.join(self._root, task)
        with tempfile.TemporaryDirectory(prefix="longplay-") as copies:
            for number, file in enumerate(_files(folder)):
                copy = Path(copies) / str(number)
                _copy(file, copy)
                self._put(copy, posixpath.join(home, file.relative_to(folder).as_posix()))

    def _put(self, file: Path, path: str) -> None:
        try:
            self._fs.makedirs(posixpath.dirname(path), exist_ok=True)
            self._fs.put_file(str(file), f"{path}.new")
            self._fs.mv(f"{path}.new", path)
        except OSError as error:
            raise StorageError(f"{self.url} cannot be written: {error}") from error


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files that make up a run and its probes."""
    yield from sorted(file for file in folder.rglob(FILE_NAME) if file.is_file())
    if (folder / PROBES).exists():
        yield folder / PROBES


def _copy(file: Path, copy: Path) -> None:
    if file.name == FILE_NAME:
        with Run.open(file) as run:
            run.copy_to(copy)
    else:
        copy.write_bytes(file.read_bytes())
