"""Folding a run into its drift report in a process of its own, also while it is played.

`python -m sim.viewer.folding RUN` prints a JSON object a line: {"folded": steps, "of": steps} now and then,
{"report": the report} whenever there is a new one. It ends with the run, or when its standard input does.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from sim.core import LongplayError
from sim.drift import Tracker
from sim.record import Run
from sim.record.lookup import activity
from sim.session.parts import world_of
from sim.world import EDITION

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.core import Json

_AT_A_TIME = 2000
"""Steps that are read before the file is let go of, so that its writer can tidy up."""
_LOOK, _REST, _SHARE = 0.5, 3.0, 10
"""Seconds between two looks at a run; least seconds between two reports, and least times their own cost."""


class Folder:
    """Follows a run's steps and edits with a tracker."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with Run.open(folder) as run:
            world = world_of(run.settings) if run.identity().get("edition") == EDITION else None
            guide = None if run.settings.guide == "off" else run.guide(0)
        self._tracker = Tracker(world, guide=guide)
        self._revision = 0
        self.steps = 0

    def go_on(self, *, written: bool) -> tuple[int, bool]:
        """Take some steps that are new; return the run's last step, and whether more can be taken.

        While the run is `written` its last step waits: whether it ends a decision is not known yet.
        """
        with Run.open(self._folder) as run:
            last = run.last_step
            until = min(self.steps + _AT_A_TIME, last - written)
            revisions = run.revisions(after=self._revision)
            pending = next(revisions, None)
            # One step more is read, so that each of these knows whether it ends its decision.
            for step in run.steps(after=self.steps, until=min(until + 1, last)):
                if step.number > until:
                    break
                while pending is not None and pending[0] <= step.decision:
                    self._tracker.revised(pending[1])
                    self._revision = pending[1].number
                    pending = next(revisions, None)
                self._tracker.update(step)
                self.steps = step.number
        return last, self.steps < last - written

    def report(self) -> Json:
        """Return the report on what was folded."""
        return self._tracker.report().to_json()


def follow(folder: Path, tell: Callable[[Json], None]) -> None:
    """Fold a run and tell of its reports, until it has ended and is folded whole."""
    folding = Folder(folder)
    reported, rest_until = -1, 0.0
    while True:
        written = activity(folder).written and _is_running(folder)
        last, more = folding.go_on(written=written)
        # A run that is played faster than it can be folded is told of as far as it is.
        due = time.monotonic() >= rest_until if written else not more
        if due and folding.steps != reported:
            began = time.monotonic()
            tell({"report": folding.report()})
            reported = folding.steps
            rest_until = time.monotonic() + max(_REST, _SHARE * (time.monotonic() - began))
        if more:
            tell({"folded": folding.steps, "of": last})
        elif written:
            time.sleep(_LOOK)
        else:
            return


def _is_running(folder: Path) -> bool:
    with Run.open(folder) as run:
        return bool(run.meta().get("status") == "running")


def _print(told: Json) -> None:
    sys.stdout.buffer.write(orjson.dumps(told) + b"\n")
    sys.stdout.buffer.flush()


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1024):  # through no buffer: Python dies of one that is read at its end
        pass
    os._exit(0)


def main() -> None:
    """Follow the run that the command line names."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(5)  # the pages go first
    try:
        follow(Path(sys.argv[1]), _print)
    except LongplayError as error:
        _print({"error": str(error)})
    except BrokenPipeError:
        pass


if __name__ == "__main__":
    main()
