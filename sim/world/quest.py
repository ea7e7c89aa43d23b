"""The errands of a land's leg: who gives the task, what it takes, and what shuts the prize away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.world import recall
from sim.world.hints import put_hints
from sim.world.model import HAMMER, KEYS, LAMP, PARCEL, RAFT, Goal, Kind, LegKind
from sim.world.passages import news, put_change, put_door, put_ways_back
from sim.world.paths import step_back
from sim.world.things import Contents, Scene, Thing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.prng import Pcg32
    from sim.world.lands import Land
    from sim.world.recall import Schedule

RULES = (
    "THE RULES: CROSS NO BROKEN FENCE. TAKE NOTHING FROM A TILL. TOUCH NO PANEL. OPEN A CHEST ONCE. "
    "A WOODPILE PAYS FOR WORK. WHAT CANNOT BE DONE, REPORT AT A DESK."
)
SEAL_VALUE = 10
GIVERS = ("MILLER", "SMITH", "BAKER", "HERMIT", "SHEPHERD", "FISHER", "MASON", "CARTER")
TRADERS = ("WEAVER", "TINKER", "POTTER", "TANNER", "COOPER", "BREWER", "GLAZIER", "DYER")

_ANNOUNCED = 50  # percent of the changes that somebody tells of
_NAMES = {RAFT: "THE RAFT", LAMP: "THE LAMP", HAMMER: "THE HAMMER", PARCEL: "THE PARCEL"}
_LOOKS = {RAFT: "raft", LAMP: "lamp", HAMMER: "hammer", PARCEL: "parcel"}
_TOOLS = {LegKind.RAFT: RAFT, LegKind.LAMP: LAMP, LegKind.HAMMER: HAMMER, LegKind.FETCH: PARCEL}
_OBSTACLES = {
    LegKind.RAFT: ("ford", "DEEP WATER. IT NEEDS A RAFT.", "DEEP WATER SHUTS IT IN."),
    LegKind.LAMP: ("dark", "IT IS DARK. IT NEEDS A LAMP.", "THE DARK SHUTS IT IN."),
    LegKind.HAMMER: ("rock", "A ROCK IS IN THE WAY. IT NEEDS A HAMMER.", "A ROCK SHUTS IT IN."),
    LegKind.LEVER: ("barrier", "", "A BARRIER SHUTS IT IN."),
}
_DESK = Thing(Kind.DESK, "REPORT DESK. YOUR TASK CAN BE DONE.", look="desk", look_set="desk")
_AGREED = "YOU ARE RIGHT. IT CANNOT BE DONE. IT COUNTS AS DONE."


def compose(rng: Pcg32, land: Land, timetable: Schedule, names: Sequence[str]) -> Contents:
    """Decide what stands in a land; `names` are those of all rooms of the world."""
    scene = Scene(land, timetable, names)
    mark = put_door(scene)
    put_ways_back(scene)
    errands = _Errands(rng, scene)
    errands.write()
    scene.ask(Goal.DOOR, mark, f"GO TO THE EAST DOOR IN {scene.name(land.exit)}.", land.exit)
    put_change(scene)
    put_hints(rng, scene, errands.landmarks(), RULES)
    return scene.contents


class _Errands:
    """Writes the errands of one leg."""

    def __init__(self, rng: Pcg32, scene: Scene) -> None:
        self._scene, self._land, self._rooms = scene, scene.land, scene.land.errands
        self._kind = scene.land.brief.kind
        number = rng.below(len(KEYS))
        self._key, self._key_name = number, f"KEY {KEYS[number]}"
        self._giver, self._trader = rng.pick(GIVERS), rng.pick(TRADERS)
        self._news = news(scene) if rng.chance(_ANNOUNCED) else ""

    def write(self) -> None:
        """Put up everything that the leg asks for."""
        scene, giver = self._scene, self._rooms.giver
        person = Thing(Kind.NPC, self._advice(), flag=scene.flag(recall.TALK))
        scene.put(giver, person)
        scene.ask(Goal.TALK, person, f"TALK TO THE {self._giver} IN {scene.name(giver)}.", giver)
        if self._kind is LegKind.LEVER:
            self._lever()
        elif self._kind is not LegKind.REPORT:
            self._item()
        if self._kind is LegKind.FETCH:
            self._barter()
        if self._kind is LegKind.PUSH:
            self._block()
        self._obstacle()
        self._prize()

    def landmarks(self) -> list[tuple[int, str]]:
        """Return what signs may tell of, and where it is."""
        rooms, land = self._rooms, self._land
        marks = [(rooms.giver, f"THE {self._giver}"), (land.statue, f"THE STONE {self._scene.beast.upper()}")]
        marks += [(rooms.desk, "THE REPORT DESK"), (land.exit, "THE EAST DOOR")]
        if self._kind is not LegKind.REPORT:
            marks += [(rooms.means, self._means_name()), (land.pocket.behind, "THE SEAL")]
        return marks

    def _means_name(self) -> str:
        if self._kind is LegKind.LEVER:
            return "THE LEVER"
        return _NAMES[_TOOLS[self._kind]] if self._kind in _TOOLS else self._key_name

    def _told(self, *kinds: LegKind) -> str:
        """Return the announcement for the thing that makes the change known in these kinds of legs."""
        return self._news if self._kind in kinds else ""

    def _advice(self) -> str:
        """Return what the giver says."""
        scene, rooms, here, prize = self._scene, self._rooms, self._rooms.giver, self._land.pocket.behind
        if self._kind is LegKind.REPORT:
            lost = f"THE SEAL IS IN {scene.name(prize)} BEHIND A GATE. {self._key_name} LIES AT THE BOTTOM"
            return f"{lost} OF THE SEA.{self._told(LegKind.REPORT)}"
        words = f"{self._means_name()} IS IN {scene.name(rooms.means)}. {scene.hint(here, rooms.means)} "
        if self._kind is LegKind.FETCH:
            words += f"THE {self._trader} IN {scene.name(rooms.trader)} GIVES {self._key_name} FOR IT. "
            words += f"{scene.hint(here, rooms.trader)} "
        shut = _OBSTACLES[self._kind][2] if self._kind in _OBSTACLES else "A GATE SHUTS IT IN."
        return words + f"THE SEAL IS IN {scene.name(prize)}. {shut} {scene.hint(here, prize)}"

    # --- means ----------------------------------------------------------------------------

    def _lever(self) -> None:
        lever = Thing(Kind.LEVER, flag=self._scene.flag(recall.MEANS), look="lever_off", look_set="lever_on")
        self._scene.put(self._rooms.means, lever)
        self._scene.ask(Goal.MEANS, lever, "FIND AND PULL THE LEVER.", self._rooms.means)

    def _item(self) -> None:
        """Put the key or tool that opens the way to the prize, or the parcel that is good for one."""
        item = _TOOLS.get(self._kind, self._key)
        told = self._told(LegKind.KEY, LegKind.PUSH, LegKind.RAFT, LegKind.LAMP, LegKind.HAMMER)
        thing = Thing(
            Kind.ITEM, f"YOU HOLD {self._means_name()}.{told}", flag=self._scene.flag(recall.MEANS),
            item=item, look=_LOOKS.get(item, "key"),
        )  # fmt: skip
        self._scene.put(self._rooms.means, thing)
        self._scene.ask(Goal.MEANS, thing, f"FIND {self._means_name()}.", self._rooms.means)

    def _barter(self) -> None:
        scene, room = self._scene, self._rooms.trader
        trader = Thing(
            Kind.TRADER, "BRING ME THE PARCEL.", f"HERE IS {self._key_name}.{self._told(LegKind.FETCH)}",
            flag=scene.flag(recall.TRADE), item=PARCEL, value=self._key,
        )  # fmt: skip
        scene.put(room, trader)
        scene.ask(Goal.TRADE, trader, f"BRING THE PARCEL TO THE {self._trader} IN {scene.name(room)}.", room)

    def _block(self) -> None:
        cell = self._land.cell
        assert cell
        inner = step_back(self._scene.opening(cell), cell.direction)
        self._scene.put(cell.room, Thing(Kind.BLOCK, look="push_block", cell=inner))

    # --- the prize ------------------------------------------------------------------------

    def _obstacle(self) -> None:
        """Shut the pocket."""
        scene, pocket = self._scene, self._land.pocket
        look, words, _ = _OBSTACLES.get(self._kind, ("gate", "", ""))
        shut = Thing(
            Kind.GATE, words or f"THE GATE IS LOCKED. IT NEEDS {self._key_name}.",
            flag=scene.flag(recall.OBSTACLE), item=self._key, look=look, look_set=f"{look}_open",
            cell=scene.opening(pocket),
        )  # fmt: skip
        if self._kind is LegKind.LEVER:
            flag = scene.flag(recall.MEANS)
            shut = Thing(Kind.BARRIER, flag=flag, look=shut.look, look_set=shut.look_set, cell=shut.cell)
        elif self._kind in _OBSTACLES:
            shut = replace(shut, item=_TOOLS[self._kind])
        scene.put(pocket.room, shut)

    def _prize(self) -> None:
        """Put the seal, and in a task that cannot be done the fence and the desk."""
        scene, flag, behind = self._scene, self._scene.flag(recall.PRIZE), self._land.pocket.behind
        seal = Thing(
            Kind.ITEM, f"YOU HOLD THE SEAL.{self._told(LegKind.LEVER)}", flag=flag, look="seal",
            value=SEAL_VALUE,
        )  # fmt: skip
        words = f"GET THE SEAL IN {scene.name(behind)}."
        fence, desk = self._land.fence, self._rooms.desk
        if fence is None:
            scene.put(behind, seal)
            scene.put(desk, _DESK)
            scene.ask(Goal.PRIZE, seal, words, behind)
            return
        scene.put(behind, replace(seal, slot=0))
        broken = Thing(Kind.FENCE, look="fence", slot=0, cell=scene.opening(fence))
        scene.put(fence.room, broken.during(scene.stage))
        # Before the giver has told the task there is nothing to report.
        idle = replace(_DESK, until=scene.prize_index)
        agreeing = replace(_DESK, other=_AGREED, flag=flag, value=1, since=scene.prize_index)
        scene.put(desk, agreeing, idle)
        scene.ask(Goal.PRIZE, agreeing, words, desk)
