"""A game of one's own, named as "module:Class", and checked wherever it answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sim import own
from sim.core import Around, CartridgeError, Event, Pacing, Truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.games.base import Ram

_T = TypeVar("_T")
_FIELDS = (("name", str), ("pacing", Pacing), ("goal", str), ("sound", bool))


class OwnGame:
    """The game that a class of one's own makes of a cartridge; see `sim.games.base.Game`."""

    def __init__(self, named: str, rom: bytes) -> None:
        """Make it of a cartridge image. Raises CartridgeError, in one line, if that is not possible."""
        self._named = named
        make = own.find("game", named, CartridgeError)
        self._game: Any = self._asked(partial(make, rom))
        for field, kind in _FIELDS:
            if not isinstance(getattr(self._game, field, None), kind):
                raise CartridgeError(f"the game {named} has no {field}: it should be a {kind.__name__}")
        made: Any = self._game
        self.name: str = made.name
        self.pacing: Pacing = made.pacing
        self.goal: str = made.goal
        self.sound: bool = made.sound

    def truth(self, ram: Ram) -> Truth:
        """Return what RAM says now."""
        found = self._asked(lambda: self._game.truth(ram))
        if not isinstance(found, Truth):
            raise CartridgeError(f"the game {self._named} says {found!r}, which is no Truth")
        around = found.detail.get("around")
        if around is not None and Around.from_json(around) is None:
            raise CartridgeError(
                f"the game {self._named} tells of {around!r} around, which is no Around as JSON"
            )
        return found

    def events(self, ram: Ram) -> tuple[Event, ...]:
        """Return what happened since the last call."""
        found = self._asked(lambda: self._game.events(ram))
        if not isinstance(found, tuple) or not all(isinstance(one, Event) for one in found):
            raise CartridgeError(f"the game {self._named} says {found!r}, which is no tuple of events")
        return cast("tuple[Event, ...]", found)

    def _asked(self, ask: Callable[[], _T]) -> _T:
        try:
            return ask()
        except Exception as failed:  # somebody else's code may raise anything
            raise CartridgeError(
                f"the game {self._named} failed: {type(failed).__name__}: {failed}"
            ) from failed
