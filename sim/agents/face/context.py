"""One context as the explorer lives it: it hears messages, answers, and sees its answer stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sim.agents.face.folder import Folder
from sim.agents.face.screens import frame_of
from sim.agents.mind import Mind
from sim.agents.novelty import Novelty
from sim.agents.reader import read
from sim.core import Button, Decision, Saying
from sim.models.fake import Text, Thought, Turn, Use

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sim.core import Frame, Json, Percept

UPDATE = "Your context is about to be emptied"
"""How the text begins that asks for the memory folder to be brought up to date."""
MOST = 10
"""Presses in one use of the tool; a longer way is walked in several turns."""
PRESS, WAIT, MEMORY = "press", "wait", "memory"
_PLAIN, _BARE, _GIVE_UP = 1, 2, 4
"""Turns about one screen after which nothing is thought or said any more, nothing is written down, and
nothing is tried: what was said before may have been too long, or refused."""
_NEVER = 1 << 62
_LONGEST = 200


class Offered(NamedTuple):
    """Which tools a request offers."""

    press: bool
    wait: bool
    memory: bool


class Context:
    """The explorer's state in a conversation, from its start or the last summary on.

    Two contexts that heard, answered and said the same are in the same state: nothing else goes in.
    """

    def __init__(self, seed: int, offered: Offered, opening: str | None) -> None:
        """Begin. `opening`: the text of the first message, None if the service summarised it."""
        self._offered = offered
        self._folder = Folder(opening) if offered.memory else None
        self._seed = seed
        self._mind: Mind | None = None
        self._novelty = Novelty(seed)
        self._frame: Frame | None = None
        self._planned: Decision | None = None
        self._rest: tuple[Button, ...] = ()
        self._saying = Saying()
        self._place: str | None = None
        self._tries = 0
        self._updates: int | None = None
        self._uses: dict[str, Json] = {}

    @property
    def notes(self) -> Mapping[str, str]:
        """The memory folder as the mind would have it, texts by path."""
        return self._folder.guide.files if self._folder else {}

    # --- hearing and having said ----------------------------------------------------------

    def say(self, content: Sequence[Json]) -> None:
        """Take in what stands in the conversation as the model's own words."""
        self._uses |= {block["id"]: block for block in content if block["type"] == "tool_use"}

    def hear(self, content: Sequence[Json]) -> None:
        """Take in a message of the user: results, texts, and the screen that is shown last."""
        for block in content:
            if block["type"] == "tool_result":
                self._hear_result(block)
        frames = [
            frame for block in _every(content) if block["type"] == "image" and (frame := frame_of(block))
        ]
        if frames:
            self._frame = frames[-1]
            self._planned, self._tries, self._updates = None, 0, None
        if any(block["type"] == "text" and block["text"].startswith(UPDATE) for block in content):
            self._updates = 0

    def _hear_result(self, block: Json) -> None:
        use = self._uses.pop(block["tool_use_id"], None)
        if use is not None and use["name"] == MEMORY and self._folder is not None:
            told = "\n".join(part["text"] for part in _every([block]) if part["type"] == "text")
            self._folder.done(use["input"], told, failed=bool(block.get("is_error")))

    # --- answering ------------------------------------------------------------------------

    def answer(self) -> Turn:
        """Return the model's turn after what was heard last."""
        if not self._offered.press:
            return Turn((Text("I take number 1."),))
        if self._updates is not None:
            return self._bring_up_to_date()
        if self._mind is None and (views := self._views()):
            return Turn((Text("First I read my notes."), *views))
        self._tries += 1
        if self._tries > _GIVE_UP:
            return Turn((Text("Nothing that I do is accepted: I can only stop here."),))
        if self._planned is None:
            self._planned = self._decide()
        words = self._words(self._planned) if self._tries <= _PLAIN else ()
        notes = (*self._views(), *self._edits()) if self._tries <= _BARE else ()
        return Turn((*words, *notes, self._use(self._planned)))

    def _bring_up_to_date(self) -> Turn:
        """Learn from the last screen what there is to learn, and write down what is not written yet."""
        assert self._updates is not None
        self._updates += 1
        if self._updates == 1 and self._mind and self._frame and self._planned is None:
            percept = read(self._frame)
            if percept is not None and self._going_on(percept) is None:
                self._mind.decide(percept)
        edits = self._edits() if self._updates <= _BARE else ()
        return Turn(
            (Text("I write down the last of it."), *edits) if edits else (Text("My notes are up to date."),)
        )

    def _views(self) -> tuple[Use, ...]:
        return tuple(Use(MEMORY, given) for given in self._folder.views()) if self._folder else ()

    def _edits(self) -> tuple[Use, ...]:
        return tuple(Use(MEMORY, given) for given in self._folder.edits()) if self._folder else ()

    def _decide(self) -> Decision:
        """Return what to press on the screen: at most `MOST` buttons of what the mind has in view."""
        if self._frame is None:
            return Decision((Button.WAIT,))
        percept = read(self._frame)
        decision = self._going_on(percept) or self._anew(percept, self._frame)
        self._place = percept.place if percept else None
        self._rest, self._saying = decision.buttons[MOST:], decision.saying
        return Decision(decision.buttons[:MOST], decision.saying)

    def _going_on(self, percept: Percept | None) -> Decision | None:
        """Return the rest of a long way, if nothing came between: the mind takes it for one decision."""
        is_same = percept is not None and percept.text is None and percept.place == self._place
        return Decision(self._rest, self._saying) if self._rest and is_same else None

    def _anew(self, percept: Percept | None, frame: Frame) -> Decision:
        if percept is None:
            return self._novelty.decide(frame)
        if self._mind is None:
            # Without notes a mind that has contexts heads for somewhere; it must never empty this one.
            guide = self._folder.guide if self._folder else None
            self._mind = Mind(self._seed, guide, 0 if guide is not None else _NEVER)
        return self._mind.decide(percept)

    def _words(self, decision: Decision) -> tuple[Thought | Text, ...]:
        saying = decision.saying
        place = f"I am in {self._place}." if self._place else "I look at the screen."
        sentence = ": ".join(part for part in (saying.target, saying.reason) if part) or "I look."
        return Thought(f"{place} Next: {saying.target or 'anything'}."), Text(sentence[:_LONGEST].rstrip())

    def _use(self, decision: Decision) -> Use:
        buttons = [str(button) for button in decision.buttons]
        if self._offered.wait and set(decision.buttons) == {Button.WAIT}:
            return Use(WAIT, {"presses": len(buttons)})
        target = decision.saying.target[:_LONGEST]
        return Use(PRESS, {"buttons": buttons, "target": target, "expect": _expected(target, self._rest)})


_EXPECTED = {
    "goal": "the text of the objective",
    "text": "the next page, or the room again",
    "exit": "another room",
    "portal": "another room",
    "lever": "the lever on its other side",
    "chest": "what is in the chest",
    "item": "to hold it",
    "gate": "the gate open",
}


def _expected(target: str, rest: Sequence[Button]) -> str:
    if rest:
        return "to be closer to it, in the same room"
    return _EXPECTED.get(target.partition(" ")[0], "a text" if " in " in target else "something new")


def _every(content: Iterable[Json]) -> Iterator[Json]:
    """Yield blocks, and those inside of tool results."""
    for block in content:
        if block["type"] == "tool_result":
            inner: Any = block.get("content") or []
            yield from ({"type": "text", "text": inner},) if isinstance(inner, str) else inner
        else:
            yield block
