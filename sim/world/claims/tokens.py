"""Tokens, and how a text is spelled: the marks, numbers and distances that are told apart."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from sim.world.claims.lexicon import SIDES

LEX = re.compile(
    r"""(?P<quote>"[^"]{1,400}"|“[^”]{1,400}”|«[^»]{1,400}»|(?<!\w)'[A-Z][^'a-z]{2,200}'(?!\w))
    |(?P<cell>[(\[]\s*\d+\s*,\s*\d+\s*[)\]])
    |(?P<hedge>\(\s*\?+\s*\))
    |(?P<both><[-=~]+(?:\w{1,6}[-=~]+)?>|[↔⇔⟷⇄]|[◄◀][═─-]*[►▶])
    |(?P<back><[-=~]+)
    |(?P<arrow>[-=~]{1,4}>+|[═─]*[►▶]|[→⇒➔➜⟶▶➡]|>+|::)
    |(?P<dash>[-=~]{2,}|[—\u2013])
    |(?P<poss>['\u2019]s\b|(?<=s)['\u2019](?=\s))
    |(?P<word>w/(?=\s|\w)|[^\W\d_]+)
    |(?P<num>\d+)
    |(?P<mark>[^\s\w]|_)""",
    re.X,
)


_WIRE = re.compile(r"(?i)\s*(?<![<\-=~])[-=~]+[\[(]?(n|e|s|w|north|east|south|west)[\])]?[-=~]+>\s*")


NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "no",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
    if number
}


_COUNT = rf"(?:\d{{1,3}}|{'|'.join(NUMBERS)})"


_STEP = r"(?:\s*(?:rooms?|screens?|steps?|tiles?))?\s*(?:to\s+the\s+|due\s+)?"


_SIDE = r"(?<![a-z])(north|east|south|west|n|e|s|w)(?:wards?)?\b"


DISTANCE = re.compile(
    rf"\b({_COUNT}){_STEP}{_SIDE}(?:\s*(?:,|\band\b|&|\+|\bthen\b|/)?\s*({_COUNT}){_STEP}{_SIDE})?", re.I
)


ARROW_SIDES = {"↑": "north", "↓": "south", "←": "west", "→": "east", "⬆": "north", "⬇": "south", "⬅": "west"}


class Token(NamedTuple):
    """A word, name, phrase or mark: its kind, what it stands for, its line and how it was written."""

    kind: str
    value: str
    line: int
    text: str = ""


MARKS = {
    ",": "COMMA",
    ";": "SEMI",
    ":": "COLON",
    "(": "OPEN",
    ")": "CLOSE",
    "[": "OPEN",
    "]": "CLOSE",
    "{": "OPEN",
    "}": "CLOSE",
    "|": "BAR",
    "/": "SLASH",
    ".": "STOP",
    "!": "BANG",
    "?": "UNK",
    "=": "EQ",
    "#": "NONE",
    "~": "NONE",
    "█": "NONE",
    "@": "IN",
    "+": "PLUS",
    "&": "AND",
    "-": "DASH",
    "•": "COMMA",
    "✓": "TICK",
    "✔": "TICK",
    "☑": "TICK",
    "✗": "CROSS",
    "✘": "CROSS",
    "✅": "TICK",
}


_QUOTED = re.compile(r'("[^"\n]*")')


def plain(text: str) -> str:
    """Return a text without Markdown's marks and with contractions written out, line by line the same.

    Words between quotation marks stay as they are.
    """
    if '"' not in text:
        return _plain(text)
    return "".join(part if at % 2 else _plain(part) for at, part in enumerate(_QUOTED.split(text)))


def _plain(text: str) -> str:
    if "'" in text or "\u2019" in text:
        text = _uncontracted(text)
    if not _CLIPS.keys().isdisjoint(text.lower().split()):
        text = _CLIPPED.sub(lambda match: _CLIPS[match[0].lower()], text)
    for rewrite in _REWRITES:
        for mark in rewrite.marks:
            if mark in text:
                text = rewrite.pattern.sub(rewrite.by, text)
                break
    return text


_CLIPS = {
    "u": "you", "ur": "your", "theres": "there is", "heres": "here is", "thats": "that is",
    "whats": "what is", "dont": "do not", "doesnt": "does not", "didnt": "did not", "cant": "can not",
    "couldnt": "could not",
    "isnt": "is not", "wasnt": "was not", "arent": "are not", "wont": "will not", "havent": "have not",
    "hasnt": "has not", "ive": "i have", "im": "i am", "youre": "you are", "youll": "you will",
    "gonna": "going to", "wanna": "want to", "w/o": "without", "rn": "now",
}  # fmt: skip
"""Short forms without a mark, as quick notes have them."""
_LONGER = "|".join(sorted(set(_CLIPS) - {"u"}, key=len, reverse=True))
_CLIPPED = re.compile(rf"(?<![\w'])(?:(?i:{_LONGER})(?![\w'])|u(?= [a-z]{{2}}))")


def _uncontracted(text: str) -> str:
    text = text.replace("\u2019", "'")
    text = re.sub(r"\b(ca|wo)n't\b", lambda m: "can not" if m[1] == "ca" else "will not", text)
    text = text.replace("n't", " not").replace("'ve", " have").replace("'m", " am").replace("'re", " are")
    text = re.sub(r"'ll\b|'d\b", " will", text)
    return re.sub(r"(?i)\b(it|there|that|here|what|who|where)'s\b", r"\1 is", text)


class _Rewrite(NamedTuple):
    """A spelling that is made plain. Where none of `marks` stands there is none to be looked for."""

    marks: tuple[str, ...]
    pattern: re.Pattern[str]
    by: str


def _rewrite(marks: str, pattern: str, by: str) -> _Rewrite:
    return _Rewrite(tuple(marks.split("|")), re.compile(pattern), by)


_DOTTED = "|".join(f"{letter}." for letter in "dbvxrlsDBVXRLS\u017f")
_BEHIND_KEY = "|".join(before + letter for before in "kKy" for letter in "ABCDEF")
_REWRITES = (
    _rewrite("_", r"(?<=[^\W_])_(?=[^\W_])", " "),
    _rewrite("-w|-W|-e|-E", r"(?i)\b(one|two|dead)-(way|end)", r"\1 \2"),
    _Rewrite(("->", "=>", "~>"), _WIRE, r" -> \1 -> "),
    _rewrite(_DOTTED, r"(?i)\b(ped|prob|inv|approx|abbr|incl|poss)\.(?=\s)", r"\1"),
    _rewrite("%", r"(?i)\d+ ?% (?:sure|certain|confident)(?: that)?", "probably"),
    _rewrite("/", r"(?i)\b(gate|locked|lock)/([A-F])\b", r"\1 \2"),
    _rewrite(_BEHIND_KEY, r"\b(?:[kK]|[kK]ey)([A-F])\b", r"key \1"),
    _rewrite(
        "key|Key",
        r"\b([kK]ey),? \(?(?:with (?:the|an?) )?(?:letter(?:ed)?|marked|labell?ed|stamped|engraved|tagged"
        r"|named)(?: with)?(?: the)?(?: letter)? ?'?([A-F])\b'?\)?",
        r"\1 \2",
    ),
    _rewrite("eys ", r"\b([kK]ey)s ([A-F]), ([A-F]),? (?:and|&|\+) ([A-F])\b", r"\1 \2, key \3 and key \4"),
    _rewrite("eys ", r"\b([kK]ey)s ([A-F]) (?:and|&|\+|/) ([A-F])\b", r"\1 \2 and key \3"),
    _rewrite("key|Key", r"\b([Tt]he |[Aa]n? |[Oo]ne )?\b([B-F])[- ][kK]ey\b", r"\1key \2"),
    _rewrite("annot", r"\b[Cc]annot\b", "can not"),
    _rewrite("obody|o one", r"\b(?:[Nn]obody|[Nn]o one)\b", "no person"),
    _rewrite(")", r"(?<=[\w.:)]) \(?\d{1,2}\)\s+(?=[A-Za-z])", " ; then "),
    _rewrite(" ..", r" \.{2,} ", ": "),
    _rewrite("*|__|`", r"\*\*|__|`+|(?<!\w)\*(?=\w)|(?<=[\w.:])\*(?!\w)", ""),
)


@lru_cache(maxsize=512)
def distance(words: str) -> str:
    """Return a distance in canonical form.

    >>> distance("two rooms east and 1 north")
    '1 north 2 east'
    """
    match = DISTANCE.match(words)
    parts = match.groups() if match else ()
    steps = {}
    for count, side in zip(parts[::2], parts[1::2], strict=True):
        if count and side:
            whole = next(name for name in SIDES if name[0] == side[0].lower())
            number = NUMBERS.get(count.lower()) or int(count)
            if number:
                steps[whole] = number
    order = sorted(steps, key=lambda side: side in {"east", "west"})
    return " ".join(f"{steps[side]} {side}" for side in order)
