"""The one who reads: what all parts of the reading share."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.world.claims.fragments import Fragment
from sim.world.claims.ledger import Entry, Ledger
from sim.world.claims.lexicon import OBSTACLES
from sim.world.claims.state import Frame, State
from sim.world.claims.tokens import Token


@dataclass(slots=True)
class Scribe:
    """State and ledger of one piece of text, and the sentence at hand."""

    state: State
    ledger: Ledger = field(default_factory=Ledger)
    checkable: bool = False
    """Whether the sentence at hand says something that should have become a claim."""
    planned: bool = False
    wrong: bool = False
    """Whether the sentence before only said that something was wrong."""
    denied: bool = False
    """Whether the sentence at hand only said which room was wrong."""
    placed: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The room of each thing, and the number of the sentence that told it."""
    keys: list[str] = field(default_factory=list)
    """Keys with their letters, in the order in which they were named."""
    named: list[str] = field(default_factory=list)
    """Rooms of the last sentence that named two or more."""
    way: tuple[str, str] | None = None
    """The room and side spoken of last."""
    recent: list[str] = field(default_factory=list)
    """Things in the order in which they were mentioned."""
    obstacle: tuple[str, str | None] | None = None
    """The obstacle spoken of last, and its room."""

    def place(self, frame: Frame, fragment: Fragment | None = None) -> str | None:
        """Return the room that a fragment is about: its own, the sentence's, or the text's."""
        if fragment is not None and (rooms := fragment.values("ROOM")):
            return rooms[-1]
        return frame.subject or self.state.focus()

    def add(
        self, subject: str, relation: str, value: str, fragment: Fragment, *, at: int = 0, bare: bool = False
    ) -> Entry:
        """Write a claim down that a fragment makes; `at` is the index of the token that tells it."""
        line = fragment.tokens[min(at, len(fragment.tokens) - 1)].line
        if relation == "holds":
            self.placed[value] = subject, self.ledger.sentence
        return self.ledger.add(subject, relation, value, line, hedged=fragment.hedged, bare=bare)

    def see(self, tokens: list[Token]) -> None:
        """Take note of things that a sentence names with their rooms, be it said or only mentioned."""
        for at, token in enumerate(tokens[:-2]):
            if token.kind == "THING" and tokens[at + 1].kind in {"IN", "OF", "FROM"}:
                room = tokens[at + 3 if tokens[at + 2].kind == "THE" and at + 3 < len(tokens) else at + 2]
                if room.kind == "ROOM":
                    self.placed[token.value] = room.value, self.ledger.sentence
                    if token.value in OBSTACLES:
                        self.obstacle = token.value, room.value

    def lettered(self, tokens: list[Token]) -> list[Token]:
        """Return a sentence with the letter of the key that "that key" and "this key" mean."""
        known = next((thing for thing in reversed(self.keys) if thing), "")
        for token in tokens:
            if token.kind == "THING" and token.value.startswith("key "):
                self.keys.append(token.value)
        if not known:
            return tokens
        return [
            token._replace(value=known)
            if token.value == "key" and at and tokens[at - 1].text.lower() in {"that", "this", "the same"}
            else token
            for at, token in enumerate(tokens)
        ]

    def remember(self, tokens: list[Token]) -> None:
        """Take note of the things that a sentence only mentioned: "it" may mean them in the next."""
        known = self.recent[-4:]
        self.recent += [t.value for t in tokens if t.kind == "THING" and t.value not in {*known, *OBSTACLES}]

    def place_of(self, thing: str) -> str | None:
        """Return the room of a thing that this sentence or the one before told of."""
        room, sentence = self.placed.get(thing, (None, 0))
        return room if sentence >= self.ledger.sentence - 1 else None

    def speak_of(self, room: str) -> None:
        """Take note that the text speaks of a room now."""
        self.state.topic = self.state.last = self.state.about = room


def resolve(scribe: Scribe, fragment: Fragment, frame: Frame) -> Fragment:
    """Return a fragment with rooms in the place of "here", "there" and "it"."""
    if "PRON" not in fragment.kinds:
        return fragment
    tokens: list[Token] = []
    for at, token in enumerate(fragment.tokens):
        room = _meant(scribe, fragment.tokens, at, frame) if token.kind == "PRON" else None
        if room:
            tokens.append(token._replace(kind="ROOM", value=room))
            if token.value == "there" and (at == 0 or fragment.tokens[at - 1].kind not in {"OF", "FROM"}):
                scribe.state.local = room
            if token.text == "its":
                tokens.append(Token("OF", "'s", token.line, "'s"))
        elif token.kind != "PRON" or token.value == "former":
            tokens.append(token)
    return Fragment(tokens, fragment.opener, fragment.hedged, fragment.closer, fragment.depth, fragment.label)


def _meant(scribe: Scribe, tokens: list[Token], at: int, frame: Frame) -> str | None:
    state, token = scribe.state, tokens[at]
    after = tokens[at + 1].kind if at + 1 < len(tokens) else ""
    before = tokens[at - 1].kind if at else ""
    if token.value == "here":
        state.local = None
        return state.label or state.here or state.first or state.topic
    if token.text in {"that room", "that place", "the latter", "there"} and token.text != "there":
        pair = scribe.named if token.text == "the latter" else []
        return pair[-1] if len(pair) > 1 else state.last or state.topic
    if token.value == "there":
        return state.last or state.topic or state.here
    if token.value == "former" and before == "DID":
        return None
    if token.value == "former":
        return scribe.named[-2] if len(scribe.named) > 1 else None
    if token.value != "it":
        return None
    if before in {"DID", "OPENS", "NEED", "SAY", "SHUT"} or after in {"NEED", "OPENS", "GONE", "SAY"}:
        return None
    if token.text == "its":
        earlier = [t.value for t in tokens[:at] if t.kind == "ROOM"]
        return earlier[0] if earlier else state.topic
    if token.text in {"it", "that one", "this one"}:
        if before == "OF" and at > 1 and tokens[at - 2].kind == "SIDE" and state.anchor:
            return state.anchor
        if before in {"OF", "FROM", "IN"} or after == "HAVE":
            return state.topic if before != "IN" or "ROOM" not in {t.kind for t in tokens} else None
        sides = {t.kind for t in tokens[at:]} & {"SIDE"}
        if after == "BE" and sides and not frame.obstacle:
            return state.topic
        return None
    return state.topic
