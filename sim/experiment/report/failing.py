"""A report as a gate: which verdicts make the command say no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.core import LongplayError
from sim.experiment.report.words import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.experiment.deciding.judging import Verdict

ANY = "any"


@dataclass(frozen=True, slots=True)
class Failing:
    """A hypothesis, by its id or "any", and the verdict that fails it."""

    id: str
    word: str

    def __str__(self) -> str:
        return f"{self.id}:{self.word}"


def read_failing(text: str, ids: Sequence[str]) -> list[Failing]:
    """Return what "H1:not_met,any:undetermined" says; raises LongplayError if it says nothing known.

    >>> read_failing("H1:not_met", ["H1"])
    [Failing(id='H1', word='not_met')]
    """
    found = []
    for part in text.split(","):
        name, _, word = (piece.strip() for piece in part.partition(":"))
        if name not in (*ids, ANY):
            raise LongplayError(f"--fail-on {part.strip()!r}: the hypotheses are {', '.join(ids) or 'none'}")
        if word not in VERDICTS:
            raise LongplayError(
                f"--fail-on {part.strip()!r}: a verdict is one of {', '.join(VERDICTS)}, as in {name}:not_met"
            )
        found.append(Failing(name, word))
    return found


def fallen(verdicts: Iterable[Verdict], failing: Iterable[Failing]) -> list[str]:
    """Return a line for each hypothesis that has a verdict which fails it."""
    wanted = list(failing)
    return [
        f"{verdict.id} is {VERDICTS[verdict.word]}: {verdict.reason}"
        for verdict in verdicts
        if any(each.id in (ANY, verdict.id) and each.word == verdict.word for each in wanted)
    ]
