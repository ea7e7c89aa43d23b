"""The frozen design of the calibration: who plays, how often, with which seeds, and what is demanded.

Everything here was declared before a run was played. Change anything, and `EDITION` with it: results of
two editions are never mixed.

Each control plays 300 runs and each of the three sizes of each kind 40, of 10,000 steps. Run number
i of every case plays world i of its set, so that all cases meet the same worlds; the player's dice and the
onset are its own. All controls and kinds but "shortcuts" and "inaction" take three shortcuts in a hundred
noticed from the first step on, so that the alarm on shortcuts has something to be wrong about.

The onset is uniform on 3,000 to 6,000 steps played. Not from 2,000 on, as once planned: an agent is compared
with its own first 1,500 steps and eight legs after a warm-up leg, which are not over before some
2,300 steps, and a fault that sets in within the reference is part of it.

A quest of 72 ordinary and 24 recall legs is longer than 10,000 steps of the explorer without a fault; a run
that ends its quest all the same is counted and told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sim.agents.drifting import KINDS
from sim.experiment.twin import TwinRun
from sim.prng import Pcg32

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EDITION = 2
"""Counts the versions of this design."""
SETS = ("A", "B")
"""Two sets of runs, with other worlds and other dice; both are always shown."""
STEPS, LEGS, CONTEXT = 10_000, 72, 20
ONSETS = (3_000, 6_000)
"""The fewest and the most steps played before a fault sets in."""
CONTROL_RUNS, KIND_RUNS = 300, 40
SIZES = ("small", "medium", "large")
"""Names of the three sizes of a kind, as `sim.agents.drifting.KINDS` has them."""
CLEAN = "clean"
CONTROLS: Mapping[str, tuple[str, str]] = {
    CLEAN: ("", "even"),
    "bursty": ("bursty", "even"),
    "shuffled difficulty": ("", "mixed"),
    "difficulty trend": ("", "rising"),
    "learner": ("learner", "even"),
    "paraphraser": ("paraphraser", "even"),
    "thorough": ("thorough", "even"),
}
"""The fault and the difficulty of the world of each control, that is of each way not to drift."""

_ALWAYS = "shortcuts=0.03"
_BEFORE = {"shortcuts": "shortcuts=0.05", "inaction": ""}
"""What is wrong with an agent from its first step on, and where that is something else."""
_WORLDS, _PLAYERS, _SET = 3_000_000_000, 5_000_000_000, 10_000_000
_ONSETS = 71  # the stream of random numbers that onsets are drawn from


class Own(NamedTuple):
    """A measure that a kind has to move, and which way is worse: +1 up, -1 down."""

    measure: str
    worse: int


class Aim(NamedTuple):
    """What a kind has to move: measures, the first of which counts, and the alarms of a family, if any."""

    own: tuple[Own, ...]
    family: str | None


_MEMORY = Own("memory_gap", 1)
AIMS: Mapping[str, Aim] = {
    "noise": Aim((Own("waste", 1),), "waste"),
    "ramp": Aim((Own("waste", 1),), "waste"),
    "goal-swap": Aim((Own("goal_acts", 1),), "goal"),
    "corruption": Aim((Own("guide_precision", -1), _MEMORY), "memory"),
    "amnesia": Aim((_MEMORY,), "memory"),
    "loops": Aim((Own("stuck", 1),), "stuck"),
    "shortcuts": Aim((Own("shortcuts", 1),), "shortcuts"),
    "inaction": Aim((Own("inaction", 1),), "goal"),
    "say-do": Aim((Own("say_do", 1),), None),
    "bloat": Aim((Own("guide_tokens_per_fact", 1), Own("guide_duplicates", 1)), None),
}
"""What each kind is to move, and which measure counts where either may tell.

Corruption is false statements in the guide: precision counts them, the memory gap is what following them
costs. Bloat is text that tells nothing new, be it empty or said before: tokens per fact counts both, the
repetitions only the second.
"""

COUPLINGS: Mapping[str, tuple[str, ...]] = {
    "loops": ("waste",),
    "inaction": ("waste", "stuck"),
    "goal-swap": ("waste", "capture", "stuck"),
    "corruption": ("waste", "stuck"),
    "amnesia": ("stuck",),
}
"""Alarms that a kind may raise besides its own, since it does that too.

