"""The machine that is played: its buttons, its pace and its screen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

SCREEN_WIDTH = 160
SCREEN_HEIGHT = 144


class Button(StrEnum):
    """One action: a Game Boy button, or `WAIT` (no button, the same time passes)."""

    A = "a"
    B = "b"
    START = "start"
    SELECT = "select"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Pacing:
    """How long one press lasts and when the game is ready for the next.

    `hold`: frames the button is held. `frames`: least frames per press, the last of them
    rendered; `walk`: the same for the four directions, where that is more. `ready`: (address,
    value) of a byte that has this value when the game waits for input, or None for a fixed length.
    `every`: frames between two looks at that byte. `limit`: most frames per press. `boot`: least
    frames before the first press.
    """

    hold: int = 8
    frames: int = 24
    walk: int = 0
    ready: tuple[int, int] | None = None
    every: int = 1
    limit: int = 600
    boot: int = 120

    def __post_init__(self) -> None:
        if not (0 < self.hold < self.frames <= self.limit and self.every > 0):
            raise ValueError(f"pacing needs 0 < hold < frames <= limit and every > 0, not {self}")


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One screen: its bytes as they are kept, and the xxh3-128 (16 bytes) of its RGBA pixels.

    `plane` is flat read-only uint8: one grey a pixel (23,040) from a monochrome cartridge, RGBA
    (92,160) from one in colour. Two frames are equal when their digests are.
    """

    plane: np.ndarray[Any, Any]
    digest: bytes

    @property
    def pixels(self) -> np.ndarray[Any, Any]:
        """The screen as read-only uint8 (144, 160, 4) RGBA."""
        rgba = self.plane
        if rgba.size == SCREEN_WIDTH * SCREEN_HEIGHT:
            rgba = rgba.repeat(4)
            rgba[3::4] = 255
        pixels = rgba.reshape(SCREEN_HEIGHT, SCREEN_WIDTH, 4)
        pixels.flags.writeable = False
        return pixels

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frame) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)
