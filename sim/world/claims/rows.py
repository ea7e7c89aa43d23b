"""Rows of tables as sentences: what each cell says of the row's room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.world.claims.lexicon import SIDES
from sim.world.claims.state import Frame
from sim.world.claims.tables import Cell, Row
from sim.world.claims.tokens import Token

Lex = Callable[[str, int], list[Token]]
Sentence = tuple[list[Token], Frame]


def sentences_of(row: Row, lex: Lex) -> list[Sentence]:
    """Return the sentences that a row of a table stands for, each with what is known before it."""
    line = row.line
    row = _guessed(row, lex)
    by_role: dict[str, list[Cell]] = {}
    several = sum(cell.role == "room" for cell in row.cells) > 1
    for cell in row.cells:
        unroomed = several and cell.role == "room" and not any(t.kind == "ROOM" for t in lex(cell.text, line))
        by_role.setdefault("things" if unroomed else cell.role, []).append(cell)

    def words(role: str) -> list[Token]:
        return [token for cell in by_role.get(role, ()) if _said(cell) for token in lex(cell.text, line)]

    colon = Token("COLON", ":", line, ":")
    matrix = [(cell, room) for cell in row.cells[1:] if (room := _only_room(lex(cell.head, line)))]
    if matrix:
        return _across(row, matrix, lex, colon)
    if not any(cell.role for cell in row.cells):
        return [(_joined(row, lex), Frame(subject=_only_room(lex(row.title, line))))]
    subject = _only_room(words("room"))
    if subject is None and not by_role.get("place"):
        subject = next(
            (
                r
                for cell in row.cells
                if cell.role in {"", "room"} and (r := _only_room(lex(cell.text, line)))
            ),
            None,
        )
    found: list[Sentence] = []
    for side in SIDES:
        for cell in by_role.get(side, ()):
            if cell.text:
                mark = Token("SIDE", side, line, side)
                found.append(([mark, colon, *lex(cell.text, line)], Frame(subject=subject, mode="exits")))
    if subject and words("dest") and len(words("place")) == 1 and words("place")[0].kind == "SIDE":
        by_role["side"] = by_role.pop("place")
    if (
        subject
        and words("side")
        and by_role.get("done")
        and not (words("dest") or words("blocked") or words("needs"))
    ):
        by_role["dest"] = by_role.pop("done")
    place = words("place") or (words("room") if words("dest") else [])
    if words("dest") and place:
        more = [Token("OPEN", "(", line, "("), *words("done"), Token("CLOSE", ")", line, ")")]
        by_role.pop("done", None)
        found.append(([*place, *words("side"), colon, *words("dest"), *more], Frame(mode="exits")))
    elif words("side") and (words("blocked") or words("needs")):
        need = [Token("COMMA", ",", line, ","), Token("NEED", "-", line, "needs"), *words("needs")]
        sentence = [*words("side"), colon, *words("blocked"), *(need if words("needs") else [])]
        found.append((sentence, Frame(subject=subject, mode="exits")))
    elif words("blocked"):
        found.append((words("blocked"), Frame(subject=subject, mode="blocked")))
    if words("things") and any(token.kind == "SIDE" for token in words("room")):
        comma, aside = Token("COMMA", ",", line, ","), Token("OPEN", "(", line, "(")
        return [([*words("things"), comma, *words("room"), aside, *words("done"), *words("needs")], Frame())]
    if words("exits"):
        found.append((words("exits"), Frame(subject=subject, mode="exits")))
    found += _things(by_role, words, subject, line)
    if words("told") and subject:
        found.append((words("told"), Frame(subject=subject)))
    return [(tokens, frame) for tokens, frame in found if tokens]


def _guessed(row: Row, lex: Lex) -> Row:
    """Return a row whose columns have heads that say nothing with the roles that its cells show."""
    if any(cell.role in {"room", "place", *SIDES} for cell in row.cells):
        return row
    shown = [_shown(lex(cell.text, row.line)) if not cell.role and cell.text else "" for cell in row.cells]
    if shown.count("room") != 1 or "things" not in [*shown, *(cell.role for cell in row.cells)]:
        return row
    cells = tuple(replace(cell, role=cell.role or role) for cell, role in zip(row.cells, shown, strict=True))
    return replace(row, cells=cells)


def _shown(tokens: list[Token]) -> str:
    """Return the role of a column that a cell shows: one room, a thing, what was done."""
    kinds = {token.kind for token in tokens} - {"THE", "DET", "WORD"}
    if kinds == {"ROOM"} and len({token.value for token in tokens if token.kind == "ROOM"}) == 1:
        return "room"
    return "things" if kinds == {"THING"} else "done" if kinds and kinds <= {"DID", "ONCE"} else ""


def _across(row: Row, matrix: list[tuple[Cell, str]], lex: Lex, colon: Token) -> list[Sentence]:
    """Read a row of a table whose columns are rooms: its first cell is a side, or says what is listed."""
    first = lex(row.cells[0].text, row.line)
    side = len(first) == 1 and first[0].kind == "SIDE"
    found: list[Sentence] = []
    for cell, room in matrix:
        if cell.text and side:
            found.append(([first[0], colon, *lex(cell.text, row.line)], Frame(subject=room, mode="exits")))
        elif _said(cell):
            found.append((lex(cell.text, row.line), Frame(subject=room, mode="things")))
    return [(tokens, frame) for tokens, frame in found if tokens]


def _things(
    by_role: dict[str, list[Cell]], words: Callable[[str], list[Token]], subject: str | None, line: int
) -> list[Sentence]:
    found: list[Sentence] = []
    comma, colon = Token("COMMA", ",", line, ","), Token("COLON", ":", line, ":")
    things = words("things") or words("key")
    places = words("found")
    subject = subject or _only_room(places)
    if things and subject:
        done = [Token("ONCE", "-", t.line, "done") if t.kind == "YES" else t for t in words("done")]
        found.append(([*things, *([comma, *done] if done else [])], Frame(subject=subject, mode="things")))
    elif words("done"):
        found.append((words("done"), Frame(subject=subject)))
    if things and words("opens"):
        verb = Token("OPENS", "-", line, "opens")
        found.append(([*things, verb, *words("opens")], Frame()))
    del by_role, colon
    return found


def _said(cell: Cell) -> bool:
    """Return whether a cell says something: no dash where things are listed."""
    if cell.role == "done" and cell.text.lower() in {
        "no",
        "not yet",
        "no, not yet",
        "todo",
        "not done",
        "pending",
    }:
        return False
    return bool(cell.text) and not (
        cell.text in {"-", "\u2013", "—", "none", "nothing"} and cell.role not in {*SIDES, "dest"}
    )


def _joined(row: Row, lex: Lex) -> list[Token]:
    tokens: list[Token] = []
    for at, cell in enumerate(row.cells):
        if cell.text:
            if tokens:
                mark = ":" if at == 1 else ","
                tokens.append(Token("COLON" if at == 1 else "COMMA", mark, row.line, mark))
            tokens += lex(cell.text, row.line)
    return tokens


def _only_room(tokens: list[Token]) -> str | None:
    rooms = list(dict.fromkeys(token.value for token in tokens if token.kind == "ROOM"))
    return rooms[0] if len(rooms) == 1 else None
