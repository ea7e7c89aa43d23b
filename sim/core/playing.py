"""What an agent is shown, what it decides, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.core.console import Button, Frame
from sim.core.errors import AgentError
from sim.core.journal import Json


@dataclass(frozen=True, slots=True)
class Observation:
    """All that an agent may know about the game at a decision.

    `step`: steps played so far. `assists`: what it is told beyond the screen, by assist name;
    empty unless asked for in the settings.
    """

    frame: Frame
    goal: str
    step: int
    assists: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Percept:
    """What one Fernmoor screen shows, read from its pixels or told by the symbolic twin.

    `tiles`: 80 metatile ids, row by row (10 x 8 cells), `UNSEEN` where text covers them.
    `player`: column and row, `facing` 0-3 for north, east, south, west. `npcs`: cells with a
    person on them. `place`: the room's name on the status line, `bag`: letters of what is held (a key
    A-F, R raft, L lamp, H hammer, P parcel, T token), `goal`: objectives met so far, `score`: the points
    shown. What a sprite stands on cannot be seen: the cells of the player
    and of people are `UNSEEN` too.

    While a text box is open `text` holds the page's lines (up to 4, without trailing blanks) and
    `more` tells whether another page follows; `place`, `bag`, `goal` and `score` are then None. The box
    covers rows 6 and 7: their tiles are `UNSEEN`, people there are left out, and a player there is
    reported with `player` (-1, -1) and `facing` -1.
    """

    UNSEEN = 255

    tiles: bytes
    player: tuple[int, int]
    facing: int
    npcs: tuple[tuple[int, int], ...]
    place: str | None
    bag: str | None
    goal: int | None
    score: int | None
    text: tuple[str, ...] | None
    more: bool


@dataclass(frozen=True, slots=True)
class Saying:
    """What an agent says about a decision: the `target` it heads for, its `reason`, what it will `expect`."""

    target: str = ""
    reason: str = ""
    expect: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """What a model used for one decision, over all its replies that arrived, every sample counted.

    Tokens: `input` at full price, `cache_read`, `cache_write`, `output` (thinking included).
    `context`: the prompt of the reply that decided, in tokens. `usd`: None if a price is not known.
    `compactions`: how often the service summarised the conversation. `samples`: replies that were
    drawn to choose from, 1 unless the run plays best of N.
    """

    replies: int = 0
    input: int = 0
    cache_read: int = 0
    cache_write: int = 0
    output: int = 0
    context: int = 0
    usd: float | None = 0.0
    compactions: int = 0
    samples: int = 1


@dataclass(frozen=True, slots=True)
class Decision:
    """One turn of an agent: the buttons to press in order, and what it says about them."""

    buttons: tuple[Button, ...]
    saying: Saying = field(default_factory=Saying)
    reset: bool = False
    """True if the agent emptied its working memory before this decision (a context reset)."""
    account: Account | None = None
    """What it cost, None for an agent that asks no model."""

    def __post_init__(self) -> None:
        if not self.buttons:
            raise AgentError("a decision must hold at least one button (Button.WAIT passes the time)")


@dataclass(frozen=True, slots=True)
class Claim:
    """A checkable statement of a guide: `subject` `relation` `object`."""

    subject: str
    relation: str
    object: str


@dataclass(frozen=True, slots=True)
class Truth:
    """What the cartridge's RAM says after a step. No agent ever sees it.

    `state`: signed 64-bit hash of everything that matters to the game's future, counters aside.
    `mode`: "play", "text" (a dialogue waits), "won" or "unknown". `objective` of `objectives` is
    the next one to meet. `place` names the room. `detail` holds the game's own fields.
    """

    state: int
    mode: str = "unknown"
    place: str | None = None
    x: int | None = None
    y: int | None = None
    objective: int | None = None
    objectives: int | None = None
    detail: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a step: a `kind` and a JSON object that tells what."""

    kind: str
    detail: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One committed button press and its consequences until the game is ready again.

    `number` counts from 1; `decision` is the number of the decision it belongs to, from 1.
    `screen` is the digest of the frame after the press; `frame` is that frame itself, or None when
    the step was read from a run file without its images. `frames` counts emulated frames.
    `chosen` is the decision on its first step, else None; `last` is true on its last step.
    """

    number: int
    decision: int
    button: Button
    screen: bytes
    truth: Truth
    events: tuple[Event, ...]
    frames: int
    last: bool
    chosen: Decision | None = None
    frame: Frame | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One edit of the memory folder, numbered from 1: the operation and the file's text after it.

    `text` is None where the file is gone. `renamed` is the new path of a rename.
    """

    number: int
    operation: str
    path: str
    text: str | None
    renamed: str | None = None
