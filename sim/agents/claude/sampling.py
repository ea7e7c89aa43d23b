"""Asking for a decision: one sample, or several side by side of which the best is played."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.claude import judging, turns
from sim.agents.claude.memory import serve
from sim.core import AgentError, RunStopped
from sim.models import Answer, Ask, Asker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.agents.claude.conversation import Conversation, Gallery
    from sim.agents.claude.requests import Requests
    from sim.agents.claude.turns import Sample, Taken
    from sim.core import Button, Frame, Json, ModelSettings, Observation
    from sim.guide import Guide

LOOK_AHEAD = "look-ahead"
"""The judge that is no model."""


class Round:
    """One decision being asked for: its turns are numbered on, and every answer is kept."""

    def __init__(self, asker: Asker, ask_with: Callable[[Conversation], Json], gallery: Gallery) -> None:
        self._asker, self._ask_with, self._gallery = asker, ask_with, gallery
        self._turn = 0
        self.answers: list[Answer] = []

    def drive(self, *samples: Sample) -> list[Taken]:
        """Play samples side by side: each turn asks for all that are not done at once.

        Return what came of them, in order, but for those that never decide; raises the RunStopped of the
        first where none does.
        """
        waiting = {number: next(sample) for number, sample in enumerate(samples)}
        done: dict[int, Taken] = {}
        undecided: dict[int, RunStopped] = {}
        containers = dict.fromkeys(range(len(samples)), "")
        while waiting:
            numbers = sorted(waiting)
            requests = [self._request(waiting[each], containers[each], len(samples)) for each in numbers]
            answers = self.ask(list(zip(requests, numbers, strict=True)))
            waiting = {}
            for number, answer in zip(numbers, answers, strict=True):
                containers[number] = turns.container_of(answer.message) or containers[number]
                try:
                    waiting[number] = samples[number].send(answer)
                except StopIteration as stop:
                    done[number] = stop.value
                except RunStopped as stopped:
                    undecided[number] = stopped
        if not done:
            raise undecided[min(undecided)]
        return [done[number] for number in sorted(done)]

    def ask(self, requests: Sequence[tuple[Json, int]]) -> list[Answer]:
        """Ask for (request, sample) at once, all in the turn that comes next."""
        asks = [Ask(request, self._body(request), self._turn, sample) for request, sample in requests]
        answers = self._asker.ask_all(asks)
        self._turn += 1
        self.answers += answers
        return answers

    def _request(self, conversation: Conversation, container: str, samples: int) -> Json:
        """Return the request of a sample, which goes on in the container that its own code ran in.

        Of several samples none begins in the container of an earlier decision: what a loser does there
        would stay.
        """
        request = self._ask_with(conversation)
        kept = None if samples > 1 else request.get("container")
        rest = {name: value for name, value in request.items() if name != "container"}
        ran = container or kept
        return {**rest, "container": ran} if ran else rest

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
        """Return the sample that is played; its edits alone reach `guide`.

        A sample that refuses, fills its context or never presses loses to any that presses. If none does,
        one of them is returned whose context ended; raises RunStopped if there is none of these either.
        """
        count = self._settings.samples
        if count == 1:
            return turn.drive(turns.decide(conversation, guide))[0]
        copies = [None if guide is None else guide.copy() for _ in range(count)]
        samples = turn.drive(*(turns.decide(conversation, copy) for copy in copies))
        able = [taken for taken in samples if taken.pressed is not None]
        if not able:
            return samples[0]
        best = able[self._choose(able, observation, turn, seen)]
        if guide is not None:
            for given in best.edits:
                serve(guide, given)
        return best

    def _choose(
        self, samples: Sequence[Taken], observation: Observation, turn: Round, seen: frozenset[str]
    ) -> int:
        if len(samples) == 1:
            return 0
        if self._settings.judge == LOOK_AHEAD:
            if self._lend is None:
                raise AgentError("samples are to be judged by looking ahead, which this run does not lend")
            return judging.looking_ahead(samples, self._lend, seen)
        request = self._requests.judging(judging.question(observation, samples))
        (answer,) = turn.ask([(request, self._settings.samples)])
        return judging.chosen(answer.message, len(samples))
