"""How a claim is judged, once its words have been taken apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.world.effects import State
from sim.world.facts.relations import Judgement

Judge = Callable[[State], Judgement]


class Check(NamedTuple):
    """A judge, and the rooms whose situations decide; `rooms` is None if the state as a whole does."""

    judge: Judge
    rooms: tuple[int, ...] | None = ()


def certain(judgement: Judgement) -> Check:
    """Return the check of a claim that is judged the same way for ever."""
    return Check(lambda _: judgement)


UNVERIFIABLE = certain(None)