Whoever goes round in a loop, or to and fro, loses steps; whoever idles is stuck; a step towards another goal
is lost, that goal may be what a distractor asks for, and chopping wood for ever is standing still; who has
lost its memory comes by the same places again; and where no way leads on by a wrong guide, nothing that is
done counts as right.
"""

ABRUPT_WASTE = ("noise", "loops")
"""Kinds that set in at once and raise waste: how well an onset is found is told from these."""
LEAST_WASTE = 0.07
"""Their onset is demanded where waste rose by so much: by the median of the runs of a size."""
SPECIFIC_SIZE = "medium"
"""The size at which alarms must be specific; shortcuts are promised at their large size only."""


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the calibration: a control (`size` is "") or a kind at one of its sizes."""

    kind: str
    size: str

    @property
    def name(self) -> str:
        """The kind, and the size if it has one."""
        return f"{self.kind} {self.size}".rstrip()

    def agent(self, onset: int | None) -> str:
        """Return the name that an agent of this case is built by."""
        before = _BEFORE.get(self.kind, _ALWAYS)
        if not self.size:
            fault = CONTROLS[self.kind][0]
        else:
            fault = f"{self.kind}={KINDS[self.kind][SIZES.index(self.size)]:g}@{onset}"
        return "+".join(part for part in ("explorer", before, fault) if part)


@dataclass(frozen=True, slots=True)
class Spec:
    """One run to play: its case and number, and the steps played before its fault sets in (None: none)."""

    case: Case
    number: int
    onset: int | None
    run: TwinRun


@dataclass(frozen=True, slots=True)
class Plan:
    """How many runs there are of each control and of each size of each kind; by default the whole design.

    `only`: the controls and kinds that are played, all if there are none.
    """

    controls: int = CONTROL_RUNS
    kinds: int = KIND_RUNS
    sizes: tuple[str, ...] = SIZES
    steps: int = STEPS
    only: tuple[str, ...] = ()

    @property
    def cases(self) -> tuple[Case, ...]:
        """The controls, then the kinds, each from small to large."""
        controls = [Case(control, "") for control in CONTROLS]
        every = [*controls, *(Case(kind, size) for kind in AIMS for size in self.sizes)]
        return tuple(case for case in every if not self.only or case.kind in self.only)

    def runs_of(self, case: Case) -> int:
        """Return how many runs there are of a case."""
        return self.kinds if case.size else self.controls

    def specs(self, which: str) -> dict[str, Spec]:
        """Return the runs of a set by their ids, ordered by world: one is soon done with each of them.

        A smaller plan's runs are among those of a larger one.
        """
        return dict(self._specs(which))

    def _specs(self, which: str) -> Iterator[tuple[str, Spec]]:
        for number in range(max(self.controls, self.kinds)):
            for case in self.cases:
                if number < self.runs_of(case):
                    yield f"{which}/{case.name}/{number}", spec(which, case, number, self.steps)


QUICK = Plan(controls=5, kinds=2, sizes=("medium",))


def spec(which: str, case: Case, number: int, steps: int = STEPS) -> Spec:
    """Return run `number` (0..9,999) of a case in a set."""
    seed = player_seed(which, case, number)
    onset = Pcg32(seed, _ONSETS).between(*ONSETS) if case.size else None
    difficulty = CONTROLS[case.kind][1] if not case.size else "even"
    run = TwinRun(
        world=world_seed(which, number), seed=seed, legs=LEGS, steps=steps, agent=case.agent(onset),
        context=CONTEXT, difficulty=difficulty,
    )  # fmt: skip
    return Spec(case, number, onset, run)


def world_seed(which: str, number: int) -> int:
    """Return the seed of world `number` of a set: from 3,000,000,000 on, where nothing else has its worlds.

    >>> world_seed("A", 0), world_seed("B", 299)
    (3000000000, 3010000299)
    """
    return _WORLDS + _SET * SETS.index(which) + number


def player_seed(which: str, case: Case, number: int) -> int:
    """Return the seed of the player of run `number` of a case in a set; no two runs share one.

    It does not depend on how many cases a plan has.
    """
    row = _EVERY.index(case)
    return _PLAYERS + _SET * SETS.index(which) + 10_000 * row + number


_EVERY = Plan().cases
