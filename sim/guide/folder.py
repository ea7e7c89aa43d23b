"""The memory folder on disk: read with suspicion, written file by file, never through a link.

Names that begin with a dot are no part of a guide: they are neither read nor written nor removed.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.core import GuideError, Revision
from sim.guide.rules import MAX_FILE, MAX_FILES, check_clash, check_path, check_sizes, check_text, prefixes

_NEW = ".longplay-new"
"""A file on its way: written under this name, then moved over the old one."""
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_WRITE = (
    os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)  # O_EXCL alone refuses a link under that name
_HINTS = {
    errno.ENOSPC: "the disk is full: free some space",
    errno.EDQUOT: "the disk quota is used up: free some space",
    errno.EROFS: "the file system is read-only: choose another folder",
    errno.EACCES: "permission denied: make it accessible or choose another folder",
    errno.EPERM: "permission denied: make it accessible or choose another folder",
}


class MemoryFolder:
    """A folder on disk that holds a guide's files. It is made when the first file is written.

    Every method raises GuideError with one clear line where the disk or the folder's content does
    not let it do its work.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._root = os.fspath(self.path)

    # --- reading --------------------------------------------------------------------------

    def load(self) -> dict[str, str]:
        """Return the text of every file by path, sorted.

        Refuses links, devices and the like, files that are not UTF-8 text, names that a guide could
        not have made, and more than a guide may hold.
        """
        with _translated("read", self._root):
            if stat.S_ISLNK(os.lstat(self._root).st_mode):
                raise GuideError(f"{self._root} is a symbolic link: name the folder it leads to")
            files: dict[str, str] = {}
            sizes: dict[str, int] = {}
            for path in self._walk(""):
                if len(files) == MAX_FILES:
                    raise GuideError(f"{self._root} holds more than {MAX_FILES} files: is it a guide?")
                check_clash(path, files)
                content = self._read(path)
                files[path], sizes[path] = _decoded(content, f"{self._root}/{path}"), len(content)
                check_sizes(sizes)
        return dict(sorted(files.items()))

    def _walk(self, folder: str) -> Iterator[str]:
        """Yield the paths of all files in a folder; refuses what is neither a file nor a folder."""
        with os.scandir(f"{self._root}/{folder}") as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                path = check_path(f"{folder}{entry.name}")
                if entry.is_symlink():
                    raise GuideError(f"{entry.path} is a symbolic link: a guide holds plain files only")
                if entry.is_dir(follow_symlinks=False):
                    yield from self._walk(f"{path}/")
                elif entry.is_file(follow_symlinks=False):
                    yield path
                else:
                    raise GuideError(f"{entry.path} is not a plain file: a guide holds plain files only")

    def _read(self, path: str) -> bytes:
        """Return the bytes of a plain file, one too many at most of a file that is too large."""
        descriptor = os.open(f"{self._root}/{path}", _READ)
        with open(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise GuideError(f"{self._root}/{path} is not a plain file: a guide holds plain files only")
            return file.read(MAX_FILE + 1)

    # --- writing --------------------------------------------------------------------------

    def apply(self, revision: Revision) -> None:
        """Do on disk what one edit did in memory. What the edit did not touch is not looked at."""
        path = check_path(revision.path)
        with _translated("write", f"{self._root}/{path}"):
            if revision.renamed is not None:
                self._move(path, check_path(revision.renamed))
            elif revision.text is None:
                self._remove(path)
            else:
                self._write(path, revision.text.encode())

    def sync(self, files: Mapping[str, str], *, remove: Collection[str] | None = None) -> None:
        """Bring the folder to exactly these files: others are removed, equal ones not touched.

        With `remove`, only the files of these paths are removed and everything else stays: what a
        folder of the user's needs, in which something new may lie by now.
        """
        with _translated("write", self._root):
            self._folder("")
            if remove is None:
                self._clear("", files)
            else:
                for path in set(remove) - files.keys():
                    self._remove(check_path(path))
            for path, text in files.items():
                content = text.encode()
                if self._present(check_path(path)) != content:
                    self._write(path, content)

    def _clear(self, folder: str, files: Mapping[str, str]) -> None:
        """Remove what is not to be in a folder; links are removed, never followed."""
        with os.scandir(f"{self._root}/{folder}") as found:
            entries = list(found)
        for entry in entries:
            path = f"{folder}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith("."):
                    self._clear(f"{path}/", files)
            elif entry.name == _NEW or not (entry.name.startswith(".") or _is_kept(entry, path, files)):
                os.unlink(entry.path)
        if folder and not any(path.startswith(folder) for path in files):
            self._prune(folder[:-1])

    def _present(self, path: str) -> bytes | None:
        """Return what the file holds now, None if there is no such plain file."""
        try:
            return self._read(path) if self._is_inside(path) else None
        except FileNotFoundError:
            return None

    def _write(self, path: str, content: bytes) -> None:
        """Replace one file as a whole: a reader sees the old text or the new one, never a part."""
        folder = self._folder(path.rpartition("/")[0])
        new = f"{folder}/{_NEW}"
        try:
            descriptor = os.open(new, _WRITE, 0o666)
        except FileExistsError:  # left by a process that was killed
            os.unlink(new)
            descriptor = os.open(new, _WRITE, 0o666)
        try:
            with open(descriptor, "wb", buffering=0) as file:
                rest = memoryview(content)
                while rest:
                    rest = rest[file.write(rest) :]
            os.replace(new, f"{self._root}/{path}")
        except OSError:
            with suppress(OSError):
                os.unlink(new)
            raise

    def _move(self, old: str, new: str) -> None:
        if self._is_inside(old):
            self._folder(new.rpartition("/")[0])
            os.replace(f"{self._root}/{old}", f"{self._root}/{new}")
            self._prune(old.rpartition("/")[0])

    def _remove(self, path: str) -> None:
        """Remove a file, or a folder with all that belongs to the guide; nothing if it is not there."""
        if not self._is_inside(path):
            return
        target = f"{self._root}/{path}"
        try:
            mode = os.lstat(target).st_mode
        except FileNotFoundError:
            return
        if stat.S_ISDIR(mode):
            self._clear(f"{path}/", {})
        else:
            os.unlink(target)
            self._prune(path.rpartition("/")[0])

    def _prune(self, folder: str) -> None:
        """Remove a folder and those above it as far as they are empty; the root stays."""
        while folder:
            try:
                os.rmdir(f"{self._root}/{folder}")
            except OSError:
                return  # something hidden is kept in it
            folder = folder.rpartition("/")[0]

    # --- on the way to a file -------------------------------------------------------------

    def _folder(self, folder: str) -> str:
        """Return a folder's path on disk, made if it is missing; refuses one that a link leads to."""
        for part in _down_to(folder):
            target = self._at(part)
            try:
                mode = os.lstat(target).st_mode
            except FileNotFoundError:
                os.makedirs(target)
            else:
                _refuse_no_folder(target, mode)
        return target

    def _is_inside(self, path: str) -> bool:
        """Return whether the folder that `path` lies in is there; refuses one that a link leads to."""
        for part in _down_to(path.rpartition("/")[0]):
            target = self._at(part)
            try:
                _refuse_no_folder(target, os.lstat(target).st_mode)
            except FileNotFoundError:
                return False
        return True

    def _at(self, path: str) -> str:
        # No slash at the end: lstat would follow a link.
        return f"{self._root}/{path}" if path else self._root


def load_folder(path: Path | str) -> dict[str, str]:
    """Return the files of a memory folder; see `MemoryFolder.load`."""
    return MemoryFolder(path).load()


def _down_to(folder: str) -> tuple[str, ...]:
    return ("", *prefixes(folder)) if folder else ("",)


def _refuse_no_folder(target: str, mode: int) -> None:
    if not stat.S_ISDIR(mode):
        what = "a symbolic link" if stat.S_ISLNK(mode) else "not a folder"
        raise GuideError(f"{target} is {what}: move it away, or choose another folder")


def _is_kept(entry: os.DirEntry[str], path: str, files: Mapping[str, str]) -> bool:
    return path in files and entry.is_file(follow_symlinks=False)


def _decoded(content: bytes, where: str) -> str:
    """Return a file's text, without the byte order mark that some editors put in front."""
    if len(content) > MAX_FILE:
        raise GuideError(f"{where} is larger than {MAX_FILE:,} bytes: a guide's file may not be")
    try:
        return check_text(content.decode("utf-8-sig"), f"file {where}")
    except UnicodeDecodeError as error:
        raise GuideError(f"{where} is not UTF-8 text (byte {error.start}): save it as UTF-8") from error


@contextmanager
def _translated(what: str, where: str) -> Iterator[None]:
    """Turn the system's errors into one line of ours."""
    try:
        yield
    except OSError as error:
        reason = _HINTS.get(error.errno or 0, error.strerror or str(error))
        raise GuideError(f"cannot {what} {where}: {reason}") from error
