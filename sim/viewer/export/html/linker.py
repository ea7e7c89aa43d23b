"""One script made of the page's modules: what they import is put before them, by concatenation.

A page that is opened from disk may not import modules, for every file there is an origin of its own. So each
module becomes a function that is called once and returns what it exports. That needs no blob: or data:
address, and the script can be named by its hash in the page's policy.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"(\.{1,2}/[^"]+)";[ \t]*$', re.MULTILINE)
_EXPORT = re.compile(
    r"^export\s+(?=(?:async\s+)?(?:function\b\*?|class\b|const\b)\s*([A-Za-z_$][\w$]*))", re.MULTILINE
)
_UNKNOWN = re.compile(r"^(?:import\b(?!\()|export\b).*", re.MULTILINE)
_ENDS = re.compile(r"</script|<!--", re.IGNORECASE)


class LinkError(Exception):
    """The page's own files are written in a way that cannot be put into one: a defect of theirs."""


def link(folder: Path, entry: str) -> str:
    """Return the script of the module `entry` of a folder, and of all that it imports.

    Modules may import names (`import { a, b as c } from "./x.js";`) and export functions, classes and
    constants where they stand. Raises LinkError for anything else, for modules that import each other in a
    circle, and for text that would end the script's element.
    """
    bodies: dict[str, str] = {}
    _take(folder, entry, bodies, ())
    script = "\n".join(['"use strict";', "const modules = {};", *bodies.values()])
    found = _ENDS.search(script)
    if found is not None:
        raise LinkError(f"a module of the page holds {found[0]!r}, which ends a script's element")
    return script


def _take(folder: Path, name: str, bodies: dict[str, str], importers: tuple[str, ...]) -> None:
    """Put a module behind those that it imports."""
    if name in importers:
        raise LinkError(f"modules import each other in a circle: {' > '.join((*importers, name))}")
    if name in bodies:
        return
    text = (folder / name).read_text(encoding="utf-8")
    for needed in _imported(name, text):
        _take(folder, needed, bodies, (*importers, name))
    bodies[name] = _wrapped(name, text)


def _imported(name: str, text: str) -> Iterator[str]:
    return (_resolved(name, address) for _, address in _IMPORT.findall(text))


def _resolved(importer: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(importer), address))


def _wrapped(name: str, text: str) -> str:
    """Return a module as a function that is called at once."""
    exported = _EXPORT.findall(text)
    body = _EXPORT.sub("", _IMPORT.sub(lambda found: _taken(name, found), text))
    unknown = _UNKNOWN.search(body)
    if unknown is not None:
        raise LinkError(f"{name}: cannot link {unknown[0]!r}")
    return f'modules["{name}"] = (() => {{\n{body.strip()}\nreturn {{ {", ".join(exported)} }};\n}})();'


def _taken(name: str, found: re.Match[str]) -> str:
    """Return an import as a declaration that takes names out of what a module returned."""
    names = " ".join(found[1].split()).rstrip(", ").replace(" as ", ": ")
    return f'const {{ {names} }} = modules["{_resolved(name, found[2])}"];'
