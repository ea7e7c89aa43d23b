"""Ways through the places the explorer knows: what can be got to, at what cost, and how to begin."""

from __future__ import annotations

from heapq import heappop, heappush
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from sim.agents.knowledge import KEYS, NOWHERE, SIDES, Kind, beside, cell_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.agents.knowledge import Exit, Grid, Knowledge, Place, Thing

_ACROSS, _AROUND, _INSIDE = 10, 8, 6
"""Presses from an opening to the opposite one, to another one, and to or from a thing: guesses for
rooms that are known by their notes only."""
_UNSURE = 2
"""What an exit costs more that was never tried, though the grid tells where it leads."""


class Spot(NamedTuple):
    """Something in a place: an exit (a side's name) or a thing (its cell's label)."""

    place: str
    label: str


GOAL = Spot("", "goal")
"""Stands for asking what the objective is, which can be done anywhere."""
ASTRAY = "astray"
"""The label of a spot that stands for its place only: something else was done there than was decided."""


class Road(NamedTuple):
    """How many presses away a spot is, and the label in the present room where its way begins."""

    cost: int
    first: str


class Atlas:
    """The known places by their position on the grid, and which exits can be passed.

    Who is `doubting` trusts the grid more than what is noted of where exits and portals lead.
    """

    def __init__(self, known: Knowledge, *, doubting: bool = False) -> None:
        self.known, self._doubting = known, doubting
        self.by_grid: dict[Grid, Place] = {
            place.grid: place
            for _, place in sorted(known.places.items(), key=itemgetter(0))
            if place.grid is not None
        }

    def behind(self, place: Place, side: int) -> tuple[str, bool] | None:
        """Return the visited place that an exit leads to and whether that is sure, or None."""
        way = place.exits[side]
        if way.to is not None and not self._doubting:
            return (way.to, True) if way.to in self.known.places else None
        if place.grid is None:
            return (way.to, False) if way.to in self.known.places else None
        other = self.by_grid.get(beside(place.grid, side))
        return (other.name, False) if other is not None and side ^ 2 in other.exits else None

    def passable(self, way: Exit) -> bool:
        """Tell whether an exit can be walked through, as far as is known."""
        hopeful = not way.barred or way.recheck  # a lever was pulled since: it may be up by now
        real = way.to != NOWHERE or self._doubting
        return hopeful and not way.shut and real and (way.lock is None or self.opens(way.lock))

    def is_untried(self, portal: Thing) -> bool:
        """Tell whether a portal was never gone through, as far as is known."""
        return not portal.note or (self._doubting and portal.note not in self.known.places)

    def opens(self, letter: str) -> bool:
        """Tell whether what is held opens a lock: one with this letter, "" for a gate not tried yet."""
        return any(held == letter or (not letter and held in KEYS) for held in self.known.bag)

    def crossing(self, place: Place, label: str) -> tuple[str, str, int] | None:
        """Return where an exit or portal leads: the place, the way into it, and the cost; None if unknown."""
        if label in SIDES:
            side = SIDES.index(label)
            if side not in place.exits or not self.passable(place.exits[side]):
                return None
            behind = self.behind(place, side)
            if behind is None:
                return None
            gate = place.exits[side].lock is not None
            return behind[0], SIDES[side ^ 2], 1 + gate + (0 if behind[1] else _UNSURE)
        thing = place.things.get(cell_of(label))
        if thing is None or thing.kind is not Kind.PORTAL or thing.note not in self.known.places:
            return None
        return thing.note, self._portal_back(thing.note, place.name), 0

    def _portal_back(self, name: str, source: str) -> str:
        things = self.known.places[name].things
        for cell in sorted(things):
            if things[cell].kind is Kind.PORTAL and things[cell].note in (source, ""):
                return f"({cell[0]},{cell[1]})"
        return ""


def roads(atlas: Atlas, here: str, labels: Mapping[str, int]) -> dict[Spot, Road]:
    """Return the cheapest road to every spot, given the presses to each label of the present room.

    Dijkstra over the ways into places; ties fall by name, so that the result depends on nothing else.
    """
    found = {Spot(here, label): Road(cost, label) for label, cost in labels.items()}
    queue: list[tuple[int, str, str, str]] = []
    for label, cost in labels.items():
        _push(queue, atlas, atlas.known.places[here], label, Road(cost, label))
    entered: set[tuple[str, str]] = set()
    while queue:
        cost, name, way_in, first = heappop(queue)
        if (name, way_in) in entered:
            continue
        entered.add((name, way_in))
        place = atlas.known.places[name]
        for label in place.reachable(way_in):
            if name == here and label in labels:
                continue  # walking straight there is surer than an estimate by way of elsewhere
            road = Road(cost + _inside(place, way_in, label), first)
            spot = Spot(name, label)
            if spot not in found or road < found[spot]:
                found[spot] = road
            _push(queue, atlas, place, label, road)
    return found


def _push(queue: list[tuple[int, str, str, str]], atlas: Atlas, place: Place, label: str, road: Road) -> None:
    crossing = atlas.crossing(place, label)
    if crossing is not None:
        name, way_in, cost = crossing
        heappush(queue, (road.cost + cost, name, way_in, road.first))


def _inside(place: Place, way_in: str, label: str) -> int:
    measured = place.paces.get(way_in, {}).get(label)
    if measured is not None:
        return measured
    if way_in == label:
        return 0
    if label not in SIDES or way_in not in SIDES:
        return _INSIDE
    return _ACROSS if SIDES.index(way_in) ^ SIDES.index(label) == 2 else _AROUND
