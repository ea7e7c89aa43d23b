"""Pokemon Red and Blue as a game that can be played and measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xxhash import xxh3_64_intdigest

from sim.core import Event, Pacing, Truth
from sim.emulator.gen1 import names
from sim.games.pokemon.memory import WALK, Status, around, read
from sim.games.pokemon.milestones import MILESTONES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core import Json
    from sim.games.base import Ram

_TITLES = (b"POKEMON RED", b"POKEMON BLUE")
_TITLE_AT, _SUM_AT = 0x134, 0x14E
_SIZE = 1 << 20
_FACING = {0: "down", 4: "up", 8: "left", 12: "right"}


class PokemonRed:
    """The international Red or Blue. A press lasts until the player stands still again.

    Its truth is that of the adapter tier: there is no oracle, but position, map, milestones (event flags, in
    `MILESTONES`), what can be walked on and where doors are. The mode is "play", "text" (a text or a menu is
    on the screen), "battle", "forced" (the game walks by itself) or "won".
    """

    name: Final = "pokemon-red"
    pacing: Final = Pacing(hold=8, frames=24, walk=24, ready=(WALK, 0), every=2, limit=120, boot=600)
    sound: Final = True
    goal: Final = (
        "This is Pokemon Red or Blue, a game for the Game Boy. Up, down, left and right walk, A talks to "
        "whom you face, reads, and chooses in menus, B goes back, START opens the menu. Become the champion: "
        "win the eight badges of the gyms, then beat the Elite Four. Get stronger on the way, and keep your "
        "team alive."
    )

    def __init__(self) -> None:
        self._flags = {number: name for number, name in names().events.items() if name}
        self._milestones = _numbers(self._flags, MILESTONES)
        self._last: Status | None = None

    @staticmethod
    def is_in(rom: bytes) -> bool:
        """Tell whether a cartridge image is one of these: by its title, its size and its whole checksum."""
        titled = any(rom[_TITLE_AT:].startswith(title) for title in _TITLES)
        if not titled or len(rom) != _SIZE:
            return False
        told = int.from_bytes(rom[_SUM_AT : _SUM_AT + 2])
        return sum(rom) - rom[_SUM_AT] - rom[_SUM_AT + 1] & 0xFFFF == told

    def truth(self, ram: Ram) -> Truth:
        """Return what RAM says now."""
        now = read(ram)
        met = sum(_is_set(now.flags, number) for number in self._milestones)
        won = _is_set(now.flags, self._milestones[-1])
        return Truth(
            state=_state(now),
            mode="won" if won else now.mode,
            place=_place(now.map),
            x=now.x,
            y=now.y,
            objective=met,
            objectives=len(MILESTONES),
            detail={
                "map": now.map,
                "facing": _FACING.get(now.facing, "?"),
                "badges": [name for number, name in names().badges.items() if now.badges >> number & 1],
                "party": [
                    {
                        "species": names().species.get(one.species, "?"),
                        "level": one.level,
                        "hp": [one.hp, one.most_hp],
                    }
                    for one in now.party
                ],
                "money": now.money,
                **_around(ram, now),
            },
        )

    def events(self, ram: Ram) -> tuple[Event, ...]:
        """Return what happened since the last call: flags set, badges, maps entered, battles, levels."""
        last, self._last = self._last, read(ram)
        return () if last is None else tuple(self._happened(last, self._last))

    def _happened(self, last: Status, now: Status) -> Iterator[Event]:
        if now.map != last.map:
            yield Event("map", {"to": _place(now.map)})
        for number, name in self._flags.items():
            if _is_set(now.flags, number) and not _is_set(last.flags, number):
                yield Event("objective" if number in self._milestones else "flag", {"name": name})
        for number, badge in names().badges.items():
            if now.badges & ~last.badges & 1 << number:
                yield Event("badge", {"name": badge})
        if (now.mode == "battle") != (last.mode == "battle"):
            yield Event("battle", {"state": "begins" if now.mode == "battle" else "is over"})
        if [one.level for one in now.party] != [one.level for one in last.party]:
            yield Event("level", {"levels": [one.level for one in now.party]})


def _around(ram: Ram, now: Status) -> dict[str, Json]:
    """Return what is told of the tiles around; where words, menus and battles cover them, nothing."""
    seen = around(ram, now) if now.mode == "play" else None
    return {} if seen is None else {"around": seen.to_json()}


def _numbers(flags: dict[int, str], wanted: tuple[str, ...]) -> tuple[int, ...]:
    known = {name: number for number, name in flags.items()}
    return tuple(known[name] for name in wanted)


def _is_set(flags: bytes, number: int) -> bool:
    return bool(flags[number >> 3] >> (number & 7) & 1)


def _place(number: int) -> str:
    return names().maps.get(number, f"map_{number}").replace("_", " ").upper()


def _state(now: Status) -> int:
    """Return a hash of everything that matters; where the game animates, it does not change."""
    party = b"".join(bytes([one.species, one.level]) + one.hp.to_bytes(2) for one in now.party)
    where = bytes([now.map, now.x, now.y, now.facing, now.badges]) + now.mode.encode()
    number = xxh3_64_intdigest(where + party + now.money.to_bytes(4) + now.flags + now.tiles)
    return number - (1 << 64) if number >> 63 else number
