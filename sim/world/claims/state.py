"""Where a text is and what it speaks of: the places that "here", "it" and "there" mean."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sim.world.claims.fragments import Fragment
from sim.world.claims.tokens import Token


@dataclass(slots=True, unsafe_hash=True)
class Context:
    """What a piece of text takes over from the pieces before it; never changed once it is handed on."""

    here: str | None = None
    """The room of the heading or the label, or that one was last in."""
    topic: str | None = None
    """The room spoken of: what "it" means."""
    last: str | None = None
    """The room named last: what "there" means."""
    mode: str = ""
    """What the heading announces: "held", "goal", "done" ..."""
    move: tuple[str, str] | None = None
    """A step (room, side) whose end was not named yet."""
    about: str | None = None
    """The room that a sentence without any room is about."""
    level: int = 0
    """Depth of the heading that set `here`, from 1; 0: none did."""


@dataclass(slots=True)
class State(Context):
    """A context while it changes."""

    local: str | None = None
    """The room that "there" switched to, until the paragraph ends."""
    first: str | None = None
    """The room that the paragraph names first."""
    anchor: str | None = None
    """The room whose sides the last sentences went through."""
    label: str | None = None
    """The room that the paragraph began with."""

    @classmethod
    def of(cls, context: Context) -> State:
        """Return the state at the beginning of a piece."""
        known = context.here, context.topic, context.last, context.mode, context.move
        return cls(*known, context.about, context.level)

    def context(self) -> Context:
        """Return what the next piece takes over."""
        known = self.here, self.topic, self.last, self.mode, self.move
        return Context(*known, self.about, self.level)

    def focus(self) -> str | None:
        """Return the room that a sentence without one is about."""
        return self.local or self.label or self.here or self.about or self.topic

    def arrive(self, room: str) -> None:
        """Be in a room from now on."""
        self.here = self.topic = self.last = self.about = room
        self.local = None
        self.move = None


@dataclass(slots=True)
class Frame:
    """What the parts of one sentence have said so far, for its next parts to lean on."""

    subject: str | None = None
    side: str | None = None
    valued: bool = False
    """Whether the side's destination or state was told."""
    waiting: list[str] = field(default_factory=list)
    """Sides named without a word on them."""
    things: list[str] = field(default_factory=list)
    obstacle: str | None = None
    room: str | None = None
    """The obstacle's room."""
    mode: str = ""
    dest: str | None = None
    """A destination asked for, whose way the sentence tells."""
    ticked: bool = False
    moving: bool = False
    deed: str | None = None
    hedged: bool = False
    question: bool = False
    shut: Token | None = None
    """What shuts the exit whose side was asked for."""
    pair: tuple[str, str] | None = None
    """Two rooms joined by a way whose side is still to come."""
    both: bool = False
    named: str | None = None
    """A room named by itself, and what the sentence was about before it."""
    outer: str | None = None
    before: str = ""
    """What stands before a side in brackets: "nothing" or "unknown"."""
    inherited: bool = False
    wants: bool = False
    """Whether it is asked what an obstacle needs."""
    bare: bool = False
    """Whether the question is one word, a thing."""
    ordered: Fragment | None = None
    """A deed asked for: done once a "done" stands behind it."""
    drop: bool = False
    """Whether the step to come is one-way."""
    category: str = ""
    """The thing whose places are listed below."""
    below: str | None = None
    """Where its side leads: what is listed below is there."""
    doubtful: bool = False
    """Whether the side was named with a doubt."""
    filled: bool = False
    """Whether a line below told where its side leads."""
    owner: str | None = None
    """The room whose side is spoken of."""
    listed: bool = False
    """Whether it is an item of a list."""
    doubted: bool = False
    """Whether the beasts of a sentence are guesses."""
    value: str = ""
    """What was said of the last side: "nothing", "unknown" or neither."""
    parent: bool = False
    """Whether more is listed below it."""

    @property
    def idle(self) -> bool:
        """Whether it leaves nothing for what is listed below."""
        return not (self.subject or self.side or self.things or self.below or self.mode or self.category)

    def child(self) -> Frame:
        """Return a frame for what is listed below."""
        return replace(self, waiting=[], things=list(self.things), inherited=True, named=None, before="")
