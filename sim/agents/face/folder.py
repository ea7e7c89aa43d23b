"""The memory folder as the conversation tells of it, and as the mind would have it."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sim.agents.face.edits import edits
from sim.agents.notebook import LANDS
from sim.core import GuideError
from sim.guide import NAVIGATION, Guide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core import Json

ROOT = "/memories"
_TRIES = 3
"""How often a file is asked for, or an edit of it refused, before it is left alone."""
_LISTED = re.compile(rf"^[ \t]*[\d.]+ ?\w*[ \t]+(?:{ROOT}/)?(\S.*?)[ \t]*$", re.M)
"""A line of a listing: the size in whatever unit, and the path."""
_LINE = re.compile(r" *\d+\t(.*)")
_OPEN, _CLOSE = "--- ", re.compile(r"^--- end$", re.M)


class Folder:
    """Two copies of the folder: `guide` is the mind's own, the other holds what was said and done.

    `unread` are files whose text has to be asked for, the whole folder among them as "".
    """

    def __init__(self, opening: str | None) -> None:
        """Begin with what the first message says, or with nothing but the wish to look."""
        self.guide, self._done = Guide(), Guide()
        self.unread: list[str] = []
        self._asked: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        if not (opening and self._list(opening.partition(f"\n{_OPEN}")[0])):
            self.unread = [""]
        for path, text in _quoted(opening or "", self.unread):
            self._know(path, text)

    # --- reading --------------------------------------------------------------------------

    def views(self) -> list[Json]:
        """Return the inputs that ask for what is unread; what was never shown is given up at last."""
        self.unread = [path for path in self.unread if self._asked[path] < _TRIES]
        self._asked.update(self.unread)
        return [{"command": "view", "path": _full(path)} for path in self.unread]

    def _list(self, text: str) -> bool:
        """Want to read what matters to the mind in a listing; return whether the text is one."""
        found = _LISTED.findall(text)
        known = {*self._done.files, *self.unread}
        self.unread += [path for path in found if _matters(path) and path not in known]
        return bool(found)

    def _know(self, path: str, text: str) -> None:
        """Take a text for what stands in a file, whatever the mind would have there."""
        self.unread = [other for other in self.unread if other != path]
        with suppress(GuideError):  # a name or size that no folder of ours has
            self._done.create(path, text)
            self.guide.create(path, text)

    # --- writing --------------------------------------------------------------------------

    def edits(self) -> list[Json]:
        """Return the inputs that make the folder what the mind would have it be."""
        before, after = self._done.files, self.guide.files
        changed = sorted(
            path
            for path in before.keys() | after.keys()
            if before.get(path) != after.get(path)
            and path not in self.unread
            and self._refused[path] < _TRIES
        )
        return [edit for path in changed for edit in edits(_full(path), before.get(path), after.get(path))]

    def done(self, given: Any, told: str, *, failed: bool) -> None:
        """Take in what a use of the memory tool came to: its input, the result's text, whether it failed."""
        paths = [_short(given.get(name)) for name in ("path", "old_path", "new_path") if given.get(name)]
        if given.get("command") == "view":
            for path in paths:
                self._viewed(path, told, failed=failed)
            return
        mind, done = self.guide.files, self._done.files
        is_news = all(mind.get(path) == done.get(path) for path in paths)  # it was said before the summary
        try:
            if failed:
                raise GuideError(told)
            _apply(self._done, given)
            if is_news:
                _apply(self.guide, given)
        except (GuideError, KeyError, TypeError):  # see what stands there
            self._refused.update(paths)
            self.unread += [path for path in paths if path not in self.unread]

    def _viewed(self, path: str, told: str, *, failed: bool) -> None:
        if failed:
            self.unread = [other for other in self.unread if other != path]
            for copy in (self.guide, self._done):
                with suppress(GuideError):
                    copy.delete(path)
        elif path:
            self._know(path, _unnumbered(told))
        else:
            self.unread = [other for other in self.unread if other]
            self._list(told)


def _matters(path: str) -> bool:
    return path == NAVIGATION or (path.startswith(LANDS) and not path.endswith("/"))


def _full(path: str) -> str:
    return f"{ROOT}/{path}" if path else ROOT


def _short(path: Any) -> str:
    return str(path).removeprefix(ROOT).removeprefix("/")


def _quoted(opening: str, paths: list[str]) -> Iterator[tuple[str, str]]:
    """Yield those of the files that stand in a text from `--- name` to `--- end`: their paths and texts."""
    names = "|".join(map(re.escape, paths))
    parts = re.split(rf"^{_OPEN}({names})\n", opening, flags=re.M)
    for path, rest in zip(parts[1::2], parts[2::2], strict=True):
        ends = [found.start() for found in _CLOSE.finditer(rest)]
        if path and ends:
            text = rest[: ends[-1]].rstrip("\n")
            yield path, text and f"{text}\n"


def _unnumbered(told: str) -> str:
    r"""Return the text of a file that was viewed with line numbers.

    >>> _unnumbered("Here's the content of /memories/a with line numbers:\n     1\tone\n     2\t")
    'one\n'
    """
    lines = [found[1] for line in told.split("\n")[1:] if (found := _LINE.fullmatch(line))]
    text = "\n".join(lines)
    return text if text.endswith("\n") or not text else f"{text}\n"


def _apply(guide: Guide, given: Any) -> None:
    """Do what an input of the memory tool asks for; raises GuideError, KeyError or TypeError."""
    match given["command"]:
        case "create":
            guide.create(_short(given["path"]), given["file_text"])
        case "str_replace":
            guide.replace(_short(given["path"]), given["old_str"], given.get("new_str", ""))
        case "insert":
            guide.insert(_short(given["path"]), given["insert_line"], given["insert_text"])
        case "delete":
            guide.delete(_short(given["path"]))
        case "rename":
            guide.rename(_short(given["old_path"]), _short(given["new_path"]))
        case other:
            raise KeyError(other)
