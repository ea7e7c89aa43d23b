"""Asking for a decision: one sample, or several side by side of which the best is played."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.claude import judging, turns
from sim.agents.claude.memory import serve
from sim.guide import Guide
from sim.models import Answer, Ask, Asker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.agents.claude.conversation import Conversation, Gallery
    from sim.agents.claude.requests import Requests
    from sim.agents.claude.turns import Sample, Taken
    from sim.core import Button, Frame, Json, ModelSettings, Observation


class Round:
    """One decision being asked for: its turns are numbered on, and every answer is kept."""

    def __init__(self, asker: Asker, ask_with: Callable[[Conversation], Json], gallery: Gallery) -> None:
        self._asker, self._ask_with, self._gallery = asker, ask_with, gallery
        self._turn = 0
        self.answers: list[Answer] = []

    def drive(self, *samples: Sample) -> list[Taken]:
        """Play samples side by side: each turn asks for all that are not done at once."""
        waiting = {number: next(sample) for number, sample in enumerate(samples)}
        done: dict[int, Taken] = {}
        while waiting:
            numbers = sorted(waiting)
            answers = self.ask([(self._ask_with(waiting[number]), number) for number in numbers])
            waiting = {}
            for number, answer in zip(numbers, answers, strict=True):
                try:
                    waiting[number] = samples[number].send(answer)
                except StopIteration as stop:
                    done[number] = stop.value
        return [done[number] for number in range(len(samples))]

    def ask(self, requests: Sequence[tuple[Json, int]]) -> list[Answer]:
        """Ask for (request, sample) at once, all in the turn that comes next."""
        asks = [Ask(request, self._body(request), self._turn, sample) for request, sample in requests]
        answers = self._asker.ask_all(asks)
        self._turn += 1
        self.answers += answers
        return answers

    def _body(self, request: Json) -> Callable[[], Json]:
        return lambda: {**request, "messages": self._gallery.filled(request["messages"])}


class Best:
    """Best of N: draws samples, each with a memory folder of its own, and has one of them chosen."""

    def __init__(
        self,
        settings: ModelSettings,
        requests: Requests,
        lend: Callable[[tuple[Button, ...]], tuple[Frame, ...]] | None,
    ) -> None:
        self._settings, self._requests, self._lend = settings, requests, lend

    def decide(
        self,
        conversation: Conversation,
        guide: Guide | None,
        observation: Observation,
        turn: Round,
        seen: frozenset[str],
    ) -> Taken:
        """Return the sample that is played; its edits alone reach `guide`."""
        count = self._settings.samples
        if count == 1:
            return turn.drive(turns.decide(conversation, guide))[0]
        copies = [None if guide is None else Guide(guide.files) for _ in range(count)]
        samples = turn.drive(*(turns.decide(conversation, copy) for copy in copies))
        able = [taken for taken in samples if taken.pressed is not None]
        best = samples[0] if not able else able[self._choose(able, observation, turn, seen)]
        if guide is not None:
            for given in best.edits:
                serve(guide, given)
        return best

    def _choose(
        self, samples: Sequence[Taken], observation: Observation, turn: Round, seen: frozenset[str]
    ) -> int:
        if len(samples) == 1:
            return 0
        if self._lend is not None:
            return judging.looking_ahead(samples, self._lend, seen)
        request = self._requests.judging(judging.question(observation, samples))
        (answer,) = turn.ask([(request, self._settings.samples)])
        return judging.chosen(answer.message, len(samples))
