"""What the player holds between two decisions, apart from the guide."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sim.agents.claude.conversation import Conversation, result
from sim.agents.claude.limits import Fill
from sim.agents.claude.prompts import logged
from sim.core import AgentError, Button

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.agents.claude.turns import Taken
    from sim.core import Json

_GAPS = 20


@dataclass(frozen=True, slots=True)
class Remembered:
    """The context and the counters; frozen, so that a decision that fails changes nothing.

    `results`, `press` and `buttons`: answers that the next message begins with, the id of the press among
    them and what it pressed. `contexts`: contexts begun. `sent`: when the last requests were sent, seconds.
    `seen`: digests of the screens seen, kept where samples are judged by looking ahead. `folder`: the memory
    folder as the context began with it. `log`: what was done in this context, decision by decision.
    """

    conversation: Conversation = field(default_factory=Conversation)
    results: tuple[Json, ...] = ()
    press: str = ""
    buttons: tuple[Button, ...] = ()
    fill: Fill = field(default_factory=Fill)
    contexts: int = 0
    refusals: int = 0
    sent: tuple[float, ...] = ()
    container: str = ""
    seen: frozenset[str] = frozenset()
    folder: str = ""
    log: tuple[str, ...] = ()

    def pressed_result(self, *shown: Json) -> Json:
        """Return the answer to the last press."""
        return result(self.press, *shown)

    def seeing(self, digest: str, *, remember: bool) -> Remembered:
        """Return this with one more screen seen."""
        return replace(self, seen=self.seen | {digest}) if remember else self

    def beginning(self, folder: str) -> Remembered:
        """Return this at the beginning of a context, which begins with the memory folder."""
        return replace(self, folder=folder, log=(), fill=Fill(), contexts=self.contexts + 1)

    def going_on(self, conversation: Conversation) -> Remembered:
        """Return this further on in the same context."""
        return replace(self, conversation=conversation)

    def refused(self) -> Remembered:
        """Return this after one more context was ended from outside."""
        return replace(self, refusals=self.refusals + 1)

    def after(self, taken: Taken, fill: Fill, sent: float) -> Remembered:
        """Return this after a decision."""
        assert taken.pressed is not None
        return replace(
            self, conversation=taken.conversation, results=taken.results, press=taken.press,
            buttons=taken.pressed.buttons, fill=fill, refusals=0, sent=(*self.sent, sent)[-_GAPS:],
            container=taken.container or self.container, log=(*self.log, logged(taken)),
        )  # fmt: skip

    def dumped(self, images: Mapping[str, str]) -> bytes:
        """Return this and the screens of the context as JSON."""
        saved = {**asdict(self), "seen": sorted(self.seen), "images": dict(images)}
        return json.dumps(saved).encode()

    @staticmethod
    def loaded(state: bytes) -> tuple[Remembered, dict[str, str]]:
        """Return what `dumped` was given; raises AgentError on bytes of something else."""
        try:
            saved: dict[str, Any] = json.loads(state)
            images = saved.pop("images")
            return _of_json(saved), images
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise AgentError(f"this is no saved state of the agent claude: {error!r}") from error


def _of_json(saved: dict[str, Any]) -> Remembered:
    return Remembered(
        **{
            **saved,
            "conversation": Conversation(
                tuple(saved["conversation"]["messages"]), saved["conversation"]["stable"]
            ),
            "results": tuple(saved["results"]),
            "buttons": tuple(map(Button, saved["buttons"])),
            "fill": Fill(**saved["fill"]),
            "sent": tuple(saved["sent"]),
            "seen": frozenset(saved["seen"]),
            "log": tuple(saved["log"]),
        }
    )
