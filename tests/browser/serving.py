"""A viewer that serves a folder while it is needed, and a browser that looks at it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.chrome import CHROME

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-default-apps", "--disable-sync", "--no-first-run", "--metrics-recording-only",
)  # fmt: skip


@contextmanager
def served(root: Path) -> Iterator[str]:
    """Serve a folder from a thread; yields the address of the page, without a slash at its end."""
    import uvicorn

    from sim.viewer.app import create_app
    from sim.viewer.folder import Served
    from sim.viewer.serve import listening

    server: uvicorn.Server
    app = create_app(Served(root), stopping=lambda: server.should_exit)
    with listening("127.0.0.1", 0) as bound:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def viewing(path: Path) -> Iterator[str]:
    """Serve a run or a folder as a person does, from a process of its own; yields the address of its page."""
    command = [sys.executable, "-m", "sim.cli", "view", str(path), "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[0]
        finally:
            process.terminate()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window, that asks nobody for anything."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROME, args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()
