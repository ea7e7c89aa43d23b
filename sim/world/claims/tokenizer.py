"""Words into tokens: the rooms, sides, things and deeds that a line names, in their order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from sim.world.claims.keeping import Kept
from sim.world.claims.lexicon import PHRASES
from sim.world.claims.names import RoomIndex
from sim.world.claims.pieces import Piece, pieces
from sim.world.claims.settling import doubt, settle
from sim.world.claims.tokens import ARROW_SIDES, MARKS, Token, distance

_SIDES = frozenset({"n", "e", "s", "w"})
_KEYS = frozenset("ABCDEF")
_KINDS = {"hedge": "HEDGE", "back": "BACK", "arrow": "ARROW", "dash": "DASH", "poss": "OF", "num": "NUM"}
"""Kinds of tokens by kinds of pieces. Cells have none: they say nothing."""
_ANY = 1 << 10  # more words than any phrase has


def _lengths() -> dict[tuple[str, str], tuple[int, ...]]:
    """Return by their first two words of how many words there are longer phrases, the longest first."""
    found: dict[tuple[str, str], set[int]] = {}
    for phrase in PHRASES:
        words = phrase.split(" ")
        if len(words) > 1:
            found.setdefault((words[0], words[1]), set()).add(len(words))
    return {pair: tuple(sorted(lengths, reverse=True)) for pair, lengths in found.items()}


_LENGTHS = _lengths()


class _Named(NamedTuple):
    """A room that is named by so many words, which take so many pieces."""

    name: str
    words: int
    taken: int


class Lexed(NamedTuple):
    """The tokens of a text, their lines counted from 0, and the rooms that it names in full."""

    tokens: tuple[Token, ...]
    rooms: tuple[str, ...]


Lexicon = Kept[tuple[str, bool, bool], Lexed]
"""What was made of texts, by text and manner: whether its page has no capitals, and whether it has arrows."""


class Tokenizer:
    """Turns text into tokens, given the rooms of the world and the legend of the text."""

    def __init__(
        self, index: RoomIndex, legend: Mapping[str, tuple[str, str]], kept: Lexicon | None = None
    ) -> None:
        self._kept = Kept(1) if kept is None else kept
        self._index = index
        self._legend = legend
        self._lower = False
        self._arrows = False
        self._likely: dict[str, None] = {}
        self._named: list[str] = []
        self._guessed = False

    def note(self, text: str) -> None:
        """Take a text's manner: one without capitals names rooms without them too."""
        self._lower = text == text.lower()
        self._arrows = not text.isascii() and any(mark in text for mark in "↑↓⬆⬇")

    def tokens(self, text: str, line: int) -> list[Token]:
        """Return the tokens of a text whose first line has this number."""
        key = (text, self._lower, self._arrows)
        found = self._kept.get(key)
        if found is None:
            self._guessed, self._named = False, []
            found = Lexed(tuple(self._lex(text)), tuple(self._named))
            if not self._guessed:  # a word that several rooms have means one of those named before
                self._kept.put(key, found)
        for room in found.rooms:
            self._likely[room] = None
        if line == 0:
            return list(found.tokens)
        return [Token(kind, value, first + line, words) for kind, value, first, words in found.tokens]

    def _lex(self, text: str, line: int = 0) -> list[Token]:
        raw = pieces(text, line)
        lowered = [piece.words.lower() for piece in raw]
        stops = [piece.words == "." for piece in raw[1:]] if "." in lowered else [False] * len(raw)
        stops.append(False)
        found: list[Token] = []
        at = 0
        while at < len(raw):
            token, taken = self._token(raw, lowered, stops, at)
            if token is not None:
                if token.text == "?" and at and found and raw[at].start == _end(raw[at - 1]):
                    token = doubt(found[-1], token)
                if token.text == "." and at + 1 < len(raw) and raw[at + 1].start == raw[at].start + 1:
                    token = Token("MARK", ".", token.line, ".")
                found.append(token)
                ends = token.kind == "HEDGE" and token.text == "?" and at + 1 < len(raw)
                if ends and raw[at + 1].words[:1].isupper() and raw[at + 1].kind == "word":
                    found.append(Token("STOP", "?", token.line, "?"))
            at += taken
        return settle(found)

    def _token(
        self, raw: list[Piece], lowered: list[str], stops: list[bool], at: int
    ) -> tuple[Token | None, int]:
        kind, piece, line, _ = raw[at]
        if kind == "word" or piece == "?":
            return self._word(raw, lowered, stops, at)
        if kind == "quote":
            return self._quote(piece, line), 1
        if kind == "dist":
            return Token("DIST", distance(piece), line, piece), 1
        if kind == "mark" or (self._arrows and piece in ARROW_SIDES):
            if piece in ARROW_SIDES:
                return Token("SIDE", ARROW_SIDES[piece], line, piece), 1
            return Token(MARKS.get(piece, "MARK"), piece, line, piece), 1
        if kind == "both":
            side = PHRASES.get(piece.strip("<>-=~").lower(), ("", ""))
            return Token("BOTHWAYS", side[1] if side[0] == "SIDE" else "", line, piece), 1
        return (Token(_KINDS[kind], piece, line, piece) if kind in _KINDS else None), 1

    def _quote(self, piece: str, line: int) -> Token:
        inner = piece[1:-1]
        return self._single_in(inner, line) or Token("QUOTE", " ".join(inner.upper().split()), line, piece)

    def _single_in(self, inner: str, line: int) -> Token | None:
        if len(inner) > 40:
            return None
        if (
            inner.isupper()
            and self._index.match(inner.lower().split(), 0, [False] * 9) is None
            and " " in inner
        ):
            return None
        tokens = self._lex(inner, line)
        if len(tokens) == 1 and tokens[0].kind in {"ROOM", "SIDE", "NONE", "UNK", "SHUT", "DID"}:
            return tokens[0]
        if len(tokens) == 1 and tokens[0].kind == "THING":
            return tokens[0]
        if len(tokens) == 1 and tokens[0].kind not in {"QUOTE", "WORD"} and inner.islower():
            return tokens[0]
        return None

    def _word(self, raw: list[Piece], lowered: list[str], stops: list[bool], at: int) -> tuple[Token, int]:
        _, piece, line, _ = raw[at]
        word = lowered[at]
        if piece in _KEYS and _locked(lowered, at):
            return Token("THING", f"key {piece}", line, piece), 1
        legend = self._legend and (self._legend.get(piece) or (word not in _SIDES and self._legend.get(word)))
        if legend:
            return Token(legend[0], legend[1], line, piece), 1
        if word == "x" and at + 1 < len(raw) and raw[at + 1].kind == "num":
            return Token("TIMES", piece, line, piece), 2
        longer = _LENGTHS.get((word, lowered[at + 1]), ()) if at + 1 < len(raw) else ()
        begins = self._index.may_begin(word, stops[at])
        if not longer and not begins and word not in PHRASES:
            return self._alone(raw, lowered, at)
        words, reach = [word], 1
        most = longer[0] if longer else 1
        most = max(most, 3) if begins else most
        while reach < most and at + reach < len(raw) and raw[at + reach].kind in {"word", "num"}:
            words.append(lowered[at + reach])
            reach += 1
        phrase = next(
            (n for n in longer if n <= reach and " ".join(words[:n]) in PHRASES), int(word in PHRASES)
        )
        room = self._room(raw, lowered, stops, at, words) if begins else None
        if room and room.words >= phrase:
            self._named.append(room.name)
            self._likely[room.name] = None
            return Token("ROOM", room.name, line, piece), room.taken
        if phrase and not (phrase == 1 and self._is_name(piece, lowered, at)):
            kind, value = PHRASES[" ".join(words[:phrase])]
            if value == "key":
                return _key(raw, lowered, at, line)
            if not (kind == "DET" and piece == "A" and at and lowered[at - 1] == "key"):
                return Token(kind, value, line, " ".join(words[:phrase])), phrase
        return self._alone(raw, lowered, at)

    def _room(
        self, raw: list[Piece], lowered: list[str], stops: list[bool], at: int, words: list[str]
    ) -> _Named | None:
        """Return the room that the words from `at` on name."""
        room = self._index.match(words, 0, stops[at : at + len(words)])
        behind = raw[at + 2].kind == "word" if at + 2 < len(raw) else False
        if room is None and behind and stops[at]:
            clipped = self._index.match([lowered[at], lowered[at + 2]], 0, [True, stops[at + 2]])
            return _Named(clipped[0], _ANY, 3 + stops[at + 2]) if clipped else None  # "ash. hol."
        if room is None and behind and raw[at + 1].words == "-":
            room = self._index.match([lowered[at], lowered[at + 2]], 0, [False, False])
            room = (room[0], 3) if room else None
        if room is None:
            return None
        last = at + room[1] - 1
        clip = stops[last] and not room[0].lower().endswith(lowered[last])
        if clip and last + 2 < len(raw) and raw[last + 2].words[:1].isupper():
            clip = raw[at].words[:1].isupper()  # else the full stop ends the sentence too
        return _Named(room[0], room[1], room[1] + clip)

    def _is_name(self, piece: str, lowered: list[str], at: int) -> bool:
        """Return whether a common word is a room's name here: "the Lake"."""
        named = piece[0].isupper() and not piece.isupper() and at > 0 and lowered[at - 1] == "the"
        return named and bool(self._index.having(lowered[at]))

    def _alone(self, raw: list[Piece], lowered: list[str], at: int) -> tuple[Token, int]:
        _, piece, line, _ = raw[at]
        word = lowered[at]
        if piece.isupper() and (room := self._index.initials(piece)):
            return Token("ROOM", room, line, piece), 1
        rooms = self._index.having(word)
        if rooms:
            generic = self._index.generic(word)
            after_the = at > 0 and lowered[at - 1] == "the"
            capital = piece[0].isupper() and (at > 0 or not generic)
            if (capital or self._lower or after_the) and (after_the or not generic):
                self._guessed |= len(rooms) > 1
                room = self._index.single(word, self._likely)
                if room and (capital or not generic):
                    return Token("ROOM", room, line, piece), 1
        return Token("WORD", word, line, piece), 1


