"""The report as one HTML page that needs nothing else: style, figures and Plotly's script are in it."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import sim
from sim.experiment.report.drawn import drawn
from sim.experiment.report.sections import EXPLORATORY, sections
from sim.experiment.report.strip import strip
from sim.experiment.report.tables import FAILS, HOLDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.experiment.report.cards import Card, Link
    from sim.experiment.report.matter import Matter
    from sim.experiment.report.sections import Section
    from sim.experiment.report.tables import Table
    from sim.figures import Figure

_HERE = Path(__file__).parent
_HOLDS = {HOLDS: "met", FAILS: "not_met"}
_NO_FIGURES = 'Figures are left out: they need plotly (pip install "longplay[figures]").'


def as_html(matter: Matter, plotly: str | None) -> str:
    """Return the page; `plotly` is Plotly's script, None leaves the figures out and says so."""
    every = sections(matter)
    figures = drawn(matter) if plotly is not None else {}
    spec = matter.experiment.spec
    script = "" if plotly is None else f"<script>{plotly}</script>\n{_drawing(figures)}"
    mark = _mark(matter.exploratory)
    body = "\n".join(_section(one, mark, figures.get(one.name, [])) for one in every)
    missing = f'<p class="soft">{escape(_NO_FIGURES)}</p>' if plotly is None else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="longplay {sim.__version__}">
<title>{escape(spec.title)}{f" ({EXPLORATORY})" if matter.exploratory else ""}</title>
<style>{(_HERE / "report.css").read_text("utf-8")}</style>
</head>
<body{' class="exploratory"' if matter.exploratory else ""}>
{_banner(matter)}
<div class="whole">
<nav aria-label="Sections">{_contents(every)}</nav>
<main>
<header>
<p class="over">Experiment {escape(spec.id)}</p>
<h1>{escape(spec.title)}{mark}</h1>
{_chips(every)}
</header>
{body}
{missing}
</main>
</div>
{script}</body>
</html>
"""


# --- parts --------------------------------------------------------------------------------


def _mark(exploratory: bool) -> str:
    return f' <span class="mark">{EXPLORATORY}</span>' if exploratory else ""


def _banner(matter: Matter) -> str:
    if not matter.exploratory:
        return ""
    return (
        f'<p class="banner"><b>{EXPLORATORY}</b> The spec was not registered before the runs: nothing here'
        " confirms or refutes anything.</p>"
    )


def _contents(every: Sequence[Section]) -> str:
    links = "".join(f'<li><a href="#{one.name}">{escape(one.title)}</a></li>' for one in every)
    return f"<ol>{links}</ol>"


def _chips(every: Sequence[Section]) -> str:
    cards = [card for one in every for card in one.cards]
    chips = "".join(
        f'<li><a href="#{escape(card.verdict.id)}"><b>{escape(card.verdict.id)}</b>{_badge(card)}</a></li>'
        for card in cards
    )
    return f'<ul class="chips">{chips}</ul>' if cards else ""


def _badge(card: Card) -> str:
    return f'<span class="badge {card.verdict.word}">{card.word}</span>'


def _section(one: Section, mark: str, figures: Sequence[Figure]) -> str:
    inner = "\n".join(_inner(one, figures))
    head = f"<h2>{escape(one.title)}{mark}</h2>"
    if one.folded:
        return f'<section id="{one.name}"><details><summary>{head}</summary>\n{inner}\n</details></section>'
    return f'<section id="{one.name}">{head}\n{inner}\n</section>'


def _inner(one: Section, figures: Sequence[Figure]) -> Iterator[str]:
    yield from (f"<p>{_text(text)}</p>" for text in one.words)
    yield from (_card(card) for card in one.cards)
    if one.items:
        yield f'<ul class="items">{"".join(f"<li>{_text(item)}</li>" for item in one.items)}</ul>'
    if one.table is not None:
        yield _table(one.table)
    yield from (f'<figure id="{one.name}-{at}" class="plot"></figure>' for at in range(len(figures)))
    if one.runs:
        rows = "".join(f"<tr><td>{_link(link)}</td><td>{escape(said)}</td></tr>" for link, said in one.runs)
        yield f'<div class="scroll"><table class="runs"><tbody>{rows}</tbody></table></div>'
    if one.verbatim:
        yield f"<pre>{escape(one.verbatim)}</pre>"


def _text(text: str) -> str:
    """Return text with what stands between backquotes as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))


def _card(card: Card) -> str:
    said = card.verdict.evidence.hypothesis
    lines = "".join(f"<dt>{escape(term)}</dt><dd>{_text(text)}</dd>" for term, text in card.lines)
    look = ", ".join(_link(link) for link in card.look)
    links = f'<p class="look">Look at {look}</p>' if look else ""
    return f"""<article class="card {card.verdict.word}" id="{escape(said.id)}">
<header><h3><span class="id">{escape(said.id)}</span> {escape(said.question)}</h3>{_badge(card)}</header>
<p class="found">{escape(card.found)}</p>
{strip(card.verdict)}
<dl>{lines}</dl>
{links}
</article>"""


def _link(link: Link) -> str:
    return f'<a href="{escape(link.address)}">{escape(link.words)}</a>'


def _table(its: Table) -> str:
    head = "".join(f"<th>{_cell(cell)}</th>" for cell in its.heads)
    rows = "".join(
        f"<tr><th>{_cell(row[0])}</th>{''.join(f'<td>{_cell(cell)}</td>' for cell in row[1:])}</tr>"
        for row in its.rows
    )
    note = f'<p class="soft">{escape(its.note)}</p>' if its.note else ""
    return (
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>{note}'
    )


def _cell(text: str) -> str:
    first, *more = text.split("\n")
    badge = _HOLDS.get(first)
    whole = re.sub(r"(\[[^]]*\])", r'<span class="ends">\1</span>', escape(first))
    head = whole if badge is None else f'<span class="badge {badge}">{first}</span>'
    return head + "".join(f"<small>{escape(line)}</small>" for line in more)


def _drawing(figures: dict[str, list[Figure]]) -> str:
    flat = {f"{name}-{at}": one for name, some in figures.items() for at, one in enumerate(some)}
    # "</" would end the script
    told = json.dumps(flat, separators=(",", ":"), ensure_ascii=False).replace("</", "<\\/")
    return f"<script>const figures = {told};\n{(_HERE / 'report.js').read_text('utf-8')}</script>\n"
