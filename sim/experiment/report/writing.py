"""Writes the report of an experiment into its folder: report.html, report.md and report.json."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.core import LongplayError
from sim.experiment.folder import Experiment
from sim.experiment.report.markdown import as_markdown
from sim.experiment.report.matter import Matter, matter
from sim.experiment.report.page import as_html
from sim.experiment.report.plain import as_json
from sim.figures.script import plotly_file

if TYPE_CHECKING:
    from pathlib import Path

HTML, MARKDOWN, JSON = "report.html", "report.md", "report.json"


@dataclass(frozen=True, slots=True)
class Written:
    """A report that was written: what it is about, and where its page lies."""

    matter: Matter
    page: Path


def write(folder: Path) -> Written:
    """Write the report of the experiment in a folder, of all runs that are there.

    A file is replaced as a whole or not at all. Raises ExperimentError if there is no experiment,
    LongplayError if a file cannot be written.
    """
    told = matter(Experiment.open(folder))
    script = plotly_file()
    texts = {
        JSON: json.dumps(as_json(told), indent=1, ensure_ascii=False) + "\n",
        MARKDOWN: as_markdown(told),
        HTML: as_html(told, None if script is None else script.read_text("utf-8")),
    }
    for name, text in texts.items():
        _replace(folder / name, text)
    return Written(told, folder / HTML)


def _replace(file: Path, text: str) -> None:
    part = file.with_suffix(file.suffix + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        os.replace(part, file)
    except OSError as error:
        raise LongplayError(f"cannot write {file}: {error.strerror or error}") from error
