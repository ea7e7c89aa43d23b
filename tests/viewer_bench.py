"""How long the viewer's server takes to answer, against the length of the run.

`python -m tests.viewer_bench [--lengths 1000,10000,100000] [--runs DIR]` plays runs of those lengths (random
presses in the same world, so that nothing differs but the length; they are kept in DIR and not played twice),
asks for everything a page asks for at random moments, and prints the median and the 95th percentile in
milliseconds, and each as a ratio to that of the shortest run. "first" is the very first answer about a run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from starlette.testclient import TestClient

from sim.agents.dice import Dice
from sim.core import RunSettings
from sim.session import Session, report_of
from sim.viewer.app import create_app
from sim.viewer.folder import Served

TIMES = 60


def played(folder: Path, steps: int) -> Path:
    if not (folder / "run.sqlite").exists():
        with Session.new(folder, RunSettings(agent="random", steps=steps)) as session:
            for _ in session.play():
                pass
    report_of(folder)
    return folder


class Asker:
    """Asks a server about one run."""

    def __init__(self, root: Path, key: str, steps: int) -> None:
        self._client = TestClient(create_app(Served(root)), base_url="http://127.0.0.1")
        self._address, self._steps = f"/api/run/{key}", steps
        self._dice = Dice(0)

    def __enter__(self) -> Asker:
        self._client.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._client.__exit__(None, None, None)

    def step(self) -> int:
        return 1 + self._dice.roll() % self._steps

    def seconds(self, address: str) -> float:
        began = time.perf_counter()
        given = self._client.get(self._address + address)
        seconds = time.perf_counter() - began
        assert given.status_code == 200, given.text
        return seconds

    def digest(self) -> str:
        given = self._client.get(f"{self._address}/steps?after={self.step() - 1}&count=1").json()
        return str(given["frame"][0])


QUESTIONS: dict[str, Callable[[Asker], str]] = {
    "head": lambda asker: "",
    "timeline": lambda asker: "/timeline?points=1200",
    "timeline, zoomed": lambda asker: f"/timeline?points=1200&from={(at := asker.step())}&to={at + 500}",
    "steps": lambda asker: f"/steps?after={asker.step()}&count=500",
    "frame": lambda asker: f"/frame/{asker.digest()}",
    "jump": lambda asker: f"/jump?from={asker.step()}&kind=event",
    "decision": lambda asker: f"/decision/{asker.step()}",
    "guide": lambda asker: f"/guide?step={asker.step()}",
    "trail": lambda asker: f"/trail?until={asker.step()}&points=500",
    "way": lambda asker: f"/way?step={asker.step()}",
}


def measured(root: Path, key: str, steps: int) -> dict[str, tuple[float, float]]:
    """(median, 95th percentile) in milliseconds, by question."""
    found: dict[str, tuple[float, float]] = {}
    for name in ("head", "timeline"):
        with Asker(root, key, steps) as asker:
            once = 1000 * asker.seconds(QUESTIONS[name](asker))
            found[f"first {name}"] = once, once
    with Asker(root, key, steps) as asker:
        for name, question in QUESTIONS.items():
            addresses = [question(asker) for _ in range(TIMES)]
            times = [1000 * asker.seconds(address) for address in addresses]
            found[name] = median(times), quantiles(times, n=20)[-1]
    return found


def table(lengths: list[int], answers: list[dict[str, tuple[float, float]]]) -> str:
    heads = [f"{length:,} steps" for length in lengths]
    lines = [f"{'':18}" + "".join(f"{head:>24}" for head in heads) + f"{'ratio':>16}"]
    for name, least in answers[0].items():
        cells = "".join(f"{answer[name][0]:10.1f} p95 {answer[name][1]:7.1f} ms" for answer in answers)
        most = answers[-1][name]
        lines.append(f"{name:18}{cells}{most[0] / least[0]:8.2f} {most[1] / least[1]:7.2f}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--lengths", default="1000,10000,100000")
    parser.add_argument("--runs", type=Path)
    asked = parser.parse_args()
    lengths = [int(length) for length in asked.lengths.split(",")]
    with TemporaryDirectory() as spare:
        root = asked.runs or Path(spare)
        for length in lengths:
            played(root / f"random{length}", length)
        print(table(lengths, [measured(root, f"random{length}", length) for length in lengths]))


if __name__ == "__main__":
    main()
