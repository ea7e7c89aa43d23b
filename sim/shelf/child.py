"""The process that judges cartridges, so that none can take the command down with it.

`python -m sim.shelf.child STEPS`: a path comes in on a line, as JSON, and its judgement goes out on one.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from sim.shelf.judge import judge


def main() -> None:
    """Judge until there is nothing more to read."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair
    steps = int(sys.argv[1])
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # nothing that a library prints gets between the answers
    for line in sys.stdin:
        answers.write(json.dumps(judge(Path(json.loads(line)), steps).to_json()) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
