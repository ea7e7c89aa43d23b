"""Words into tokens: the rooms, sides, things and deeds that a line names, in their order."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sim.world.claims.keeping import Kept
from sim.world.claims.lexicon import PHRASES
from sim.world.claims.names import RoomIndex
from sim.world.claims.settling import doubt, settle
from sim.world.claims.tokens import ARROW_SIDES, DISTANCE, LEX, MARKS, NUMBERS, Token, distance

_LONGEST = max(phrase.count(" ") + 1 for phrase in PHRASES)


_SIDES = frozenset({"n", "e", "s", "w"})
_HEADS: dict[str, int] = {}


for _phrase in PHRASES:
    _first = _phrase.split(" ")[0]
    _HEADS[_first] = max(_HEADS.get(_first, 0), _phrase.count(" ") + 1)


class Tokenizer:
    """Turns text into tokens, given the rooms of the world and the legend of the text."""

    def __init__(
        self,
        index: RoomIndex,
        legend: Mapping[str, tuple[str, str]],
        kept: Kept[tuple[str, bool, bool], tuple[Token, ...]] | None = None,
    ) -> None:
        self._kept = Kept(1) if kept is None else kept
        self._guessed = False
        self._index = index
        self._legend = legend
        self._lower = False
        self._arrows = False
        self._likely: dict[str, None] = {}

    def note(self, text: str) -> None:
        """Take a text's manner: one without capitals names rooms without them too."""
        self._lower = text == text.lower()
        self._arrows = any(mark in text for mark in "↑↓⬆⬇")

    def tokens(self, text: str, line: int) -> list[Token]:
        """Return the tokens of a text whose first line has this number."""
        key = (text, self._lower, self._arrows)
        found = self._kept.get(key)
        if found is None:
            self._guessed = False
            found = tuple(self._lex(text))
            if not self._guessed:  # single words mean rooms only among those named before
                self._kept.put(key, found)
        else:
            self._likely.update((token.value, None) for token in found if token.kind == "ROOM")
        if line == 0:
            return list(found)
        return [Token(token.kind, token.value, token.line + line, token.text) for token in found]

    def _lex(self, text: str, line: int = 0) -> list[Token]:
        raw = self._raw(text, line)
        lowered = [piece.lower() for kind, piece, _, _ in raw]
        stops = [at + 1 < len(raw) and raw[at + 1][1] == "." for at in range(len(raw))]
        found: list[Token] = []
        at = 0
        while at < len(raw):
            token, taken = self._token(raw, lowered, stops, at)
            if token is not None:
                if token.text == "?" and at and found and raw[at][3] == raw[at - 1][3] + len(raw[at - 1][1]):
                    token = doubt(found[-1], token)
                if token.text == "." and at + 1 < len(raw) and raw[at + 1][3] == raw[at][3] + 1:
                    token = Token("MARK", ".", token.line, ".")
                found.append(token)
                ends = token.kind == "HEDGE" and token.text == "?" and at + 1 < len(raw)
                if ends and raw[at + 1][1][:1].isupper() and raw[at + 1][0] == "word":
                    found.append(Token("STOP", "?", token.line, "?"))
            at += taken
        return settle(found)

    def _raw(self, text: str, line: int) -> list[tuple[str, str, int, int]]:
        raw: list[tuple[str, str, int, int]] = []
        seen = 0
        at = 0
        skip: re.Match[str] | None = None
        while match := LEX.search(text, at):
            line += text.count("\n", seen, match.start())
            seen = match.start()
            kind = match.lastgroup or "mark"
            if kind in {"num", "word"} and (kind == "num" or match[0].lower() in NUMBERS):
                skip = DISTANCE.match(text, match.start())
                if (
                    skip
                    and not re.match(r"(?i)one\s+(to|on|in|at)\b", skip[0])
                    and not (raw and raw[-1][1].lower() in {"the", "this", "that", "other"})
                ):
                    raw.append(("dist", skip[0], line, match.start()))
                    at = skip.end()
                    continue
            raw.append((kind, match[0], line, match.start()))
            at = match.end()
        return raw

    def _token(
        self, raw: list[tuple[str, str, int, int]], lowered: list[str], stops: list[bool], at: int
    ) -> tuple[Token | None, int]:
        kind, piece, line, _ = raw[at]
        if kind == "word" or piece == "?":
            return self._word(raw, lowered, stops, at)
        if kind == "quote":
            inner = piece[1:-1]
            single = self._single_in(inner, line)
            return single or Token("QUOTE", " ".join(inner.upper().split()), line, piece), 1
        if kind == "dist":
            return Token("DIST", distance(piece), line, piece), 1
        if kind == "mark" or (self._arrows and piece in ARROW_SIDES):
            if piece in ARROW_SIDES:
                return Token("SIDE", ARROW_SIDES[piece], line, piece), 1
            return Token(MARKS.get(piece, "MARK"), piece, line, piece), 1
        if kind == "both":
            side = PHRASES.get(piece.strip("<>-=~").lower(), ("", ""))
            return Token("BOTHWAYS", side[1] if side[0] == "SIDE" else "", line, piece), 1
        names = {"cell": None, "hedge": "HEDGE", "back": "BACK", "arrow": "ARROW", "dash": "DASH"}
        names |= {"poss": "OF", "num": "NUM"}
        name = names[kind]
        return (Token(name, piece, line, piece) if name else None), 1

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

    def _word(
        self, raw: list[tuple[str, str, int, int]], lowered: list[str], stops: list[bool], at: int
    ) -> tuple[Token, int]:
        _, piece, line, _ = raw[at]
        legend = self._legend.get(piece) or (lowered[at] not in _SIDES and self._legend.get(lowered[at]))
        if piece in "ABCDEF" and len(piece) == 1 and _locked(lowered, at):
            return Token("THING", f"key {piece}", line, piece), 1
        if legend:
            return Token(legend[0], legend[1], line, piece), 1
        if lowered[at] == "x" and at + 1 < len(raw) and raw[at + 1][0] == "num":
            return Token("TIMES", piece, line, piece), 2
        words, reach = [lowered[at]], 1
        most = max(_HEADS.get(lowered[at], 0), 3)
        while len(words) < most and at + reach < len(raw) and raw[at + reach][0] in {"word", "num"}:
            words.append(lowered[at + reach])
            reach += 1
        room = self._index.match(words, 0, stops[at : at + reach])
        if room is None and stops[at] and at + 2 < len(raw) and raw[at + 2][0] == "word":
            clipped = self._index.match([lowered[at], lowered[at + 2]], 0, [True, stops[at + 2]])
            if clipped:  # "ash. hol."
                self._likely[clipped[0]] = None
                return Token("ROOM", clipped[0], line, piece), 3 + stops[at + 2]
        if room is None and at + 2 < len(raw) and raw[at + 1][1] == "-" and raw[at + 2][0] == "word":
            room = self._index.match([lowered[at], lowered[at + 2]], 0, [False, False])
            if room:
                room = room[0], 3
        phrase = next((n for n in range(len(words), 0, -1) if " ".join(words[:n]) in PHRASES), 0)
        if room and room[1] >= phrase:
            self._likely[room[0]] = None
            last = at + room[1] - 1
            clip = stops[last] and not room[0].lower().endswith(lowered[last])
            if clip and last + 2 < len(raw) and raw[last + 2][1][:1].isupper() and not piece[:1].isupper():
                clip = False  # the full stop ends the sentence too
            return Token("ROOM", room[0], line, piece), room[1] + clip
        if phrase:
            kind, value = PHRASES[" ".join(words[:phrase])]
            if value == "key":
                return _key(raw, lowered, at, line)
            if not (kind == "DET" and piece == "A" and at and lowered[at - 1] == "key"):
                return Token(kind, value, line, " ".join(words[:phrase])), phrase
        return self._alone(raw, lowered, at)

    def _alone(self, raw: list[tuple[str, str, int, int]], lowered: list[str], at: int) -> tuple[Token, int]:
        _, piece, line, _ = raw[at]
        word = lowered[at]
        if piece.isupper() and (room := self._index.initials(piece)):
            return Token("ROOM", room, line, piece), 1
        after_the = at > 0 and lowered[at - 1] == "the"
        capital = piece[0].isupper() and (at > 0 or not self._index.generic(word))
        if (capital or self._lower or after_the) and (after_the or not self._index.generic(word)):
            room = self._index.single(word, self._likely)
            self._guessed = True
            if room and (capital or not self._index.generic(word)):
                return Token("ROOM", room, line, piece), 1
        return Token("WORD", word, line, piece), 1


