"""The page of a run whose world nobody knows says what its numbers rest on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.core import RunSettings
from sim.session import Session
from sim.standin import doodle
from tests.browser.conftest import Opener
from tests.browser.serving import served

STEPS = 60


def played(folder: Path, game: str) -> None:
    settings = RunSettings(
        "random", world=None, rom=str(folder.parent.parent / "pad.gb"), game=game, steps=STEPS, guide="off"
    )
    with Session.new(folder, settings) as session:
        for _ in session.play():
            pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("tiers")
    (root / "pad.gb").write_bytes(doodle())
    played(root / "runs" / "screens", "")
    played(root / "runs" / "states", "tests.pads:Pad")
    played(root / "runs" / "positions", "tests.pads:Placed")
    with served(root / "runs") as address:
        yield address


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("screens", "Measured from pixels: there are only screens to go by."),
        ("states", "Measured by an adapter, which tells no positions: no pace, waste and memory gap."),
        ("positions", "Measured by an adapter: pace, waste and memory gap by walked ways ("),
    ],
)
def test_the_page_says_what_is_measured_by_what(show: Opener, name: str, told: str) -> None:
    page = show(f"/run/{name}")
    page.get_by_role("tab", name="Run").click()
    page.get_by_text(told).wait_for()
