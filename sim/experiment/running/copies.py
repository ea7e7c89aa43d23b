"""The run files that probes play in, beside the run that is probed."""

from __future__ import annotations

import shutil
from collections import deque
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from sim.core import LongplayError, ModelError, RunFileError, RunStopped, Spent
from sim.experiment.running.job import UNREACHABLE, Aside
from sim.record import Recorder, Run
from sim.record.lookup import FILE_NAME
from sim.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BEFORE = "spent_before"


def begun(place: Path) -> bool:
    """Tell whether a probe was made in `place` before, and `remember` has been called for it."""
    if not (place / FILE_NAME).exists():
        return False
    with Run.open(place) as run:
        return _BEFORE in run.meta()


def remember(place: Path) -> None:
    """Write down what the history of the run in `place` had cost before the probe begins."""
    recorder = Recorder.resume(place)
    recorder.remember(_BEFORE, asdict(recorder.run.spent))
    recorder.close("stopped")


@contextmanager
def played_out(
    place: Path, left: float | None
) -> Iterator[tuple[Run, tuple[float | None, float | None], str | None]]:
    """Play the run in `place` to its end, for `left` USD at most; hand out the run, its cost and its error.

    What a model said there is kept; a run of an embedded agent, which would say the same again, is deleted.
    Raises Aside if no model answers, RunFileError if the file cannot be written.
    """
    with Run.open(place) as run:
        before, asks_model = Spent(**run.meta()[_BEFORE]), run.settings.model is not None
    is_limited = asks_model and left is not None and before.most is not None
    budget = (before.most or 0.0) + max(left or 0.0, 0.0) if is_limited else None
    error = _play_out(place, budget)
    with Run.open(place) as run:
        spent = run.spent
        yield run, (_minus(spent.least, before.least), _minus(spent.most, before.most)), error
    if not asks_model:
        shutil.rmtree(place)


def _play_out(place: Path, budget: float | None) -> str | None:
    try:
        with Session.resume(place, budget=budget) as session:
            deque(session.play(), maxlen=0)
    except ModelError as error:
        raise Aside(str(error)) from error
    except RunFileError:
        raise
    except RunStopped as stopped:
        if stopped.status == UNREACHABLE:
            raise Aside(str(stopped)) from stopped
        return str(stopped)
    except LongplayError as error:
        return str(error)
    except Exception as error:  # an agent of one's own may raise anything
        return f"{type(error).__name__}: {error}"
    return None


def _minus(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else after - before
