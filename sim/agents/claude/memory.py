"""The memory tool (`memory_20250818`), served by the guide.

What a model is told is worded as the tool's documentation has it, where it has something.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from sim.agents.claude.inputs import Kinds, ToolFault, fields, kind_of, listed
from sim.core import GuideError
from sim.guide.rules import check_path, check_text, prefixes, shown

if TYPE_CHECKING:
    from sim.guide import Guide

__all__ = ["ToolFault", "escapes", "serve"]

ROOT = "/memories"
_LEVELS = 2
"""Levels of a folder that are listed."""
_AROUND = 2
"""Lines that are shown before and after a replacement."""
_NAMED = 5
"""Most files, or places in a file, that a fault names."""

_DISGUISED = re.compile(r"[\\\0]|%[0-9a-f]{2}|(^|/)\.\.", re.IGNORECASE)
"""What is in a path that means another than it seems to: a way up, be it in disguise."""
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
_BARE = re.compile(r"^(?=.+ would have [\d,]+ bytes, a file)|(?<=^the text of )(?=.+ has half)")


def serve(guide: Guide, given: object) -> str:
    """Do what a use of the memory tool asks for, and return what the model is told.

    Raises ToolFault, and leaves the guide as it was, if it cannot be done.
    """
    command = given.get("command") if isinstance(given, Mapping) else None
    if not isinstance(command, str) or command not in _COMMANDS:
        what = shown(command) if isinstance(command, str) else kind_of(command)
        raise ToolFault(f"the memory tool takes the command {listed(_COMMANDS, 'or')}, not {what}")
    do, needed, optional = _COMMANDS[command]
    taken = fields(f"memory {command}", given, {"command": str, **needed}, optional)
    del taken["command"]
    before = guide.revision
    try:
        return do(guide, **taken)
    except GuideError as error:
        if guide.revision != before:  # it was done, but could not be kept: no fault of the model's
            raise
        raise ToolFault(_reworded(str(error))) from error


def escapes(given: object) -> bool:
    """Return whether a use of the memory tool names a path that is none inside the memory folder.

    True for a way up in any disguise too, wherever it would lead; `serve` refuses all of these.
    """
    if not isinstance(given, Mapping):
        return False
    paths = [given.get(field) for field in ("path", "old_path", "new_path")]
    return any(isinstance(path, str) and not _is_inside(path) for path in paths)


def _is_inside(path: str) -> bool:
    # Normalised, for there are letters that look like two dots or a slash.
    is_disguised = _DISGUISED.search(unicodedata.normalize("NFKC", path))
    return not is_disguised and (path == ROOT or path.startswith(f"{ROOT}/"))


# --- the commands -------------------------------------------------------------------------


def _view(guide: Guide, path: str, view_range: list[Any] | None = None) -> str:
    name = _name(path)
    if name in guide.files:
        text = guide.files[name]
        first, last = (1, -1) if view_range is None else _range(view_range, len(_lines(text)))
        return f"Here's the content of {_full(name)} with line numbers:\n{_numbered(text, first, last)}"
    if name and not _is_folder(guide, name):
        raise _missing(guide, name)
    if view_range is not None:
        raise ToolFault(f"{_full(name)} is a folder: view_range is for files, leave it out")
    header = f"Here're the files and directories up to {_LEVELS} levels deep in {_full(name)}"
    return "\n".join([f"{header}, excluding hidden items:", *_listing(guide, name)])


def _create(guide: Guide, path: str, file_text: str) -> str:
    name = _name(path)
    if not name or path.endswith("/"):
        raise ToolFault(f"{_full(name)} names a folder: name a file in it, folders are made with their files")
    guide.create(name, file_text)
    return f"File created successfully at: {_full(name)}"


def _str_replace(guide: Guide, path: str, old_str: str, new_str: str) -> str:
    name = _file(guide, path)
    text, old = guide.files[name], check_text(old_str, "old_str")
    if not old:
        raise ToolFault("old_str is empty: give the text to replace")
    found = list(islice(_places(text, old), _NAMED))
    if not found:
        raise ToolFault(
            f"No replacement was performed, old_str {shown(old)} did not appear verbatim in {_full(name)}. "
            "View it and copy the text exactly"
        )
    lines = [text.count("\n", 0, place) + 1 for place in found]
    if len(found) > 1:
        numbers = ", ".join(map(str, dict.fromkeys(lines)))
        raise ToolFault(
            f"No replacement was performed. Multiple occurrences of old_str {shown(old)} in lines: "
            f"{numbers}. Please ensure it is unique: give more of the text around it"
        )
    guide.replace(name, old, new_str)
    snippet = _numbered(guide.files[name], max(1, lines[0] - _AROUND), lines[0] + _AROUND)
    return f"The memory file has been edited.\n{snippet}"


def _insert(guide: Guide, path: str, insert_line: int, insert_text: str) -> str:
    name = _file(guide, path)
    count = len(_lines(guide.files[name]))
    if not 0 <= insert_line <= count:
        raise ToolFault(
            "Invalid `insert_line` parameter. "
            f"It should be within the range of lines of the file: [0, {count}], 0 for its top"
        )
    guide.insert(name, insert_line, insert_text)
    return f"The file {_full(name)} has been edited."


def _delete(guide: Guide, path: str) -> str:
    name = _present(guide, path, "delete")
    guide.delete(name)
    return f"Successfully deleted {_full(name)}"


def _rename(guide: Guide, old_path: str, new_path: str) -> str:
    old, new = _present(guide, old_path, "rename"), _name(new_path)
    if not new or new in guide.files or _is_folder(guide, new):
        raise ToolFault(f"The destination {_full(new)} already exists: choose another name, or delete it")
    guide.rename(old, new)
    return f"Successfully renamed {_full(old)} to {_full(new)}"


_Command = tuple[Callable[..., str], Kinds, Kinds]
_COMMANDS: dict[str, _Command] = {
    "view": (_view, {"path": str}, {"view_range": list}),
    "create": (_create, {"path": str, "file_text": str}, {}),
    "str_replace": (_str_replace, {"path": str, "old_str": str, "new_str": str}, {}),
    "insert": (_insert, {"path": str, "insert_line": int, "insert_text": str}, {}),
    "delete": (_delete, {"path": str}, {}),
    "rename": (_rename, {"old_path": str, "new_path": str}, {}),
}


# --- paths --------------------------------------------------------------------------------


def _name(path: str) -> str:
    """Return a path as the guide has it, "" for the whole folder."""
    if not _is_inside(path):
        raise ToolFault(
            f"{shown(path)} is no path inside of {ROOT}: name one such as {ROOT}/notes.md, "
            "without two dots, backslashes or %-codes"
        )
    name = path.removeprefix(ROOT).removeprefix("/").removesuffix("/")
    return name and check_path(name)


def _full(name: str) -> str:
    return f"{ROOT}/{name}" if name else ROOT


def _is_folder(guide: Guide, name: str) -> bool:
    return not name or any(path.startswith(f"{name}/") for path in guide.files)


def _file(guide: Guide, path: str) -> str:
    name = _name(path)
    if name in guide.files:
        return name
    if _is_folder(guide, name):
        raise ToolFault(f"The path {_full(name)} does not exist as a file, it is a folder: name a file in it")
    raise _missing(guide, name)


def _present(guide: Guide, path: str, verb: str) -> str:
    """Return the name of a file or folder that is there, which the whole folder cannot be."""
    name = _name(path)
    if not name:
        raise ToolFault(f"Cannot {verb} the {ROOT} directory itself: name a file or folder in it")
    if name not in guide.files and not _is_folder(guide, name):
        raise _missing(guide, name)
    return name


def _missing(guide: Guide, name: str) -> ToolFault:
    names = sorted(guide.files)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    there = f"There is {', '.join(map(_full, names[:_NAMED]))}{more}" if names else f"{ROOT} is empty"
    return ToolFault(f"The path {_full(name)} does not exist. Please provide a valid path. {there}")


def _reworded(refusal: str) -> str:
    """Return what the guide says with its paths as the model knows them."""
    quoted = _QUOTED.sub(lambda found: f"{found[0][0]}{ROOT}/{found[0][1:]}", refusal)
    return _BARE.sub(f"{ROOT}/", quoted)


# --- what is shown ------------------------------------------------------------------------


def _listing(guide: Guide, folder: str) -> Iterator[str]:
    """Yield a line for the folder and for each file and folder in it, level by level below each other."""
    start = f"{folder}/" if folder else ""
    sizes = {"": 0}
    for path in sorted(guide.files, key=lambda path: path.split("/")):
        if path.startswith(start):
            size = len(guide.files[path].encode())
            *above, name = prefixes(path.removeprefix(start))
            for part in ("", *(f"{part}/" for part in above), name):
                sizes[part] = sizes.get(part, 0) + size
    for name, size in sizes.items():
        if name.rstrip("/").count("/") < _LEVELS:
            yield f"{_size(size)}\t{_full(start + name) if name else _full(folder)}"


def _size(size: int) -> str:
    """Return a number of bytes for people.

    >>> _size(80), _size(1536), _size(1024 * 1024)
    ('80B', '1.5K', '1.0M')
    """
    if size < 1024:
        return f"{size}B"
    return f"{size / 1024:.1f}K" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f}M"


def _lines(text: str) -> list[str]:
    """Return the lines without their ends; only a newline ends one."""
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]


def _numbered(text: str, first: int, last: int) -> str:
    """Return the lines from `first` to `last`, -1 for the end, each after its number and a tab."""
    lines = _lines(text) or [""]
    wanted = lines[first - 1 : None if last == -1 else last]
    return "\n".join(f"{number:6}\t{line}" for number, line in enumerate(wanted, first))


def _range(view_range: list[Any], count: int) -> tuple[int, int]:
    """Return the first and last line to view; a last one beyond the end is the end."""
    count = max(1, count)
    if [type(line) for line in view_range] == [int, int]:
        first, last = view_range
        if 1 <= first <= count and (last == -1 or last >= first):
            return first, last
    raise ToolFault(
        f"Invalid `view_range` parameter: give the first and the last line, from 1 to {count}, -1 for the end"
    )


def _places(text: str, old: str) -> Iterator[int]:
    """Yield where `old` begins in `text`."""
    place = text.find(old)
    while place >= 0:
        yield place
        place = text.find(old, place + 1)
