"""What the instrument finds and what others find, on the same runs.

python -m tests.comparators --runs 20 --jobs 2
"""

from __future__ import annotations

import argparse
import sys
from time import perf_counter

from tests.comparators.comparing import all_found
from tests.comparators.findings import Finding
from tests.comparators.table import notes, table
from tests.comparators.traces import LEGS, ROWS, STEPS

_MOST = 10_000


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--runs", type=int, default=20, help=f"runs a row, 1 to {_MOST}")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--legs", type=int, default=LEGS)
    options = parser.parse_args()
    if not (1 <= options.runs <= _MOST and options.jobs >= 1 and options.steps >= 1):
        parser.error(f"there are 1 to {_MOST} runs, and at least one job and one step")
    began = perf_counter()
    lengths: list[int] = []
    found: list[Finding] = []
    for length, some in all_found(ROWS, options.runs, options.jobs, options.steps, options.legs):
        lengths.append(length)
        found += some
        print(f"{len(lengths)} of {options.runs * len(ROWS)} runs", end="\r", file=sys.stderr, flush=True)
    found.sort(key=lambda finding: finding.seed)  # the order of the detectors stays as it is
    ended = sum(length < options.steps for length in lengths)
    print(
        f"{options.runs} runs a row, worlds of {options.legs} legs, {options.steps:,} steps"
        f" ({ended} of {len(lengths)} ended their quest before), {perf_counter() - began:.0f} s"
    )
    print(table(found, tuple(ROWS)))
    print(f"\n{notes()}")


if __name__ == "__main__":
    main()
