"""The findings as a table: a line per input and detector, a column per control or kind of drift."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.util import find_spec

from tests.comparators.findings import Cell, Finding, cell

_WITHOUT_DEDRIFT = (
    "dedrift is not installed: python -m pip install -e '.[compare]' adds its Page-Hinkley channel."
)
_DEDRIFT = """\
Of dedrift only this channel can be given what it asks for, a stream of means. What raises an alert there
compares answers to a frozen set of prompts that is asked again in every cycle. A run asks nothing twice:
blocks of play passed off as answers to one prompt would break what its tests rest on."""
LEGEND = """\
Controls (rising: lands get harder): runs with a false alarm. Kinds of drift: runs found, at the median
delay in steps (and, in brackets, runs with a false alarm before the onset, which are not found). The first
alarm after step 1,500 counts, and only rises do. ADWIN, Page-Hinkley and PELT as their authors set them; a
block is 50 opportunities. PELT looks back from the end of the run: it has no delay, and may place a change
up to 500 steps before the onset.
Regret: the share of a step that does not lead to the objective on the full map. w_O: lost steps by all
that was ever seen; w_M: by what the guide says and was seen since the last context reset. By leg: steps
beyond the way on the full map, and w_M; Mann-Kendall asks at the end, at .05, whether that rose."""


def by_cell(found: Iterable[Finding]) -> dict[tuple[str, str], dict[str, Cell]]:
    """Return the cells by (input, detector) and row, all in the order in which they come first."""
    sorted_: dict[tuple[str, str], dict[str, list[Finding]]] = {}
    for finding in found:
        line = sorted_.setdefault((finding.source, finding.detector), {})
        line.setdefault(finding.row, []).append(finding)
    return {key: {row: cell(group) for row, group in line.items()} for key, line in sorted_.items()}


def table(found: Sequence[Finding], rows: Sequence[str]) -> str:
    """Return the table of the findings, with a column for each of `rows`, which all need findings."""
    cells = by_cell(found)
    texts = [["", *(f"{row}, {next(iter(cells.values()))[row].traces}" for row in rows)]]
    source = None
    for (read, detector), line in cells.items():
        if read != source:
            texts.append([read, *("" for _ in rows)])
            source = read
        texts.append([f"  {detector}", *(str(line[row]) for row in rows)])
    widths = [max(len(text[column]) for text in texts) for column in range(len(rows) + 1)]
    return "\n".join(
        "  ".join(
            part.ljust(width) if column == 0 else part.rjust(width)
            for column, (part, width) in enumerate(zip(text, widths, strict=True))
        ).rstrip()
        for text in texts
    )


def notes() -> str:
    """Return what has to be known to read the table."""
    return f"{LEGEND}\n{_DEDRIFT if find_spec('dedrift') else _WITHOUT_DEDRIFT}"
