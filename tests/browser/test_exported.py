"""A page that was exported shows its run from disk, with nobody to ask."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.session import report_of
from sim.viewer.data import Viewed
from sim.viewer.export.html import export_html
from tests.browser.conftest import EXPLORED
from tests.browser.looking import at_step, field, jumped, press, recorded_screen, screen, until
from tests.viewing import HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    Shower = Callable[..., "Page"]

_ASK = "([name, ...given]) => longplay.tape.source[name]('.', ...given)"
_DRAWN = "document.querySelectorAll('.figure .main-svg').length > 4"
_PAPER = "getComputedStyle(document.querySelector('.figure .main-svg')).backgroundColor"
_PANEL = """() => {
  const probe = document.createElement('i');
  probe.style.color = 'var(--panel)';
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}"""
_WAY = """() => {
  const canvas = document.querySelector('canvas.map');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const green = (_, at) => data[4 * at] === 0 && data[4 * at + 1] === 158 && data[4 * at + 2] === 115;
  return Array.from({ length: data.length / 4 }, green).filter(Boolean).length > 20;
}"""


@pytest.fixture(scope="module")
def files(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with exported pages; its name is not made for addresses."""
    folder = tmp_path_factory.mktemp("pages") / "on disk #1 100%"
    for run in ("explored", "asked", "hostile"):
        report_of(root / run)
        export_html(root / run, folder / f"{run}.html")
    export_html(root / "explored", folder / "thinned.html", every=10)
    return folder


