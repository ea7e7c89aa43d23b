"""The acceptance table: what was demanded of the instrument, what was measured, and whether it is met.

A number is required of enough runs only: of a control those whose count of no alarm at all would meet the
bound (59), of a kind 20. With fewer a line is "open". A family that has nothing to listen to is never met.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.agents.drifting import KINDS
from sim.drift.streams import FAMILIES
from sim.experiment.calibration.plan import AIMS, CONTROLS, LEAST_WASTE, SIZES, SPECIFIC_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.experiment.calibration.analysis.delays import Delays
    from sim.experiment.calibration.analysis.whole import Analysis

Met = Literal["met", "not met", "open", "no promise", "elsewhere"]

ALARMED = 0.05
"""The bound on the rate of false alarms."""
ENOUGH_CONTROLS, ENOUGH = 59, 20
"""Runs of a control, and of a kind, from which on a number is required."""
SOON_ENOUGH = 0.8
SEPARATED = {"medium": 0.95, "small": 0.80}
OWN, OTHERS = 0.80, 0.10
ONSET, ONSET_P75 = 150, 500


@dataclass(frozen=True, slots=True)
class Prompt:
    """Within how many steps the median run of a case is to be found; `all` runs, or half of them, are.

    `asked` is the size of the fault, or what it does, that the demand was made for.
    """

    kind: str
    size: str
    asked: str
    most: int
    all: bool = False

    @property
    def title(self) -> str:
        """The case, and what was asked for."""
        return f"Delay, {self.kind} {self.size} (asked: {self.asked})"


def _nearest(kind: str, asked: float) -> str:
    """Return the size of a kind that comes nearest to one asked for."""
    return min(zip(SIZES, KINDS[kind], strict=True), key=lambda pair: abs(pair[1] - asked))[0]


PROMPTS = (
    Prompt("noise", "medium", "waste +.07", 1500, True),
    Prompt("noise", "large", "waste +.135", 800, True),
    Prompt("ramp", "large", "waste +.20 over 4,000 steps", 2500),
    Prompt("loops", _nearest("loops", 0.005), ".005 per step", 600),
    Prompt("loops", _nearest("loops", 0.02), ".02 per step", 300),
    Prompt("amnesia", _nearest("amnesia", 0.2), ".2", 800),
    Prompt("corruption", _nearest("corruption", 0.25), ".25", 600),
)
"""Noise and ramps are sized by the waste they cause; of other kinds the size nearest to what was asked."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table, in words."""

    title: str
    demanded: str
    measured: str
    met: Met


def acceptance(found: Analysis) -> tuple[Line, ...]:
    """Return the table for a set."""
    return (
        _families(found),
        *_false_alarms(found),
        *(_prompt(found, prompt) for prompt in PROMPTS),
        *_shortcuts(found),
        _onset(found),
        *(_separated(found, size, least) for size, least in SEPARATED.items()),
        *_specific(found),
        Line("Claim parser", "precision and recall >= .95", "by python -m tests.claims_score", "elsewhere"),
        Line("Raw regret under a trend", "shown failing", "by python -m tests.comparators", "elsewhere"),
    )


def _met(enough: bool, holds: bool) -> Met:
    return "open" if not enough else "met" if holds else "not met"


def _families(found: Analysis) -> Line:
    heard = [family for family in FAMILIES if family not in found.deaf]
    said = f"{len(heard)} of {len(FAMILIES)}"
    said += f"; not: {', '.join(found.deaf)}" if found.deaf else ""
    return Line("Families that listen", "all six", said, _met(bool(found.runs), not found.deaf))


def _false_alarms(found: Analysis) -> Iterator[Line]:
    counts = {each.control: each.any for each in found.false_alarms}
    for control in CONTROLS:
        title, demanded = f"False alarms, {control}", "95 % bound at most 5 % (8 of 300)"
        if control not in counts:
            yield Line(title, demanded, "no run", "open")
            continue
        count = counts[control]
        said = f"{count.alarmed} of {count.runs}, at most {count.high:.1%}"
        # too few runs can still be too many alarms
        enough = count.runs >= ENOUGH_CONTROLS or count.low > ALARMED
        yield Line(title, demanded, said, _met(enough, count.high <= ALARMED))


def _delays(found: Analysis, kind: str, size: str) -> Delays | None:
    return next((each for each in found.delays if (each.kind, each.size) == (kind, size)), None)


