"""How quick the page of a run is, in a real browser: `python -m tests.browser.bench RUN`.

Prints what the viewer promises of a run of 100,000 steps whose report is stored, and what it came to; the
exit code is 1 where a promise is not kept. Seeks go to steps all over the run, none of them twice.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.prng import Pcg32
from tests.browser.looking import until
from tests.browser.serving import chromium, viewing

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

_SEEKS, _SECONDS = 300, 20
_OPENED = "window.longplay?.player.step > 0 && document.querySelectorAll('.lane-label').length > 3"
_SEEK = """async (steps) => {
  const taken = [];
  for (const step of steps) {
    const began = performance.now();
    await longplay.player.seek(step);
    await new Promise(requestAnimationFrame);
    if (longplay.player.step !== step) throw new Error(`sought ${step}, is at ${longplay.player.step}`);
    taken.push(performance.now() - began);
    await new Promise((done) => setTimeout(done, 30));
  }
  return taken;
}"""
_PLAY = """async (seconds) => {
  const { player } = longplay;
  await player.seek(1);
  player.setSpeed(64);
  player.play();
  await new Promise((done) => setTimeout(done, 1000));
  player.stats = { ticks: 0, dropped: 0 };
  await new Promise((done) => setTimeout(done, 1000 * seconds));
  player.pause();
  return player.stats;
}"""


def main() -> int:
    """Measure the run that the command line names."""
    folder = Path(sys.argv[1])
    with viewing(folder) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        began = time.perf_counter()
        page.goto(address)
        until(page, _OPENED)
        opened = time.perf_counter() - began
        last = int(page.evaluate("longplay.tape.last()"))
        prng = Pcg32(1)
        seeks = page.evaluate(_SEEK, [1 + prng.below(last) for _ in range(_SEEKS)])
        played = page.evaluate(_PLAY, _SECONDS)
        heap, resident = _memory(page)
    kept = [
        _tell(f"opens, {last:,} steps", opened, 2.0, "s"),
        _tell(f"seek, p95 of {_SEEKS}", sorted(seeks)[int(0.95 * len(seeks))], 100.0, "ms"),
        _tell("ticks dropped at 64x", 100 * played["dropped"] / played["ticks"], 5.0, "%"),
        _tell("JavaScript's heap", heap, 300.0, "MB"),
        _tell("memory of the page's process", resident, 300.0, "MB"),
    ]  # fmt: skip
    return 0 if all(kept) else 1


def _tell(what: str, value: float, most: float, unit: str) -> bool:
    print(f"{what:40} {value:8.2f} {unit:2}   (at most {most:g})")
    return value <= most


def _memory(page: Page) -> tuple[float, float]:
    """Return the heap in use, and what the page's process has for itself, in MB (Linux; else 0)."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {
        metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]
    }
    return metrics["JSHeapUsedSize"] / 1e6, _resident(session, page)


def _resident(session: CDPSession, page: Page) -> float:
    browser = page.context.browser
    assert browser is not None
    processes: list[dict[str, Any]] = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")[
        "processInfo"
    ]
    found = [_private(process["id"]) for process in processes if process["type"] == "renderer"]
    return max(found, default=0.0)


def _private(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1000


if __name__ == "__main__":
    sys.exit(main())