@pytest.fixture
def show(browser: Browser, files: Path) -> Iterator[Shower]:
    """Opens an exported page without a network; afterwards none may have failed or asked for another file."""
    wrong: list[str] = []
    contexts = []

    def opened(name: str, moment: str = "", **options: Any) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        address = (files / f"{name}.html").as_uri()
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("console", lambda said: wrong.append(said.text) if "Policy" in said.text else None)
        page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
        page.on("request", lambda sent: None if _own(sent.url, address) else wrong.append(sent.url))
        page.goto(f"{address}{moment}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def _own(url: str, address: str) -> bool:
    return url.partition("#")[0] == address or url.startswith(("data:", "blob:"))


def ask(page: Page, name: str, *given: Any) -> Any:
    """Ask what the page asks."""
    until(page, "!!window.longplay")
    return page.evaluate(_ASK, [name, *given])


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


def test_an_address_names_a_moment_and_its_screen_is_the_recorded_one(show: Shower, root: Path) -> None:
    page = show("explored", "#step=300&pane=guide")
    for step in (300, 1, EXPLORED, 64, 65, 511):
        page.evaluate("(step) => longplay.player.seek(step)", step)
        at_step(page, step)
        assert screen(page) == recorded_screen(root / "explored", step), f"step {step}"
    until(page, f"location.hash === '#step={511}&pane=guide'")
    assert page.title() == "explored · Longplay"


def test_a_run_in_colour_is_shown_in_colour(show: Shower, root: Path) -> None:
    page = show("hostile", "#step=3")
    at_step(page, 3)
    assert screen(page) == recorded_screen(root / "hostile", 3)


def test_keys_lead_where_they_lead_with_a_server(show: Shower, root: Path) -> None:
    page = show("explored")
    at_step(page, 1)
    for key, kind, way in (
        ("o", "objective", 1), ("r", "reset", 1), ("g", "edit", 1), ("e", "event", 1), ("E", "event", -1),
        ("Shift+ArrowLeft", "decision", -1), ("G", "edit", -1), ("O", "objective", -1),
    ):  # fmt: skip
        page.evaluate("longplay.player.seek(400)")
        at_step(page, 400)
        press(page, key)
        step = jumped(root / "explored", 400, kind, way)
        assert step is not None
        at_step(page, step)
    press(page, "Home", "]", "]", "]", " ")
    until(page, "longplay.player.step > 20")
    press(page, " ")


def test_every_answer_is_the_servers(show: Shower, root: Path) -> None:
    for name in ("explored", "asked"):
        page, viewed = show(name), Viewed(root / name)
        head = viewed.head()
        last = head["last_step"]
        assert ask(page, "timeline", 1500, 1, last) == as_json(viewed.timeline(4000))
        for number in (1, head["last_decision"] // 2, head["last_decision"]):
            assert ask(page, "decision", number) == as_json(viewed.decision(number))
        edits = [mark[0] for mark in viewed.timeline()["marks"]["revisions"]]
        for step in sorted({1, 2, *edits[::9], *(edit + 1 for edit in edits[::17]), last}):
            assert ask(page, "guide", step) == as_json(viewed.guide(step)), f"guide at step {step}"
        for until_step, points in ((1, 500), (50, 500), (last // 2, 7), (last, 1500)):
            assert ask(page, "trail", until_step, points) == viewed.trail(until_step, points)
        assert ask(page, "way", 1) == viewed.way(1)
        for figure in ("progress", "legs"):
            assert ask(page, "figure", figure) == as_json(viewed.figure(figure))
        told, steps = ask(page, "steps", 37, 50), viewed.steps(37, 50)
        assert {**told, "frame": None} == as_json({**steps, "frame": None})
        assert len(set(told["frame"])) == len(set(steps["frame"]))


def test_the_guide_stands_there_with_its_marks_and_its_last_edit(show: Shower, root: Path) -> None:
    page = show("explored", "#step=600&pane=guide")
    at_step(page, 600)
    counts = Viewed(root / "explored").guide(600)["counts"]
    page.locator(".markdown .chip").first.wait_for()
    shown = [chip.inner_text().split()[-1] for chip in page.locator(".counts .chip").all()]
    assert shown == [str(counts[state]) for state in ("true", "stale", "false", "unread")]
    assert counts["false"] > 0
    page.get_by_role("button", name="Last edit").click()
    page.locator(".diff-line.added").first.wait_for()


def test_what_a_model_said_is_there(show: Shower, root: Path) -> None:
    page = show("asked", "#step=60")
    at_step(page, 60)
    decision = Viewed(root / "asked").decision(Viewed(root / "asked").steps(59, 1)["decision"][0])
    until(
        page,
        "(words) => document.querySelector('.now').textContent.includes(words)",
        f"{decision['number']}, ",
    )
    assert field(page, "Target") == decision["saying"]["target"]
    assert page.locator(".replies").inner_text() != ""


def test_the_map_is_drawn_with_the_oracles_way(show: Shower) -> None:
    page = show("explored", "#step=200")
    at_step(page, 200)
    press(page, "w")
    until(page, "/presses? to: /.test(document.querySelector('.map-words')?.textContent)")
    until(page, _WAY)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_figures_are_drawn_in_the_pages_colours(show: Shower, theme: str) -> None:
    page = show("explored", "#step=5&pane=figures", color_scheme=theme)
    until(page, _DRAWN)
    until(page, f"{_PAPER} === ({_PANEL})()")
    press(page, "t")
    until(page, f"{_PAPER} === ({_PANEL})()")


def test_a_stretch_is_zoomed_to_in_every_detail(show: Shower) -> None:
    page = show("explored", "#step=150&from=100&to=200")
    at_step(page, 150)
    until(page, "document.querySelector('.range').textContent !== 'steps'")
    told = ask(page, "timeline", 1500, 100, 200)
    assert (told["from"], told["to"], told["steps"]) == (100, 200, list(range(100, 201)))


def test_a_thinned_page_says_so_and_shows_the_last_screen_that_was_kept(show: Shower, root: Path) -> None:
    page = show("thinned", "#step=308")
    at_step(page, 308)
    assert screen(page) == recorded_screen(root / "explored", 301)
    assert "1 screen in 10 steps" in page.locator(".bar").inner_text()
    assert ask(page, "steps", 307, 1)["number"] == [308]


def test_words_that_try_to_be_markup_are_shown_as_they_are(show: Shower) -> None:
    page = show("hostile", "#step=3")
    at_step(page, 3)
    page.get_by_text(HOSTILE.replace("\u2028", " ")[:40]).first.wait_for()
    press(page, "2")
    page.locator(".markdown").wait_for()
    assert "<script>alert(1)</script>" in page.locator(".guide").inner_text()
    press(page, "3", "4", "5", "1")


def test_a_page_that_lost_a_part_of_itself_says_so(show: Shower, files: Path) -> None:
    whole = (files / "explored.html").read_text(encoding="utf-8")
    (files / "damaged.html").write_text(
        whole.replace('id="longplay-timelines-0"', 'id="lost"'), encoding="utf-8"
    )
    page = show("damaged")
    page.get_by_text("This file is damaged: a part of it is missing.").wait_for()