def _prompt(found: Analysis, prompt: Prompt) -> Line:
    demanded = f"median at most {prompt.most:,} steps{', all found' if prompt.all else ''}"
    delays = _delays(found, prompt.kind, prompt.size)
    if delays is None:
        return Line(prompt.title, demanded, "no run", "open")
    said = f"{_steps(delays.median)}, {delays.found} of {delays.runs} found"
    holds = delays.median is not None and delays.median <= prompt.most
    holds = holds and (delays.found == delays.runs or not prompt.all)
    return Line(prompt.title, demanded, said, _met(delays.runs >= ENOUGH, holds))


def _shortcuts(found: Analysis) -> Iterator[Line]:
    for size, rates in (("large", ".05 to .25"), ("medium", ".05 to .15")):
        title = f"Delay, shortcuts {size} (asked: {rates})"
        promised = size == "large"
        demanded = "median at most 20 opportunities, 80 % within 40" if promised else "no promise"
        delays = _delays(found, "shortcuts", size)
        if delays is None:
            yield Line(title, demanded, "no run", "open")
            continue
        middle = delays.noticed_median
        said = f"{'none' if middle is None else middle}, {delays.soon:.0%} within 40"
        holds = middle is not None and middle <= 20 and delays.soon >= SOON_ENOUGH
        met = _met(delays.runs >= ENOUGH, holds) if promised else "no promise"
        yield Line(title, demanded, said, met)


def _onset(found: Analysis) -> Line:
    title = "Onset by the change point, abrupt, waste +.07 or more"
    demanded = f"median at most {ONSET}, p75 at most {ONSET_P75} steps"
    cases = [each for each in found.onsets if each.rise is not None and each.rise >= LEAST_WASTE]
    if not cases:
        return Line(title, demanded, "no case rose by so much", _met(_all_cases(found), False))
    said, holds = [], True
    for case in cases:
        errors = case.point
        said.append(f"{case.kind} {case.size} {_number(errors.median)}/{_number(errors.p75)}")
        holds = holds and errors.median is not None and errors.median <= ONSET
        holds = holds and errors.p75 is not None and errors.p75 <= ONSET_P75
    return Line(title, demanded, ", ".join(said), _met(min(case.runs for case in cases) >= ENOUGH, holds))


def _separated(found: Analysis, size: str, least: float) -> Line:
    """Of each kind the first of its own measures counts."""
    title, demanded = f"AUROC, {size}, each kind's own component", f"at least {least:.2f}"
    first = {kind: aim.own[0].measure for kind, aim in AIMS.items()}
    those = [each for each in found.separations if each.size == size and each.measure == first[each.kind]]
    if not those:
        return Line(title, demanded, "no run", "open")
    below = [each for each in those if each.auroc is None or each.auroc < least]
    said = f"{len(those) - len(below)} of {len(AIMS)} kinds"
    if below:
        short = (f"{each.kind} {'-' if each.auroc is None else f'{each.auroc:.2f}'}" for each in below)
        said += f"; below: {', '.join(short)}"
    enough = _clean_runs(found) >= ENOUGH and min(_runs(found, each.kind, size) for each in those) >= ENOUGH
    return Line(title, demanded, said, _met(enough, not below))


def _specific(found: Analysis) -> Iterator[Line]:
    own, others, runs = list[str](), list[str](), list[int]()
    for each in found.specificities:
        promised = "large" if each.kind == "shortcuts" else SPECIFIC_SIZE
        if each.size == promised and each.own and each.shares[each.own] < OWN:
            own.append(f"{each.kind} {each.shares[each.own]:.2f}")
        if each.size == SPECIFIC_SIZE:
            others += [
                f"{each.kind} to {name} {share:.2f}"
                for name, share in each.others.items()
                if share > OTHERS
            ]  # fmt: skip
            runs.append(each.runs)
    enough = bool(runs) and min(runs) >= ENOUGH
    for title, demanded, fallen in (
        ("Specificity, own alarm", f"at least {OWN:.2f} of runs, medium (shortcuts: large)", own),
        (
            "Specificity, other alarms",
            f"at most {OTHERS:.2f} of runs, medium, but declared couplings",
            others,
        ),
    ):
        said = f"not: {', '.join(fallen)}" if fallen else "all kinds" if runs else "no run"
        yield Line(title, demanded, said, _met(enough, not fallen))


def _all_cases(found: Analysis) -> bool:
    return bool(found.onsets) and min(case.runs for case in found.onsets) >= ENOUGH


def _clean_runs(found: Analysis) -> int:
    return next((each.any.runs for each in found.false_alarms if each.control == "clean"), 0)


def _runs(found: Analysis, kind: str, size: str) -> int:
    cases: Sequence[int] = [each.runs for each in found.verdicts if (each.kind, each.size) == (kind, size)]
    return cases[0] if cases else 0


def _steps(value: int | None) -> str:
    return "median not reached" if value is None else f"median {value:,}"


def _number(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"
