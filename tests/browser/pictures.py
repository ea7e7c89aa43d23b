"""The pictures of the viewer in README.md and docs/viewer.md, taken from its own page.

    python -m tests.browser.pictures              # play the runs, and take the pictures again
    python -m tests.browser.pictures --runs DIR   # keep the runs there, or take those that lie there already

An explorer that begins to write wrong things and to press at random, a sound one, one that is still playing,
a model's run with a fork of it, and one that presses at random.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PIL import Image

from sim.core import ModelSettings, RunSettings
from sim.session import Change, Session, forked
from tests.browser.looking import at_step, until
from tests.browser.serving import chromium, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parents[2] / "docs" / "images"
RUNS = {
    "first": RunSettings("explorer", world=7, steps=4000),
    "drifting": RunSettings("explorer+corruption=0.5@1500+noise=0.1@2000", world=7, steps=4000),
    "model": RunSettings("claude", world=1, legs=4, steps=900, model=ModelSettings("fake")),
    "random": RunSettings("random", world=1, steps=2000),
}
PLAYING = "still-playing"
STEP = 3100
"""The moment of the picture of one run: its guide is spoiled by then, and alarms were raised."""
MOST = 300_000
"""Bytes of a picture at most."""


def play(root: Path) -> None:
    """Play the runs that do not lie in the folder yet."""
    for name, settings in RUNS.items():
        if not (root / name).exists():
            _finish(Session.new(root / name, settings))
    if not (root / "model-blank").exists():
        _finish(forked(root / "model", root / "model-blank", 250, Change(guide="blank")))


def _finish(session: Session) -> None:
    with session:
        list(session.play())
        session.report()


@contextmanager
def playing(folder: Path) -> Iterator[None]:
    """Have a run there that is still being played."""
    settings = RunSettings("explorer", world=7, steps=4000)
    with Session.resume(folder) if folder.exists() else Session.new(folder, settings) as session:
        for step in session.play():
            if step.number % 700 == 0:
                break
        yield


def take(browser: Browser, address: str) -> None:
    """Take both pictures."""
    page = browser.new_page(viewport={"width": 1280, "height": 720}, color_scheme="light")
    page.goto(f"{address}/run/drifting#step={STEP}&pane=guide")
    at_step(page, STEP)
    page.locator(".markdown .chip").first.wait_for()
    save(page, "viewer")
    page.set_viewport_size({"width": 1280, "height": 400})
    page.goto(address)
    until(page, f"document.querySelectorAll('.rows .row').length === {len(RUNS) + 2}")
    page.get_by_role("columnheader", name="Run", exact=True).click()
    page.mouse.move(0, 0)
    save(page, "runs")


def save(page: Page, name: str) -> None:
    """Write what the page shows as a picture of 256 colours, far more than it has."""
    page.wait_for_timeout(500)  # until what was asked for has been drawn
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    file = FOLDER / f"{name}.png"
    picture.save(file, optimize=True)
    size = file.stat().st_size
    assert size <= MOST, f"{file} has {size:,} bytes"
    print(f"{file.name}: {picture.width} x {picture.height}, {size:,} bytes")


def main() -> int:
    """Take the pictures of the viewer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=Path, help="a folder to keep the runs in")
    asked = parser.parse_args().runs
    with TemporaryDirectory() as passing:
        root = (asked or Path(passing)) / "runs"
        play(root)
        with playing(root / PLAYING), served(root) as address, chromium() as browser:
            take(browser, address)
    return 0


if __name__ == "__main__":
    sys.exit(main())
