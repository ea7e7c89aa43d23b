"""A run that is being played moves on the page, and the table moves with it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from sim.core import RunSettings, Step
from sim.record import Recorder
from tests.browser.conftest import Opener
from tests.browser.looking import at_step, press, recorded_screen, screen, until
from tests.browser.serving import served
from tests.making import IDENTITY, steps


class Live:
    """A run that is written step by step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        settings = RunSettings(steps=500)
        self._recorder = Recorder.create(folder, settings, IDENTITY, {"navigation_guide.md": "# Guide\n"})
        self._recorder.begin_at(None)
        self._steps: Iterator[Step] = steps(500)

    def play(self, count: int) -> None:
        for step in islice(self._steps, count):
            self._recorder.append(step)

    def end(self) -> None:
        self._recorder.close("done")


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("growing")


@pytest.fixture(scope="module")
def address(growing: Path) -> Iterator[str]:
    with served(growing) as address:
        yield address


@pytest.fixture
def live(growing: Path, request: pytest.FixtureRequest) -> Iterator[Live]:
    live = Live(growing / request.node.name[:20])
    live.play(30)
    yield live
    live.end()


def test_following_shows_each_new_step_until_one_looks_elsewhere(show: Opener, live: Live) -> None:
    page = show(f"/run/{live.folder.name}")
    at_step(page, 30)  # a live run opens at its last step
    page.get_by_role("button", name="Follow a live run").click()
    live.play(20)
    at_step(page, 50)
    assert screen(page) == recorded_screen(live.folder, 50)
    press(page, "ArrowLeft")
    at_step(page, 49)
    live.play(10)
    until(page, "document.querySelector('.where-step .last').textContent === '/ 60'")
    at_step(page, 49)
    press(page, "f")
    at_step(page, 60)
    live.play(300)  # more than was fetched at once
    at_step(page, 360)
    assert screen(page) == recorded_screen(live.folder, 360)
    assert page.get_by_role("slider", name="Step").get_attribute("aria-valuemax") in {"60", "360"}
    until(page, "document.querySelector('.lane-area').getAttribute('aria-valuemax') === '360'")


def test_a_report_is_made_while_one_looks(show: Opener, live: Live) -> None:
    page = show(f"/run/{live.folder.name}")
    at_step(page, 30)
    press(page, "4")
    page.locator(".verdicts").wait_for(timeout=60_000)  # another process makes it, which loads a while first
    assert page.locator(".verdicts tbody tr").count() == 9
    page.locator(".lane-label", has_text="execution waste").wait_for()


def test_the_table_moves_while_a_run_is_played(show: Opener, live: Live) -> None:
    page = show("/")
    row = page.locator(".row", has_text=live.folder.name)
    row.get_by_text("● live").wait_for()
    live.play(40)
    row.get_by_text("70", exact=True).wait_for()
