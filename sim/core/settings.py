"""What a run is, as it was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.core.journal import Json


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
    "off", the name of the folder it started from, or one that is written from the world: "oracle" (what is
    true) or "shuffled" (the same with the rooms' names in each other's place). `frozen`: the guide can be
    read, never edited. `game`: "module:Class" of one's own that tells what the cartridge's RAM means, "" for
    what Longplay knows. `context`: decisions between two context
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
    frozen: bool = False
    game: str = ""

    @property
    def label(self) -> str:
        """The agent as results name it: with its model, and with everything that is no plain play."""
        model = self.model
        parts = [self.agent] if model is None else [self.agent, model.name, *_modes(model)]
        frozen = ["guide frozen"] if self.frozen else []
        return ", ".join(parts + [f"assist {name}" for name in self.assists] + frozen)

    def __post_init__(self) -> None:
        if (self.world is None) == (self.rom is None):
            raise ValueError("a run plays either a world or a ROM file")
        if self.steps < 1:
            raise ValueError(f"steps must be at least 1, not {self.steps}")


def settings_from(stored: Json) -> RunSettings:
    """Return the settings whose JSON object this is: what was a tuple is a list there.

    Raises TypeError or ValueError where it is none of a run's.
    """
    model = stored.get("model")
    return RunSettings(
        **_tupled({**stored, "model": None if model is None else ModelSettings(**_tupled(model))})
    )


def _tupled(stored: Json) -> Json:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()}


def _modes(model: ModelSettings) -> list[str]:
    judge = {"": "", "model": f" judged by {model.judge_model or model.name}"}.get(
        model.judge, f" by {model.judge}"
    )
    best = [f"best of {model.samples}{judge}"] if model.samples > 1 else []
    thinking = [f"thinking {model.thinking}"] if model.thinking != "default" else []
    effort = [f"effort {model.effort}"] if model.effort else []
    return [*best, f"context {model.context}", *thinking, *effort]
