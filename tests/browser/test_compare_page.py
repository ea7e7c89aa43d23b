"""Two runs are compared in lockstep: by step, by objective, and by cost where both have any."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sim.viewer.data import Viewed
from tests.browser.conftest import ASKED, EXPLORED, Opener
from tests.browser.looking import at_steps, press, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE = "/compare?a=explored&b=asked"


def steps(page: Page) -> list[int]:
    texts = page.locator(".side-step").all_text_contents()
    return [int(text.removeprefix("step ").replace(",", "")) for text in texts]


def test_both_go_in_lockstep_by_step_and_the_shorter_one_waits_at_its_end(show: Opener) -> None:
    page = show(f"{HERE}#step=50")
    at_steps(page, 50, 50)
    press(page, "ArrowRight")
    at_steps(page, 51, 51)
    press(page, "End")
    at_steps(page, EXPLORED, ASKED)
    page.locator(".side-step").first.click()
    page.wait_for_url(f"**/run/explored#step={EXPLORED}")


def test_an_address_names_the_moment_the_way_the_stretch_and_the_pane(show: Opener) -> None:
    page = show(f"{HERE}#step=101&by=objective&pane=guides&from=51&to=301")
    until(page, "document.querySelector('.where-step .last')?.textContent.startsWith('obj. 1 of ')")
    assert page.get_by_role("tab", selected=True).all_text_contents() == ["Guides"]
    assert page.locator(".range").inner_text() == "obj. 0.5\u2013obj. 3"
    press(page, "ArrowRight")
    until(page, "location.hash === '#step=102&by=objective&pane=guides&from=51&to=301'")


def test_another_way_goes_on_from_where_the_run_is_that_has_come_farther(show: Opener, root: Path) -> None:
    page = show(f"{HERE}#step=600")
    at_steps(page, 600, ASKED)  # the second one waits at its end
    press(page, "o")
    at_steps(page, 600, ASKED)
    press(page, "s")
    at_steps(page, 600, ASKED)
    assert page.get_by_role("button", name="by cost").is_disabled()
    assert (
        page.get_by_role("button", name="by cost").get_attribute("title") == "Both must have cost something."
    )


def test_what_only_the_second_one_has_is_drawn_too(show: Opener) -> None:
    page = show(f"{HERE}#step=100")
    at_steps(page, 100, 100)
    names = page.locator(".lane-title").all_text_contents()
    assert names[-2:] == ["context", "cost so far"]
    assert page.locator(".lane-value").last.inner_text().startswith("\u2013 · $0.")


def test_by_objective_both_have_met_as_many(show: Opener, root: Path) -> None:
    page = show(f"{HERE}#step=1")
    at_steps(page, 1, 1)
    page.get_by_role("button", name="by objective").click()
    marks = [
        {met: step for step, met in Viewed(root / run).timeline()["marks"]["objectives"]}
        for run in ("explored", "asked")
    ]
    page.evaluate("longplay.player.seek(201)")  # a hundred positions an objective
    at_steps(page, marks[0][2], marks[1][2])
    assert page.locator(".where-step .last").inner_text().startswith("obj. 2 of obj. ")
    until(page, "location.hash === '#step=201&by=objective'")


def test_by_cost_both_have_paid_as_much(show: Opener, root: Path) -> None:
    page = show("/compare?a=asked&b=asked")
    at_steps(page, 1, 1)
    press(page, "c")
    page.evaluate("longplay.player.seek(1000)")
    until(page, "document.querySelector('.side-step').textContent !== 'step 1'")
    one, other = steps(page)
    assert one == other
    usd = Viewed(root / "asked").timeline()["usd"]
    assert abs(usd[one - 1] / usd[-1] - 0.5) < 0.05


def test_curves_lie_over_each_other_and_results_and_guides_are_compared(show: Opener, root: Path) -> None:
    page = show(f"{HERE}#step=100")
    at_steps(page, 100, 100)
    value = page.locator(".lane-value").first.inner_text()
    met = [Viewed(root / run).timeline()["objective"][99] for run in ("explored", "asked")]
    of = [Viewed(root / run).timeline()["objectives"] for run in ("explored", "asked")]
    assert value == f"{met[0]}/{of[0]} · {met[1]}/{of[1]}"
    assert page.locator(".pairs tr", has_text="agent").first.locator("td").all_text_contents() == [
        Viewed(root / run).summary()["label"] for run in ("explored", "asked")
    ]
    page.get_by_role("tab", name="Guides").click()
    page.get_by_text(re.compile(r"\d+ of \d+ files differ")).wait_for()
    assert page.locator(".diff-line.removed").count() > 0


def test_a_second_run_is_asked_for_where_there_is_one_only(show: Opener) -> None:
    page = show("/run/explored")
    page.get_by_role("link", name="compare").click()
    compare = page.get_by_role("button", name="Compare")
    page.get_by_label("Second run").focus()
    press(page, "ArrowDown")  # whoever chooses by key passes others by
    until(page, "document.querySelectorAll('select')[1].value !== ''")
    assert page.url.endswith("/compare?a=explored&b=")
    page.get_by_label("Second run").select_option("")
    assert compare.is_disabled()
    page.get_by_label("Second run").select_option("asked")
    compare.click()
    page.wait_for_url("**/compare?a=explored&b=asked*")
    at_steps(page, 1, 1)