def _locked(lowered: list[str], at: int) -> bool:
    """Return whether a letter stands behind a gate whose key it names: "gate C", "locked (C)"."""
    back = at - 1
    while back >= 0 and lowered[back] in {"(", ":", "-", "=", "[", "/"}:
        back -= 1
    if back >= 0 and lowered[back] in {"needs", "wants", "requires", "takes", "need"}:
        return at + 1 == len(lowered) or not lowered[at + 1].isalpha()
    return back >= 0 and lowered[back] in {"gate", "gates", "locked", "lock", "opener"}


def _key(raw: list[tuple[str, str, int, int]], lowered: list[str], at: int, line: int) -> tuple[Token, int]:
    """Return the token of a key and how many pieces it takes, its letter included."""
    for gap in (1, 2):
        if at + gap < len(raw) and re.fullmatch(r"[a-f]", lowered[at + gap]):
            if gap == 2 and lowered[at + 1] not in {"-", "(", "_", "'", ":"}:
                continue
            if lowered[at + 1] == ":" and at + 3 < len(raw) and raw[at + 3][0] == "word":
                continue
            if raw[at + gap][1] == "a" and at + gap + 1 < len(raw) and raw[at + gap + 1][0] == "word":
                break
            taken = gap + 1 + (gap == 2 and lowered[at + 1] == "(")
            return Token("THING", f"key {lowered[at + gap].upper()}", line, raw[at][1]), taken
    return Token("THING", "key", line, raw[at][1]), 1
