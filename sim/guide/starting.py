"""Where a run's guide comes from: a folder of the user's, or one that ships with the package."""

from __future__ import annotations

from pathlib import Path

from sim.core import GuideError
from sim.guide.folder import load_folder
from sim.guide.guide import NAVIGATION

OFF, ORACLE, SHUFFLED = "off", "oracle", "shuffled"
TRUTHFUL = (ORACLE, SHUFFLED)
"""No guide, and the guides that lie in no folder: a session writes them from what is true of the world."""


def starting_guide(name: str) -> dict[str, str]:
    """Return the files of the folder `name`, or of the shipped guide with that name.

    Raises GuideError if there is neither, or if the folder does not hold a guide.
    """
    if name in TRUTHFUL:
        raise GuideError(f"the guide {name!r} is written from a Fernmoor world: only a session can do that")
    if Path(name).is_dir():
        return load_folder(name)
    if Path(name).exists():
        raise GuideError(f"{name} is a file: name the folder that the guide lies in")
    shipped = shipped_guides()
    if name not in shipped:
        raise GuideError(
            f"there is no folder {name}, and the guides that come along are {', '.join(shipped)}"
        )
    return load_folder(shipped[name])


def shipped_guides() -> dict[str, Path]:
    """Return the folders of the guides that ship with the package, by name, sorted."""
    package = Path(__file__).parent.parent
    # Installed, they lie in the package; in a source checkout at its top, where people look.
    home = next(
        (folder for folder in (package / "memory", package.parent / "memory") if folder.is_dir()), None
    )
    if home is None:
        raise GuideError("the guides that come along are missing: install longplay again")
    return {found.parent.name: found.parent for found in sorted(home.glob(f"*/{NAVIGATION}"))}
