"""How much of what was said could be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.core import Json

ENOUGH = 0.95
"""The least share that has to be read for a value to stand for what was said."""


@dataclass(frozen=True, slots=True)
class Said:
    """Decisions that said something, and those of them that could be read."""

    said: int
    read: int

    @property
    def share(self) -> float | None:
        """The share that could be read, None if nothing was said."""
        return round(self.read / self.said, 6) if self.said else None

    @property
    def enough(self) -> bool:
        """Tell whether enough of it could be read; so it is if nothing was said."""
        return not self.said or self.read >= ENOUGH * self.said

    def to_json(self) -> Json:
        """Return the value as a JSON object."""
        return {"said": self.said, "read": self.read, "share": self.share, "enough": self.enough}
