"""The guide in memory: files that an agent reads and edits, every edit a numbered revision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NoReturn

from sim.core import GuideError, Revision
from sim.guide.rules import check_clash, check_path, check_sizes, check_text, shown, size_of

NAVIGATION = "navigation_guide.md"
"""The file that agents keep their way in."""


class Guide:
    r"""A memory folder: texts by path, relative and with / between folders.

    Every edit that is accepted becomes a `Revision`, numbered on from `revision`, and is handed to
    `on_revision` once it is made. An edit that cannot be is refused with a GuideError and changes
    nothing. Folders are there as long as they hold a file. Lines end with \n; \r\n and \r given
    become \n.

    A `frozen` guide is there to be read: every edit is refused, and `on_refusal` is told the operation and
    the path before it is.

    >>> guide = Guide()
    >>> guide.create("navigation_guide.md", "# Guide\n").number
    1
    >>> guide.insert("navigation_guide.md", 1, "- North: MOSS HOLLOW").number
    2
    >>> guide.files["navigation_guide.md"]
    '# Guide\n- North: MOSS HOLLOW\n'
    """

    def __init__(
        self,
        files: Mapping[str, str] | None = None,
        *,
        revision: int = 0,
        on_revision: Callable[[Revision], None] | None = None,
        frozen: bool = False,
        on_refusal: Callable[[str, str], None] | None = None,
    ) -> None:
        self._files: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        self._revision = revision
        self._on_revision = on_revision
        self._frozen, self._on_refusal = frozen, on_refusal
        for path, text in (files or {}).items():
            self._put(check_path(path), check_text(text))

    @property
    def files(self) -> Mapping[str, str]:
        """The text of every file by path: a read-only view that follows the edits."""
        return MappingProxyType(self._files)

    @property
    def revision(self) -> int:
        """The number of the last edit."""
        return self._revision

    @property
    def frozen(self) -> bool:
        """Whether it can only be read."""
        return self._frozen

    # --- reading --------------------------------------------------------------------------

    def view(self, path: str = "", lines: tuple[int, int] | None = None, *, numbered: bool = False) -> str:
        """Return the text of a file, or what is in a folder ("" is the whole memory folder).

        `lines` is the (first, last) line wanted, from 1, -1 for the last of the file. With
        `numbered`, a line number and a tab stand before each line.
        """
        if path == "" or self._inside(check_path(path)):
            return self._listing(path)
        text = self._text(path)
        if lines is None and not numbered:
            return text
        every = _lines(text)
        first, last = (1, len(every)) if lines is None else _range(lines, len(every), path)
        wanted = every[first - 1 : last]
        return (
            "".join(f"{n:6}\t{line}" for n, line in enumerate(wanted, first)) if numbered else "".join(wanted)
        )

    def _listing(self, folder: str) -> str:
        wanted = self._inside(folder) if folder else list(self._files)
        lines = [f"{self._sizes[path]:6} bytes  {path}" for path in sorted(wanted)]
        return "\n".join(lines or ["(no files yet)"]) + "\n"

    # --- editing --------------------------------------------------------------------------

    def create(self, path: str, text: str) -> Revision:
        """Write a file, be it new or there already."""
        path, text = self._editable("create", path), check_text(text)
        self._put(path, text)
        return self._commit("create", path, text)

    def replace(self, path: str, old: str, new: str) -> Revision:
        """Replace `old`, which must occur exactly once in the file, by `new`."""
        text = self._text(self._editable("replace", path))
        old, new = check_text(old, "old text"), check_text(new, "new text")
        if not old:
            raise GuideError("the old text is empty: give the text to replace")
        found = text.find(old)
        if found < 0:
            raise GuideError(f"{path} does not hold the text {shown(old)}: view it and copy the text exactly")
        if text.find(old, found + 1) >= 0:
            raise GuideError(
                f"{path} holds the text {shown(old)} more than once ({_places(text, old)}): give more of it"
            )
        text = text[:found] + new + text[found + len(old) :]
        self._put(path, text)
        return self._commit("replace", path, text)

    def insert(self, path: str, line: int, text: str) -> Revision:
        """Insert `text` as lines of their own after line number `line`; 0 is the top of the file."""
        before = self._text(self._editable("insert", path))
        text = check_text(text)
        if not isinstance(line, int) or isinstance(line, bool):
            raise GuideError(f"the line must be a whole number, not {type(line).__name__}")
        count = before.count("\n") + _unended(before)
        if not 0 <= line <= count:
            raise GuideError(f"{path} has no line {line}: give 0 for its top up to {count} for its end")
        tail = before.split("\n", line)[line] if line <= before.count("\n") else ""
        head = before[: len(before) - len(tail)]
        text = head + _unended(head) * "\n" + text + _unended(text) * "\n" + tail
        self._put(path, text)
        return self._commit("insert", path, text)

    def delete(self, path: str) -> Revision:
        """Delete a file, or a folder and everything in it."""
        for gone in self._present(self._editable("delete", path)):
            del self._files[gone], self._sizes[gone]
        return self._commit("delete", path, None)

    def rename(self, old: str, new: str) -> Revision:
        """Move a file or folder to a path where nothing is yet."""
        moved = {path: new + path[len(old) :] for path in self._present(self._editable("rename", old))}
        if check_path(new) in self._files or self._inside(new):
            raise GuideError(f"{shown(new)} is there already: delete it first or choose another name")
        if new.startswith(f"{old}/"):
            raise GuideError(f"{shown(old)} cannot be moved into itself")
        others = self._files.keys() - moved.keys()
        for path in moved.values():
            check_clash(check_path(path), others)
        for path, target in moved.items():
            self._files[target] = self._files.pop(path)
            self._sizes[target] = self._sizes.pop(path)
        return self._commit("rename", old, None, new)

    def copy(self) -> Guide:
        """Return a guide of its own with the same files, frozen if this one is; its edits count from 1."""
        return Guide(self.files, frozen=self.frozen, on_refusal=self.refuse)

    def refuse(self, operation: str, path: str) -> NoReturn:
        """Refuse to edit a frozen guide: tell whoever wants to know, and raise GuideError."""
        if self._on_refusal is not None:
            self._on_refusal(operation, path)
        raise GuideError("the guide is frozen: it can be read, but nothing in it can be changed")

    # --- inside ---------------------------------------------------------------------------

    def _editable(self, operation: str, path: object) -> str:
        """Return a path that may be edited; raises GuideError if it is none, or if the guide is frozen."""
        checked = check_path(path)
        if self._frozen:
            self.refuse(operation, checked)
        return checked

    def _put(self, path: str, text: str) -> None:
        """Set a file's text, or raise GuideError and change nothing."""
        size = size_of(text, path)
        if path not in self._files:
            check_clash(path, self._files)
        check_sizes({**self._sizes, path: size})
        self._files[path], self._sizes[path] = text, size

    def _commit(self, operation: str, path: str, text: str | None, renamed: str | None = None) -> Revision:
        self._revision += 1
        revision = Revision(self._revision, operation, path, text, renamed)
        if self._on_revision is not None:
            self._on_revision(revision)
        return revision

    def _text(self, path: str) -> str:
        if path not in self._files:
            raise GuideError(f"there is no file {shown(path)}: {self._there()}")
        return self._files[path]

    def _present(self, path: str) -> list[str]:
        """Return the file `path`, or every file in the folder `path`."""
        found = [path] if path in self._files else self._inside(path)
        if not found:
            raise GuideError(f"there is no file or folder {shown(path)}: {self._there()}")
        return found

    def _inside(self, folder: str) -> list[str]:
        return [path for path in self._files if path.startswith(f"{folder}/")]

    def _there(self) -> str:
        names = sorted(self._files)
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        return f"there is {', '.join(names[:5])}{more}" if names else "the memory folder is empty"


