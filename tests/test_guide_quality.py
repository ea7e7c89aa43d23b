"""Memory quality: known answers on edits and steps made by hand, and on the explorer's own guide."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agents.mind import Mind
from sim.core import Button, Claim, Decision, Revision, Step
from sim.drift.components.guide import GuideQuality, GuideWatch
from sim.drift.components.guide.acting import Lags
from sim.drift.components.guide.needed import Recall
from sim.drift.components.guide.observed import Observed
from sim.drift.components.guide.reading import Reader
from sim.drift.moment import Moment, Reading
from sim.experiment.calibration.job import played
from sim.experiment.twin import TwinRun
from sim.guide import Guide, apply, starting_guide
from sim.world import World, rules
from sim.world.facts import Facts
from sim.world.model import Entity, Kind
from sim.world.rules import State
from tests.claimtext import Bars, Notes, lines
from tests.tinyworld import HELLO, LONG, thing, tiny
from tests.twinplay import Table

GATE, KEY, LEVER = 1, 2, 3
WORLD = tiny(
    thing(Kind.GATE, 9, 4, flag=GATE, item=2, text=LONG),
    thing(Kind.ITEM, 5, 4, flag=KEY, item=2),
    thing(Kind.SHUTTER, 0, 3, since=1),
    there=(thing(Kind.LEVER, 4, 3, flag=LEVER), thing(Kind.WARP, 6, 6)),
    quest=((LEVER, 251), (252,)),
)


def asking(*things: Entity, room: int = 1) -> World:
    """A world with a lever at (4, 3) of FERN or MOSS that the first objective asks for."""
    lever = thing(Kind.LEVER, 4, 3, flag=LEVER)
    made = tiny(*things, *[lever] * (room == 0), there=(lever,) * room, quest=((LEVER,), (252,)))
    first, *others = made.objectives
    return replace(made, objectives=(replace(first, room=room, x=4, y=3), *others))


RIGHT, LEFT = Button.RIGHT, Button.LEFT


class Run:
    """Plays the twin press by press, each its own decision unless said otherwise, beside a watch."""

    def __init__(self, world: World = WORLD, files: dict[str, str] | None = None, **given: Any) -> None:
        self.world, self.state = world, rules.start(world)._replace(text=None)
        self.watch = GuideWatch(**{"world": world, "files": files or {}, "reader": Bars(), **given})
        self.reading = Reading()
        self.number = self.decision = self.revision = 0

    def write(self, text: str | None, path: str = "a.md", renamed: str | None = None) -> None:
        self.revision += 1
        operation = "create" if text is not None else "rename" if renamed else "delete"
        self.watch.revised(Revision(self.revision, operation, path, text, renamed))

    def press(self, *buttons: Button, reset: bool = False, as_one: bool = False) -> None:
        for number, button in enumerate(buttons or (Button.WAIT,)):
            self.number += 1
            first = number == 0 or not as_one
            self.decision += first
            self.state, events = rules.step(self.world, self.state, button)
            truth = rules.truth(self.world, self.state)
            chosen = Decision((button,), reset=reset and number == 0) if first else None
            step = Step(self.number, self.decision, button, bytes(16), truth, events, 9, True, chosen)
            self.watch.update(self.reading.read(step, self.state))

    def level(self, name: str) -> float | None:
        return next(m.level for m in self.watch.measures if m.name == f"guide_{name}")

    def sums(self, name: str) -> tuple[float, float]:
        return next(m.sums for m in self.watch.measures if m.name == f"guide_{name}")

    @property
    def quality(self) -> dict[str, Any]:
        return dict(self.watch.quality().to_json())


TRUE = ("MOSS", "east", "FERN"), ("MOSS", "blocked east", "gate"), ("gate of MOSS", "needs", "key C")
FALSE = ("MOSS", "east", "nothing"), ("FERN", "holds", "desk")
OPEN = (("MOSS", "holds", "luck"),)


# --- claims -------------------------------------------------------------------------------


def test_precision_is_the_share_of_different_sure_claims_that_are_true() -> None:
    run = Run()
    run.write(lines(*TRUE, *TRUE, *FALSE, *OPEN, ("MOSS", "maybe holds", "desk")) + "? nice room\n")
    run.press()
    assert run.level("precision") == 0.6
    found = run.quality
    assert (found["statements"], found["claims"], found["unread"], found["duplicates"]) == (10, 7, 1, 3)
    assert (found["verifiable"], found["true"], found["precision"]) == (5, 3, 0.6)
    assert (found["hedged_verifiable"], found["hedged_true"]) == (1, 0)
    assert run.level("duplicates") == 0.3


def test_the_guide_is_counted_once_a_decision_in_the_state_it_was_made_in() -> None:
    run = Run()
    run.write(lines(("MOSS", "holds", "key C")))
    run.press(RIGHT, Button.WAIT, Button.WAIT, as_one=True)  # it takes the key
    assert run.sums("precision") == (1, 1)
    run.press()
    assert run.sums("precision") == (1, 2)


def test_what_is_false_when_written_is_made_up_and_what_turns_false_later_is_stale() -> None:
    run = Run()
    run.write(lines(("MOSS", "holds", "key C"), *FALSE))
    run.press(RIGHT)
    assert (run.level("hallucinated"), run.level("stale")) == (round(2 / 3, 6), 0)
    run.press(*[Button.WAIT] * 9)
    assert run.sums("stale") == (9, 30)
    found = run.quality
    assert (found["written"], found["hallucinated"], found["stale"], found["stale_age"]) == (3, 2, 1, 9)
    run.write(lines(*FALSE))
    run.press()
    assert (run.quality["stale"], run.quality["stale_age"], run.sums("hallucinated")) == (0, None, (2, 3))


def test_alarms_hear_a_claim_once_when_it_is_written_whatever_stands_there_already() -> None:
    run = Run(files={"b.md": lines(*FALSE)})
    run.write(lines(*TRUE))
    run.press()
    found = [run.watch.written.sums]
    run.write(lines(*TRUE, *TRUE[:2]))  # said again
    run.press(*[Button.WAIT] * 9)
    found.append(run.watch.written.sums)
    run.write(lines(*TRUE, ("MOSS", "north", "FERN"), ("MOSS", "maybe west", "FERN"), *OPEN))
    run.press()
    found.append(run.watch.written.sums)
    assert found == [(0, 3), (0, 3), (1, 4)]


def test_tokens_per_fact_rise_with_words_that_tell_nothing_and_with_what_is_said_again() -> None:
    plain, empty, again = lines(*TRUE), lines(*TRUE) + "? all is well and I am calm\n", lines(*TRUE, *TRUE)
    found = []
    for text in (plain, empty, again, lines(*TRUE, *FALSE)):
        run = Run()
        run.write(text)
        run.press()
        assert run.quality["tokens_per_fact"] == run.level("tokens_per_fact") == round(len(text) / 12, 6)
        found.append(run.level("tokens_per_fact") or 0)
    assert min(found[1:]) > found[0]


def test_a_guide_that_grows_by_the_same_kind_of_notes_keeps_its_tokens_per_fact() -> None:
    run = Run()
    for side in ("north", "south", "west"):
        run.write(lines(("MOSS", side, "nothing")), path=f"{side}.md")
        run.press()
    assert run.level("tokens_per_fact") == pytest.approx(run.quality["tokens_per_fact"], rel=0.02)


def test_a_corrupted_fact_is_made_up_and_a_changed_world_is_not() -> None:
    world = tiny(
        thing(Kind.SHUTTER, 9, 4, since=1), thing(Kind.LEVER, 4, 5, flag=LEVER), quest=((LEVER, 251),)
    )
    clean, corrupted = Run(world), Run(world)
    clean.write(lines(("MOSS", "lacks", "shutter"), ("MOSS", "east", "FERN")))
    corrupted.write(lines(("MOSS", "lacks", "shutter"), ("MOSS", "east", "MOSS")))
    for run in (clean, corrupted):
        run.press(Button.A)  # pulls the lever, which meets the first objective and shuts the way
        run.press()
    assert [run.quality["hallucinated"] for run in (clean, corrupted)] == [0, 1]
    assert [run.quality["stale"] for run in (clean, corrupted)] == [1, 1]


def test_what_stood_there_from_the_start_was_not_written_by_the_agent() -> None:
    run = Run(files={"a.md": lines(*TRUE, *FALSE)})
    run.press()
    assert (run.level("precision"), run.level("hallucinated"), run.level("churn")) == (0.6, None, 0)


def test_contradictions_are_all_answers_to_a_question_but_one() -> None:
    run = Run()
    run.write(lines(
        ("MOSS", "east", "FERN"), ("MOSS", "one-way east", "FERN"), ("MOSS", "east", "nothing"),
        ("MOSS", "east", "MOSS"), ("MOSS", "east", "unknown"), ("MOSS", "maybe east", "OAK"),
        ("MOSS", "holds", "sign"), ("MOSS", "holds", "key C"), ("MOSS", "lacks", "key C"),
        ("gate of MOSS", "needs", "key C"), ("gate of MOSS", "needs", "key D"), ("gate", "needs", "key D"),
        ("MOSS", "distance", "person 1 north"), ("MOSS", "distance", "person 2 north"),
        ("MOSS", "distance", "key C 1 north"), ("MOSS", "distance", "key C 1 south"),
    ))  # fmt: skip
    run.press()
    # FERN, nothing, MOSS; sign; key C there and gone; two keys for one gate; two places of one key
    assert run.sums("contradictions") == (5, 10)
    assert run.quality["contradictions"] == 5
    run.write(lines(("MOSS", "east", "FERN")))
    run.press()
    assert run.quality["contradictions"] == 0


def test_churn_is_what_a_decision_throws_out_whatever_its_edits_were() -> None:
    run = Run()
    run.write(lines(*TRUE))
    run.press()
    run.write(None)
    run.write("?\n")
    run.write(lines(*TRUE))  # the same again
    run.press()
    assert run.sums("churn") == (0, 3)
    run.write(None, renamed="b.md")
    run.press()
    assert run.sums("churn") == (0, 6)
    run.write(lines(TRUE[0]), path="b.md")
    run.press()
    assert run.sums("churn") == (2, 9)
    assert run.sums("hallucinated") == (0, 3)


# --- facts --------------------------------------------------------------------------------


def test_recall_counts_the_needed_facts_that_were_seen() -> None:
    run = Run(asking(thing(Kind.SIGN, 3, 3)))
    run.press()
    assert run.sums("recall") == (0, 0)  # nothing was seen before the first decision
    run.press()
    assert run.sums("recall") == (0, 1)  # that there is a way east; signs are not needed
    run.write(lines(("MOSS", "east", "unknown")))
    run.press(*[RIGHT] * 6)
    assert run.state.room == 1
    # In FERN the lever and the way back are seen, and what led here is known: MOSS tells only of a way.
    found = run.watch.quality().truths
    assert found is not None
    assert (found.needed, found.told) == (3, 0)
    run.write(lines(("MOSS", "east", "FERN"), ("FERN", "west", "MOSS"), ("FERN", "holds", "lever")))
    run.press()
    assert (run.quality["needed"], run.quality["told"], run.quality["recall"]) == (3, 3, 1)


@pytest.mark.parametrize(
    ("told", "missing"),
    [((), 1), ((("MOSS", "east", "nothing"),), 1), ((("MOSS", "east", "FERN"),), 0)],
)
def test_a_fact_is_left_out_if_the_guide_lacks_it_when_the_context_that_saw_it_ends(
    told: tuple[tuple[str, str, str], ...], missing: int
) -> None:
    run = Run(asking(thing(Kind.SIGN, 3, 3)))
    run.press(*[RIGHT] * 7)
    assert (run.state.room, run.sums("left_out")) == (1, (0, 0))
    run.write(lines(*told))
    run.press(reset=True)
    assert run.sums("left_out") == (missing, 1)  # of FERN, which is on the screen, nothing is lost yet
    run.press(reset=True)
    assert run.sums("left_out") == (missing, 1)  # and what the context before left behind comes once
    run.press(*[LEFT] * 9)
    run.press(reset=True)
    assert (run.state.room, run.sums("left_out")) == (0, (missing + 2, 3))  # FERN: a lever, the way back


def test_what_bars_a_way_that_nobody_has_gone_tells_that_there_is_one() -> None:
    world = asking(thing(Kind.SHUTTER, 9, 4, since=0))
    told = []
    for claims in ((), (("MOSS", "blocked east", "shutter"),), (("MOSS", "blocked east", "something"),)):
        run = Run(world)
        run.press()
        run.write(lines(*claims))
        run.press()
        told.append((run.quality["needed"], run.quality["told"]))
    assert told == [(2, 0), (2, 2), (2, 1)]  # the way, and the shutter in it


def test_a_text_that_was_read_makes_a_fact_of_what_a_gate_needs() -> None:
    world = tiny(thing(Kind.GATE, 4, 3, flag=GATE, item=2, text=LONG))
    run = Run(world)
    run.press(Button.UP)  # the gate says what it needs
    assert run.state.text == LONG
    run.press(Button.A, Button.A, Button.A)
    needed = run.quality["needed"]
    run.write(lines(("gate of MOSS", "needs", "key C")))
    run.press()
    assert (run.quality["needed"], run.quality["told"]) == (needed, 1)
    run.write(lines(("MOSS", "told", "ONE TWO THREE FOUR FIVE")))
    run.press()
    assert (run.quality["needed"], run.quality["told"]) == (needed, 1)
    run.write("")
    run.press()
    assert (run.quality["needed"], run.quality["told"]) == (needed, 0)


def test_what_is_seen_gone_and_told_is_observed() -> None:
    words = "THE SEAL IS IN FERN BEND\nBEHIND A GATE. KEY C IS IN MOSS. THE\fTINKER IN FERN BEND GIVES KEY A."
    world = asking(thing(Kind.NPC, 4, 3, text=HELLO))
    texts = tuple(words if number == HELLO else text for number, text in enumerate(world.texts))
    world = replace(world, texts=texts, rooms=(world.rooms[0], replace(world.rooms[1], name="FERN BEND")))
    seen, state = Observed(Facts(world)), rules.start(world)._replace(text=None)
    for number, button in enumerate([Button.UP, *[Button.A] * 3, *[RIGHT] * 6], 1):
        before, (state, _) = state, rules.step(world, state, button)
        seen.update(before, state, number)
    assert {*seen.facts(0)} == {
        Claim("MOSS", "east", "unknown"),
        Claim("MOSS", "east", "FERN BEND"),
        Claim("MOSS", "holds", "person"),
        Claim("MOSS", "holds", "key C"),
    }
    assert {*seen.facts(1)} == {
        Claim("FERN BEND", "west", "unknown"),
        Claim("FERN BEND", "holds", "lever"),
        Claim("FERN BEND", "holds", "seal"),
        Claim("FERN BEND", "holds", "person"),
    }
    assert seen.crossed == {(0, 1): 10, (1, 0): 10}


def test_a_fact_that_only_the_guide_tells_is_acted_on_or_not() -> None:
    world = asking()
    known = ("FERN", "holds", "lever"), ("MOSS", "east", "FERN")
    walker, idler, unread = Run(world), Run(world), Run(world)
    for run in (walker, idler):
        run.write(lines(*known))
    walker.press(*[RIGHT] * 9)
    for run in (idler, unread):
        run.press(*[Button.WAIT] * 9)
    assert [run.sums("consultation") for run in (walker, idler, unread)] == [(1, 1), (0, 1), (0, 0)]


def test_forgetting_counts_by_how_long_ago_the_way_was_gone() -> None:
    run = Run(asking(room=0))
    run.write(lines(("MOSS", "holds", "lever")))
    run.press(*[RIGHT] * 6)
    assert run.state.room == 1
    run.press(*[Button.WAIT] * 20)
    # Needed 8 steps after the crossing, given up 8 steps later and needed again.
    assert run.quality["forgetting"] == [[8, 1, 0]]
    run.press(*[LEFT] * 3)
    assert run.state.room == 0
    assert run.quality["forgetting"] == [[8, 1, 0], [16, 1, 1]]


def test_the_slope_of_forgetting_is_per_doubling_of_the_lag() -> None:
    lags = Lags()
    assert (lags.bins, lags.slope) == ((), None)
    for lag, needed, acted in ((9, 10, 8), (17, 20, 12), (40, 10, 4)):
        for number in range(needed):
            lags.add(lag, acted=number < acted)
    assert lags.bins == ((8, 10, 8), (16, 20, 12), (32, 10, 4))
    assert lags.slope == pytest.approx(-0.2)


# --- what is not there --------------------------------------------------------------------


def test_without_a_world_only_the_guide_itself_is_judged() -> None:
    run = Run(world=WORLD)
    run.watch = GuideWatch(None, {}, Bars())
    run.write(lines(*TRUE, *TRUE, *FALSE))
    run.press()
    truths = (
        *("precision", "recall", "left_out", "hallucinated", "stale"),
        *("tokens_per_fact", "consultation"),
    )
    assert {name: run.level(name) for name in truths} == dict.fromkeys(truths)
    assert (run.level("contradictions"), run.level("duplicates")) == (round(1 / 4, 6), round(3 / 8, 6))
    assert run.watch.quality() == GuideQuality(len(lines(*TRUE, *TRUE, *FALSE)), 8, 5, 0, 1, None)


def test_without_a_reader_lines_are_the_statements() -> None:
    run = Run()
    run.watch = GuideWatch(None, {"a.md": "# Notes\n\n- one\n- two\n---\n- one\n"})
    run.press()
    run.write("# Notes\n\n- one\n")
    run.press()
    assert (run.sums("duplicates"), run.sums("churn"), run.level("contradictions")) == ((1, 6), (2, 8), None)
    assert run.watch.quality() == GuideQuality(15, 2, 2, 0, None, None)


def test_a_run_without_a_guide_has_no_values() -> None:
    watch = GuideWatch(WORLD, None, Bars())
    run = Run()
    run.watch = watch
    run.press(*[RIGHT] * 12)
    assert [measure.level for measure in watch.measures] == [None] * 11


def test_quality_is_plain_json() -> None:
    run = Run(files={"a.md": lines(*TRUE)})
    run.press()
    text = json.dumps(run.quality, allow_nan=False)
    assert json.loads(text) == run.quality


# --- incremental --------------------------------------------------------------------------

_CLAIMS = [
    *TRUE, *FALSE, *OPEN, ("MOSS", "holds", "key C"), ("MOSS", "lacks", "key C"), ("FERN", "west", "MOSS"),
    ("FERN", "holds", "lever"), ("pulled lever", "done", "unknown"), ("quest", "goal", "person"),
    ("opened gate", "done", "MOSS"), ("MOSS", "maybe holds", "key C"), ("FERN", "distance", "key C 1 west"),
    ("MOSS", "holds", "shutter"), ("FERN", "blocked west", "gate"),
]  # fmt: skip
_EDITS = st.tuples(st.sampled_from("abc"), st.none() | st.lists(st.sampled_from(_CLAIMS), max_size=8))
_PLAY = st.lists(st.sampled_from([RIGHT, LEFT, Button.UP, Button.A]), min_size=1, max_size=9)


class Naive:
    """The same counts by judging everything anew at every step."""

    def __init__(self) -> None:
        self.facts, self.files = Facts(WORLD), dict[str, str]()
        self.was_true: dict[Claim, bool] = {}
        self.written = self.made_up = 0

    def claims(self) -> Counter[Claim]:
        return Counter(said.claim for text in self.files.values() for said in Bars().read(text).said)

    def settle(self, state: State) -> None:
        held = self.claims()
        self.was_true = {claim: was for claim, was in self.was_true.items() if claim in held}
        for claim in held.keys() - self.was_true.keys():
            judgement = self.facts.judge(claim, state)
            self.was_true[claim] = False
            if judgement is not None and not claim.relation.startswith("maybe "):
                self.written, self.made_up = self.written + 1, self.made_up + (not judgement)
        self.look(state)

    def look(self, state: State) -> None:
        for claim in self.was_true:
            self.was_true[claim] |= self.facts.judge(claim, state) is True

    def counts(self, state: State) -> dict[str, int]:
        held = self.claims()
        plain = [claim for claim in held if not claim.relation.startswith("maybe ")]
        judged = {claim: self.facts.judge(claim, state) for claim in plain}
        return {
            "statements": held.total(),
            "claims": len(held),
            "verifiable": sum(judgement is not None for judgement in judged.values()),
            "true": sum(judgement is True for judgement in judged.values()),
            "stale": sum(judged[claim] is False and self.was_true[claim] for claim in plain),
            "written": self.written,
            "hallucinated": self.made_up,
        }


@given(st.lists(st.tuples(st.lists(_EDITS, max_size=3), _PLAY), max_size=12))
@settings(max_examples=150, deadline=None)
def test_what_is_kept_up_is_what_counting_anew_gives(play: list[tuple[list[Any], list[Button]]]) -> None:
    run, naive = Run(), Naive()
    for edits, buttons in play:
        for path, claims in edits:
            if claims is None and path not in naive.files:
                continue
            run.write(None if claims is None else lines(*claims), path)
            apply(naive.files, Revision(1, "edit", path, None if claims is None else lines(*claims)))
        naive.settle(rules.start(WORLD) if run.number == 0 else run.state)
        for button in buttons:
            run.press(button)
            naive.look(run.state)
            expected = naive.counts(run.state)
            assert {name: run.quality[name] for name in expected} == expected


# --- the explorer -------------------------------------------------------------------------


@cache
def explored(seed: int) -> tuple[World, tuple[tuple[tuple[Revision, ...], Step, State], ...]]:
    """A quest of four legs as the explorer plays it: edits before each step, the step, the state after it."""
    table, edits = Table.set_up(seed, 4), list[Revision]()
    mind = Mind(seed, Guide(starting_guide("blank"), on_revision=edits.append))
    played = []
    while table.state.objective < len(table.world.objectives):
        decision = mind.decide(table.percept)
        table.decisions += 1
        for number, button in enumerate(decision.buttons):
            table.press([button])
            truth = rules.truth(table.world, table.state)
            chosen = decision if number == 0 else None
            step = Step(table.steps, table.decisions, button, bytes(16), truth, (), 9, True, chosen)
            played.append((tuple(edits), step, table.state))
            edits.clear()
    return table.world, tuple(played)


def moments(seed: int) -> Iterator[tuple[Sequence[Revision], Moment]]:
    reading = Reading()
    for edits, step, state in explored(seed)[1]:
        yield edits, reading.read(step, state)


def readers(world: World) -> list[Reader]:
    """The explorer's own reading of its notes, and the reader of free text."""
    found: list[Reader] = [Notes()]
    if find_spec("sim.world.claims"):
        ClaimReader = import_module("sim.world.claims").ClaimReader  # noqa: N806
        found.append(ClaimReader([room.name for room in world.rooms]))
    return found


