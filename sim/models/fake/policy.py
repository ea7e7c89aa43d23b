"""What the model answers: a policy maps a validated request to a turn.

A policy is a function of the request alone, so that the same request gets the same reply, also after
the server was restarted: a resumed run replays equal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sim.core import Json

Stop = Literal["end_turn", "tool_use", "max_tokens", "refusal", "pause_turn"]


@dataclass(frozen=True, slots=True)
class Text:
    """The model says something."""

    text: str


@dataclass(frozen=True, slots=True)
class Thought:
    """The model thinks; `tokens` is what that costs, by default what its text would.

    It is left out of the reply where the request leaves no room for thinking, and comes without its
    text where the thinking is not to be displayed.
    """

    text: str
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """The model uses a tool: its name and input. The id comes from the request's digest."""

    name: str
    input: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Raw:
    """A content block as it is, such as a server tool's use and result; `tokens` is what it costs."""

    block: Mapping[str, Any]
    tokens: int = 0


Said = Text | Thought | Use | Raw


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer of the model: what it says, in order, and why it stops.

    `stop` is "tool_use" if there is a tool use and "end_turn" otherwise, unless given. `category` is that
    of a refusal. A reply that is longer than the request allows is cut and stops for that reason.
    """

    said: tuple[Said, ...] = ()
    stop: Stop | None = None
    category: str | None = None

    @property
    def reason(self) -> Stop:
        """Why the model stops."""
        used = any(isinstance(part, Use) for part in self.said)
        return self.stop or ("tool_use" if used else "end_turn")


Policy = Callable[[Json], Turn]
"""Maps the body of a validated request to the model's turn."""


def turns_taken(request: Json) -> int:
    """Return how many times the assistant has spoken in a request's messages.

    >>> turns_taken({"messages": [{"role": "user", "content": "hi"}]})
    0
    """
    return sum(message["role"] == "assistant" for message in request["messages"])


def scripted(turns: Sequence[Turn]) -> Policy:
    """Return a policy that says `turns` in order: the n-th where the assistant has spoken n times.

    Raises IndexError, which the server reports when it closes, for a request after the last turn.
    """
    script = tuple(turns)

    def policy(request: Json) -> Turn:
        return script[turns_taken(request)]

    return policy


def steady(
    text: str = "ok", *, use: str | None = None, inputs: Sequence[Json] = ({},), thinking: str = ""
) -> Policy:
    """Return a policy that always answers alike: thinks, says `text`, uses the tool `use`.

    The tool's input is taken from `inputs` in turn, over and over. A request that does not offer the tool
    gets the text alone. An empty `text` or `thinking` is not said.
    """

    def policy(request: Json) -> Turn:
        said: list[Said] = [Thought(thinking)] if thinking else []
        said += [Text(text)] if text else []
        if use is not None and any(tool.get("name") == use for tool in request.get("tools", ())):
            said.append(Use(use, inputs[turns_taken(request) % len(inputs)]))
        return Turn(tuple(said))

    return policy
