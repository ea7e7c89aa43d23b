"""Forks are known as such: in the table, on the page of a run, and where two runs are compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.core import RunSettings
from sim.session import Change, Session, fork_off
from sim.viewer.data import Viewed
from tests.browser.conftest import Opener
from tests.browser.looking import at_step, at_steps, press, until

STEPS, AT = 300, 200


def played(session: Session) -> None:
    with session:
        list(session.play())
        session.report()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run, and one that left it with a blank guide."""
    root = tmp_path_factory.mktemp("forks")
    played(Session.new(root / "parent", RunSettings(steps=STEPS, legs=8)))
    fork_off(root / "parent", root / "other", AT, Change(guide="blank", context="empty"))
    played(Session.resume(root / "other"))
    return root


@pytest.fixture(scope="module")
def at(root: Path) -> int:
    """The last step that both have in common."""
    step: int = Viewed(root / "other").summary()["forks"][0]["step"]
    return step


def test_the_table_marks_what_is_a_fork(show: Opener, at: int) -> None:
    page = show("/")
    page.locator(".row", has_text="parent").first.wait_for()
    mark = page.locator(".row", has_text="other").locator(".fork-mark")
    assert mark.get_attribute("title") == (
        f"A fork of parent at step {at}, with a blank guide, an emptied context"
    )
    assert page.locator(".fork-mark").count() == 1
    page.get_by_label("Filter runs").fill("fork")
    until(page, "document.querySelectorAll('.rows .row').length === 1")


def test_the_page_of_a_fork_leads_to_its_parent_at_that_step(show: Opener, at: int) -> None:
    page = show("/run/other")
    page.get_by_role("link", name=f"fork of parent at {at}").click()
    page.wait_for_url(f"**/run/parent#step={at}")
    at_step(page, at)


def test_the_page_of_a_run_lists_its_forks_and_compares_with_them(show: Opener, at: int) -> None:
    page = show("/run/parent#pane=run")
    listed = page.locator(".kin li")
    listed.wait_for()
    words = f"Its fork other at step {at}, with a blank guide, an emptied context"
    assert listed.inner_text().startswith(words)
    listed.get_by_role("link", name="compare").click()
    page.wait_for_url("**/compare?a=parent&b=other*")
    at_steps(page, at, at)


@pytest.mark.parametrize(("a", "b", "who"), [("parent", "other", "B"), ("other", "parent", "A")])
def test_two_runs_with_one_history_are_opened_where_they_part(
    show: Opener, root: Path, at: int, a: str, b: str, who: str
) -> None:
    page = show(f"/compare?a={a}&b={b}")
    at_steps(page, at, at)
    told = page.locator(".parted")
    other = "A" if who == "B" else "B"
    assert told.locator("p").inner_text() == (
        f"One history. {who} is a fork of {other}: up to step {at} they are the same run. "
        "It goes on with a blank guide, an emptied context. go there"
    )
    cells = told.locator("tr", has_text="steps since").locator("td").all_text_contents()
    assert cells == [str(STEPS - at)] * 2
    met = [
        Viewed(root / run).head()["objective"] - Viewed(root / run).timeline()["objective"][at - 1]
        for run in (a, b)
    ]
    cells = told.locator("tr", has_text="objectives since").locator("td").all_text_contents()
    assert cells == list(map(str, met))


def test_what_they_have_in_common_is_told_once(show: Opener, root: Path, at: int) -> None:
    page = show(f"/compare?a=parent&b=other#step={at}")
    at_steps(page, at, at)
    one, other = (Viewed(root / run).timeline() for run in ("parent", "other"))
    value = page.locator(".lane-value").first
    assert value.inner_text() == f"{one['objective'][at - 1]}/{one['objectives']}"
    press(page, "End")
    at_steps(page, STEPS, STEPS)
    pair = [f"{line['objective'][-1]}/{line['objectives']}" for line in (one, other)]
    assert value.inner_text() == " · ".join(pair)
    page.get_by_role("button", name=f"Go to step {at}, where they part").click()
    at_steps(page, at, at)
    area = page.locator(".lane-area").bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + area["width"] * (at - 1) / (STEPS - 1), area["y"] + 40)
    assert "here they part" in page.locator(".tip").inner_text()


def test_figures_of_both_are_drawn_when_they_are_unfolded_and_nothing_fails(show: Opener) -> None:
    page = show("/compare?a=parent&b=other")
    failed: list[str] = []
    page.on("console", lambda said: failed.append(said.text) if said.type == "error" else None)
    page.locator("summary", has_text="Figures of both").wait_for()
    assert page.locator(".figure").count() == 0
    page.locator("summary", has_text="Figures of both").click()
    page.locator(".figure .main-svg").first.wait_for()
    names = page.evaluate("document.querySelector('.figure').data.map((trace) => trace.name)")
    assert names == ["parent", "other"]
    assert failed == []  # though there is none of what they cost


def test_strangers_have_nothing_in_common(show: Opener, tmp_path: Path) -> None:
    page = show("/compare?a=parent&b=parent")
    at_steps(page, 1, 1)
    assert page.locator(".parted").count() == 0