@pytest.mark.parametrize("seed", [5001, 5002])
def test_the_explorer_writes_what_is_true_and_nearly_all_that_is_needed(seed: int) -> None:
    world, _ = explored(seed)
    for reader in readers(world):
        watch = GuideWatch(world, starting_guide("blank"), reader)
        for edits, moment in moments(seed):
            for edit in edits:
                watch.revised(edit)
            watch.update(moment)
        levels = {measure.name.removeprefix("guide_"): measure.level for measure in watch.measures}
        assert levels["precision"] is not None
        assert levels["precision"] >= 0.95
        assert levels["recall"] is not None
        assert levels["recall"] >= 0.9
        assert levels["hallucinated"] is not None
        assert levels["hallucinated"] <= 0.02
        assert levels["contradictions"] is not None
        assert levels["contradictions"] <= 0.01


def test_sums_only_grow_and_what_came_of_opportunities_is_a_part_of_them() -> None:
    watch = GuideWatch(explored(5001)[0], starting_guide("blank"), Notes())
    shares = [measure for measure in watch.measures if measure.name != "guide_tokens_per_fact"]
    sums = [measure.sums for measure in shares]
    for edits, moment in moments(5001):
        for edit in edits:
            watch.revised(edit)
        watch.update(moment)
        gains = [(n - m, d - e) for (n, d), (m, e) in zip((s.sums for s in shares), sums, strict=True)]
        assert all(0 <= gain <= chances == int(chances) for gain, chances in gains)
        sums = [measure.sums for measure in shares]
    assert all(chances > 0 for _, chances in sums)