def _end(piece: Piece) -> int:
    return piece.start + len(piece.words)


def _locked(lowered: list[str], at: int) -> bool:
    """Return whether a letter stands behind a gate whose key it names: "gate C", "locked (C)"."""
    back = at - 1
    while back >= 0 and lowered[back] in {"(", ":", "-", "=", "[", "/"}:
        back -= 1
    if back >= 0 and lowered[back] in {"needs", "wants", "requires", "takes", "need"}:
        return at + 1 == len(lowered) or not lowered[at + 1].isalpha()
    return back >= 0 and lowered[back] in {"gate", "gates", "locked", "lock", "opener"}


def _key(raw: list[Piece], lowered: list[str], at: int, line: int) -> tuple[Token, int]:
    """Return the token of a key and how many pieces it takes, its letter included."""
    for gap in (1, 2):
        if at + gap < len(raw) and re.fullmatch(r"[a-f]", lowered[at + gap]):
            if gap == 2 and lowered[at + 1] not in {"-", "(", "_", "'", ":"}:
                continue
            if lowered[at + 1] == ":" and at + 3 < len(raw) and raw[at + 3].kind == "word":
                continue
            if raw[at + gap].words == "a" and at + gap + 1 < len(raw) and raw[at + gap + 1].kind == "word":
                break
            taken = gap + 1 + (gap == 2 and lowered[at + 1] == "(")
            return Token("THING", f"key {lowered[at + gap].upper()}", line, raw[at].words), taken
    return Token("THING", "key", line, raw[at].words), 1
