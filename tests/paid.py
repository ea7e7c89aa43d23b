"""Long runs of the agent claude against the strict local service.

    python -m tests.paid soak --decisions 3000     faults on 8 % of the requests: what was paid and recorded
    python -m tests.paid crash --kills 100         real processes killed at random instants
    python -m tests.paid overhead                  what a decision costs the harness itself

`soak` plays until so many decisions are made, through the real SDK, and compares the recorded bill with
the one the service wrote. `crash` plays with the real command, kills it, resumes it, and compares the
run with one that nobody killed. `overhead` has the service in a process of its own, which presses at once:
processor time of the player's process by decision, the SDK included, and its ratio to a bare request.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.agents.face import player
from sim.core import Json, ModelSettings, RunSettings
from sim.models import Claude, Usage, cost, price_of, usage_of
from sim.models.fake import Exchange, FakeServer, Text, Turn, Use, random_faults
from sim.record import Run
from sim.session import Session

MODEL = "claude-opus-5-5"
COMPARED = {
    "step": "number,decision,button,frame,state,mode,place,x,y,objective,objectives,truth,frames",
    "decision": "number,step,buttons,target,reason,expect,reset,replies,output,context,samples",
    "revision": "*",
    "frame": "hash,base,depth,image",
    "reply": "decision,turn,sample,request",
}


@dataclass(frozen=True)
class Soaked:
    """What a long run against a failing service came to. Costs in USD, lost replies in `billed` included."""

    decisions: int
    steps: int
    status: str
    requests: int
    faults: Mapping[str, int]
    refused: Mapping[str, int]
    twice: int
    received: Usage
    billed_received: Usage
    least: float
    most: float
    billed: float
    seconds: float


def soak(folder: Path, decisions: int, rate: float, seed: int, settings: ModelSettings) -> Soaked:
    """Play at least `decisions` decisions while the service fails at `rate`."""
    began = time.perf_counter()
    run = RunSettings(agent="claude", world=seed, steps=50 * decisions, seed=seed, legs=96, model=settings)
    with FakeServer(player(), faults=random_faults(rate, seed)) as server:
        client = Claude(base_url=server.url, api_key="any", timeout=5.0)
        with Session.new(folder, run, model=client) as session:
            for step in session.play():
                if step.last and step.decision >= decisions:
                    break
            status = session.status
        client.close()
        log, refused = list(server.log), dict(server.refused)
    with Run.open(folder) as made:
        replies = [reply["message"] for *_, reply in made.replies()]
        spent, last, steps = made.spent, made.last_decision, made.last_step
        twice = _asked_twice(folder)
    price = price_of(MODEL)
    assert price is not None
    assert spent.least is not None
    assert spent.most is not None
    arrived = [exchange for exchange in log if exchange.billed and not exchange.lost]
    return Soaked(
        last, steps, status, len(log), Counter(str(e.fault) for e in log if e.fault), refused, twice,
        sum(map(usage_of, replies), Usage()), sum(map(_usage, arrived), Usage()), spent.least, spent.most,
        sum(cost(price, _usage(exchange)) for exchange in log if exchange.billed),
        time.perf_counter() - began,
    )  # fmt: skip


def _usage(exchange: Exchange) -> Usage:
    return usage_of({"usage": exchange.usage})


def _asked_twice(folder: Path) -> int:
    """Return how many requests were sent after their reply had been received."""
    connection = sqlite3.connect(folder / "run.sqlite")
    try:
        query = (
            "SELECT count(*) FROM attempt a JOIN attempt b USING (decision, turn, sample)"
            " WHERE a.status = 'received' AND b.id > a.id"
        )
        return int(connection.execute(query).fetchone()[0])
    finally:
        connection.close()


# --- kills ----------------------------------------------------------------------------------


@contextmanager
def command(address: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start the command against the service at `address`; it is ended in any case."""
    environment = {**os.environ, "ANTHROPIC_BASE_URL": address, "ANTHROPIC_API_KEY": "any"}
    line = [sys.executable, "-m", "sim.cli", *arguments]
    with subprocess.Popen(
        line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def play(address: str, folder: Path, steps: int, after: float | None = None) -> bool:
    """Play the run to its end, or kill it after some seconds; return whether it was killed alive."""
    begun = (folder / "run.sqlite").exists()
    new = ("run", "--model", MODEL, "--world", "3", "--legs", "6", "--steps", str(steps),
           "--out", str(folder), "--reset-images", "20")  # fmt: skip
    with command(address, *(("resume", str(folder)) if begun else new)) as process:
        try:
            _, errors = process.communicate(timeout=after)
        except subprocess.TimeoutExpired:
            process.kill()
            return True
        if process.returncode != 0:
            raise RuntimeError(errors.decode())
    return False


def contents(folder: Path) -> dict[str, Any]:
    """Return everything of a run that a kill must not change."""
    connection = sqlite3.connect(folder / "run.sqlite")
    try:
        return {
            table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3").fetchall()
            for table, columns in COMPARED.items()
        }
    finally:
        connection.close()


@dataclass(frozen=True)
class Killed:
    """What killing runs came to; `twice`: requests sent again though answered, `lost`: runs that lost one."""

    kills: int
    runs: int
    different: int
    twice: int
    lost: int


def crash(root: Path, kills: int, steps: int, seed: int) -> Killed:
    """Kill runs at `kills` random instants and resume each to its end."""
    rng = random.Random(seed)
    met = runs = different = twice = lost = 0
    with FakeServer(player()) as server:
        began = time.perf_counter()
        play(server.url, root / "whole", steps)
        longest = time.perf_counter() - began
        wanted = contents(root / "whole")
        while met < kills:
            folder = root / f"run{runs}"
            for _ in range(min(rng.choice((1, 2, 3)), kills - met)):
                met += play(server.url, folder, steps, rng.uniform(0.3, longest))
            play(server.url, folder, steps)
            different += contents(folder) != wanted
            twice += _asked_twice(folder)
            with Run.open(folder) as run:
                spent = run.spent
                lost += spent.most != spent.least
            runs += 1
    return Killed(met, runs, different, twice, lost)


# --- overhead -------------------------------------------------------------------------------


def pressing(request: Json) -> Turn:
    """Answer as a model does that thinks little: some words and a walk."""
    return Turn((Text("I go on along the way. " * 10), Use("press", {"buttons": ["right", "down"]})))


@contextmanager
def elsewhere(policy: str) -> Iterator[str]:
    """Serve in a process of its own; yield the address."""
    line = [sys.executable, "-m", "sim.models.fake", "--policy", policy]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def overhead(folder: Path, decisions: int, context: str) -> tuple[float, float]:
    """Return milliseconds of processor time by decision, and by bare request with one word in it."""
    settings = ModelSettings(name=MODEL, context=context)
    run = RunSettings(agent="claude", world=1, steps=2 * decisions, model=settings)
    with elsewhere("tests.paid:pressing") as address:
        client = Claude(base_url=address, api_key="any")
        message = {"role": "user", "content": "hello"}
        bare: Json = {"model": MODEL, "max_tokens": 100, "messages": [message], "betas": []}
        client.reply(bare)
        began = time.process_time()
        for _ in range(100):
            client.reply(bare)
        request = (time.process_time() - began) / 100
        with Session.new(folder, run, model=client) as session:
            began = time.process_time()
            for _ in session.play():
                pass
            spent = (time.process_time() - began) / session.run.last_decision
        client.close()
    return 1e3 * spent, 1e3 * request


def main() -> None:
    """Run one of the proofs and print what came of it; exit code 1 if a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("proof", choices=("soak", "crash", "overhead"))
    parser.add_argument("--decisions", type=int, default=3000)
    parser.add_argument("--faults", type=float, default=0.08)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as root:
        broken = {"soak": _soak, "crash": _crash, "overhead": _overhead}[given.proof](Path(root), given)
    raise SystemExit(1 if broken else 0)


def _soak(root: Path, given: argparse.Namespace) -> bool:
    came = soak(root / "run", given.decisions, given.faults, given.seed, ModelSettings(name=MODEL))
    print(f"{came.decisions:,} decisions, {came.steps:,} steps, status {came.status}, {came.seconds:.0f} s")
    print(f"{came.requests:,} requests, faults {dict(came.faults)}, refused as invalid {dict(came.refused)}")
    print(f"replies acted on twice: {came.twice}")
    print(f"recorded tokens {came.received}\nbilled tokens   {came.billed_received}")
    print(f"whole bill ${came.billed:.6f}, recorded ${came.least:.6f} to ${came.most:.6f}")
    inside = came.least <= came.billed + 1e-9 <= came.most + 2e-9
    return bool(came.refused or came.twice or came.received != came.billed_received or not inside)


def _overhead(root: Path, given: argparse.Namespace) -> bool:
    for context in ("reset", "log"):
        spent, request = overhead(root / context, min(given.decisions, 500), context)
        ratio = f"{spent / request:.1f} times a bare request ({request:.1f} ms)"
        print(f"{context}: {spent:.1f} ms a decision, {ratio}")
    return False


def _crash(root: Path, given: argparse.Namespace) -> bool:
    came = crash(root, given.kills, given.steps, given.seed)
    print(
        f"{came.kills} kills in {came.runs} runs of {given.steps} steps: {came.different} differ, "
        f"{came.twice} replies asked for again, {came.lost} runs with a request in flight when killed"
    )
    return bool(came.different or came.twice)


if __name__ == "__main__":
    main()
