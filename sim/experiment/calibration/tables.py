"""The tables of the calibration page: pure functions of analyses, Markdown out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sim.drift.streams import FAMILIES
from sim.experiment.calibration.analysis import Analysis
from sim.experiment.calibration.plan import SPECIFIC_SIZE

if TYPE_CHECKING:
    from sim.experiment.calibration.analysis.onsets import Errors

Found = Mapping[str, Analysis]
"""Analyses by the name of their set."""
Row = tuple[str, list[str]]
"""What a row is about, and its cells for one set."""
_ABSENT = "not run"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table.

    >>> print(table(["a", "b"], [["1", "2"]]))
    | a | b |
    | --- | --- |
    | 1 | 2 |
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def alarm_table(found: Found) -> str:
    """Return the false alarms of each control, any and by family."""
    return _below(["control", "any", *FAMILIES], found, _alarms)


def delay_table(found: Found) -> str:
    """Return the delays of each kind at each size; of shortcuts also in opportunities."""
    return _beside(["kind", "steps", "found"], found, _delays)


def separation_table(found: Found) -> str:
    """Return the AUROC of each kind's own measures at each size."""
    return _beside(["kind, measure", "AUROC", "change", "clean"], found, _separations)


def specificity_table(found: Found) -> str:
    """Return the share of runs in which each family alarmed, by kind."""
    return _below(["kind", *FAMILIES], found, _specificities)


def onset_table(found: Found) -> str:
    """Return the errors of the onset of each abrupt kind at each size."""
    return _beside(["kind", "rise", "alarm", "change point"], found, _onsets)


def verdict_table(found: Found) -> str:
    """Return the share of each verdict, by control and by kind and size."""
    return _beside(["control or kind", "verdicts"], found, _verdicts)


# --- rows ---------------------------------------------------------------------------------


def _alarms(found: Analysis) -> Iterator[Row]:
    for each in found.false_alarms:
        count = each.any
        said = f"{count.alarmed}/{count.runs} ({count.low:.1%} to {count.high:.1%})"
        yield each.control, [said, *(str(each.families[family].alarmed) for family in FAMILIES)]


def _delays(found: Analysis) -> Iterator[Row]:
    for each in found.delays:
        steps = f"{_count(each.median)} / {_count(each.p75)}"
        if each.kind == "shortcuts":
            steps += f" ({_count(each.noticed_median)} / {_count(each.noticed_p75)} noticed)"
        early = f", {each.early} early" if each.early else ""
        yield f"{each.kind} {each.size}", [steps, f"{each.found}/{each.runs}{early}"]


def _separations(found: Analysis) -> Iterator[Row]:
    for each in found.separations:
        auroc = "-" if each.auroc is None else f"{each.auroc:.3f}"
        cells = [auroc, _signed(each.change), _signed(each.clean_change)]
        yield f"{each.kind} {each.size}, {each.measure}", cells


def _specificities(found: Analysis) -> Iterator[Row]:
    for each in found.specificities:
        if each.size == SPECIFIC_SIZE:
            marks: dict[str | None, str] = {**dict.fromkeys(each.coupled, "*"), each.own: "**"}
            shares = ((marks.get(family, ""), each.shares[family]) for family in FAMILIES)
            yield each.kind, [f"{mark}{share:.2f}{mark}" for mark, share in shares]


def _onsets(found: Analysis) -> Iterator[Row]:
    for each in found.onsets:
        cells = [_signed(each.rise), _errors(each.alarm, each.runs), _errors(each.point, each.runs)]
        yield f"{each.kind} {each.size}", cells


def _verdicts(found: Analysis) -> Iterator[Row]:
    for each in found.verdicts:
        shares = " / ".join(f"{share:.2f}" for share in each.shares.values())
        yield f"{each.kind} {each.size}".rstrip(), [shares]


# --- layout -------------------------------------------------------------------------------


def _beside(head: Sequence[str], found: Found, rows_of: Callable[[Analysis], Iterable[Row]]) -> str:
    """Return a table with the columns of every set side by side."""
    first, *columns = head
    cells = {name: dict(rows_of(one)) for name, one in found.items()}
    absent = [_ABSENT, *[""] * (len(columns) - 1)]
    rows = [
        [row, *(cell for name in found for cell in cells[name].get(row, absent))] for row in _all_rows(cells)
    ]
    return table([first, *(f"{column} {name}" for name in found for column in columns)], rows)


def _below(head: Sequence[str], found: Found, rows_of: Callable[[Analysis], Iterable[Row]]) -> str:
    """Return a table with the rows of every set below each other, for many columns."""
    first, *columns = head
    cells = {name: dict(rows_of(one)) for name, one in found.items()}
    rows = [
        [row, name, *cells[name][row]] for row in _all_rows(cells) for name in found if row in cells[name]
    ]
    return table([first, "set", *columns], rows)


def _all_rows(cells: Mapping[str, Mapping[str, object]]) -> list[str]:
    return list(dict.fromkeys(row for rows in cells.values() for row in rows))


def _errors(errors: Errors, runs: int) -> str:
    return f"{_count(errors.median)} / {_count(errors.p75)} ({errors.found}/{runs})"


def _count(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.3f}"
