"""Runs that are played once, a server for them, and pages that may ask nobody else for anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from sim.core import RunSettings
from sim.session import Session
from tests.browser.looking import PATIENCE
from tests.browser.serving import chromium, served
from tests.chrome import needs_chrome
from tests.viewing import asked, hostile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

EXPLORED, ASKED = 700, 120
"""Steps of the runs."""
Opener = Callable[..., "Page"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(needs_chrome)


def explored(folder: Path) -> None:
    """Play an explorer whose guide is spoiled on the way, long enough for windows of the drift report."""
    settings = RunSettings(agent="explorer+corruption=1.0@150", steps=EXPLORED, legs=8)
    with Session.new(folder, settings) as session:
        for _ in session.play():
            pass
        session.report()


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder with a run of the explorer, one of a model, a hostile one and a file that is none."""
    if worker_id == "master":
        return _played(tmp_path_factory.mktemp("runs"))
    root = tmp_path_factory.getbasetemp().parent / "browser-runs"  # all workers look at the same
    with FileLock(f"{root}.lock"):
        return root if root.exists() else _played(root)


def _played(root: Path) -> Path:
    explored(root / "explored")
    asked(root / "asked", ASKED)
    hostile(root / "hostile")
    (root / "damaged").mkdir()
    (root / "damaged" / "run.sqlite").write_bytes(b"\x93" * 5000)
    return root


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[str]:
    with served(root) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of a file: while it lives, nothing else in this process can run a loop."""
    pytest.importorskip("playwright", reason='no Playwright here: pip install "longplay[dev]"')
    with chromium() as browser:
        yield browser


@pytest.fixture
def show(browser: Browser, address: str) -> Iterator[Opener]:
    """Opens a page of the viewer; afterwards none may have failed, or have asked anybody else."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(path: str, width: int = 1280, height: int = 720, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
        page.on(
            "request", lambda request: None if _is_ours(request.url, address) else wrong.append(request.url)
        )
        page.goto(f"{address}{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def _is_ours(url: str, address: str) -> bool:
    return url.startswith((f"{address}/", "data:", "blob:"))
