"""The specs that come with the package."""

from __future__ import annotations

from pathlib import Path

import sim

_FOLDER = Path(sim.__file__).parent / "experiment" / "specs"


def ready() -> tuple[str, ...]:
    """Return the names of the specs that come along, sorted."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.yaml")))


def located(name: str) -> Path:
    """Return the file that a spec is read from: the file `name`, or the one that comes along by that name."""
    own = Path(name)
    return own if own.is_file() or name not in ready() else _FOLDER / f"{name}.yaml"
