"""What an export came to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Made:
    """The files that were written, and what is to be said about them."""

    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()
