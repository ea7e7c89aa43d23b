"""The page of a run shows every moment of it, and everything on it can be used by mouse and by keyboard."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.viewer.data import Viewed
from tests.browser.conftest import EXPLORED, Opener
from tests.browser.looking import at_step, field, jumped, press, recorded_screen, screen, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE = "/run/explored#step=300"
_BRUSHED = r"/^1\d\d.3[45]\d$/.test(document.querySelector('.range')?.textContent)"
_PLACES = """() => ['.stage', '.screen', '.transport', '.timeline', '.jumps', '.pad', '.panes', '.where-step']
  .map((name) => JSON.stringify(document.querySelector(name).getBoundingClientRect()))"""
_NAMELESS = """() => {
  const used = 'button, input, select, a, [role=tab], canvas:not([aria-hidden]), [role=slider]';
  const names = (node) => [node.ariaLabel, node.title, node.textContent, node.closest('label')?.textContent];
  return [...document.querySelectorAll(used)].filter((node) => !names(node).some((name) => name?.trim()))
    .map((node) => node.outerHTML);
}"""


def opened(show: Opener, path: str = HERE, **options: int) -> Page:
    page = show(path, **options)
    at_step(page, int(path.partition("step=")[2].partition("&")[0] or 1))
    return page


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def test_an_address_names_a_moment_and_the_screen_is_the_one_recorded_there(show: Opener, root: Path) -> None:
    page = opened(show)
    assert screen(page) == recorded_screen(root / "explored", 300)
    page.evaluate("location.hash = '#step=512'")
    at_step(page, 512)
    assert screen(page) == recorded_screen(root / "explored", 512)
    press(page, "ArrowRight")
    until(page, "location.hash === '#step=513'")


def test_what_the_agent_said_and_did_is_that_of_the_step(show: Opener, root: Path) -> None:
    page = opened(show)
    viewed = Viewed(root / "explored")
    step = viewed.steps(299, 1)
    decision = viewed.decision(step["decision"][0])
    page.wait_for_selector(".buttons .key")
    assert field(page, "Target") == decision["saying"]["target"]
    assert field(page, "Reason") == decision["saying"]["reason"]
    assert page.locator(".buttons .key").all_text_contents() == decision["buttons"]
    assert page.locator(".buttons .key.on").all_text_contents() == step["button"]
    assert page.locator(".transport .pad").get_attribute("aria-label") == f"pressed {step['button'][0]}"
    assert field(page, "Stands in") == f"{step['place'][0]} ({step['x'][0]}, {step['y'][0]})"
    assert field(page, "Given") == "the screen alone, no assists"


def test_words_and_deeds_are_held_against_each_other(show: Opener, root: Path) -> None:
    viewed = Viewed(root / "asked")
    first: dict[tuple[str, str], dict[str, Any]] = {}  # of each kind, a decision
    for number in range(1, viewed.head()["last_decision"] + 1):
        told = viewed.decision(number)
        first.setdefault((told["verdicts"]["expected"], told["verdicts"]["approached"]), told)
    assert len(first) > 2
    words = {"yes": "✓ happened", "no": "✗ did not happen"}
    for (expected, approached), told in first.items():
        page = show(f"/run/asked#step={told['first']}")
        at_step(page, told["first"])
        badge = page.locator(".facts.said .marks").last.locator(".badge")
        if expected in words:
            badge.wait_for()
            assert badge.inner_text() == words[expected]
            assert badge.get_attribute("title") == "Did what was predicted happen by the end of the decision?"
        marks = page.locator(".facts.said .marks").first.inner_text()
        assert ("✓ approached" in marks) == (approached == "yes")


@pytest.mark.parametrize(
    ("control", "key", "step"),
    [
        ("Next step", "ArrowRight", 301),
        ("Previous step", "ArrowLeft", 299),
        ("First step", "Home", 1),
        ("Last step", "End", EXPLORED),
    ],
)
def test_steps_are_gone_by_button_and_by_key(show: Opener, control: str, key: str, step: int) -> None:
    page = opened(show)
    page.get_by_role("button", name=re.compile(f"^{control}")).click()
    at_step(page, step)
    page.evaluate("longplay.player.seek(300)")
    at_step(page, 300)
    press(page, key)
    at_step(page, step)


@pytest.mark.parametrize(
    ("kind", "on", "back"),
    [
        ("decision", "Shift+ArrowRight", "Shift+ArrowLeft"),
        ("event", "e", "E"),
        ("reset", "r", "R"),
        ("edit", "g", "G"),
        ("objective", "o", "O"),
    ],
)
def test_jumps_lead_to_the_nearest_of_their_kind(
    show: Opener, root: Path, kind: str, on: str, back: str
) -> None:
    page = opened(show)
    after, before = (jumped(root / "explored", 300, kind, way) for way in (1, -1))
    assert after is not None
    assert before is not None
    for way, key, step in (("Next", on, after), ("Previous", back, before)):
        press(page, key)
        at_step(page, step)
        page.evaluate("longplay.player.seek(300)")
        at_step(page, 300)
        page.get_by_role("button", name=re.compile(f"^{way} {kind}")).click()
        at_step(page, step)
        page.evaluate("longplay.player.seek(300)")
        at_step(page, 300)


def test_a_jump_that_leads_nowhere_says_so_and_stays(show: Opener) -> None:
    page = opened(show)
    press(page, "a")
    page.get_by_text("There is no alarm after step 300.").wait_for()
    at_step(page, 300)


def test_playing_goes_on_step_by_step_and_stops_at_the_end(show: Opener) -> None:
    page = opened(show, f"/run/explored#step={EXPLORED - 20}")
    assert page.evaluate("longplay.player.speed") == 1
    press(page, "]", "]", "]")
    assert page.get_by_label("Speed", exact=True).input_value() == "8"
    press(page, "[")
    page.evaluate("longplay.seen = []; longplay.player.onshown((step) => longplay.seen.push(step.number))")
    press(page, " ")
    assert page.get_by_role("button", name="Play or pause").inner_text() == "❚❚"
    at_step(page, EXPLORED)
    until(page, "!longplay.player.playing")
    seen = page.evaluate("longplay.seen")
    assert seen == sorted(seen)
    left_out = page.evaluate("longplay.player.stats.dropped")  # by a machine that has other things to do
    assert EXPLORED - 20 <= seen[0] < seen[-1] == EXPLORED
    assert len(set(seen)) >= 20 - left_out
    page.get_by_label("Speed", exact=True).select_option("64")
    press(page, " ")  # from the beginning
    until(page, "longplay.player.step > 10 && longplay.player.step < 600")
    press(page, " ")
    assert page.evaluate("longplay.player.playing") is False


def test_space_plays_whatever_was_clicked_before_and_is_the_buttons_own_where_one_tabs(show: Opener) -> None:
    page = opened(show)
    page.get_by_role("button", name="Next step").click()
    at_step(page, 301)
    press(page, " ")
    assert page.evaluate("longplay.player.playing") is True
    press(page, " ")
    here = page.evaluate("longplay.player.step")
    page.get_by_role("button", name="Next step").focus()
    press(page, " ")
    at_step(page, here + 1)
    assert page.evaluate("document.activeElement.title") == "Next step (→)"


def test_nothing_moves_on_the_page_while_it_plays(show: Opener) -> None:
    page = opened(show, "/run/asked#step=20")
    before = page.evaluate(_PLACES)
    page.get_by_label("Speed", exact=True).select_option("16")
    press(page, " ")
    until(page, "longplay.player.step > 60")
    assert page.evaluate(_PLACES) == before


def test_a_step_can_be_typed(show: Opener) -> None:
    page = opened(show)
    page.get_by_label("Step number").fill("1,2x34")
    page.keyboard.press("Enter")
    at_step(page, EXPLORED)  # there are no more
    page.get_by_label("Step number").fill("77")
    page.keyboard.press("Enter")
    at_step(page, 77)


def test_the_screen_is_as_many_whole_times_as_large_as_there_is_room(show: Opener) -> None:
    sizes = {}
    for width, height in ((1280, 720), (1920, 1080), (400, 800)):
        page = opened(show, width=width, height=height)
        box = page.locator(".screen canvas").bounding_box()
        assert box is not None
        sizes[width] = (box["width"] / 160, box["height"] / 144)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert sizes == {1280: (3, 3), 1920: (5, 5), 400: (2, 2)}


# --- the timeline -----------------------------------------------------------------------------


def lane(page: Page, title: str) -> tuple[float, float]:
    """Return the top of a lane and its middle, as the mouse would find them."""
    box = page.locator(".lane-label", has_text=title).first.bounding_box()
    assert box is not None
    return box["y"], box["y"] + box["height"] / 2


def test_a_click_on_the_timeline_goes_there_and_on_a_mark_to_its_step(show: Opener, root: Path) -> None:
    page = opened(show)
    page.wait_for_selector(".lane-label >> text=execution waste")
    area = page.locator(".lane-area").bounding_box()
    assert area is not None
    y = lane(page, "execution waste")[1]
    page.mouse.click(area["x"] + area["width"] * 0.5, y)
    until(page, f"Math.abs(longplay.player.step - {EXPLORED // 2}) < 3")
    met = (
        next(
            step
            for step in range(100, EXPLORED)
            if jumped(root / "explored", step, "objective", -1) == step - 1
        )
        - 1
    )
    x = area["x"] + area["width"] * (met - 1) / (EXPLORED - 1)
    page.mouse.move(x + 2, lane(page, "progress")[1])
    page.get_by_text(re.compile(r"objective \d+ met")).wait_for()
    page.mouse.click(x + 2, lane(page, "progress")[1])
    at_step(page, met)


def test_brushing_zooms_and_the_address_keeps_what_is_seen(show: Opener) -> None:
    page = opened(show)
    page.wait_for_selector(".lane-label >> text=execution waste")
    area = page.locator(".lane-area").bounding_box()
    assert area is not None
    y = lane(page, "pace")[1]
    page.mouse.move(area["x"] + area["width"] * 0.25, y)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] * 0.4, y)
    page.mouse.move(area["x"] + area["width"] * 0.5, y)
    page.mouse.up()
    until(page, _BRUSHED)
    until(page, "/from=1\\d\\d&to=3[45]\\d/.test(location.hash)")
    at_step(page, 300)
    again = show(page.url.partition(page.url.split("/run")[0])[2])
    until(again, _BRUSHED)
    page.get_by_role("button", name="See the whole run").click()
    until(page, "document.querySelector('.range').textContent === 'steps'")
    press(page, "+")
    until(page, "document.querySelector('.range').textContent !== 'steps'")
    press(page, "0")
    until(page, "document.querySelector('.range').textContent === 'steps'")


def test_lanes_tell_the_report_and_grow_when_their_name_is_clicked(show: Opener, root: Path) -> None:
    page = opened(show, f"/run/explored#step={EXPLORED}")
    report = Viewed(root / "explored").head()["report"]
    titles = [
        "progress",
        *(row["title"] for row in report["front"].values()),
        "guide edits, resets",
        "events",
    ]
    until(page, "document.querySelectorAll('.lane-label').length > 4")
    assert [t.replace(" (the rarer)", "") for t in page.locator(".lane-title").all_text_contents()] == titles
    values = page.locator(".lane-value").all_text_contents()
    waste = report["components"]["waste"]["windows"][-1]
    assert values[titles.index("execution waste")] == f"{100 * waste:.1f} %"
    before = page.locator(".lane-label", has_text="pace").bounding_box()
    page.locator(".lane-label", has_text="pace").click()
    after = page.locator(".lane-label", has_text="pace").bounding_box()
    assert before is not None
    assert after is not None
    assert before["height"] < 40
    assert after["height"] > 90
    page.get_by_role("button", name="What the marks mean").click()
    page.get_by_text("the context was reset").wait_for()


# --- the panes --------------------------------------------------------------------------------


def test_the_guide_is_rendered_with_its_claims_marked_as_they_stand(show: Opener, root: Path) -> None:
    page = opened(show, "/run/explored#step=600&pane=guide")
    guide = Viewed(root / "explored").guide(600)
    assert guide["counts"]["false"] + guide["counts"]["stale"] > 0  # its keeper was made to corrupt it
    page.wait_for_selector(".guide .chip")
    counts = page.locator(".counts .chip").all_text_contents()
    assert counts == [
        f"{m} {guide['counts'][s]}" for m, s in zip("✓S✗?", ("true", "stale", "false", "unread"), strict=True)
    ]
    seen = {"true": 0, "false": 0}
    for file in guide["files"]:
        page.locator(".file", has_text=file["path"]).click()
        page.wait_for_selector(f".file[aria-current] >> text={file['path']}")
        headings = [line["text"].lstrip("# ") for line in file["lines"] if line["text"].startswith("#")]
        assert page.locator(".markdown :is(h1, h2, h3)").all_text_contents() == headings
        seen["true"] += page.locator(".markdown .chip.good").count()
        seen["false"] += page.locator(".markdown .chip.bad").count()
    assert seen == {"true": guide["counts"]["true"], "false": guide["counts"]["false"]}


def test_the_last_edit_of_the_guide_is_shown_as_a_diff(show: Opener, root: Path) -> None:
    page = opened(show, "/run/explored#step=600&pane=guide")
    guide = Viewed(root / "explored").guide(600)
    page.get_by_role("button", name="Last edit").click()
    added = [
        line
        for file in guide["diff"]
        for sign, text in file["ops"]
        if sign == "+"
        for line in text.splitlines()
    ]
    assert [t.removeprefix("+") for t in page.locator(".diff-line.added").all_text_contents()] == [
        line or " " for line in added
    ]
    at = jumped(root / "explored", 600, "edit")
    page.locator(".guide").get_by_role("button", name="Next guide edit").click()
    assert at is not None
    at_step(page, at)
    page.get_by_text(re.compile(rf"^Edit \d+, step {at}$")).wait_for()


def test_the_map_shows_the_trail_the_fog_and_on_demand_the_way(show: Opener, root: Path) -> None:
    page = opened(show)
    press(page, "m")
    shown = "() => { const c = document.querySelector('canvas.map'); return c.width && c.toDataURL().length }"
    until(page, f"({shown})() > 5000")
    foggy = page.evaluate("document.querySelector('canvas.map').toDataURL()")
    page.get_by_label("Fog").click()
    until(page, "(old) => document.querySelector('canvas.map').toDataURL() !== old", foggy)
    way = Viewed(root / "explored").way(300)
    press(page, "w")
    page.get_by_text(re.compile(rf"^{way['presses']} press(es)? to: ")).wait_for()
    for name in ("Whole", "Player", "Larger", "Smaller"):
        before = page.evaluate("document.querySelector('canvas.map').toDataURL()")
        page.locator(".map-pane").get_by_role(
            "button", name={"Whole": "See the whole map", "Player": "Follow the player"}.get(name, name)
        ).click()
        until(page, "(old) => document.querySelector('canvas.map').toDataURL() !== old", before)


def test_the_run_pane_tells_verdicts_and_settings(show: Opener, root: Path) -> None:
    page = opened(show)
    press(page, "4")
    head = Viewed(root / "explored").head()
    rows = page.locator(".verdicts tbody tr").all_text_contents()
    assert len(rows) == len(head["report"]["front"])
    for row, told in zip(rows, head["report"]["front"].values(), strict=True):
        assert row.startswith(told["title"])
        assert told["verdict"]["word"] in row
    assert field(page, "Agent") == head["label"]
    assert field(page, "Steps") == f"{EXPLORED} of {EXPLORED}"


def test_model_replies_are_shown_with_their_thinking_folded(show: Opener, root: Path) -> None:
    page = opened(show, "/run/asked#step=50")
    viewed = Viewed(root / "asked")
    decision = viewed.decision(viewed.steps(49, 1)["decision"][0])
    page.wait_for_selector(".reply")
    blocks = [block for reply in decision["replies"] for block in reply["blocks"]]
    thoughts = [block["text"] for block in blocks if block["type"] == "thinking"]
    assert page.locator(".reply").count() == len(decision["replies"])
    assert thoughts
    assert page.locator(".thinking .prose").all_text_contents() == thoughts
    assert not page.locator(".thinking .prose").first.is_visible()
    page.locator(".thinking summary").first.click()
    assert page.locator(".thinking .prose").first.is_visible()
    assert field(page, "Spent").startswith(f"${decision['spent']['usd']:.3f}, ")
    assert "context" in page.locator(".lane-title").all_text_contents()


def test_keys_turn_panes_and_the_card_tells_all_keys(show: Opener) -> None:
    page = opened(show)
    for key, name in (
        ("2", "Guide"),
        ("4", "Run"),
        ("3", "Map"),
        ("5", "Figures"),
        ("1", "Now"),
        ("m", "Map"),
    ):
        press(page, key)
        assert page.get_by_role("tab", selected=True).all_text_contents() == [name]
    until(page, "location.hash.includes('pane=map')")
    press(page, "?")
    card = page.get_by_role("dialog", name="Keyboard")
    told = set(card.locator("kbd").all_text_contents())
    assert told >= {
        "space",
        "←",
        "→",
        "shift ←",
        "[",
        "]",
        "e",
        "E",
        "a",
        "r",
        "g",
        "o",
        "f",
        "m",
        "Home",
        "End",
        "?",
        "esc",
        "+",
        "-",
        "0",
    }
    press(page, "ArrowRight")  # nothing moves below the card
    press(page, "Escape")
    assert not card.is_visible()
    at_step(page, 300)


def test_the_card_of_marks_lies_over_the_page_until_it_is_closed(show: Opener) -> None:
    page = opened(show)
    card = page.get_by_role("dialog", name="Marks of the timeline")
    for close in ("l", "Escape"):
        press(page, "l")
        assert card.is_visible()
        press(page, "ArrowRight")  # nothing moves below the card
        press(page, close)
        assert not card.is_visible()
    at_step(page, 300)


def test_light_and_dark_follow_the_system_and_a_choice_stays(show: Opener) -> None:
    page = show(HERE, color_scheme="dark")
    theme = "document.documentElement.dataset.theme"
    until(page, f"{theme} === 'dark'")
    page.emulate_media(color_scheme="light")
    until(page, f"{theme} === 'light'")
    press(page, "t")
    assert page.evaluate(theme) == "dark"
    page.reload()
    until(page, f"{theme} === 'dark'")


def test_everything_that_can_be_used_has_a_name(show: Opener) -> None:
    page = opened(show, "/run/asked#step=50")
    page.wait_for_selector(".lane-label")
    assert page.evaluate(_NAMELESS) == []
    assert page.get_by_role("slider", name="Step").get_attribute("aria-valuenow") == "50"


def test_a_file_that_is_no_run_is_a_clear_message(show: Opener) -> None:
    page = show("/run/damaged")
    page.get_by_role("alert").wait_for()
    assert "run.sqlite" in page.get_by_role("alert").inner_text()
    page = show("/run/nothing/here")
    page.get_by_role("alert").wait_for()
    assert "no run" in page.get_by_role("alert").inner_text()
