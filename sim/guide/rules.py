"""What a memory folder may hold: which paths, which texts, how much of them.

A path that passes names the same file on Linux, macOS and Windows, so that a guide can be carried
from one to another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from itertools import accumulate

from sim.core import GuideError

MAX_FILE = 64 * 1024
"""Most bytes of UTF-8 in one file."""
MAX_FILES = 200
"""Most files in a memory folder."""
MAX_TOTAL = 1024 * 1024
"""Most bytes of UTF-8 in all files together."""
MAX_PART, MAX_PATH, MAX_LEVELS = 255, 1000, 8
"""Most bytes in a part of a path and in a whole path, and most parts."""

_FORBIDDEN = frozenset('<>:"|?*')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\s*(\..*)?$", re.I)
_LINE_ENDS = re.compile(r"\r\n?")


def check_path(path: object) -> str:
    """Return `path` if it may name a file; raises GuideError that says what is wrong with it.

    >>> check_path("places/moss hollow.md")
    'places/moss hollow.md'
    """
    if not isinstance(path, str):
        raise GuideError(f"a path must be text, not {type(path).__name__}")
    if not path:
        raise GuideError("a path must not be empty: name a file such as notes.md")
    if "\\" in path:
        raise GuideError(f"the path {shown(path)} has a backslash: separate folders by /")
    if path.startswith("/"):
        raise GuideError(f"the path {shown(path)} is absolute: paths begin inside the memory folder")
    parts = path.split("/")
    if len(parts) > MAX_LEVELS:
        raise GuideError(f"the path {shown(path)} has {len(parts)} levels, at most {MAX_LEVELS} are allowed")
    for part in parts:
        fault = _fault(part)
        if fault:
            raise GuideError(f"the path {shown(path)} {fault}")
    if len(path.encode()) > MAX_PATH:
        raise GuideError(f"the path {shown(path)} is longer than {MAX_PATH} bytes")
    return path


def _fault(part: str) -> str | None:
    """Return what is wrong with one part of a path, None if nothing is."""
    if not part:
        return "has an empty part: no // and no / at the end"
    if part in (".", ".."):
        return f"has a {part} in it: name the file from the memory folder on"
    if part.startswith("."):
        return "has a hidden part: names must not begin with a dot"
    if not part.isprintable():
        return "has a control, invisible or invalid character"
    if len(part.encode()) > MAX_PART:
        return f"has a part longer than {MAX_PART} bytes"
    if not _FORBIDDEN.isdisjoint(part):
        return 'has one of < > : " | ? *, which not every system allows'
    if part[-1] in " ." or part[0] == " ":
        return "has a part that begins or ends with a space or ends with a dot"
    if _RESERVED.match(part):
        return f"has the part {part}, a name that Windows keeps for itself"
    return None


def check_text(text: object, what: str = "text") -> str:
    r"""Return `text` with its line ends as \n; raises GuideError if it cannot be a text file.

    Lines end one way only, so that a line number means the same to everybody, on every system.

    >>> check_text("one\r\ntwo\rthree")
    'one\ntwo\nthree'
    """
    if not isinstance(text, str):
        raise GuideError(f"the {what} must be text, not {type(text).__name__}")
    if "\0" in text:
        raise GuideError(f"the {what} has a NUL character: write plain text")
    return _LINE_ENDS.sub("\n", text) if "\r" in text else text


def size_of(text: str, path: str) -> int:
    """Return the bytes of `text` as UTF-8; raises GuideError if they are too many for a file."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise GuideError(f"the text of {path} has half of a surrogate pair: write plain text") from None
    if size > MAX_FILE:
        raise GuideError(f"{path} would have {size:,} bytes, a file may have {MAX_FILE:,}: shorten it")
    return size


def check_sizes(sizes: Mapping[str, int]) -> None:
    """Raise GuideError if there are too many files, or too many bytes in all, by path."""
    if len(sizes) > MAX_FILES:
        raise GuideError(f"the memory folder may hold {MAX_FILES} files: delete one first")
    total = sum(sizes.values())
    if total > MAX_TOTAL:
        raise GuideError(f"all files would have {total:,} bytes, {MAX_TOTAL:,} are allowed: delete some")


def check_clash(path: str, others: Collection[str]) -> None:
    """Raise GuideError if a file `path` cannot stand beside the files `others`.

    A file cannot be where another file's folder is, and two names must differ in more than case.
    """
    mine = {_folded(prefix): prefix for prefix in prefixes(path)}
    for other in others:
        for prefix in prefixes(other):
            twin = mine.get(_folded(prefix))
            if twin is None:
                break
            if twin != prefix:
                raise GuideError(f"{shown(twin)} and {shown(prefix)} differ in case or accents only: use one")
            if twin == path or prefix == other:
                raise GuideError(f"{shown(twin)} cannot be a file and a folder at once")


def prefixes(path: str) -> Iterator[str]:
    """Yield the folders of a path from the top, then the path itself.

    >>> list(prefixes("a/b/c.md"))
    ['a', 'a/b', 'a/b/c.md']
    """
    return accumulate(path.split("/"), "{}/{}".format)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def shown(text: str) -> str:
    r"""Return text for use in an error line: quoted, escaped, cut to 60 characters.

    >>> print(shown("old\nmap"))
    'old\nmap'
    """
    return repr(text if len(text) <= 60 else f"{text[:57]}...")
