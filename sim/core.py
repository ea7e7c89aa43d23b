"""The words everything is said in: frozen values that cross the rooms of the house.

Nothing here imports another room, and nothing here does more than guard a small invariant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np

SCREEN_WIDTH = 160
SCREEN_HEIGHT = 144

Json = Mapping[str, Any]
"""A JSON object: what settings, event details and truth are stored as."""


# --- errors -------------------------------------------------------------------------------


class LongplayError(Exception):
    """Something the user can act on; its text is one clear line. The command exits with code 2."""


class CartridgeError(LongplayError):
    """The ROM file cannot be played: missing, damaged, unsupported."""


class CartridgeHung(CartridgeError):
    """The cartridge stopped the emulated CPU for good, so no further frame can be had."""


class GuideError(LongplayError):
    """An edit of the memory folder was refused, or the folder cannot be read or written."""


class AgentError(LongplayError):
    """An agent cannot be built or gave a decision that means nothing."""


class RunFileError(LongplayError):
    """A run file cannot be opened, read or written."""


class ReplayMismatch(LongplayError):
    """Playing a recorded stretch again gave something else than the run file holds."""


class WorldError(LongplayError):
    """No such world, or a cartridge image that no world can be written into."""


# --- what goes in -------------------------------------------------------------------------


class Button(StrEnum):
    """One action: a Game Boy button, or `WAIT` (no button, the same time passes)."""

    A = "a"
    B = "b"
    START = "start"
    SELECT = "select"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Pacing:
    """How long one press lasts and when the game is ready for the next.

    `hold`: frames the button is held. `frames`: least frames per press, the last of them
    rendered; `walk`: the same for the four directions, where that is more. `ready`: (address,
    value) of a byte that has this value when the game waits for input, or None for a fixed length.
    `every`: frames between two looks at that byte. `limit`: most frames per press. `boot`: least
    frames before the first press.
    """

    hold: int = 8
    frames: int = 24
    walk: int = 0
    ready: tuple[int, int] | None = None
    every: int = 1
    limit: int = 600
    boot: int = 120

    def __post_init__(self) -> None:
        if not (0 < self.hold < self.frames <= self.limit and self.every > 0):
            raise ValueError(f"pacing needs 0 < hold < frames <= limit and every > 0, not {self}")


# --- what comes out -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One screen: its bytes as they are kept, and the xxh3-128 (16 bytes) of its RGBA pixels.

    `plane` is flat read-only uint8: one grey a pixel (23,040) from a monochrome cartridge, RGBA
    (92,160) from one in colour. Two frames are equal when their digests are.
    """

    plane: np.ndarray[Any, Any]
    digest: bytes

    @property
    def pixels(self) -> np.ndarray[Any, Any]:
        """The screen as read-only uint8 (144, 160, 4) RGBA."""
        rgba = self.plane
        if rgba.size == SCREEN_WIDTH * SCREEN_HEIGHT:
            rgba = rgba.repeat(4)
            rgba[3::4] = 255
        pixels = rgba.reshape(SCREEN_HEIGHT, SCREEN_WIDTH, 4)
        pixels.flags.writeable = False
        return pixels

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frame) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


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
    """What an agent says about a decision: the `target` it heads for and its `reason`, in words."""

    target: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One turn of an agent: the buttons to press in order, and what it says about them."""

    buttons: tuple[Button, ...]
    saying: Saying = field(default_factory=Saying)
    reset: bool = False
    """True if the agent emptied its working memory before this decision (a context reset)."""

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


# --- the guide ----------------------------------------------------------------------------


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


# --- paid for once ------------------------------------------------------------------------


@runtime_checkable
class Journal(Protocol):
    """Where every reply of a model is kept, so that it is paid for once.

    An agent that asks anything outside of itself (a model, a service, a clock) asks through the
    journal; when the run is played again it gets the recorded reply and nothing is asked.
    """

    def reply(self, request: Json, ask: Callable[[], Json], *, turn: int = 0, sample: int = 0) -> Json:
        """Return the reply recorded for this decision's (turn, sample), or `ask()`, committed first.

        Raises ReplayMismatch if the recorded reply answered another request.
        """
        ...


# --- settings -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What a run is: two runs with the same settings, versions and replies are the same run.

    `world` is a Fernmoor seed, or None when `rom` names a cartridge file; `legs` is the length of its
    quest, `without` what its twin leaves out ("distractors", "shortcuts"). `guide` is "blank",
    "off", or the name of the folder it started from. `context`: decisions between two context
    resets of an embedded agent, 0 for none. `snapshot_every`: steps between two snapshots.
    `steps` may grow later; everything else is fixed.
    """

    agent: str = "explorer"
    world: int | None = 1
    rom: str | None = None
    steps: int = 4000
    seed: int = 0
    guide: str = "blank"
    context: int = 20
    assists: tuple[str, ...] = ()
    snapshot_every: int = 1000
    legs: int = 24
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.world is None) == (self.rom is None):
            raise ValueError("a run plays either a world or a ROM file")
        if self.steps < 1:
            raise ValueError(f"steps must be at least 1, not {self.steps}")
