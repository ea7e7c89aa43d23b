"""What a person sees on a page, for tests to ask."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.record import Run
from sim.viewer.data import Viewed

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE = 60
"""Seconds that something may take on a busy machine; nobody waits longer than it takes."""
_STEP = """([words, step]) => document.querySelector("input.step")?.value === words
  && document.querySelector(".lane-area").getAttribute("aria-valuenow") === step"""
_BOTH = """(words) => words === [...document.querySelectorAll(".side-step")]
  .map((node) => node.textContent).join()"""
_PIXELS = """(at) => {
  const canvas = document.querySelectorAll(".screen canvas")[at];
  const { data } = canvas.getContext("2d").getImageData(0, 0, 160, 144);
  return Array.from({ length: 160 * 144 }, (_, at) => data[4 * at]);
}"""


def until(page: Page, true: str, given: object = None) -> None:
    """Wait until an expression, or a function of what is given, is true on the page.

    Playwright's own way evaluates strings in the page, which the page's policy rightly forbids.
    """
    deadline = time.monotonic() + PATIENCE
    while not page.evaluate(true, given):
        assert time.monotonic() < deadline, f"never true: {true}"
        page.wait_for_timeout(15)


def at_step(page: Page, step: int) -> None:
    """Wait until the page is at a step: its number and its playhead say so."""
    until(page, _STEP, [f"{step:,}", str(step)])


def at_steps(page: Page, a: int, b: int) -> None:
    """Wait until a page that compares two runs is at a step of each."""
    until(page, _BOTH, f"step {a:,},step {b:,}")


def screen(page: Page, at: int = 0) -> list[int]:
    """Return the red of every pixel that is shown, row by row, on the first screen or a later one."""
    pixels: list[int] = page.evaluate(_PIXELS, at)
    return pixels


def recorded_screen(folder: Path, step: int) -> list[int]:
    """Return the red of every pixel of the screen that was recorded at a step."""
    with Run.open(folder) as run:
        reds: list[int] = run.frame(step).pixels[:, :, 0].reshape(-1).tolist()
    return reds


def jumped(folder: Path, start: int, kind: str, way: int = 1) -> int | None:
    """Return where a jump leads."""
    return Viewed(folder).jump(start, kind, way)["step"]


def press(page: Page, *keys: str) -> None:
    """Press keys, one after another."""
    for key in keys:
        page.keyboard.press(key)


def field(page: Page, name: str) -> str:
    """Return what stands beside a name in the first list of facts that has it."""
    found: Any = page.evaluate(
        "(name) => [...document.querySelectorAll('dt')].find((dt) => dt.textContent === name)"
        "?.nextElementSibling.textContent",
        name,
    )
    return str(found)