def apply(files: dict[str, str], revision: Revision) -> None:
    """Bring `files`, texts by path, to what they were after `revision`."""
    if revision.text is not None:
        files[revision.path] = revision.text
        return
    folder = f"{revision.path}/"
    for path in [path for path in files if path == revision.path or path.startswith(folder)]:
        text = files.pop(path)
        if revision.renamed is not None:
            files[revision.renamed + path[len(revision.path) :]] = text


def _lines(text: str) -> list[str]:
    """Return the lines with their ends. Only a newline ends a line, unlike in `str.splitlines`."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _unended(text: str) -> bool:
    """Return whether a newline has to follow for `text` to be whole lines."""
    return bool(text) and not text.endswith("\n")


def _range(lines: tuple[int, int], count: int, path: str) -> tuple[int, int]:
    first, last = lines
    last = count if last == -1 else last
    if not 1 <= first <= last <= count:
        raise GuideError(f"{path} has {count} lines: ask for lines from 1 to {count}, the first one first")
    return first, last


def _places(text: str, old: str) -> str:
    """Return the numbers of the first lines that `old` begins on, in words."""
    lines: list[int] = []
    found = text.find(old)
    while found >= 0 and len(lines) < 5:
        lines.append(text.count("\n", 0, found) + 1)
        found = text.find(old, found + 1)
    return f"lines {', '.join(map(str, lines))}{' ...' if found >= 0 else ''}"
