"""A cartridge is judged by being played: what its header says, what it shows, whether it replays."""

from __future__ import annotations

import base64
import io
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from sim.cartridge import read_cartridge
from sim.core import CartridgeError, LongplayError, RunSettings
from sim.games import recognise
from sim.record import Run
from sim.session import Session, verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.cartridge import Cartridge
    from sim.core import Frame, Json

RECOGNISED, PLAYABLE, REFUSED = "recognised", "playable", "refused"
_LOOKED_AT = 40
"""Different screens, the last ones seen, of which the richest is shown."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one cartridge file.

    `verdict`: "recognised" (its RAM is understood), "playable" (by its pixels) or "refused", and `why`.
    `steps` were played, `screens` of them looked different, `replayed` tells whether playing them again from
    the record gave every hash again (None where nothing was played). `screen` is the richest one, as a PNG
    in base64, "" where there is none.
    """

    path: str
    verdict: str
    why: str = ""
    title: str = ""
    mapper: str = ""
    game: str = ""
    colour: bool = False
    battery: bool = False
    clock: bool = False
    steps: int = 0
    screens: int = 0
    replayed: bool | None = None
    seconds: float = 0.0
    screen: str = ""

    def to_json(self) -> Json:
        """Return it as a JSON object."""
        return asdict(self)


def judge(path: Path, steps: int) -> Judged:
    """Play a cartridge for some steps with the explorer, record that, and replay the record."""
    began = time.perf_counter()
    try:
        cartridge = read_cartridge(path)
    except CartridgeError as error:
        return Judged(str(path), REFUSED, str(error))
    found = _described(path, cartridge)
    with tempfile.TemporaryDirectory(prefix="longplay-") as folder:
        found = _played(found, Path(folder) / "run", steps)
    return replace(found, seconds=round(time.perf_counter() - began, 3))


def _described(path: Path, cartridge: Cartridge) -> Judged:
    game = recognise(cartridge.data).name
    return Judged(
        str(path), PLAYABLE if game == "unknown" else RECOGNISED, title=cartridge.title,
        mapper=cartridge.mapper, game=game, colour=cartridge.colour, battery=cartridge.battery,
        clock=cartridge.clock,
    )  # fmt: skip


def _played(found: Judged, folder: Path, steps: int) -> Judged:
    settings = RunSettings("explorer", world=None, rom=found.path, steps=steps, monitors=("all=off",))
    refused = ""
    try:
        with Session.new(folder, settings) as session:
            for _ in session.play():
                pass
    except LongplayError as error:
        refused = str(error)
    if not (folder / "run.sqlite").exists():
        return replace(found, verdict=REFUSED, why=refused)
    with Run.open(folder) as run:
        firsts = {step.screen: step.number for step in run.steps()}
        shown = _richest(run, tuple(firsts.values())[-_LOOKED_AT:])
        found = replace(found, steps=run.last_step, screens=len(firsts), screen=shown)
    if refused:
        return replace(found, verdict=REFUSED, why=f"after {found.steps:,} steps: {refused}")
    mismatch = verify(folder, jobs=1).mismatch
    if mismatch is not None:
        return replace(found, verdict=REFUSED, replayed=False, why=f"does not replay: {mismatch}")
    return replace(found, replayed=True)


def _richest(run: Run, steps: Sequence[int]) -> str:
    """Return the screen with most to see, as a PNG in base64: the one that shrinks least."""
    pictures = [_png(run.frame(step)) for step in steps]
    return base64.b64encode(max(pictures, key=len)).decode() if pictures else ""


def _png(frame: Frame) -> bytes:
    file = io.BytesIO()
    Image.fromarray(frame.pixels[:, :, :3]).save(file, "PNG")
    return file.getvalue()
