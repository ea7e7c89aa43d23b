"""A language model at the keys: it sees the screen, keeps its navigation guide, and loses its context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.claude import limits, prompts, turns
from sim.agents.claude.accounts import account_of
from sim.agents.claude.conversation import Conversation, Gallery, screen, text
from sim.agents.claude.memories import Remembered
from sim.agents.claude.requests import Requests, given
from sim.agents.claude.sampling import Best, Round
from sim.core import AgentError, Decision, RunStopped, Saying
from sim.models import Asker, context_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.agents.base import Setup
    from sim.agents.claude.turns import Taken
    from sim.core import Json, Observation

REFUSALS = 3
"""Refusals in a row, each in a fresh context, after which the run is stopped."""


class Player:
    """Plays by asking a model, through the journal, in contexts that grow at their end only.

    Everything it decides follows from the screens and the recorded answers, so a run that is played again
    asks nothing. A screen is shown after each decision; a *context reset* gives the model some replies to
    bring its memory folder up to date, where that can be changed, and then begins anew with that folder.
    """

    def __init__(self, setup: Setup) -> None:
        if setup.model is None:
            raise AgentError(
                "the agent claude asks a model: name one with --model, for instance --model fake"
            )
        self._settings, self._info = setup.model.settings, setup.model.info
        self._asker = Asker(setup.model.model, setup.journal, self._settings, seed=setup.seed)
        self._guide, self._lend, self._seed = setup.guide, setup.lend, setup.seed
        self._gallery = Gallery(self._settings.scale, {})
        self._files = given(setup.model.files)
        self._now = Remembered()

    def decide(self, observation: Observation) -> Decision:
        """Return what the model presses next; raises RunStopped when the run cannot go on with it."""
        requests = self._requests(observation.goal)
        best = Best(self._settings, requests, self._lend)
        self._gallery = self._gallery.showing(observation.frame)
        self._now = self._now.seeing(observation.frame.digest.hex(), remember=self._lend is not None)
        turn = Round(self._asker, self._asking(requests), self._gallery)
        reset = self._show(observation, turn)
        while True:
            seen = frozenset(self._now.seen)
            taken = best.decide(self._now.conversation, self._guide, observation, turn, seen)
            if taken.pressed is not None:
                break
            self._count_ending(taken)
            reset = self._open(observation)
        self._now = self._after(taken)
        saying = Saying(taken.pressed.target, taken.said, taken.pressed.expect)
        context = context_of(taken.answers[-1].message)
        return Decision(
            taken.pressed.buttons, saying, reset, account_of(turn.answers, context, self._settings.samples)
        )

    # --- showing --------------------------------------------------------------------------

    def _show(self, observation: Observation, turn: Round) -> bool:
        """Show the screen, in this context or in a new one; tell whether this one was emptied."""
        now = self._now
        if not now.conversation.messages:
            self._open(observation)
            return False
        if self._settings.context == "log":
            return self._show_log(observation, turn)
        words = prompts.pressed(observation.step, now.buttons, observation.assists)
        shown = (*now.results, now.pressed_result(text(words), screen(observation.frame)))
        if not self._is_due():
            self._now = now.going_on(now.conversation.heard(*shown))
            return False
        self._update(now.conversation.heard(*shown, text(prompts.UPDATE)), turn)
        return self._open(observation)

    def _show_log(self, observation: Observation, turn: Round) -> bool:
        """Show the screen behind the log of this context, in the place of all that was said in it."""
        self._now = self._now.going_on(self._opening(observation))
        self._gallery = self._gallery.only(self._now.conversation.digests())
        if not self._is_due():
            return False
        self._update(self._opening(observation, text(prompts.UPDATE)), turn)
        return self._open(observation)

    def _update(self, conversation: Conversation, turn: Round) -> None:
        """Let the model bring its memory folder up to date before its context is emptied."""
        if self._guide is not None and not self._guide.frozen:
            turn.drive(turns.update(conversation, self._guide))

    def _is_due(self) -> bool:
        """Tell whether the context is emptied now; raises RunStopped if it is full and never emptied."""
        fill = self._now.fill
        if limits.is_due(self._settings, fill, self._now.contexts, self._seed):
            return True
        if not limits.is_full(self._settings, self._info, fill):
            return False
        self._refuse_full()
        return True

    def _open(self, observation: Observation) -> bool:
        """Begin a fresh context with the memory folder and the screen; say that there is one."""
        folder = "" if self._guide is None else prompts.memory_folder(self._guide.files)
        self._now = self._now.beginning(folder)
        self._now = self._now.going_on(self._opening(observation))
        self._gallery = self._gallery.only(self._now.conversation.digests())
        return True

    def _opening(self, observation: Observation, *more: Json) -> Conversation:
        """Return a conversation that begins here: the memory folder, files, the log so far, the screen."""
        folder = [text(self._now.folder)] if self._now.folder else []
        stable = [*folder, *self._files, *map(text, self._now.log)]
        words = prompts.opening(observation.step, observation.assists)
        begun = Conversation(stable=len(stable) if self._now.log else 1)
        return begun.heard(*stable, text(words), screen(observation.frame), *more)

    # --- after the answers ----------------------------------------------------------------

    def _after(self, taken: Taken) -> Remembered:
        last = taken.answers[-1]
        decisions = self._now.fill.decisions + 1
        log = self._settings.context == "log"
        images = decisions if log else len(taken.conversation.digests())
        fill = limits.Fill(context_of(last.message), decisions, images)
        return self._now.after(taken, fill, last.sent)

    def _count_ending(self, taken: Taken) -> None:
        """Count what ended a context from outside; raises RunStopped when it happens again and again."""
        if taken.ended == "full":
            self._refuse_full()
        self._now = self._now.refused()
        if self._now.refusals >= REFUSALS:
            raise RunStopped("refused", f"the model refused {REFUSALS} times in a row, each in a new context")

    def _refuse_full(self) -> None:
        if self._settings.context == "none":
            raise RunStopped("context full", "the context is full, and in mode none nothing empties it")

    def _requests(self, goal: str) -> Requests:
        guide = self._guide
        frozen = guide is not None and guide.frozen
        return Requests(self._settings, goal, memory=guide is not None, frozen=frozen, info=self._info)

    def _asking(self, requests: Requests) -> Callable[[Conversation], Json]:
        return lambda conversation: requests.playing(conversation, self._now.sent, self._now.container)

    # --- state ----------------------------------------------------------------------------

    def state(self) -> bytes:
        """Return the context with its screens, and the counters."""
        return self._now.dumped(self._gallery.images)

    def restore(self, state: bytes) -> None:
        """Go on where another player stopped. Raises AgentError on bytes of something else."""
        self._now, images = Remembered.loaded(state)
        self._gallery = Gallery(self._settings.scale, images)
