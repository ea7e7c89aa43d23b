"""The pages can be read and used by everybody: contrast, names, focus, the keyboard alone, and no motion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import Opener
from tests.browser.looking import at_step, press, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

LEAST = 4.5
"""Contrast of text at least (WCAG 2.2, 1.4.3)."""
PAGES = {
    "runs": ("/", ".row .badge"),
    "now": ("/run/asked#step=60", ".reply"),
    "guide": ("/run/explored#step=400&pane=guide", ".markdown .chip"),
    "map": ("/run/explored#step=400&pane=map", ".map"),
    "run": ("/run/explored#step=400&pane=run", ".verdicts td"),
    "compare": ("/compare?a=explored&b=asked#step=50", ".pairs td"),
}
_CONTRASTS = """() => {
  const rgba = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (top, below) => [0, 1, 2].map((at) => top[at] * top[3] + below[at] * (1 - top[3]));
  const behind = (node) => {
    if (!node) return [255, 255, 255];
    const here = rgba(getComputedStyle(node).backgroundColor);
    return here[3] === 1 ? here.slice(0, 3) : over(here, behind(node.parentElement));
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const faded = (node) => (node ? Number(getComputedStyle(node).opacity) * faded(node.parentElement) : 1);
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent.trim();
    if (!words || node.closest("[aria-hidden=true], :disabled, noscript")) continue;
    if (!node.checkVisibility({ visibilityProperty: true })) continue;
    const below = behind(node);
    const ink = rgba(getComputedStyle(node).color);
    ink[3] *= faded(node);
    const [one, other] = [light(over(ink, below)), light(below)].sort((a, b) => b - a);
    found.push([(one + 0.05) / (other + 0.05), node.className || node.localName, words.slice(0, 30)]);
  }
  return found;
}"""
_AUDIT = """() => {
  const wrong = [];
  const named = (node) => node.getAttribute("aria-label") || node.getAttribute("aria-labelledby")
    || node.labels?.length || node.textContent.trim() || node.title;
  const tell = (node, words) => wrong.push(`${words}: ${node.outerHTML.slice(0, 90)}`);
  const used = "a, button, input, select, summary, [tabindex], [role=img], svg, dialog";
  for (const node of document.querySelectorAll(used))
    if (!named(node)) tell(node, "no name");
  for (const node of document.querySelectorAll("[role=tab]")) {
    const panel = document.getElementById(node.getAttribute("aria-controls"));
    if (panel?.getAttribute("role") !== "tabpanel") tell(node, "no panel");
    if (panel.getAttribute("aria-labelledby") !== node.id) tell(panel, "named by no tab");
  }
  for (const node of document.querySelectorAll("[role=slider]"))
    for (const name of ["valuemin", "valuemax", "valuenow", "valuetext"])
      if (!node.getAttribute(`aria-${name}`)) tell(node, `no ${name}`);
  const isCell = (node) => ["cell", "columnheader"].includes(node.role);
  for (const node of document.querySelectorAll("[role=row]"))
    if (!node.closest("[role=table]") || ![...node.children].every(isCell)) tell(node, "no row of a table");
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  if (new Set(ids).size !== ids.length) wrong.push("an id is there twice");
  if (document.querySelectorAll("h1:not(.markdown *)").length !== 1) wrong.push("not one h1");
  if (document.querySelectorAll("main").length !== 1) wrong.push("not one main");
  if (document.documentElement.lang !== "en") wrong.push("no language");
  return wrong;
}"""
_FOCUSED = """() => {
  const node = document.activeElement;
  if (node === document.body) return null;
  const style = getComputedStyle(node);
  const name = node.getAttribute("aria-label") ?? node.textContent;
  return { seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    what: `${node.localName} ${node.className} ${name.slice(0, 40)}` };
}"""
_MOVING = """() => [...document.querySelectorAll("*")].filter((node) => {
  const style = getComputedStyle(node);
  return parseFloat(style.transitionDuration) > 0 || style.animationName !== "none";
}).length"""


def opened(show: Opener, name: str, **options: Any) -> Page:
    path, there = PAGES[name]
    page = show(path, **options)
    page.locator(there).first.wait_for()
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_every_text_stands_out_from_what_is_behind_it(show: Opener, name: str, theme: str) -> None:
    page = opened(show, name, color_scheme=theme)
    if name in ("now", "runs"):
        press(page, "?")
    found = page.evaluate(_CONTRASTS)
    assert len(found) > 20
    assert [one for one in found if one[0] < LEAST] == []


def test_contrast_is_measured_as_its_definition_says(show: Opener) -> None:
    page = opened(show, "runs")
    page.evaluate(
        """() => {
          const known = [["grey", "#777777"], ["half", "rgba(0, 0, 0, 0.5)"], ["black", "#000000"]];
          for (const [words, color] of known) {
            const node = document.createElement("p");
            node.textContent = words;
            Object.assign(node.style, { color, background: "#ffffff" });
            document.body.append(node);
          }
        }"""
    )
    found = {words: round(contrast, 2) for contrast, _, words in page.evaluate(_CONTRASTS)}
    assert (found["grey"], found["half"], found["black"]) == (4.48, 3.98, 21.0)


@pytest.mark.parametrize("name", PAGES)
def test_names_roles_and_landmarks_are_in_order(show: Opener, name: str) -> None:
    page = opened(show, name)
    assert page.evaluate(_AUDIT) == []


@pytest.mark.parametrize("name", ["runs", "now", "guide", "map", "compare"])
def test_the_tab_key_reaches_everything_that_can_be_used_and_shows_where_it_is(
    show: Opener, name: str
) -> None:
    page = opened(show, name)
    usable = page.evaluate(
        "() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex=\"0\"]')]"
        ".filter((node) => !node.disabled && node.tabIndex >= 0 && node.checkVisibility()).length"
    )
    seen: list[Any] = []
    for _ in range(usable + 1):
        press(page, "Tab")
        focused = page.evaluate(_FOCUSED)
        if focused is not None:
            seen.append(focused)
    assert [one for one in seen if not one["seen"]] == []
    assert len(seen) >= usable


def test_a_run_is_found_opened_and_gone_through_with_the_keyboard_alone(show: Opener) -> None:
    page = opened(show, "runs")
    press(page, "/")
    page.keyboard.type("explored")
    until(page, "document.querySelectorAll('.rows .row').length === 1")
    press(page, "Escape", "Enter")
    page.wait_for_url("**/run/explored*")
    at_step(page, 1)
    page.locator(".lane-area").focus()
    press(page, "ArrowRight", "ArrowRight")
    at_step(page, 3)
    assert page.locator(".lane-area").get_attribute("aria-valuetext") == "3 of 700"
    page.get_by_role("tab", name="Now").focus()
    press(page, "ArrowRight")
    assert page.get_by_role("tab", name="Guide").get_attribute("aria-selected") == "true"
    at_step(page, 3)


def test_ticking_by_key_keeps_the_focus_where_it_was(show: Opener) -> None:
    page = opened(show, "runs")
    page.get_by_label("Tick explored to compare it").focus()
    press(page, " ")
    until(page, "document.activeElement.checked === true")
    assert page.evaluate("document.activeElement.ariaLabel") == "Tick explored to compare it"


def test_arrows_move_the_map_while_it_has_the_focus_and_steps_otherwise(show: Opener) -> None:
    page = opened(show, "map")
    at_step(page, 400)
    page.locator(".map").focus()
    press(page, "ArrowRight")
    page.wait_for_timeout(100)
    at_step(page, 400)
    page.locator(".lane-area").focus()
    press(page, "ArrowRight")
    at_step(page, 401)


def test_nothing_moves_by_itself_where_less_motion_is_wished_for(show: Opener) -> None:
    for name in ("runs", "now"):
        assert opened(show, name, reduced_motion="reduce").evaluate(_MOVING) == 0
    moving = {}
    for wish in ("no-preference", "reduce"):
        page = show("/run/explored#pane=figures", reduced_motion=wish)
        page.locator(".figure .main-svg").first.wait_for()
        moving[wish] = page.evaluate(_MOVING)
    assert moving["no-preference"] > moving["reduce"] == 0  # Plotly's own buttons fade
