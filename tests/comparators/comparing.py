"""Many runs over worker processes, each played and looked at by every detector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from tests.comparators.detectors import detectors
from tests.comparators.findings import Finding, findings
from tests.comparators.traces import played


def found_in(row: str, number: int, steps: int, legs: int) -> tuple[int, list[Finding]]:
    """Play a run; return how many steps it had, and what was found in it. What a worker is given to do."""
    trace = played(row, number, steps=steps, legs=legs)
    return trace.length, list(findings(trace, detectors()))


def all_found(
    rows: Iterable[str], runs: int, jobs: int, steps: int, legs: int
) -> Iterator[tuple[int, list[Finding]]]:
    """Yield what `found_in` returns for so many runs of each row, in no order.

    Runs of one world are next to each other, so that a worker makes it once.
    """
    rows = tuple(rows)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(found_in, row, i, steps, legs) for i in range(runs) for row in rows]
        for done in as_completed(waiting):
            yield done.result()
