"""Turns of phrase said more plainly, before a sentence is cut into its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sim.world.claims.patterns import Grammar
from sim.world.claims.tokens import Token

_TURNS = (
    # what stands between commas, or is said twice
    ("SURE COMMA", r"COMMA SURE COMMA", ""),
    ("THING ROOM COMMA PRON", r"(?P<x>THE? THING [OF IN] THE? ROOM) COMMA ['she' 'he' 'it' 'they']", "x"),
    ("COMMA SIDE IN", r"COMMA IN ['its' THE] (?P<s>SIDE) EXIT? COMMA (?= [TO LEAD IN])", "s"),
    ("'it' OPEN", r"'it' OPEN THE? (?P<a>ROOM) [^CLOSE]{0,4} CLOSE", "a"),
    ("'whose'", r"(?P<a>ROOM) COMMA? 'whose'", "a SEMI a OF"),
    ("'it' 'all' HAVE", r"(?P<a>ROOM) (?P<x>[^STOP]*?) 'all' 'it' HAVE BE", "a x SEMI a HAVE"),
    # what stands for a word said before
    (
        "'one' OBSTACLE",
        r"(?P<o>OBSTACLE) (?P<x>[^STOP OBSTACLE]*?) THE 'one' [IN OF] (?= THE? ROOM)",
        "o x o OF",
    ),
    (
        "'the one' OBSTACLE",
        r"(?P<o>OBSTACLE) (?P<x>[^STOP OBSTACLE]*?) 'the one' [IN OF] (?= THE? ROOM)",
        "o x o OF",
    ),
    ("SIDE", r"(?P<s>SIDE) ['one' 'ones']", "s"),
    (
        "EXIT",
        r"['its' THE]? ['other' 'remaining'] ['three' 'two' DET]?"
        r"[EXIT 'directions' 'ways' 'quarters' 'flanks']",
        "REST",
    ),
    (
        "'from'",
        r"THING? (?P<x>[WORD]*) ['took' 'received' 'got' 'accepted'] (?P<y>THE? THING) 'from' 'me'",
        "GAVE y",
    ),
    ("NOT HAVE", r"NOT HAVE [DET]? (?= THING)", "NO"),
    ("MOVE QUESTION", r"['can' 'could'] WORD? MOVE (?= SIDE | TO)", "CARRY"),
    ("EXIT FROM", r"FROM THE? (?P<a>ROOM) COMMA EXIT (?P<s>SIDE) $", "MOVE s FROM a"),
    ("'i'", r"'i' ['cross' 'pass'] (?= USE THE? TOOL)", "OPENED"),
    ("'exit to'", r"'exit to' (?= THE? SIDE)", "EXIT"),
    ("'may'", r"'may' (?= NOT)", ""),
    ("THING '?' DID", r"^ (?P<x>THE? THING) '?' (?P<y>[^STOP]* DID)", "x COMMA y"),
    ("'here'", r"['here' 'there'] BE NOT [DET THE]?", "NO"),
    ("SIDE", r"(?P<s>SIDE) 'door'", "s EXIT"),
    ("SIDE", r"'door' (?P<x>[TO IN OF WORD THE]{0,3} SIDE)", "EXIT x"),
    ("SIDE COMMA NOT ROOM", r"COMMA NOT [IN TO THE]* ROOM COMMA? (?= BE | SEMI | STOP | $)", ""),
    ("SIDE NOT ROOM BUT", r"BE NOT THE? ROOM BUT THE? (?P<b>ROOM)", "COLON b"),
    ("SIDE OF 'that'", r"(?P<s>SIDE) OF 'that' (?= COMMA | BE | LEAD | SEMI | STOP | $)", "s OF THERE"),
    ("SIDE NOT ROOM", r"(?P<s>SIDE) BE NOT ROOM [^SIDE STOP ROOM]*? ['its' BE] (?P<b>ROOM)", "s COLON b"),
    ("SIDE COMMA 'that'", r"(?P<s>SIDE) COMMA 'that' BE", "s COLON"),
    ("COMMA WORD", r"(?<= [SIDE ROOM EXIT OBSTACLE]) COMMA WORD{1,2} COMMA (?= BE | LEAD | NEED)", ""),
    ("COMMA HEDGE", r"COMMA (?P<x>HEDGE) COMMA (?= IN | BE | LEAD | TO)", "x"),
    ("'goes' SIDE ROOM", r"(?P<a>ROOM) 'goes' (?= SIDE)", "a LEAD"),
    (
        "SIDE OBSTACLE COMMA TOOL",
        r"(?P<s>SIDE) (?P<o>OBSTACLE) COMMA (?P<t>TOOL) (?= SEMI | STOP | $)",
        "s COLON o NEED t",
    ),
    ("OBSTACLE 'taking'", r"(?P<o>OBSTACLE) COMMA? 'taking' (?P<x>HEDGE? TOOL)", "o COMMA NEED x"),
    ("'none'", r"(?<= BE) 'none' (?= PRON | WORD | STOP | $)", "GONE"),
    (
        "FROM SIDE ROOM TO",
        r"FROM THE? (?P<a>ROOM) TO THE? (?P<b>ROOM) COMMA? [IN TO] THE (?P<s>SIDE) EXIT?",
        "a s COLON b",
    ),
    ("SIDE 'again'", r"(?P<s>SIDE) 'again' (?= EQ | COLON)", "s"),
    (
        "SIDE OF COMMA ROOM",
        r"(?P<b>ROOM) COMMA (?P<x>SIDE OF THE? ROOM) COMMA (?= HAVE | BE)",
        "b BE x SEMI b",
    ),
    ("'no longer' BE COMMA", r"BE 'no longer' [UNK NONE SHUT] COMMA 'it' BE", "COLON"),
    ("BOTHWAYS SIDE ROOM", r"(?P<a>ROOM) (?P<s>SIDE) BOTHWAYS SIDE (?P<b>ROOM)", "a s COLON b BOTH"),
    ("EXIT ROOM 'gives'", r"EXIT 'gives' (?= THE? ROOM)", "LEAD"),
    # verbs in pieces
    ("'came'", r"'came' [USE WORD]{0,3} 'upon'", "ARRIVE"),
    ("TO SIDE", r"['gives' 'give' 'gave' OPENS] (?P<s>SIDE) ['on' TO]", "s LEAD"),
    ("'what' LEAD", r"BE 'what' (?P<x>LEAD)", "x"),
    ("'what' LEAD", r"(?P<b>ROOM) BE 'what' LEAD", "LEAD b"),
    ("'what' LEAD", r"'what' LEAD BE (?P<b>ROOM)", "LEAD b"),
    ("'open'", r"['got' 'have' 'had'] (?P<x>[WORD THE]* OBSTACLE [IN OF THE ROOM]*) 'open'", "OPENED x"),
    # the way to a room, and from one
    (
        "OPEN",
        r"(?P<x>TO|LEAD|ARRIVE) [COMMA AND OR TO]* (?P<b>ROOM) OPEN [MOVE IN THE TO]* (?P<s>SIDE) CLOSE",
        "s COLON b SEMI x",
    ),
    (
        "REL",
        r"(?P<a>ROOM) COMMA? REL [WORD DET]? [ARRIVE MOVE LEAD] [USE WORD]? ['its' THE]? (?P<s>SIDE) EXIT?"
        r"[OF FROM] (?P<b>ROOM) COMMA?",
        "b s COLON a SEMI a",
    ),
    (
        "FROM",
        r"(?P<b>ROOM) WORD? QUESTION? ['be' BE LEAD ARRIVE]{1,3} FROM THE? (?P<a>ROOM)"
        r"[USE MOVE WORD TO THE IN]{0,4} (?P<s>SIDE)",
        "a s COLON b",
    ),
    (
        "COMMA SIDE ROOM",
        r"TO? [ARRIVE LEAD] THE? (?P<b>ROOM) COMMA [MOVE FROM LEAD ARRIVE]{1,2} THE? (?P<a>ROOM)"
        r"[USE TO IN THE 'its' MOVE]{0,4} (?P<s>SIDE) EXIT?",
        "a s COLON b",
    ),
    (
        "FROM SIDE ROOM",
        r"TO? ['enter' 'reach' LEAD] THE? (?P<b>ROOM) FROM THE? (?P<a>ROOM)"
        r"[COMMA OPEN] [MOVE TO THE]* (?P<s>SIDE) EXIT? CLOSE?",
        "a s COLON b",
    ),
    (
        "SIDE EXIT ROOM WORD",
        r"[WORD REST THE DET]* EXIT [OF IN] THE? (?P<a>ROOM) BE? [NONE SHUT] ['except' 'save' 'but']"
        r"[WORD THE]{0,2} (?P<s>SIDE) EXIT?",
        "ONLY COMMA a s",
    ),
    (
        "SIDE ROOM WORD",
        r"['except' 'save'] WORD? THE? [EXIT OTHER]? IN? THE? (?P<s>SIDE) EXIT? COMMA"
        r"THE? (?P<a>ROOM) BE [SHUT NONE]",
        "ONLY COMMA a s",
    ),
    (
        "BOTHWAYS",
        r"(?P<a>ROOM) BOTHWAYS (?P<b>ROOM) OPEN ROOM? BE? (?P<s>SIDE) OF (?P<c>ROOM) CLOSE",
        "c s COLON a b BOTH",
    ),
    (
        "SIDE ROOM COMMA",
        r"^ [IN TO AT]* THE? (?P<s>SIDE) EXIT? [OF IN AT FROM] THE? (?P<a>ROOM) COMMA",
        "a s COLON",
    ),
    ("SIDE ROOM", r"^ [MOVE 'back' TO]+ THE? (?P<b>ROOM) [EQ COLON] (?P<s>SIDE)", "s COLON b"),
    (
        "ONLY",
        r"ONLY EXIT? [OF FROM IN] THE? (?P<a>ROOM) BE? [IN TO THE 'its']* (?P<s>SIDE) EXIT? COMMA?"
        r"(?P<b>[TO LEAD] ROOM)?",
        "ONLY COMMA a s b",
    ),
    ("SIDE", r"(?P<s>SIDE) ['drop' 'jump']", "s LEDGE"),
    ("SIDE", r"['drop' 'dropped' 'jump' 'jumped' 'hop' 'hopped' 'leap' 'leapt'] (?P<s>SIDE)", "MOVE s LEDGE"),
    ("'may'", r"'may' MOVE (?= SIDE | TO)", "CARRY"),
    ("THE IN WORD", r"IN THE ['far' 'other' 'opposite' 'further'] ['shore' 'bank' EXIT]", "BEYOND"),
    ("'left'", r"'left' (?P<x>THE? THING) 'with'", "GAVE x"),
    ("OPEN", r"(?P<o>OBSTACLE) [OF IN AT] THE? (?P<a>ROOM) OPEN (?P<t>TOOL) CLOSE", "o OF a NEED t COMMA"),
    (
        "SIDE ROOM THE",
        r"(?<= [HAVE AND COMMA]) THE? (?P<b>ROOM) [TO IN] THE (?P<s>SIDE) (?= COMMA | AND | SEMI | STOP | $)",
        "s COLON b",
    ),
    (
        "HAVE ROOM AND",
        r"'both'? (?P<a>ROOM) AND (?P<b>ROOM) ['each' 'both']? (?P<h>HAVE [^SEMI STOP]+)",
        "a h SEMI b h",
    ),
    # lists of what wants what
    (
        "OBSTACLE",
        r"(?P<o>OBSTACLE) COLON (?P<a>ROOM) [EQ COLON DASH ARROW NEED]+ (?P<t>TOOL) COMMA?",
        "o OF a NEED t SEMI o COLON",
    ),
    ("OBSTACLE", r"SEMI OBSTACLE COLON (?= STOP | $)", ""),
    (
        "OBSTACLE",
        r"(?P<o>OBSTACLE) [OF IN AT]? THE? (?P<a>ROOM) [EQ COLON DASH ARROW]+ THE? (?P<t>TOOL)",
        "o OF a NEED t",
    ),
    (
        "OBSTACLE",
        r"^ THE? (?P<o>OBSTACLE) [OF IN AT] THE? (?P<a>ROOM) COMMA THE? (?P<t>TOOL) (?= SEMI | $)",
        "o OF a NEED t",
    ),
    (
        "OBSTACLE",
        r"(?<= [COLON SEMI]) THE? (?P<o>OBSTACLE) [OF IN AT] THE? (?P<a>ROOM) COMMA THE? (?P<t>TOOL)",
        "o OF a NEED t",
    ),
    ("NONE THING", r"(?P<x>THING) [COLON EQ DASH] ['none' 'nothing']", "NO x"),
)
"""What a turn cannot do without, its pattern, and its plain form: groups of the pattern, or new tokens."""
_GRAMMAR = Grammar([(pattern, marks) for marks, pattern, _ in _TURNS])
_FORMS = tuple(form.split() for _, _, form in _TURNS)
_WRITTEN = {
    "SEMI": ("-", ";"),
    "OF": ("-", "of"),
    "COLON": ("-", ":"),
    "LEAD": ("-", "leads to"),
    "EXIT": ("-", "exit"),
    "COMMA": ("-", ","),
    "HAVE": ("-", "has"),
    "REST": ("-", "the others"),
    "ARRIVE": ("-", "came to"),
    "OPENED": ("opened", "opened"),
    "NEED": ("-", "needs"),
    "MOVE": ("-", "went"),
    "LEDGE": ("ledge", "ledge"),
    "BE": ("-", "is"),
    "THERE": ("there", "over there"),
    "GONE": ("-", "gone"),
    "BEYOND": ("beyond", "beyond"),
    "FROM": ("-", "from"),
    "CARRY": ("-", "takes you to"),
    "GAVE": ("delivered", "gave"),
    "NO": ("-", "no"),
    "ONLY": ("-", "only exit"),
    "BOTH": ("-", "both ways"),
}


_KINDS = {
    "OPENED": "DID",
    "GAVE": "DID",
    "CARRY": "LEAD",
    "LEDGE": "THING",
    "BEYOND": "WORD",
    "THERE": "PRON",
}


def said_plainly(tokens: list[Token]) -> list[Token]:
    """Return a sentence with its turns of phrase in the forms that the reader knows."""
    letters = _GRAMMAR.spell(tokens)
    for number in _GRAMMAR.likely(letters):
        for _ in range(len(tokens)):
            if (match := _GRAMMAR.search(number, letters)) is None:
                break
            tokens = [
                *tokens[: match.start()],
                *_filled(_FORMS[number], match, tokens),
                *tokens[match.end() :],
            ]
            letters = _GRAMMAR.spell(tokens)
    return tokens


def _filled(form: Sequence[str], match: re.Match[str], tokens: list[Token]) -> list[Token]:
    line = tokens[match.start()].line
    found: list[Token] = []
    for name in form:
        if name in _WRITTEN:
            value, text = _WRITTEN[name]
            found.append(Token(_KINDS.get(name, name), value, line, text))
        elif match.group(name) is not None:
            found += tokens[match.start(name) : match.end(name)]
    return found
