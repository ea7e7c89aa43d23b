"""The report as Markdown: what stands on the page, without its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.experiment.report.sections import EXPLORATORY, sections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.experiment.report.cards import Card
    from sim.experiment.report.matter import Matter
    from sim.experiment.report.tables import Table


def as_markdown(matter: Matter) -> str:
    """Return a report as Markdown; where it is exploratory every head says so."""
    mark = f" ({EXPLORATORY})" if matter.exploratory else ""
    parts = [f"# {matter.experiment.spec.title}{mark}"]
    for section in sections(matter):
        parts += [f"## {section.title}{mark}", *section.words]
        parts += [_card(card) for card in section.cards]
        parts += [_items(section.items)] if section.items else []
        if section.table is not None:
            parts += [table(section.table), *([section.table.note] if section.table.note else [])]
        if section.runs:
            parts.append(
                _items(tuple(f"[{link.words}]({link.address}): {said}" for link, said in section.runs))
            )
        if section.verbatim:
            parts += [f"```yaml\n{section.verbatim.rstrip()}\n```"]
    return "\n\n".join(parts) + "\n"


def table(its: Table) -> str:
    """Return a table in Markdown; lines within a cell stay apart.

    >>> from sim.experiment.report.tables import Table
    >>> print(table(Table(("", "a"), (("won", "0.5"),))))
    |  | a |
    | --- | --- |
    | won | 0.5 |
    """
    rows = [its.heads, tuple("---" for _ in its.heads), *its.rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def _items(items: tuple[str, ...]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _card(card: Card) -> str:
    return "\n\n".join(_card_parts(card))


def _card_parts(card: Card) -> Iterator[str]:
    said = card.verdict.evidence.hypothesis
    yield f"### {said.id}: {card.word}"
    yield said.question
    yield f"**{card.found}**"
    yield "\n".join(f"- *{term}*: {text}" for term, text in card.lines)
    if card.look:
        yield "Look at: " + ", ".join(f"[{link.words}]({link.address})" for link in card.look)
