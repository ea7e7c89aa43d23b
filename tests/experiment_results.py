"""The results of docs/results, put there from the folders of experiments that are over:

    python -m tests.experiment_results runs/guide-worth    its report, its figures, the README's numbers
    python -m tests.experiment_results                     the README's numbers, from the reports

What stands between two marks in the README is made from report.json; the words around it are written by hand.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.experiment.folder import Experiment
from sim.experiment.report.drawn import drawn
from sim.experiment.report.markdown import as_markdown, table
from sim.experiment.report.matter import matter
from sim.experiment.report.page import as_html
from sim.experiment.report.plain import as_json
from sim.experiment.report.tables import Table
from sim.experiment.report.words import NONE, VERDICTS, number, p
from sim.experiment.spec.estimands import ESTIMANDS
from sim.figures import svgs

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "results"
README = FOLDER / "README.md"
MARKED = re.compile(r"<!-- (?P<name>[a-z-]+): made by .*? -->\n(?P<told>.*?)<!-- end -->", re.DOTALL)
SHOWN = ("progress", "won", "steps_to_win_restricted", "lost_steps", "memory_gap", "guide_precision", "stuck")
"""The rows of a table: with them all that hypotheses ask for."""
MOST = 1_000_000
"""Bytes of a page that is kept here."""

Report = Mapping[str, Any]


def names() -> list[str]:
    """Return the names of the results, sorted."""
    return sorted(spec.parent.name for spec in FOLDER.glob("*/spec.yaml"))


def report_of(name: str) -> Report:
    """Return the report of a result."""
    found: Report = json.loads((FOLDER / name / "report.json").read_text("utf-8"))
    return found


def told(report: Report) -> str:
    """Return the numbers of a report as the README has them: its verdicts, its table, what it took."""
    return "\n\n".join((*_verdicts(report), table(_table(report)), _took(report))) + "\n"


def publish(folder: Path) -> None:
    """Write the report of an experiment into docs/results/ID; the page without its script of megabytes."""
    found = matter(Experiment.open(folder))
    if found.exploratory or found.found.unplayed:
        raise SystemExit(f"{folder} is no registered experiment that is over")
    home = FOLDER / found.experiment.spec.id
    assert (home / "spec.yaml").read_text("utf-8") == found.experiment.spec.text, "another spec was played"
    texts = {
        "report.json": json.dumps(as_json(found), indent=1, ensure_ascii=False) + "\n",
        "report.md": as_markdown(found),
        "report.html": as_html(found, None),
    }
    texts |= {f"{name}.svg": text for name, text in svgs(_figures(found)).items()}
    for name, text in texts.items():
        assert len(text.encode()) < MOST, name
        (home / name).write_text(text, "utf-8")


def renewed(readme: str) -> str:
    """Return the README with what stands between its marks made anew."""

    def made(found: re.Match[str]) -> str:
        head = found[0][: found.start("told") - found.start()]
        return f"{head}{told(report_of(found['name']))}<!-- end -->"

    return MARKED.sub(made, readme)


# --- parts --------------------------------------------------------------------------------


def _figures(found: Any) -> dict[str, Any]:
    return {f"runs-{at}": one for at, one in enumerate(drawn(found).get("results", []), 1)}


def _verdicts(report: Report) -> Iterator[str]:
    """Yield a line for each hypothesis, whatever came of it."""
    for one in report["hypotheses"]:
        kind = "not_met" if one["verdict"] == "not_met" else "met"
        holm = f"; p {p(one['p_holm'][kind])} at that threshold after Holm over {one['family_size']}"
        yield (
            f"- **{one['id']}, {VERDICTS[one['verdict']]}.** {one['question']} {_value(one)}"
            f" {one['unit']} ({one['arm']} minus {one['against']}; {one['reason']}"
            f"{holm if one['p_holm'][kind] is not None else ''}; found in 4 of 5 such experiments:"
            f" {number(one['detectable'])} beyond the threshold of met; predicted: {one['predicted']})."
        )


def _value(one: Report) -> str:
    if one["value"] is None:
        return NONE
    ends = one["interval"]
    reach = f" [{number(ends['low'], signed=True)}, {number(ends['high'], signed=True)}]" if ends else ""
    return f"{number(one['value'], signed=True)}{reach}"


def _table(report: Report) -> Table:
    """Return estimands down, arms across, with 95 % intervals over worlds."""
    arms = [arm["name"] for arm in report["arms"]]
    levels = {(one["estimand"], one["arm"]): one["found"] for one in report["levels"]}
    asked = dict.fromkeys((*(one["estimand"] for one in report["hypotheses"]), *SHOWN))
    rows = [
        (
            f"{ESTIMANDS[name].title}, {ESTIMANDS[name].unit}",
            *(_level(levels.get((name, arm))) for arm in arms),
        )
        for name in asked
    ]
    return Table(("", *arms), tuple(rows))


def _level(found: Report | None) -> str:
    if found is None:
        return NONE
    ends = found["interval"]
    reach = f" [{number(ends['low'])}, {number(ends['high'])}]" if ends else ""
    return f"{number(found['value'])}{reach}"


def _took(report: Report) -> str:
    arms, said = report["arms"], report["registration"]
    runs, steps = sum(arm["done"] for arm in arms), sum(arm["steps"] for arm in arms)
    minutes = sum(arm["seconds"] for arm in arms) / 60
    return (
        f"{len(report['experiment']['worlds'])} worlds; {runs} runs of {steps:,} steps in all, {minutes:.0f}"
        f" minutes in one process. Spec {said['digest'][:12]}, registered in commit {said['commit'][:12]}."
        f" Deviations: {' '.join(report['deviations']) or 'none.'}"
    )


def main() -> None:
    """Publish what the command line names, and make the numbers of the README anew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    for folder in parser.parse_args().folders:
        publish(folder)
    README.write_text(renewed(README.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
