"""Several hundred cartridges of our own making, checked as `longplay roms` checks a folder.

python -m tests.roms_proof --count 300

No foreign ROM is at hand or may be fetched, so these are drawn from a seed: the drawing pad with every
mapper, RAM size and colour flag, with bytes of its code changed (which may do anything, hang included),
random machine code, worlds of Fernmoor, and damaged files. The promise is that none ends or hangs the
command, each that plays is replayed bit for bit, and each refused one says why.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from sim.prng import Pcg32
from sim.shelf import REFUSED, Judged, judge_all
from sim.standin import build, doodle
from sim.world import generate
from sim.world.cartridge import image

_MAPPERS = (0x00, 0x01, 0x03, 0x06, 0x0F, 0x10, 0x13, 0x19, 0x1B, 0x1E, 0x20, 0xFC)
_ENTRY = 0x150


def cartridges(count: int) -> dict[str, bytes]:
    """Return so many files by name, each from its number alone."""
    makers = {"pad": _pad, "changed": _changed, "random": _random, "damaged": _damaged, "world": _world}
    found = {}
    for number in range(count):
        kind = tuple(makers)[number % len(makers)]
        found[f"{kind}{number:04}.gb"] = makers[kind](Pcg32(number, 31))
    return found


def _pad(rng: Pcg32) -> bytes:
    code = doodle()[_ENTRY:0x4000]
    return build(
        code,
        title="PAD",
        mapper=rng.pick(_MAPPERS),
        ram=rng.below(6),
        colour=rng.below(2) > 0,
        size=rng.below(4),
    )


def _changed(rng: Pcg32) -> bytes:
    code = bytearray(doodle()[_ENTRY:0x4000])
    for _ in range(rng.between(1, 6)):
        code[rng.below(300)] = rng.below(256)
    return build(bytes(code), title="CHANGED")


def _random(rng: Pcg32) -> bytes:
    return build(bytes(rng.below(256) for _ in range(200)), title="RANDOM")


def _damaged(rng: Pcg32) -> bytes:
    data = bytearray(doodle())
    match rng.below(4):
        case 0:
            return bytes(data[: rng.below(len(data))])
        case 1:
            data[rng.between(0x134, 0x14D)] ^= 1 << rng.below(8)
        case 2:
            data += bytes(rng.below(5000) + 1)
        case _:
            return bytes(rng.below(256) for _ in range(rng.below(3000)))
    return bytes(data)


def _world(rng: Pcg32) -> bytes:
    # long enough that no quest is won, and the run over, within the steps
    return image(generate(rng.below(100_000), legs=rng.between(16, 24)))


def check(count: int, steps: int, jobs: int | None = None) -> list[Judged]:
    """Write the cartridges into a folder of their own and judge them."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in cartridges(count).items():
            Path(folder, name).write_bytes(data)
        paths = sorted(Path(folder).iterdir())
        judged = judge_all(paths, steps, jobs=jobs)
        assert sorted(Path(folder).iterdir()) == paths, "something was written beside the cartridges"
    return judged


def faults(judged: list[Judged], steps: int) -> list[Judged]:
    """Return those of which the promise does not hold."""
    return [
        one
        for one in judged
        if (not one.why or one.why.startswith(("ended", "was not done", "does not replay")))
        if one.verdict == REFUSED or (one.steps, one.replayed) != (steps, True)
    ]


def main() -> None:
    """Print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--steps", type=int, default=500)
    options = parser.parse_args()
    began = time.perf_counter()
    judged = check(options.count, options.steps)
    seconds = time.perf_counter() - began
    print(f"{len(judged)} cartridges, {options.steps} steps each, {seconds:.0f} s")
    kinds = Counter((Path(one.path).name[:-7], one.verdict) for one in judged)
    for (kind, verdict), number in sorted(kinds.items()):
        print(f"  {kind:8} {verdict:11} {number:4}")
    stopped = sum("after" in one.why or "stopped the CPU" in one.why for one in judged)
    slowest = max(one.seconds for one in judged)
    print(f"  {stopped} of the refused ones stopped the CPU; the slowest took {slowest:.1f} s")
    wrong = faults(judged, options.steps)
    for one in wrong:
        print(f"  FAULT {one.path}: {one.verdict} {one.why}")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
