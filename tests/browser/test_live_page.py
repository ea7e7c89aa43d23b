"""A run that is being played moves on the page, and the table moves with it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from sim.core import RunSettings, Step
from sim.record import Recorder
from tests.browser.conftest import Opener
from tests.browser.looking import at_step, at_steps, press, recorded_screen, screen, until
from tests.browser.serving import served
from tests.making import IDENTITY, steps

_FACT = """([name, value]) => [...document.querySelectorAll('dt')].find((dt) => dt.textContent === name)
  ?.nextElementSibling.textContent === value"""


class Live:
    """A run that is written step by step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        settings = RunSettings(steps=500)
        self._recorder = Recorder.create(folder, settings, IDENTITY, {"navigation_guide.md": "# Guide\n"})
        self._recorder.begin_at(None)
        self._steps: Iterator[Step] = steps(500)
        self._ended = False

    def play(self, count: int) -> None:
        for step in islice(self._steps, count):
            self._recorder.append(step)

    def end(self) -> None:
        if not self._ended:
            self._recorder.close("done")
        self._ended = True


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("growing")


@pytest.fixture(scope="module")
def address(growing: Path) -> Iterator[str]:
    with served(growing) as address:
        yield address


@pytest.fixture
def live(growing: Path) -> Iterator[Live]:
    live = Live(growing / f"live{len(list(growing.iterdir()))}")
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
    until(page, "document.querySelector('.where-step .last')?.textContent === '/ 60'")
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
    page.locator(".verdicts").wait_for()  # another process makes it, which loads a while first
    assert page.locator(".verdicts tbody tr").count() == 9
    page.locator(".lane-label", has_text="execution waste").wait_for()


@pytest.mark.parametrize("leave", ["Previous step", "Step number", "#step=12"])
def test_looking_elsewhere_ends_following(show: Opener, live: Live, leave: str) -> None:
    page = show(f"/run/{live.folder.name}")
    at_step(page, 30)
    follow = page.get_by_role("button", name="Follow a live run")
    follow.click()
    assert follow.get_attribute("aria-pressed") == "true"
    if leave == "Previous step":
        page.get_by_role("button", name=leave).click()
    elif leave == "Step number":
        page.get_by_label(leave).fill("29")
        press(page, "Enter")
    else:
        page.evaluate("(hash) => { location.hash = hash }", leave)
    until(page, "longplay.player.step < 30")
    assert follow.get_attribute("aria-pressed") == "false"
    live.play(5)
    until(page, "document.querySelector('.where-step .last')?.textContent === '/ 35'")
    assert page.evaluate("longplay.player.step") < 30
    live.end()
    until(page, "document.querySelector('.follow').disabled")


def test_what_is_known_of_a_run_grows_with_it(show: Opener, live: Live) -> None:
    page = show(f"/run/{live.folder.name}#pane=run")
    until(page, _FACT, ["Steps", "30 of 500"])
    live.play(7)
    until(page, _FACT, ["Steps", "37 of 500"])
    live.end()
    until(page, _FACT, ["Status", "done"])


def test_a_live_run_that_is_compared_grows_and_can_be_followed(
    show: Opener, growing: Path, live: Live
) -> None:
    done = Live(growing / "finished")
    done.play(40)
    done.end()
    page = show(f"/compare?a=finished&b={live.folder.name}")
    at_steps(page, 30, 30)  # where the live one is
    follow = page.get_by_role("button", name="Follow a live run")
    press(page, "f")
    assert follow.get_attribute("aria-pressed") == "true"
    live.play(20)
    at_steps(page, 40, 50)  # the other one waits at its end
    assert screen(page, 1) == recorded_screen(live.folder, 50)
    assert page.locator(".side-b .status").inner_text() == "● live"
    press(page, "ArrowLeft")
    at_steps(page, 40, 49)
    live.play(300)
    until(page, "document.querySelector('.lane-area').getAttribute('aria-valuemax') === '350'")
    at_steps(page, 40, 49)
    assert page.locator(".where-step .last").inner_text() == "/ 350"
    assert page.locator(".pairs tr", has_text="steps").locator("td").all_text_contents() == ["40", "350"]
    page.locator(".lane-label", has_text="execution waste").wait_for()  # its report has come
    live.end()
    until(page, "document.querySelector('.follow').disabled")
    assert page.locator(".side-b .status").count() == 0


def test_the_table_moves_while_a_run_is_played(show: Opener, live: Live) -> None:
    page = show("/")
    row = page.locator(".row", has_text=live.folder.name)
    row.get_by_text("● live").wait_for()
    live.play(40)
    row.get_by_text("70", exact=True).wait_for()
