"""All that the runs of a set come to, put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING, TypeVar

from sim.drift.streams import FAMILIES
from sim.experiment.calibration.analysis.delays import Delays, delays
from sim.experiment.calibration.analysis.false_alarms import FalseAlarms, false_alarms
from sim.experiment.calibration.analysis.onsets import Onsets, onsets
from sim.experiment.calibration.analysis.separation import Separation, separation
from sim.experiment.calibration.analysis.specificity import Specificity, specificity
from sim.experiment.calibration.plan import ABRUPT_WASTE, AIMS, CLEAN, CONTROLS, COUPLINGS, SIZES

if TYPE_CHECKING:
    from sim.core import Json
    from sim.experiment.calibration.record import Record

T = TypeVar("T")

ROWS: Mapping[str, tuple[str, ...]] = {
    "waste": ("waste",),
    "memory": ("memory_gap",),
    "goal": ("goal_acts", "inaction"),
    "capture": ("capture",),
    "shortcuts": ("shortcuts",),
    "stuck": ("stuck",),
}
"""The rows of the front page that each family listens to."""
WORDS = ("drift", "bounded", "undetermined")
"""The verdicts."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The share of the runs of a case with each overall verdict."""

    kind: str
    size: str
    runs: int
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the runs of a set come to.

    `deaf` are the families of which a row is on no front page: they could not have alarmed. `won` counts
    the runs whose quest ended before the last step, by case. `speed`: steps per second of the median run on
    one core, played and measured.
    """

    runs: int
    steps: int
    deaf: tuple[str, ...]
    won: Mapping[str, int]
    speed: float | None
    false_alarms: tuple[FalseAlarms, ...]
    delays: tuple[Delays, ...]
    separations: tuple[Separation, ...]
    specificities: tuple[Specificity, ...]
    onsets: tuple[Onsets, ...]
    verdicts: tuple[Verdicts, ...]

    def to_json(self) -> Json:
        """Return all of it as a JSON object."""
        return asdict(self)


def analyse(records: Iterable[Record]) -> Analysis:
    """Return what records come to, in whatever order they are; cases without a run are left out."""
    cases: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        cases.setdefault((record.kind, record.size), []).append(record)
    all_runs = [record for some in cases.values() for record in some]

    def of(kind: str, size: str = "") -> Sequence[Record]:
        return cases.get((kind, size), ())

    rows = [(kind, size) for kind in AIMS for size in SIZES]
    alarming = [(kind, size, family) for kind, size in rows if (family := AIMS[kind].family)]
    return Analysis(
        runs=len(all_runs),
        steps=sum(record.steps for record in all_runs),
        deaf=_deaf(all_runs),
        won=_won(all_runs),
        speed=median(record.speed for record in all_runs) if all_runs else None,
        false_alarms=_known(false_alarms(control, of(control)) for control in CONTROLS),
        delays=_known(delays(kind, size, family, of(kind, size)) for kind, size, family in alarming),
        separations=_known(
            separation(kind, size, own, of(kind, size), of(CLEAN))
            for kind, size in rows
            for own in AIMS[kind].own
        ),
        specificities=_known(
            specificity(kind, size, AIMS[kind].family, COUPLINGS.get(kind, ()), of(kind, size))
            for kind, size in rows
        ),
        onsets=_known(onsets(kind, size, of(kind, size)) for kind in ABRUPT_WASTE for size in SIZES),
        verdicts=_known(
            _verdicts(kind, size, of(kind, size))
            for kind, size in [*((name, "") for name in CONTROLS), *rows]
        ),
    )


def _known(found: Iterable[T | None]) -> tuple[T, ...]:
    return tuple(one for one in found if one is not None)


def _deaf(records: Sequence[Record]) -> tuple[str, ...]:
    shown = {row for record in records for row in record.rows}
    return tuple(family for family in FAMILIES if not shown.issuperset(ROWS[family]))


def _won(records: Sequence[Record]) -> dict[str, int]:
    won: dict[str, int] = {}
    for record in records:
        if record.won:
            name = f"{record.kind} {record.size}".rstrip()
            won[name] = won.get(name, 0) + 1
    return dict(sorted(won.items()))


def _verdicts(kind: str, size: str, records: Sequence[Record]) -> Verdicts | None:
    if not records:
        return None
    words = [record.verdict for record in records]
    return Verdicts(kind, size, len(words), {word: words.count(word) / len(words) for word in WORDS})
