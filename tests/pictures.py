"""The pictures of docs/fernmoor.md, taken from the screen of the cartridge while it is being played.

    python -m tests.pictures           # take them again
    python -m tests.pictures --check   # compare those in docs/images/fernmoor with new ones

The oracle's way leads past nearly everything. What is off the way, or forbidden, is visited from it and
then undone. Worlds are played one after the other until every picture has been taken.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sim.core import Button
from sim.emulator import Emulator
from sim.games import Fernmoor
from sim.world import World, generate
from sim.world import rules as twin
from sim.world.art import art
from sim.world.cartridge import image
from sim.world.draw import draw, png
from sim.world.model import BLOCK_ROOMS, COLUMNS, DISTRACTOR, NO_LOOK, PROBE, Entity, Goal, Kind, land_of
from sim.world.planners import solve
from sim.world.rules import State
from sim.world.tables import tables

FOLDER = Path(__file__).parent.parent / "docs" / "images" / "fernmoor"
WORLDS = range(1, 9)
LEGS = 12
_CELL, _BOX_ROW, _TILE_SCALE, _SCREEN_SCALE = 16, 6, 3, 2
_MOVES = (Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT, Button.A)
_FARTHEST = 30_000
"""Positions that are looked at for a way to something before it is given up."""

Picture = NDArray[np.uint8]
Reached = Callable[[State], bool]

SCREENS = (
    *("rules", "room", "goal", "hint", "land_1", "land_2", "land_3", "land_4", "locked", "desk_text"),
    *("distractor", "probe", "recall", "won"),
)
SPRITES = ("player", "person")


class Player:
    """A cartridge and its twin, pressed together."""

    def __init__(self, world: World) -> None:
        rom = image(world)
        game = Fernmoor(rom)
        self.world, self.state = world, twin.start(world)
        self.emulator = Emulator(rom, pacing=game.pacing, sound=game.sound)

    def press(self, button: Button) -> None:
        """Press a button on both."""
        self.emulator.press(button)
        self.state, _ = twin.step(self.world, self.state, button)

    @property
    def screen(self) -> Picture:
        """The grey levels of the screen, (144, 160)."""
        return np.array(self.emulator.frame.pixels[..., 0])

    @property
    def things(self) -> Iterator[Entity]:
        """What stands in the room now."""
        stage = tables(self.world).rooms[self.state.room].stage(self.state.objective)
        return (thing for thing in stage.things if thing is not None)


class Album:
    """The pictures taken so far, by name."""

    def __init__(self, wanted: set[str]) -> None:
        self.wanted = wanted
        self.tiles: dict[str, Picture] = {}
        self.screens: dict[str, Picture] = {}
        self.tried: set[tuple[str, Entity]] = set()
        self.explored: set[tuple[int, int]] = set()

    @property
    def missing(self) -> list[str]:
        """The names of those that are still to be taken."""
        return sorted((self.wanted - self.tiles.keys()) | (set(SCREENS) - self.screens.keys()))

    def look(self, player: Player) -> None:
        """Take every tile on the screen that is not there yet."""
        state = player.state
        if state.text is not None:
            return
        seen, screen = twin.percept(player.world, state), player.screen
        cells = {cell: art().names[tile] for cell, tile in enumerate(seen.tiles) if tile != seen.UNSEEN}
        cells |= {y * COLUMNS + x: "person" for x, y in seen.npcs}
        if state.face == 2:
            cells[state.y * COLUMNS + state.x] = "player"
        for cell, name in cells.items():
            y, x = (_CELL * part for part in divmod(cell, COLUMNS))
            self.tiles.setdefault(name, screen[y : y + _CELL, x : x + _CELL])

    def shoot(self, name: str, player: Player) -> None:
        """Take the whole screen, unless there is one of this name."""
        self.screens.setdefault(name, player.screen)


def take() -> Album:
    """Play worlds until every picture is taken."""
    worlds = [generate(seed, legs=LEGS) for seed in WORLDS]
    album = Album({*SPRITES, *(name for world in worlds for name in tiles_of(world))})
    for world in worlds:
        if not album.missing:
            break
        tour(world, album)
    return album


def tiles_of(world: World) -> set[str]:
    """The names of all tiles that can ever be seen in a world."""
    things = (thing for room in world.rooms for thing in room.entities)
    looks = {look for thing in things for look in (thing.look, thing.look_set)} - {NO_LOOK}
    return {art().names[tile] for tile in looks.union(*(room.tiles for room in world.rooms))}


def tour(world: World, album: Album) -> None:
    """Play the oracle's way through a world and look around."""
    player = Player(world)
    with player.emulator:
        visit(player, album)
        for button in solve(world).buttons:
            player.press(button)
            visit(player, album)


def visit(player: Player, album: Album) -> None:
    """Take what can be seen from here, and what is worth a detour."""
    album.look(player)
    for name in scenes(player.world, player.state):
        album.shoot(name, player)
    if player.state.text is not None:
        return
    if "goal" not in album.screens:
        aside(player, (Button.START,), lambda: album.shoot("goal", player))
    for thing in list(player.things):
        excursion(player, album, thing)
    explore(player, album)


