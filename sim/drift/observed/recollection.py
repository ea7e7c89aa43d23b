"""Guide only: what was observed since the last context reset, and what the guide says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.observed.ground import BLOCKED, GLANCES, UNTRIED, Ground
from sim.drift.observed.planner import Planner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core import Around
    from sim.drift.observed.hearsay import Exits
    from sim.drift.observed.search import View


class Recollection(Planner):
    """Knows what was observed since the last context reset, and of places what the guide says.

    A place that the guide tells of is remembered as it was observed, as the guide's planner on Fernmoor takes
    floors from the world: a guide names places and what leads where, and draws no maps. A way out of it
    is known only if the guide says so, of either of its ends. A side may be where a door is or the press that
    goes through it, so it counts for little, unless the guide says of it what none of its ways does: that is
    believed, and the way leads to where that place was entered first.
    """

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._now = 1
        self._seen: list[int] = []
        """By tile the context in which it was seen last."""
        self._went: list[int] = []
        """By way the context in which it was tried last."""
        self._passed: dict[int, int] = {}
        """By warp the context in which it was entered last."""
        self._places: dict[int, int] = {}
        """By place the context in which it was seen last."""
        self._looked: set[tuple[str, Around]] = set()
        self._said: Mapping[int, Mapping[int, int | None]] = {}
        """By place the guide's word on where its sides lead; None where that is left open."""
        self._named: set[int] = set()
        """The places that it says something leads to."""

    # --- learning and forgetting ----------------------------------------------------------

    def reset(self) -> None:
        """Forget all that is not in the guide."""
        self._now += 1
        self._looked.clear()
        self.forget_all()

    def heard(self, places: Mapping[str, Exits]) -> None:
        """Believe what the guide says of places, by name."""
        number = self._ground.place_named
        said: dict[int, Mapping[int, int | None]] = {}
        for name, exits in places.items():
            place = number(name)
            if place is not None:
                said[place] = {side: None if to is None else number(to) for side, to in exits.items()}
        self._said = said
        self._named = {to for exits in said.values() for to in exits.values() if to is not None}
        self.forget_all()

    def saw(self, tile: int, place: str, around: Around | None) -> bool:
        """Take in where the player stands and what the ground took in there; tell whether any is new."""
        self._grow()
        new = self._sight(tile)
        if tile in self._ground.warps:
            self._passed[tile] = self._now
            self.forget_views((tile,))
        if around is None or (place, around) in self._looked:
            return new
        for told in self._ground.tiles(place, around):
            new |= self._sight(told)
        if len(self._looked) >= GLANCES:
            self._looked.clear()
        self._looked.add((place, around))
        return new

    def went(self, tile: int, side: int) -> bool:
        """Take in that a way was tried, as the ground did; tell whether it leads elsewhere than believed."""
        self._grow()
        ground, way = self._ground, 4 * tile + side
        if not ground.walked[way] or self._went[way] == self._now:
            return False
        new = self._leads(way) != ground.to[way]
        self._went[way] = self._now
        back = ground.back(tile, side)
        if back is not None and ground.to[back] == tile:
            self._went[back] = self._now
            self.forget_views((back >> 2,))
        self.forget_views((tile,))
        if ground.crosses(way):
            self.forget_views(ground.gates)  # what is believed of other ways out depends on this one
            for warp in (tile, ground.past(tile, side)):
                if warp is not None and warp in ground.warps:
                    self._passed[warp] = self._now
        return new

    def _grow(self) -> None:
        missing = len(self._ground.spots) - len(self._seen)
        if missing:
            self._seen += (0,) * missing
            self._went += (0,) * (4 * missing)

    def _sight(self, tile: int) -> bool:
        if self._seen[tile] == self._now:
            return False
        ground = self._ground
        self._seen[tile] = self._places_now(ground.place[tile])
        new = ground.place[tile] not in self._said or self._leaves_unsaid(tile)
        self.forget_views((tile, *[end for end in ground.to[4 * tile : 4 * tile + 4] if end >= 0]))
        return new

    def _leaves_unsaid(self, tile: int) -> bool:
        """Tell whether a way leads from a tile to a place, and the guide did not say so."""
        ways = range(4 * tile, 4 * tile + 4)
        return any(self._ground.crosses(way) and self._leads(way) == UNTRIED for way in ways)

    def _places_now(self, place: int) -> int:
        if self._places.get(place) != self._now:
            self._places[place] = self._now
            self.forget_views(self._ground.gates)  # some may lead to what is a known place from now on
        return self._now

    # --- what is known --------------------------------------------------------------------

    def _look(self, tile: int) -> View:
        ground, beside, is_end = self._ground, [], self._is_new_warp(tile)
        for way in range(4 * tile, 4 * tile + 4):
            end = self._leads(way)
            if end == UNTRIED:
                is_end = True
            elif end >= 0 and ground.floor[end]:
                beside.append(end)
                is_end |= not self._is_known(ground.place[end])
        return tuple(beside), is_end

    def _knows_place(self, place: int) -> bool:
        return place in self._named or self._is_known(place)

    def _is_known(self, place: int) -> bool:
        """Tell whether more of a place is known than its name and a way there."""
        return place in self._said or self._places.get(place) == self._now

    def _leads(self, way: int) -> int:
        """Return where a way is believed to lead: a tile, `UNTRIED` or `BLOCKED`."""
        ground, now, tile, end = self._ground, self._now, way >> 2, self._ground.to[way]
        if self._went[way] == now:
            return end
        if ground.crosses(way):
            return self._crossing(way)
        if ground.place[tile] in self._said:
            return end
        if self._seen[tile] != now:
            return BLOCKED
        return end if ground.is_told(way) and self._seen[end] == now else UNTRIED

    def _crossing(self, way: int) -> int:
        """Return where a way to another place is believed to lead that was not tried in this context."""
        ground, side, end = self._ground, way & 3, self._ground.to[way]
        here, there = ground.place[way >> 2], ground.place[end]
        said = self._said.get(here, {})
        told = said.get(side)
        if told is not None and told != there and (side, told) not in ground.exits[here]:
            return ground.entry[told]
        if any(to == there and self._is_so(here, one, to) for one, to in said.items()):
            return end
        if side in said and told is None:
            return UNTRIED
        if here in self._said.get(there, {}).values():
            return end
        return UNTRIED if self._seen[way >> 2] == self._now else BLOCKED

    def _is_so(self, here: int, side: int, to: int) -> bool:
        """Tell whether a side may lead from a place to another: no way that was seen speaks against it."""
        exits = self._ground.exits[here]
        return (side, to) in exits or all(one != side for one, _ in exits)

    def _is_new_warp(self, tile: int) -> bool:
        ground = self._ground
        if tile not in ground.warps or self._passed.get(tile) == self._now:
            return False
        here, beyond = ground.place[tile], ground.beyond.get(tile)
        if self._seen[tile] == self._now:
            return beyond is None or beyond not in self._said.get(here, {}).values()
        return here in self._said and beyond is None and not ground.stood[tile]
