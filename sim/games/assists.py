"""What an agent may be told beyond the screen, where the settings ask for it by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.core import Truth
    from sim.games.base import Game, Ram


def _position(truth: Truth) -> str:
    if truth.x is None or truth.y is None:
        return "not known"
    place = f"{truth.place}, " if truth.place else ""
    return f"{place}column {truth.x}, row {truth.y}, both from 0 at the top left"


ASSISTS: Mapping[str, Callable[[Truth], str]] = {"position": _position}
"""The assists that are words: where the player stands, as far as the game's adapter knows."""


def told(game: Game, ram: Ram, names: Sequence[str]) -> dict[str, str]:
    """Return the words of the assists among `names`, by name; {} if there are none."""
    wanted = [name for name in names if name in ASSISTS]
    if not wanted:
        return {}
    truth = game.truth(ram)
    return {name: ASSISTS[name](truth) for name in wanted}
