"""The same page works from what is embedded in it, without asking a server for any run."""

from __future__ import annotations

import base64
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from sim.viewer.data import Viewed
from sim.viewer.pages import STATIC
from tests.browser.conftest import EXPLORED, Opener
from tests.browser.looking import at_step, field, press, recorded_screen, screen, until

COLUMNS = 16


def embedded(folder: Path) -> dict[str, Any]:
    """What `sim/viewer/static/embedded_source.js` asks for, made of the answers themselves."""
    viewed = Viewed(folder)
    head, steps = viewed.head(), viewed.steps(0, EXPLORED)
    edits = sorted({1, *(mark[0] for mark in viewed.timeline()["marks"]["revisions"])})
    return {
        "head": head,
        "timeline": viewed.timeline(EXPLORED),
        "steps": steps,
        "decisions": {number: viewed.decision(number) for number in range(1, head["last_decision"] + 1)},
        "guides": [[step, viewed.guide(step)] for step in edits[:4]],
        "ways": [[1, viewed.way(1)]],
        "map": None,
        "trail": viewed.trail(EXPLORED),
        "figures": {},
        "sheets": sheets(viewed, list(dict.fromkeys(steps["frame"]))),
    }


def sheets(viewed: Viewed, digests: list[str]) -> dict[str, Any]:
    rows = -(-len(digests) // COLUMNS)
    sheet = Image.new("L", (160 * COLUMNS, 144 * rows))
    for at, digest in enumerate(digests):
        picture = Image.open(io.BytesIO(viewed.frame(bytes.fromhex(digest))))
        sheet.paste(picture, (160 * (at % COLUMNS), 144 * (at // COLUMNS)))
    packed = io.BytesIO()
    sheet.save(packed, "PNG")
    image = f"data:image/png;base64,{base64.b64encode(packed.getvalue()).decode()}"
    places = {digest: [0, at] for at, digest in enumerate(digests)}
    return {"columns": COLUMNS, "images": [image], "places": places}


@pytest.fixture(scope="module")
def data(root: Path) -> str:
    return json.dumps(embedded(root / "explored")).replace("<", "\\u003c")


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
def test_a_page_with_its_run_embedded_shows_every_moment(
    show: Opener, root: Path, data: str, packed: bool
) -> None:
    text = base64.b64encode(gzip.compress(data.encode())).decode() if packed else data
    kind = ' data-encoding="gzip"' if packed else ""
    script = f'<script type="application/json" id="longplay-data"{kind}>{text}</script>'
    html = (STATIC / "index.html").read_text().replace("<body>", f"<body>{script}")
    page = show("/static/icon.svg")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route("**/from-disk", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{page.url.partition('/static')[0]}/from-disk#step=300")
    at_step(page, 300)
    assert screen(page) == recorded_screen(root / "explored", 300)
    viewed = Viewed(root / "explored")
    for key, kind, way in (
        ("o", "objective", 1),
        ("r", "reset", 1),
        ("g", "edit", 1),
        ("Shift+ArrowLeft", "decision", -1),
    ):
        page.evaluate("longplay.player.seek(200)")
        at_step(page, 200)
        press(page, key)
        step = viewed.jump(200, kind, way)["step"]
        assert step is not None
        at_step(page, step)
        shown = viewed.steps(step - 1, 1)["decision"][0]
    decision = viewed.decision(shown)
    until(page, "(number) => document.body.innerText.includes(`${number}, `)", decision["number"])
    assert field(page, "Target") == decision["saying"]["target"]
    press(page, "2")
    page.locator(".markdown").wait_for()
    press(page, "+")
    until(page, "document.querySelector('.range').textContent !== 'steps'")
    assert page.get_by_role("link", name="compare").count() == 0
    assert [url for url in asked if "/api/" in url] == []
