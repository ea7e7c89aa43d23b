"""Where Pokemon Red and Blue (international) keep what matters, and how it is read.

Addresses are those of the public disassembly's work RAM (pret/pokered, wram.asm) and of the RAM map of Data
Crystal (datacrystal.tcrf.net, "Pokemon Red and Blue/RAM map"), which agree on them; the ways to decode them
are described in both. Yellow keeps most of them one byte lower and is not read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sim.core import Around
from sim.core.around import DARK, FLOOR, WALL

if TYPE_CHECKING:
    from sim.games.base import Ram

TILES = (0xC3A0, 0xC508)
"""The 20 x 18 background tiles on the screen (wTileMap)."""
FACING = 0xC109
"""How the player looks: 0 down, 4 up, 8 left, 12 right (wSpriteStateData1)."""
FONT = 0xCFC4
"""Bit 0: letters are loaded, so that a text or a menu is on the screen (wFontLoaded)."""
WALK = 0xCFC5
"""Frames of a step that are left, in pairs (wWalkCounter)."""
BATTLE = 0xD057
"""0: none, 1: wild, 2: a trainer, 255: lost (wIsInBattle)."""
PARTY, MONSTER, MOST = 0xD163, 44, 6
"""The party: its size, the species of each, then a record of 44 bytes for each from PARTY + 8 on."""
MONEY = 0xD347
"""Three bytes of two decimal digits each (wPlayerMoney)."""
BADGES = 0xD356
MAP, ROW, COLUMN = 0xD35E, 0xD361, 0xD362
HEIGHT, WIDTH = 0xD368, 0xD369
"""The map's size in blocks of two steps each way (wCurMapHeight, wCurMapWidth)."""
WARPS = 0xD3AE
"""How many there are on the map, then four bytes each: row, column, where to (wNumberOfWarps)."""
COLLISION = 0xD530
"""Where in ROM the tiles lie that can be walked on, ended by 255 (wTilesetCollisionPtr)."""
SIMULATED = 0xD730
"""Bit 7: the game presses the buttons itself (wd730)."""
EVENTS = (0xD747, 0xD887)
"""The event flags, a bit each (wEventFlags)."""

COLUMNS, ROWS = 10, 9
"""The steps that the screen shows: two tiles each way."""
HERE = 4, 4
"""Column and row of the player among them."""
_MOST_WARPS = 32


class Member(NamedTuple):
    """One of the party: the game's number of its species, its level, its hit points."""

    species: int
    level: int
    hp: int
    most_hp: int


@dataclass(frozen=True, slots=True)
class Status:
    """What RAM says: `badges` is a bit set, `flags` are the event flags as they lie, `tiles` the screen's."""

    map: int
    x: int
    y: int
    facing: int
    mode: str
    party: tuple[Member, ...]
    money: int
    badges: int
    flags: bytes
    tiles: bytes


def read(ram: Ram) -> Status:
    """Return what RAM says now."""
    area = ram(MAP, COLUMN + 1)
    (battle,), (font,), (simulated,) = (
        ram(BATTLE, BATTLE + 1),
        ram(FONT, FONT + 1),
        ram(SIMULATED, SIMULATED + 1),
    )
    return Status(
        map=area[0],
        x=area[COLUMN - MAP],
        y=area[ROW - MAP],
        facing=ram(FACING, FACING + 1)[0],
        mode=_mode(battle, font, simulated),
        party=_party(ram(PARTY, PARTY + 8 + MOST * MONSTER)),
        money=decimal(ram(MONEY, MONEY + 3)),
        badges=ram(BADGES, BADGES + 1)[0],
        flags=ram(*EVENTS),
        tiles=ram(*TILES),
    )


def around(ram: Ram, now: Status) -> Around | None:
    """Return what can be walked on of what the screen shows, with the doors, stairs and holes there.

    A step is two tiles wide and high; its lower left one tells. What lies beyond the edge of the map is
    left dark: it belongs to the next one, or to none. None where all is.
    """
    left, top = now.x - HERE[0], now.y - HERE[1]
    height, width = (2 * size for size in ram(HEIGHT, WIDTH + 1))
    start = int.from_bytes(ram(COLLISION, COLLISION + 2), "little")
    floor = set(ram(start, start + 128).partition(b"\xff")[0])
    marks = []
    for row in range(ROWS):
        line = now.tiles[(2 * row + 1) * 2 * COLUMNS : (2 * row + 2) * 2 * COLUMNS : 2]
        within = 0 <= top + row < height
        marks.append(
            "".join(
                (FLOOR if tile in floor else WALL) if within and 0 <= x < width else DARK
                for x, tile in enumerate(line, left)
            )
        )
    if not "".join(marks).strip(DARK):
        return None
    seen = [(x, y) for x, y in warps(ram) if left <= x < left + COLUMNS and top <= y < top + ROWS]
    return Around(left, top, tuple(marks), tuple(seen))


def warps(ram: Ram) -> tuple[tuple[int, int], ...]:
    """Return (column, row) of every door, stair and hole of the map."""
    (count,) = ram(WARPS, WARPS + 1)
    entries = ram(WARPS + 1, WARPS + 1 + 4 * min(count, _MOST_WARPS))
    return tuple((entries[at + 1], entries[at]) for at in range(0, len(entries), 4))


def decimal(digits: bytes) -> int:
    """Return the number that bytes of two decimal digits tell; a damaged one counts as its digits say.

    >>> decimal(bytes([0x01, 0x23, 0x45]))
    12345
    """
    number = 0
    for byte in digits:
        number = number * 100 + (byte >> 4) * 10 + (byte & 15)
    return number


def _mode(battle: int, font: int, simulated: int) -> str:
    if battle:
        return "battle"
    if font & 1:
        return "text"
    return "forced" if simulated & 0x80 else "play"


def _party(data: bytes) -> tuple[Member, ...]:
    found = []
    for number in range(min(data[0], MOST)):
        record = data[8 + number * MONSTER : 8 + (number + 1) * MONSTER]
        found.append(
            Member(record[0], record[33], int.from_bytes(record[1:3]), int.from_bytes(record[34:36]))
        )
    return tuple(found)
