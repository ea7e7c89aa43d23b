"""The table of runs can be sorted, filtered and walked through, however many there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.browser.conftest import Opener
from tests.browser.looking import press, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SWEEP = """async () => {
  const { runs } = await (await fetch("/api/runs")).json();
  const summary = runs.find((run) => run.id === "explored");
  for (let number = 0; number < 1000; number++) {
    longplay.table.put({ ...summary, id: `sweep/${String(number).padStart(4, "0")}`, steps: 5 * number });
  }
}"""
_SORTED = """() => {
  const began = performance.now();
  document.querySelector("[data-key=steps] button").click();
  document.body.offsetHeight;
  return performance.now() - began;
}"""
RUNS = {"asked", "damaged", "explored", "hostile"}


def opened(show: Opener, **options: int) -> Page:
    page = show("/", **options)
    until(page, f"document.querySelector('.count')?.textContent === '{len(RUNS)} runs'")
    return page


def names(page: Page) -> list[str]:
    return page.locator(".rows .cell.name").all_text_contents()


def test_every_run_has_a_row_and_a_file_that_is_none_says_why(show: Opener) -> None:
    page = opened(show)
    assert set(names(page)) == RUNS
    row = page.locator(".row", has_text="explored")
    for words in ("explorer", "fernmoor 1", "700", "done"):
        assert words in row.inner_text()
    assert row.locator(".front-mark").count() == 9
    assert row.locator(".front-mark").first.get_attribute("aria-label")
    broken = page.locator(".row.broken")
    assert broken.locator(".name").inner_text() == "damaged"
    assert "run.sqlite" in broken.locator(".error").inner_text()


def test_columns_sort_either_way_and_what_is_missing_goes_last(show: Opener) -> None:
    page = opened(show)
    steps = page.get_by_role("columnheader", name="Steps")
    steps.click()
    assert names(page) == ["explored", "asked", "hostile", "damaged"]
    assert steps.get_attribute("aria-sort") == "descending"
    steps.click()
    assert names(page) == ["hostile", "asked", "explored", "damaged"]
    page.get_by_role("columnheader", name="Run", exact=True).click()
    assert names(page) == sorted(RUNS)


def test_the_filter_and_the_keys_lead_to_a_run(show: Opener) -> None:
    page = opened(show)
    press(page, "/")
    page.keyboard.type("corruption done")
    assert names(page) == ["explored"]
    assert page.locator(".count").inner_text() == "1 of 4 runs"
    press(page, "Escape", "Enter")
    page.wait_for_url("**/run/explored*")
    page.go_back()
    until(page, "document.querySelectorAll('.rows .row').length === 4")
    page.get_by_role("columnheader", name="Run", exact=True).click()
    press(page, "Home")
    press(page, "j", "ArrowDown", "k")
    assert page.locator(".row.chosen .name").inner_text() == "damaged"
    page.locator(".row", has_text="asked").locator(".cell.agent").click()
    page.wait_for_url("**/run/asked*")


def test_no_match_and_narrow_windows_are_told_in_plain_words(show: Opener) -> None:
    page = opened(show, width=400, height=800)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.get_by_label("Filter runs").fill("nobody")
    page.get_by_text("No run matches the filter.").wait_for()


def test_a_thousand_runs_are_shown_sorted_and_filtered_at_once(show: Opener) -> None:
    page = opened(show)
    page.evaluate(_SWEEP)
    until(page, "document.querySelector('.count').textContent === '1,004 runs'")
    assert len(names(page)) < 60  # the others are not in the page
    assert page.evaluate(_SORTED) < 300  # ms, on a busy machine
    assert names(page)[0] == "sweep/0999"
    press(page, "End")
    until(page, "document.querySelector('.row.chosen')?.dataset.id === 'damaged'")
    page.get_by_label("Filter runs").fill("sweep/050")
    assert page.locator(".count").inner_text() == "10 of 1,004 runs"


def test_two_ticked_runs_are_compared(show: Opener) -> None:
    page = opened(show)
    compare = page.get_by_role("button", name=re.compile("^Compare the two"))
    assert compare.is_disabled()
    page.get_by_label("Tick explored to compare it").check()
    page.get_by_label("Tick asked to compare it").check()
    compare.click()
    page.wait_for_url("**/compare?a=explored&b=asked*")
