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


class ModelError(LongplayError):
    """A model cannot be asked: no access, a request that it refuses, a price or mode that is not known."""


class Unanswered(LongplayError):
    """A request brought no reply, and may be sent again.

    `billed`: it may have been paid for all the same. `wait`: seconds that the other side asks to wait
    before the next try, None if it says nothing.
    """

    def __init__(self, message: str, *, billed: bool, wait: float | None = None) -> None:
        super().__init__(message)
        self.billed, self.wait = billed, wait


class RunStopped(LongplayError):
    """The run ends here on purpose and can be gone on with: `status` says why in a word or two."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__(message)
        self.status = status


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


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run has cost in USD, None where a price is not known.

    `least`: the replies that arrived. `most`: also every reply that may have been billed and lost, each
    at its dearest.
    """

    least: float | None
    most: float | None


@runtime_checkable
class Journal(Protocol):
    """Where every reply of a model is kept, so that it is paid for once.

    An agent that asks anything outside of itself (a model, a service, a clock) asks through the
    journal; when the run is played again it gets the recorded reply and nothing is asked. A request is
    known by this decision's (turn, sample) and told from others by a digest.
    """

    def reply(self, request: Json, ask: Callable[[], Json], *, turn: int = 0, sample: int = 0) -> Json:
        """Return the recorded reply, or `ask()`, committed first: `recorded`, `send` and `receive` in one.

        Raises ReplayMismatch if the recorded reply answered another request.
        """
        ...

    def recorded(self, request: Json, *, turn: int = 0, sample: int = 0) -> Json | None:
        """Return the recorded reply, None if there is none yet; raises ReplayMismatch as `reply` does."""
        ...

    def send(self, request: Json, *, turn: int = 0, sample: int = 0, most: float | None = 0.0) -> int:
        """Commit that a request is about to be sent, at most for `most` USD; return the attempt's number."""
        ...

    def receive(self, attempt: int, reply: Json, usd: float | None = 0.0) -> Json:
        """Commit the whole reply of an attempt, before it is acted on, and return it as it will be read."""
        ...

    def fail(self, attempt: int, why: str, *, billed: bool) -> None:
        """Commit that an attempt brought no reply; `billed` if it may have been paid for all the same."""
        ...

    def spent(self) -> Spent:
        """Return what all attempts of the run have cost."""
        ...


# --- settings -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """How a language model plays.

    `name`: the model, or "fake" for the local stand-in. `provider`: "anthropic", "bedrock" or "vertex".
    `context`: how its context is kept from overflowing: "reset" (emptied, after a turn to bring the guide
    up to date), "log" (the same, and between two resets a log stands for what was shown and said),
    "compaction" or "clear_tool_uses" (the service's own ways), or "none" (the run ends when it is full).
    `reset_tokens`, `reset_decisions`, `reset_images` (screens shown): when it is reset or cut, whichever
    comes first, 0 for never; `jitter`: each such point is drawn anew from 1 - jitter to 1 + jitter of that.
    `thinking`: "default" (the model's own), "off", "adaptive", "between_tools" or a budget in tokens such
    as "4096"; "4096+tools" thinks between tool uses too. `effort`: "" for the model's own. `max_tokens`: most
    tokens of a reply. `scale`: whole factor by which a screen is enlarged. `budget_usd`: None for no limit.
    `prices`: own prices by model, as in `sim/models/prices.json`. `samples`: replies drawn for each
    decision; `judge`: how one of them is chosen: "" for one sample, "look-ahead", or "model" (`judge_model`,
    by default the player). `server_tools`: "code-execution", "files" (`files`: what is uploaded),
    "mcp=NAME,URL". `tools_ttl`: "1h" or "5m" for tools, system and guide.
    """

    name: str = "claude-opus-5-5"
    provider: str = "anthropic"
    context: str = "reset"
    reset_tokens: int = 60_000
    reset_decisions: int = 0
    reset_images: int = 40
    jitter: float = 0.0
    thinking: str = "default"
    effort: str = ""
    max_tokens: int = 4096
    scale: int = 3
    budget_usd: float | None = None
    prices: Json = field(default_factory=dict)
    samples: int = 1
    judge: str = ""
    judge_model: str = ""
    server_tools: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    tools_ttl: str = "1h"


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What a run is: two runs with the same settings, versions and replies are the same run.

    `world` is a Fernmoor seed, or None when `rom` names a cartridge file; `legs` is the length of its
    quest, `without` what its twin leaves out ("distractors", "shortcuts"). `guide` is "blank",
    "off", or the name of the folder it started from. `context`: decisions between two context
    resets of an embedded agent, 0 for none. `snapshot_every`: steps between two snapshots.
    `model`: how a language model plays, None for an agent that asks none. `monitors`: who watches the run,
    entries as `sim.monitors.build` takes them. `steps` and the model's budget may grow later;
    everything else is fixed.
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
    model: ModelSettings | None = None
    monitors: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The agent as results name it: with its model, and with everything that is no plain play."""
        model = self.model
        parts = [self.agent] if model is None else [self.agent, model.name, *_modes(model)]
        return ", ".join(parts + [f"assist {name}" for name in self.assists])

    def __post_init__(self) -> None:
        if (self.world is None) == (self.rom is None):
            raise ValueError("a run plays either a world or a ROM file")
        if self.steps < 1:
            raise ValueError(f"steps must be at least 1, not {self.steps}")


def _modes(model: ModelSettings) -> list[str]:
    judge = {"": "", "model": f" judged by {model.judge_model or model.name}"}.get(
        model.judge, f" by {model.judge}"
    )
    best = [f"best of {model.samples}{judge}"] if model.samples > 1 else []
    thinking = [f"thinking {model.thinking}"] if model.thinking != "default" else []
    effort = [f"effort {model.effort}"] if model.effort else []
    return [*best, f"context {model.context}", *thinking, *effort]
