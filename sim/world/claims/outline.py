"""The headings, paragraphs and lists within lists of a text, and the questions answered in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sim.world.claims import questions
from sim.world.claims.fragments import FILLERS, sentences
from sim.world.claims.items import begin, categorised, is_data, text_of, unquoted
from sim.world.claims.ledger import Ledger
from sim.world.claims.lexicon import LABELS, OBSTACLES
from sim.world.claims.lines import Unit, units
from sim.world.claims.names import RoomIndex
from sim.world.claims.scribe import Scribe
from sim.world.claims.sentence import read_sentence
from sim.world.claims.spoken import goal_at
from sim.world.claims.state import Context, Frame, State
from sim.world.claims.tokenizer import Lexicon, Tokenizer
from sim.world.claims.tokens import Token

_PLAIN = (["SIDE", "COLON", "ROOM"], ["SIDE", "COLON", "UNK"], ["SIDE", "COLON", "NONE"])
"""Items that say no more than where an exit leads."""
_LABEL = 7
"""The level of a line that is a heading only for what is indented below it: deeper than any heading."""
_WORLDLY = frozenset(["ROOM", "THING", "DIST"])
_TITLES = {
    "goal": "goal",
    "quest": "goal",
    "objective": "goal",
    "current goal": "goal",
    "current quest": "goal",
    "goals": "goal",
}
_PLANS = frozenset({"to do", "todo", "todo list", "plan", "plans", "open questions", "ideas", "next steps"})


class Outline:
    """Reads the headings, list items and paragraphs of a piece of text, one below the other."""

    def __init__(
        self,
        index: RoomIndex,
        legend: Mapping[str, tuple[str, str]],
        context: Context,
        kept: Lexicon | None = None,
    ) -> None:
        self._index = index
        self._legend = legend
        self.lexer = Tokenizer(index, legend, kept)
        self.scribe = Scribe(State.of(context), Ledger())
        self.unread: list[tuple[int, str]] = []
        self.anew: bool | None = None
        """Whether what was read before does not matter: the text begins with a heading that names a room."""
        self._stack: list[tuple[int, Frame]] = []
        self._asked: Frame | None = None

    def room(self, label: str) -> str | None:
        """Return the room of a label on a map."""
        if label in self._legend:
            kind, value = self._legend[label]
            return value if kind == "ROOM" else None
        words = label.lower().replace(".", "").split()
        stops = [bool(re.search(rf"\b{re.escape(word)}\.", label.lower())) for word in words]
        match = self._index.match(words, 0, stops) if words else None
        if match and match[1] == len(words):
            return match[0]
        return self._index.initials(label) if label.isupper() else None

    def read(self, run: Sequence[tuple[int, str]]) -> None:
        """Read lines, given with their numbers from 0."""
        found = units(run)
        for at, unit in enumerate(found):
            following = found[at + 1] if at + 1 < len(found) else None
            self._unit(unit, following)

    def _unit(self, unit: Unit, following: Unit | None) -> None:
        state = self.scribe.state
        self.scribe.ledger.unit += 1
        if unit.heading:
            self._heading(unit)
            return
        self.begins(anew=False)
        if unit.gap and not unit.bullet:
            self._stack.clear()
            state.local = None
        while self._stack and self._stack[-1][0] >= unit.depth:
            self._stack.pop()
        if re.match(r"(?:-{3,}|={3,}|\*{3,})$", unit.text) or not unit.text.strip("{}[](),; "):
            return
        if state.level == _LABEL and not unit.depth:
            state.level = 0
        parent = self._stack[-1][1] if self._stack else None
        deeper = following is not None and not following.heading and following.depth > unit.depth
        frame = self._item(unit, parent, deeper=deeper)
        if deeper and not (unit.bullet or unit.depth) and (room := self._titled(unit.text)):
            state.arrive(room)
            state.level = _LABEL
        state.label = None
        if parent is not None and frame.side == parent.side and frame.valued:
            parent.filled = True
        self._stack.append((unit.depth, frame))

    def _titled(self, text: str) -> str | None:
        """Return the room that a line alone names, with a colon, for the indented lines below it."""
        return self.room(text[:-1]) if text.endswith(":") else None

    def begins(self, *, anew: bool) -> None:
        """Take note of how the text begins, unless that is known."""
        self.anew = anew if self.anew is None else self.anew

    def _heading(self, unit: Unit) -> None:
        """Take over what a heading announces."""
        state = self.scribe.state
        self._stack.clear()
        tokens = self.lexer.tokens(unit.text, unit.line)
        rooms = [token.value for token in tokens if token.kind == "ROOM"]
        words = " ".join(re.findall(r"[a-z]+", unit.text.lower()))
        state.local = None
        if len(set(rooms)) == 1:
            self.begins(anew=True)
            state.arrive(rooms[0])
            state.level, state.mode = unit.heading, ""
            return
        self.begins(anew=False)
        if unit.heading <= state.level or not state.level:
            state.here = state.topic = state.last = None
            state.level = 0
        state.mode = _TITLES.get(words) or ("plan" if words in _PLANS else LABELS.get(words, ""))
        if not state.mode:
            first = next(
                (w for w in words.split() if w in _TITLES or w in {"inventory", "held", "rules"}), ""
            )
            state.mode = _TITLES.get(first) or LABELS.get(first, "")

    def _item(self, unit: Unit, parent: Frame | None, *, deeper: bool) -> Frame:
        text = unit.text
        simple = self._asked is None and unit.ticked is None and not deeper
        if simple and (parent is None or parent.idle):
            tokens = self.lexer.tokens(text, unit.line)
            if [token.kind for token in tokens] in _PLAIN:
                frame = Frame(mode=self.scribe.state.mode, listed=unit.bullet)
                read_sentence(self.scribe, tokens, frame)
                return frame
        if is_data(text):
            text = unquoted(text, self._quotable)
        if unit.ticked is False:
            return Frame(mode="plan")
        pair = questions.split(text)
        if pair is not None:
            self._asked = questions.asked(self.lexer.tokens(pair[0], unit.line))
            self._question(pair[0], unit.line)
            if not pair[1].strip():
                return Frame()
            text = pair[1]
        elif self._asked is not None:
            text = questions.without_mark(text)
        tokens = self.lexer.tokens(text, unit.line)
        frame = self._frame(parent, tokens)
        frame.ticked = bool(unit.ticked) or frame.mode == "done" or frame.ticked
        asked, self._asked = self._asked, None
        if asked is not None:
            self._answer(tokens, asked)
            return Frame()
        return self._sentences(unit, tokens, frame, deeper=deeper)

    def _frame(self, parent: Frame | None, tokens: list[Token]) -> Frame:
        state = self.scribe.state
        frame = parent.child() if parent else Frame()
        frame.mode = frame.mode or state.mode
        if frame.valued:
            frame.side = None
        frame.valued = parent.filled if parent else False
        if parent is not None and parent.below:
            blocks = any(
                token.value in OBSTACLES or token.kind in {"SHUT", "NEED", "ONEWAY"} for token in tokens
            )
            if not blocks and any(token.kind in {"THING", "SIDE"} for token in tokens):
                frame.subject, frame.side = parent.below, None
                state.topic = state.last = parent.below
        frame.below = None
        return frame

    def _quotable(self, words: str) -> bool:
        """Return whether quoted words of a data line are somebody's words."""
        return words.isupper() and len(words.split()) > 1 and self.room(words) is None

    def _sentences(self, unit: Unit, tokens: list[Token], frame: Frame, *, deeper: bool) -> Frame:
        state = self.scribe.state
        if any(token.kind == "QUOTE" for token in tokens):
            tokens = self._goal_words(tokens, frame)
        found = questions.answered(sentences(tokens))
        heir = Frame()
        state.first = next((token.value for token in tokens if token.kind == "ROOM"), None)
        if found and frame.category:
            found[0] = categorised(found[0], frame)
        for at, sentence in enumerate(found):
            mode = frame.mode if frame.mode in {"rules", "visited"} else state.mode
            own = frame if at == 0 else Frame(mode=mode, ticked=frame.ticked)
            own.parent = deeper and at == len(found) - 1
            own.listed = unit.bullet
            if self._settled(found, at, own):
                continue
            if at == 0:
                begin(state, unit, sentence, found)
            told = read_sentence(self.scribe, sentence, own)
            if at == 0:
                heir = own
            if not told:
                self._note(sentence)
        things = [token for token in tokens if token.kind == "THING"]
        if (
            len(things) == 1
            and len(found) == 1
            and {t.kind for t in tokens} <= {"THING", "COLON", "THE"}
            and (deeper or tokens[-1].kind == "COLON")
        ):
            self.scribe.ledger.take_back({self.scribe.ledger.sentence})
            return Frame(category=things[0].value, mode=frame.mode)
        if len(found) != 1 or not (unit.bullet or deeper):
            heir = Frame() if not deeper else Frame(subject=heir.subject, mode=heir.mode)
        heir.hedged = False
        return heir

    def _goal_words(self, tokens: list[Token], frame: Frame) -> list[Token]:
        """Return the tokens of a goal with the words in its quotation marks read too."""
        if goal_at(tokens, frame.mode) < 0:
            return tokens
        return [
            inner
            for token in tokens
            for inner in (self.lexer.tokens(token.value, token.line) if token.kind == "QUOTE" else [token])
            if inner.kind != "STOP" or token.kind != "QUOTE"
        ]

    def _settled(self, found: list[list[Token]], at: int, frame: Frame) -> bool:
        """Read "seal here? no." and the answer in it. Return whether this sentence is read with that."""
        if at and len(found[at]) == 1 and found[at][0].text.lower() in {"no", "yes", "none"}:
            return found[at - 1][-1].text == "?"
        follows = found[at + 1] if at + 1 < len(found) else []
        if found[at][-1].text != "?" or found[at][-1].kind == "UNK" or not follows:
            return False
        flat = {"SIDE", "THING", "ROOM"} & {t.kind for t in found[at]} and not {"BE", "LEAD", "DID"} & {
            t.kind for t in found[at]
        }
        short = len(follows) == 1 and follows[0].text.lower() in {"no", "yes", "none"}
        if not short and not (flat and len(found[at]) <= 5 and "SIDE" in {t.kind for t in found[at]}):
            return False
        asked = questions.asked(found[at])
        asked.subject = asked.subject or frame.subject or self.scribe.state.focus()
        return questions.reply(self.scribe, follows, asked)

    def _note(self, sentence: list[Token]) -> None:
        """List a sentence that says something of the world but made no claim."""
        scribe = self.scribe
        kinds = {token.kind for token in sentence}
        if scribe.planned and not scribe.checkable:
            return
        things = sum(token.kind in _WORLDLY for token in sentence)
        if scribe.checkable or (things and (len(kinds - FILLERS) > 1 or things > 1)):
            self.unread.append((sentence[0].line, " ".join(text_of(sentence).split())))

    def _question(self, words: str, line: int) -> None:
        tokens = self.lexer.tokens(words, line)
        rooms = [token.value for token in tokens if token.kind == "ROOM"]
        if rooms:
            self.scribe.speak_of(rooms[-1])

    def _answer(self, tokens: list[Token], frame: Frame) -> None:
        for at, sentence in enumerate(sentences(tokens)):
            if frame.subject:
                self.scribe.state.last = frame.subject
            questions.reply(self.scribe, sentence, frame if at == 0 else Frame(subject=frame.subject))
