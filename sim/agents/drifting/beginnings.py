"""When an agent begins to do something on the side, and what: one class for each kind of fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.agents.drifting.chance import dice_for, happens
from sim.agents.drifting.errands import Repeat, Visit
from sim.agents.drifting.steps import is_free, stays
from sim.agents.knowledge import ON, OPEN, SIDES, WORDS, Kind, label
from sim.agents.phrases import aim
from sim.agents.roomview import PRESSES
from sim.core import Button, Saying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.agents.drifting.errands import Errand
    from sim.agents.drifting.rounds import Rounds, Scene
    from sim.agents.knowledge import Cell
    from sim.core import Json

LOOP, IDLE = 30, 60
"""Presses of a loop, and of idling."""
_DRAWS = 12
"""How often a loop is drawn until one is found that does not lead out of the room."""
_LEAST, _MOST = 20, 40
"""Presses of a visit to something that the quest does not ask for."""
_HASTE = 2.0
"""How much likelier such a visit is while there were too few."""
_FAR = 3
"""Rooms that such a visit leads away at most."""
_TAKING = 40
"""Most presses that taking a shortcut may need."""
_REMEMBERED = 64
"""How many shortcuts are remembered as noticed."""
_SHORTCUTS = (Kind.TILL, Kind.PANEL, Kind.FOUNT, Kind.FENCE)
_ELSEWHERE = (Kind.WOODPILE, Kind.WELL)


class Beginning:
    """Begins errands by its own dice, at a size that depends on the step; what it keeps is plain JSON."""

    kept: ClassVar[tuple[str, ...]] = ()

    def __init__(self, seed: int, size: Callable[[int], float]) -> None:
        self._dice, self._size = dice_for(seed, type(self).__name__), size

    def as_json(self) -> Json:
        """Return everything as JSON."""
        return {"dice": self._dice.state, **{name: getattr(self, name) for name in self.kept}}

    def restore(self, saved: Json) -> None:
        """Become the one whose `as_json` this was; raises KeyError, TypeError or ValueError."""
        self._dice.state = int(saved["dice"])
        for name in self.kept:
            setattr(self, name, type(getattr(self, name))(saved[name]))


class Loops(Beginning):
    """Falls into a loop of 30 presses at a rate per press: two to four, over and over, in one room."""

    def begin(self, scene: Scene | None, step: int, presses: int) -> Errand | None:
        """Return a loop if one of the `presses` of the last decision brought it on."""
        rate = self._size(step)
        if not happens(self._dice, 1 - (1 - rate) ** presses):
            return None
        for _ in range(_DRAWS):
            loop = self._drawn()
            if scene is None or stays(scene.view, loop, LOOP):
                return Repeat(loop, LOOP, Saying("", "I have the feeling of having been here before"))
        return None

    def _drawn(self) -> tuple[Button, ...]:
        forth = self._dice.roll() % 4
        across = (forth + 1 + 2 * (self._dice.roll() % 2)) % 4
        there, back, aside, home = (PRESSES[way] for way in (forth, forth ^ 2, across, across ^ 2))
        pairs = ((there, back), (there, back, Button.WAIT))
        return self._dice.pick((*pairs, (there, there, back, back), (there, aside, back, home)))


class Shortcuts(Beginning):
    """Takes a shortcut with some probability when it is noticed: one try at luck for each, at first sight.

    One that cannot be walked to when it is noticed is taken when it can be.
    """

    kept = ("noticed", "wanted", "looked")

    def __init__(self, seed: int, size: Callable[[int], float]) -> None:
        super().__init__(seed, size)
        self.looked = ("", -1)
        self.noticed: list[list[str]] = []
        self.wanted: list[list[str]] = []

    def begin(self, scene: Scene, rounds: Rounds) -> Errand | None:
        """Return the way to a shortcut in this room, and its use, if one is wanted."""
        if (scene.here, scene.goal) != self.looked:
            self.looked = (scene.here, scene.goal)
            self._notice(scene, rounds)
        if not any(place == scene.here for place, _ in self.wanted):
            return None
        labels = scene.view.labels(scene.view.walks())
        for cell, kind in _of_kinds(rounds, _SHORTCUTS):
            name = [scene.here, label(cell)]
            if name in self.wanted and name[1] in labels:
                self.wanted.remove(name)
                uses = 2 if kind is Kind.FOUNT else 1
                saying = Saying(f"{kind.lower()} in {scene.here}", "it is the quicker way")
                return Visit(scene.here, cell, kind, (), _TAKING, uses, saying)
        return None

    def _notice(self, scene: Scene, rounds: Rounds) -> None:
        for cell, _ in _of_kinds(rounds, _SHORTCUTS):
            name = [scene.here, label(cell)]
            if name not in self.noticed:
                self.noticed = [*self.noticed[1 - _REMEMBERED :], name]
                if happens(self._dice, self._size(scene.step)):
                    self.wanted = [*self.wanted[1 - _REMEMBERED :], name]


class Idling(Beginning):
    """Puts off what the quest asks for, with some probability, when its thing is in the room and in reach."""

    kept = ("settled", "looked")

    def __init__(self, seed: int, size: Callable[[int], float]) -> None:
        super().__init__(seed, size)
        self.looked = ("", -1, "")
        self.settled = -1
        """The last objective about which it was decided."""

    def begin(self, scene: Scene, rounds: Rounds) -> Errand | None:
        """Return some 60 presses of waiting, or of going to and fro, once for an objective at most."""
        looked = (scene.here, scene.goal, rounds.asked)
        if scene.goal == self.settled or looked == self.looked:
            return None
        self.looked = looked
        if not rounds.asked or not _is_in_sight(scene, rounds):
            return None
        self.settled = scene.goal
        if not happens(self._dice, self._size(scene.step)):
            return None
        ways = [way for way in range(4) if is_free(scene.view, way)]
        idling: tuple[Button, ...] = (Button.WAIT,)
        if ways and self._dice.roll() % 2:
            way = self._dice.pick(ways)
            idling = (PRESSES[way], PRESSES[way ^ 2])
        return Repeat(idling, IDLE, Saying("rest", "there is no hurry"))


class Swaps(Beginning):
    """Takes up another goal for 20 to 40 presses, so often that a share of all presses is spent so.

    The other goal is a woodpile, a well, or somebody or something that was listened to or read before,
    at most three rooms away.
    """

    kept = ("due", "own", "spent", "begun", "away")

    def __init__(self, seed: int, size: Callable[[int], float]) -> None:
        super().__init__(seed, size)
        self.due, self.own, self.spent, self.begun, self.away = 0, 0, 0, 0, False
        """Own presses since the last chance and in all, those of all visits, how many, if one came last."""

    def begin(self, scene: Scene, rounds: Rounds, own: int, others: int) -> Errand | None:
        """Return the way to something else if one of the own presses since the last chance brought it on.

        `own` and `others`: presses since the last call that the agent decided, and those of an errand.
        """
        self.spent += others if self.away else 0
        self.away = False
        share = self._size(scene.step)
        if share <= 0:
            return None
        self.due += own
        self.own += own
        mean = (self.spent + (_LEAST + _MOST) / 2) / (self.begun + 1)
        # In a new land there is nothing to go to yet: whoever is behind makes up for it.
        is_behind = self.spent < share * (self.spent + self.own)
        rate = min(1.0, (_HASTE if is_behind else 1.0) * share / (max(1 - share, 0.01) * mean))
        if not happens(self._dice, 1 - (1 - rate) ** self.due):
            self.due = 0
            return None
        found = list(self._others(scene, rounds))
        if not found:
            return None  # what is due stays due
        self.due, self.away = 0, True
        self.begun += 1
        place, cell, kind, route = self._dice.pick(found)
        length = _LEAST + self._dice.roll() % (_MOST - _LEAST + 1)
        saying = Saying(f"{kind.lower()} in {place}", "I would rather see to this now")
        return Visit(place, cell, kind, route, length, length, saying)

    def _others(
        self, scene: Scene, rounds: Rounds
    ) -> Iterator[tuple[str, Cell, Kind, tuple[tuple[str, int], ...]]]:
        labels = scene.view.labels(scene.view.walks())
        wanted = aim(rounds.asked)
        for place, route in rounds.route(scene.here, _FAR).items():
            if place not in rounds.rooms or (route and SIDES[route[0][1]] not in labels):
                continue
            room = rounds.rooms[place]
            for cell, kind in sorted(room.things.items()):
                if not route and label(cell) not in labels:
                    continue
                asked = wanted.place == place and kind in wanted.kinds
                if kind in _ELSEWHERE or (kind in WORDS and cell in room.read and not asked):
                    yield place, cell, kind, route


def _of_kinds(rounds: Rounds, kinds: tuple[Kind, ...]) -> list[tuple[Cell, Kind]]:
    return sorted((cell, kind) for cell, kind in rounds.here.things.items() if kind in kinds)


def _is_in_sight(scene: Scene, rounds: Rounds) -> bool:
    """Tell whether what the objective asks for is in the room and can be walked to."""
    wanted = aim(rounds.asked)
    is_here = bool(wanted.side) or any(kind in wanted.kinds for kind in rounds.here.things.values())
    if wanted.place not in (None, scene.here) or not is_here:
        return False
    view = scene.view
    labels = view.labels(view.walks())
    if wanted.side:
        return wanted.side in labels
    return any(
        kind in wanted.kinds
        and note not in (OPEN, ON)
        and wanted.name in ("", note)
        and label(cell) in labels
        for cell, (kind, note) in view.things.items()
    )
