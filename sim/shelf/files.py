"""Which files of a folder are taken for cartridges."""

from __future__ import annotations

import os
from pathlib import Path

from sim.core import CartridgeError

ENDINGS = (".gb", ".gbc", ".sgb", ".cgb", ".dmg")
"""How the names of cartridge files end, in lower case."""


def cartridge_files(folder: Path) -> tuple[Path, ...]:
    """Return the cartridge files in a folder and those below it, by name; a file stands for itself.

    Raises CartridgeError if there is no such folder, or none in it.
    """
    if folder.is_file():
        return (folder,)
    if not folder.is_dir():
        raise CartridgeError(f"there is no folder {folder}: name one with cartridge files in it")
    found = [
        Path(root, name)
        for root, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(ENDINGS) and not name.startswith(".")
    ]
    if not found:
        raise CartridgeError(f"no file in {folder} is called {', '.join('*' + end for end in ENDINGS)}")
    return tuple(sorted(found))