def test_recall_room_by_room_is_what_counting_all_rooms_anew_gives() -> None:
    world, _ = explored(5001)
    watch = GuideWatch(world, starting_guide("blank"), Notes())
    counted = set()
    for edits, moment in moments(5001):
        for edit in edits:
            watch.revised(edit)
        watch.update(moment)
        truths = watch._truths
        assert truths is not None
        if moment.number % 10 == 0:
            anew = Recall(truths._facts, truths._needs, truths._observed, truths._ledger)
            anew.mark(range(len(world.rooms)))
            anew.count(truths._state)
            found = watch.quality().truths
            assert found is not None
            assert (found.needed, found.told) == (anew.needed, anew.told)
            counted.add((anew.needed, anew.told))
    assert len(counted) > 20


def test_a_guide_that_is_corrupted_loses_precision_and_is_found_out() -> None:
    world, _ = explored(5001)
    clean, corrupted = GuideWatch(world, {}, Notes()), GuideWatch(world, {}, Notes())
    for edits, moment in moments(5001):
        for edit in edits:
            clean.revised(edit)
            text = edit.text
            if text is not None:
                text = text.replace("- North: ", "- Up: ").replace("- South: ", "- North: ")
            corrupted.revised(Revision(edit.number, edit.operation, edit.path, text, edit.renamed))
        clean.update(moment)
        corrupted.update(moment)
    right, wrong = clean.quality().truths, corrupted.quality().truths
    assert right is not None
    assert wrong is not None
    assert right.hallucinated == 0
    assert wrong.hallucinated > 20
    assert (wrong.precision or 0) < (right.precision or 0) - 0.1


@pytest.mark.parametrize(
    ("fault", "row"), [("corruption=0.5", "guide_precision"), ("amnesia=1", "memory_gap")]
)
def test_a_guide_that_goes_wrong_or_is_lost_raises_the_alarm_of_its_row(fault: str, row: str) -> None:
    run = TwinRun(world=5000, seed=1, legs=32, steps=3600, agent=f"explorer+{fault}@2400")
    report, _ = played(run)
    raised = [alarm for alarm in report.alarms if alarm.family == "memory"]
    assert raised
    assert raised[0].row == row
    assert raised[0].step > 2400
