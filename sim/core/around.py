"""What an adapter may tell of the tiles around the player: where one can walk, and where doors are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.core.journal import Json

FLOOR, WALL, DARK = ".", "#", " "
"""A tile that can be walked on, one that cannot, and one that is not told of."""


@dataclass(frozen=True, slots=True)
class Around:
    """The tiles around the player, in the coordinates of `Truth.x` and `Truth.y`.

    `left` and `top` are the column and row of the first tile of `rows`, which are of equal length and say
    `FLOOR`, `WALL` or `DARK` of every tile. `warps` are the (column, row) of doors, stairs and holes among
    them. Tell only what the screen shows, as it is taken for what the player has seen, and only tiles of the
    place that he is in. Raises ValueError if the rows are none, of different lengths, or say anything else.

    An adapter tells it as `Truth.detail["around"]`, some 100 bytes for the 10 x 9 tiles of a screen:

    >>> Around(4, 2, ("..#", " .#"), ((5, 2),)).to_json()
    {'at': [4, 2], 'size': [3, 2], 'known': '3b', 'open': '32', 'warps': [[5, 2]]}
    """

    left: int
    top: int
    rows: tuple[str, ...]
    warps: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        text = "".join(self.rows)
        if not text or len({len(row) for row in self.rows}) > 1 or not set(text) <= {FLOOR, WALL, DARK}:
            raise ValueError(f"rows of equal length hold {FLOOR!r}, {WALL!r} and {DARK!r}, not {self.rows}")

    def to_json(self) -> Json:
        """Return it as a JSON object; `known` and `open` are hexadecimal, a bit a tile, row by row."""
        text = "".join(self.rows)
        told: dict[str, Any] = {
            "at": [self.left, self.top],
            "size": [len(self.rows[0]), len(self.rows)],
            "known": f"{sum(1 << at for at, tile in enumerate(reversed(text)) if tile != DARK):x}",
            "open": f"{sum(1 << at for at, tile in enumerate(reversed(text)) if tile == FLOOR):x}",
        }
        return told | ({"warps": [list(warp) for warp in self.warps]} if self.warps else {})

    @classmethod
    def from_json(cls, told: Any) -> Around | None:
        """Return what such an object tells, None if it is none.

        >>> Around.from_json(Around(4, 2, ("..#", " .#")).to_json())
        Around(left=4, top=2, rows=('..#', ' .#'), warps=())
        """
        if not isinstance(told, Mapping):
            return None
        try:
            (left, top), (width, height) = told["at"], told["size"]
            known, floor = (f"{int(told[name], 16):0{width * height}b}" for name in ("known", "open"))
            if len(known) != width * height or len(floor) != width * height:
                return None
            tiles = [
                (FLOOR if one == "1" else WALL) if seen == "1" else DARK
                for seen, one in zip(known, floor, strict=True)
            ]
            rows = tuple("".join(tiles[at : at + width]) for at in range(0, len(tiles), width))
            warps = tuple((int(column), int(row)) for column, row in told.get("warps", ()))
            return cls(int(left), int(top), rows, warps)
        except (KeyError, TypeError, ValueError):
            return None