def scenes(world: World, state: State) -> Iterator[str]:
    """Yield the names of the screens that this state is a picture of."""
    if state == twin.start(world):
        yield "rules"
    if state.objective == len(world.objectives):
        yield "won"
        return
    objective, land = world.objectives[state.objective], land_of(state.room)
    if state.text is None:
        if state.room == world.start[0]:
            yield "room"
        elif land < 4:
            yield f"land_{land + 1}"
        things = tables(world).rooms[state.room].stage(state.objective).things
        if objective.goal is Goal.RECALL and any(thing and thing.kind == Kind.WARP for thing in things):
            yield "recall"
    elif state.page == 0 and objective.goal is Goal.TALK and state.text != world.rules:
        yield "hint"


def excursion(player: Player, album: Album, thing: Entity) -> None:
    """Go to a thing if that gives a picture that is missing, take it, and come back as if nothing was."""
    name = speech(player.state, thing)
    if name is not None and name not in album.screens and (name, thing) not in album.tried:
        album.tried.add((name, thing))
        # The text box must not cover the player.
        go(
            player,
            lambda state: state.text == thing.text and state.page == 0 and state.y < _BOX_ROW,
            partial(album.shoot, name, player),
        )
    name = art().names[thing.look_set] if thing.kind in (Kind.TILL, Kind.PANEL) else None
    if name is not None and name not in album.tiles and (name, thing) not in album.tried:
        album.tried.add((name, thing))
        go(
            player,
            lambda state: bool(state.flags >> thing.flag & 1) and state.text is None,
            lambda: album.look(player),
        )


def explore(player: Player, album: Album) -> None:
    """Visit the rooms of the land, once, in which there is a tile that has not been seen."""
    state, land = player.state, land_of(player.state.room)
    if (player.world.seed, land) in album.explored:
        return
    album.explored.add((player.world.seed, land))
    for number in range(BLOCK_ROOMS * land, BLOCK_ROOMS * (land + 1)):
        table = tables(player.world).rooms[number]
        names = {art().names[tile] for tile in table.drawn(state.flags, state.objective, table.home)}
        if names & album.wanted - album.tiles.keys():
            go(player, partial(is_in, number), partial(album.look, player))


def is_in(room: int, state: State) -> bool:
    """Tell whether the player has come into a room."""
    return state.room == room and state.text is None


def speech(state: State, thing: Entity) -> str | None:
    """Return the name of the screen on which a thing speaks, None if it has none."""
    if thing.kind == Kind.GATE:
        shut = not (state.flags >> thing.flag & 1 or state.inventory >> thing.item & 1)
        return "locked" if shut and art().names[thing.look] == "gate" else None
    if thing.kind == Kind.DESK:
        return "desk_text"
    if thing.slot == DISTRACTOR and thing.kind != Kind.WELL:
        return "distractor"
    return "probe" if thing.slot == PROBE and thing.kind == Kind.SIGN else None


def go(player: Player, reached: Reached, then: Callable[[], None]) -> None:
    """Take the shortest way to where `reached` holds, if there is a short one, and do something there."""
    buttons = way_to(player.world, player.state, reached)
    if buttons:
        aside(player, buttons, then)


def aside(player: Player, buttons: tuple[Button, ...], then: Callable[[], None]) -> None:
    """Press buttons, do something, and undo it all."""
    state, snapshot = player.state, player.emulator.snapshot()
    for button in buttons:
        player.press(button)
    then()
    player.emulator.restore(snapshot)
    player.state = state


def way_to(world: World, state: State, reached: Reached) -> tuple[Button, ...] | None:
    """Return the fewest presses to a state for which `reached` holds; None if it is not in this land."""
    waiting: deque[tuple[State, tuple[Button, ...]]] = deque([(state, ())])
    seen, land = {state[:6]}, land_of(state.room)
    while waiting and len(seen) < _FARTHEST:
        state, pressed = waiting.popleft()
        for button in _MOVES:
            after, _ = twin.step(world, state, button)
            if reached(after):
                return (*pressed, button)
            if land_of(after.room) == land and after[:6] not in seen:
                seen.add(after[:6])
                waiting.append((after, (*pressed, button)))
    return None


# --- files --------------------------------------------------------------------------------


def files(album: Album) -> Iterator[tuple[Path, Image.Image]]:
    """Yield every picture with its file, as large as it is shown."""
    for pictures, scale in ((album.tiles, _TILE_SCALE), (album.screens, _SCREEN_SCALE)):
        for name, pixels in sorted(pictures.items()):
            yield FOLDER / f"{name}.png", Image.fromarray(pixels.repeat(scale, 0).repeat(scale, 1))
    yield FOLDER / "map.png", Image.open(io.BytesIO(png(draw(generate(1, legs=4)))))


def save(album: Album) -> None:
    """Write all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file, picture in files(album):
        picture.save(file, optimize=True)


def stale(album: Album) -> list[str]:
    """Return the names of files that are not what the cartridge shows now."""
    return [
        file.name
        for file, picture in files(album)
        if not file.exists() or not same(Image.open(file), picture)
    ]


def same(one: Image.Image, other: Image.Image) -> bool:
    """Tell whether two pictures show the same, however they were packed."""
    return np.array_equal(np.asarray(one.convert("RGB")), np.asarray(other.convert("RGB")))


def main() -> int:
    """Take the pictures or check them; the exit code is 1 if some are missing or not right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    album = take()
    wrong = stale(album) if check else []
    if not check:
        save(album)
    for what, names in (("never seen", album.missing), ("not as in docs/images", wrong)):
        if names:
            print(f"{what}: {', '.join(names)}")
    print(f"{len(album.tiles)} tiles, {len(album.screens)} screens")
    return 1 if wrong or album.missing else 0


if __name__ == "__main__":
    sys.exit(main())
