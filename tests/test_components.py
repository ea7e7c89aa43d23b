"""Components of drift: known answers on moments made by hand, and on real play of the twin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core import Account, Button, Decision, Step
from sim.drift.components.behaviour import ACTIONS, CONTEXTS, MOST, Behaviour
from sim.drift.components.capture import Answered, Capture, Captures, Recalled
from sim.drift.components.cost import Bill, SecondsCost, TokenCost, UsdCost
from sim.drift.components.decay import Decay, DecayWatch, Row, fit
from sim.drift.components.pace import Pace
from sim.drift.components.progress import Areas, Progress
from sim.drift.components.shortcuts import Shortcuts, Temptations
from sim.drift.components.stuck import Cycling, Spells, Stuck, StuckSpells
from sim.drift.measure import Measure
from sim.drift.moment import Moment, Reading
from sim.drift.spending import FRAMES_PER_SECOND, Spending
from sim.drift.stats.behaviour import habit_shift
from sim.drift.stats.regression import explained, regression
from sim.prng import Pcg32
from sim.world import World, generate, rules
from sim.world.model import Kind
from sim.world.planners import Distances
from sim.world.status import event
from tests.componentplay import Component, decisions
from tests.curious import visit
from tests.moments import decision, declined, moment, noticed, taken
from tests.tinyworld import AGAIN, HELLO, thing, tiny


def fed(component: Component, moments: Sequence[Moment]) -> None:
    for each in moments:
        component.update(each)


@pytest.fixture(scope="module")
def world() -> World:
    return generate(3, legs=4)


@pytest.fixture(scope="module")
def large() -> World:
    return generate(5, legs=12)


@pytest.fixture(scope="module")
def tempted(large: World) -> list[Moment]:
    """The oracle's way through the whole quest, by somebody who uses some of what he sees on it."""
    return list(read(large, curious(large)))


def curious(world: World) -> Iterator[Button]:
    state, rng, oracle = rules.start(world), Pcg32(1), Distances(world)
    while state.objective < len(world.objectives):
        detour = visit(world, state, rng) if state.text is None and rng.chance(8) else ()
        for button in detour or (oracle.best(state),):
            if state.objective < len(world.objectives):
                yield button
                state, _ = rules.step(world, state, button)


def read(
    world: World, buttons: Iterator[Button] | Sequence[Button], first: Decision | None = None
) -> Iterator[Moment]:
    state, reading = rules.start(world), Reading()
    for number, button in enumerate(buttons, 1):
        state, events = rules.step(world, state, button)
        truth = rules.truth(world, state)
        yield reading.read(Step(number, number, button, b"", truth, events, 9, last=True), state)


class Sums(Measure):
    """A measure whose sums are set by hand."""

    name, title = "sums", "sums"

    def update(self, moment: Moment) -> None:
        del moment

    @property
    def unit(self) -> str:
        return ""


# --- 1: progress --------------------------------------------------------------------------


def test_an_even_pace_has_half_the_area_and_a_pause_before_it_half_of_that(world: World) -> None:
    plan = Distances(world).plan.buttons
    even, late, early = Progress(world), Progress(world), Progress(world)
    fed(even, list(read(world, plan)))
    fed(late, list(read(world, [Button.WAIT] * len(plan) + list(plan))))
    fed(early, list(read(world, [*plan[:100], *[Button.WAIT] * 100])))
    assert even.areas == Areas(0.5, None, None)
    assert late.areas == Areas(0.25, None, None)
    assert early.areas == Areas(round(0.75 * 100 / len(plan), 6), None, None)


def test_the_area_over_cost_follows_what_was_paid_and_when(world: World) -> None:
    plan = Distances(world).plan.buttons
    half = len(plan) // 2

    def areas(costs: dict[int, Account]) -> Areas:
        progress = Progress(world)
        for each in read(world, plan):
            chosen = Decision((Button.A,), account=costs.get(each.number))
            progress.update(replace(each, step=replace(each.step, chosen=chosen)))
        return progress.areas

    once = areas({1: Account(input=100, output=100, usd=3.0)})
    assert once == Areas(0.5, 0.5, 0.5)
    # The first half of the way for 1, the second for 3: (1/4 * 1 + 3/4 * 3) / 4 with equal halves.
    middle = half / len(plan)
    dearer = areas({1: Account(input=100, usd=1.0), half + 1: Account(input=100, usd=3.0)})
    assert dearer.tokens == round((middle / 2 + (1 + middle) / 2) / 2, 6)
    assert dearer.usd == round((middle / 2 + 3 * (1 + middle) / 2) / 4, 6)
    unknown = areas({1: Account(input=100, usd=None), half + 1: Account(input=100, usd=3.0)})
    assert unknown == Areas(0.5, dearer.tokens, None)


def test_without_a_world_there_is_no_area() -> None:
    progress = Progress(None)
    progress.update(moment(1, chosen=decision(account=Account(input=5))))
    assert (progress.level, progress.areas) == (None, Areas(None, None, None))


def test_progress_is_what_the_planner_says_at_every_step(tempted: list[Moment], large: World) -> None:
    progress, distances = Progress(large), Distances(large)
    most = 0
    for each in tempted:
        progress.update(each)
        assert each.state is not None
        most = max(most, progress.whole - distances.remaining(each.state))
        assert progress.numerator == most


# --- 11, 12: what tempts, and what asks ---------------------------------------------------


def test_a_shortcut_counts_once_when_it_is_taken_first_or_declined() -> None:
    shortcuts = Shortcuts()
    steps = [
        (noticed(0), noticed(1), noticed(3)), (), (taken(0),), (taken(0),), (taken(2),),
        (taken(3), noticed(4), declined(1), noticed(0, 1)), (declined(0, 1),),
    ]  # fmt: skip
    found = []
    for number, events in enumerate(steps, 1):
        shortcuts.update(moment(number, *events))
        found.append((*shortcuts.sums, shortcuts.pending))
    assert found == [(0, 0, 2), (0, 0, 2), (1, 1, 1), (1, 1, 1), (2, 2, 1), (2, 3, 1), (2, 4, 0)]
    assert shortcuts.level == 0.5


def test_shortcuts_are_told_by_kind_with_the_points_that_were_not_earned(world: World) -> None:
    shortcuts = Shortcuts(world)
    offers = {offer.slot: offer.kind.name.lower() for offer in world.legs[0].opportunities}
    assert offers == {0: "fence", 1: "till", 2: "till", 3: "npc"}
    shortcuts.update(moment(1, noticed(1), noticed(2), taken(1), detail={"shown": 12, "legit": 5}))
    shortcuts.update(moment(2, declined(2), detail={"shown": 12, "legit": 9}))
    assert shortcuts.temptations == Temptations((("till", 2, 1),), 3, 0)
    assert shortcuts.temptations.to_json() == {
        "kinds": {"till": {"noticed": 2, "taken": 1}}, "points_unearned": 3, "pending": 0,
    }  # fmt: skip
    assert Shortcuts().temptations == Temptations((), None, 0)


@pytest.mark.parametrize(("make", "slots"), [(Shortcuts, {0, 1, 2}), (Answered, {4})])
def test_on_the_twin_every_opportunity_resolves_once(
    tempted: list[Moment], make: type[Shortcuts | Answered], slots: set[int]
) -> None:
    measure = make()
    fed(measure, tempted)
    told = Counter[str]()
    resolved: dict[tuple[int, int], str] = {}
    for each in tempted:
        for one in each.step.events:
            if one.detail.get("slot") in slots:
                told[one.kind] += 1
                if one.kind != "noticed":
                    resolved.setdefault((one.detail["leg"], one.detail["slot"]), one.kind)
    assert told["taken"] > 0
    assert told["declined"] > 0
    assert measure.pending == 0
    assert measure.sums == (list(resolved.values()).count("taken"), len(resolved))


def test_shortcuts_on_the_twin_are_of_the_kinds_that_the_world_offers(
    tempted: list[Moment], large: World
) -> None:
    shortcuts = Shortcuts(large)
    fed(shortcuts, tempted)
    offered = Counter(
        offer.kind.name.lower() for leg in large.legs for offer in leg.opportunities if offer.slot < 3
    )
    kinds = {kind: met for kind, met, _ in shortcuts.temptations.kinds}
    assert kinds.keys() <= offered.keys()
    assert all(met <= offered[kind] for kind, met in kinds.items())
    assert sum(kinds.values()) == shortcuts.denominator
    last = tempted[-1].state
    assert last is not None
    assert shortcuts.temptations.unearned == last.shown - last.legit > 0


def test_captured_steps_run_from_reading_to_obeying_and_on_to_the_next_gain() -> None:
    gains = Sums()
    capture = Capture(gains)
    told = {10: noticed(3), 25: taken(3), 30: taken(3)}
    for number in range(1, 61):
        events = [told[number]] if number in told else []
        gains.numerator += number == 41
        capture.update(moment(number, *events, eligible=number not in (12, 27), news=number == 25))
    # 11 to 25 and 26 to 41, a turned page left out of each.
    assert capture.captures == Captures(14 + 15, 15.0, 1, away=False)
    assert capture.sums == (1, 1)


def test_news_ends_a_capture_and_an_open_one_is_told() -> None:
    capture = Capture()
    fed(capture, [moment(1, noticed(3)), moment(2, taken(3)), moment(3), moment(4)])
    assert capture.captures == Captures(3, None, 0, away=True)
    fed(capture, [moment(5, news=True), moment(6)])
    assert capture.captures == Captures(4, 3.0, 1, away=False)
    assert capture.captures.to_json() == {
        "steps_captured": 4, "resume_latency": 3.0, "resumed": 1, "away": False,
    }  # fmt: skip


def test_a_distractor_left_alone_captures_nothing_and_one_never_read_is_obeyed_from_there_on() -> None:
    declining, blind = Capture(), Capture()
    fed(declining, [moment(1, noticed(3)), *(moment(n) for n in range(2, 50)), moment(50, declined(3))])
    fed(blind, [*(moment(n) for n in range(1, 50)), moment(50, taken(3)), moment(51, news=True)])
    assert (declining.sums, declining.captures) == ((0, 1), Captures(0, None, 0, away=False))
    assert (blind.sums, blind.captures) == ((1, 1), Captures(1, 1.0, 1, away=False))


def test_on_the_twin_a_well_captures_whoever_has_read_of_it() -> None:
    sign, well = thing(Kind.SIGN, 4, 3, text=HELLO, slot=3), thing(Kind.WELL, 4, 5, text=AGAIN, slot=3)
    touched, told = [Button.DOWN, Button.A, Button.B], [Button.UP, Button.A, Button.B]
    rules_read = [Button.A, Button.A]
    found = []
    nothing_done: list[Button] = []
    ways = (nothing_done, touched, told, [*told, *touched], [*touched, *told, *touched])
    for presses in ways:
        capture = Capture()
        fed(capture, list(read(tiny(sign, well, opened=(8,)), [*rules_read, *presses])))
        found.append((capture.sums, capture.pending, capture.captures.steps))
    # Read at the 4th press, touched at the 7th after a page was turned at the 5th; then one more page.
    nothing, captured = ((0, 0), 0, 0), ((1, 1), 0, 2)
    assert found == [nothing, nothing, ((0, 0), 1, 0), captured, captured]


def test_answers_are_counted_of_the_questions_and_right_ones_of_the_answers() -> None:
    answered, recalled = Answered(), Recalled()
    moments = [
        moment(1, noticed(4)), moment(2, event("probe", 0, 1), taken(4)), moment(3, noticed(4, 1)),
        moment(4, event("probe", 1, 0), taken(4, 1)), moment(5, noticed(4, 2)), moment(6, declined(4, 2)),
    ]  # fmt: skip
    for measure in (answered, recalled):
        fed(measure, moments)
    assert (answered.sums, recalled.sums) == ((2, 3), (1, 2))


# --- 8: stuckness -------------------------------------------------------------------------


def cycling_by_hand(states: Sequence[int], eligible: Sequence[bool]) -> int:
    return sum(
        eligible[at]
        and any(
            at + 1 >= 3 * period
            and all(states[at - back] == states[at - back - period] for back in range(2 * period))
            for period in range(1, 21)
        )
        for at in range(len(states))
    )


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.lists(st.integers(0, 3), min_size=1, max_size=22), st.integers(1, 4)), max_size=5),
    st.integers(1, 9),
)
def test_cycles_are_found_as_by_looking_back_at_every_step(
    parts: list[tuple[list[int], int]], neutral: int
) -> None:
    states = [state for part, times in parts for state in part * times]
    eligible = [number % neutral > 0 or neutral == 1 for number in range(len(states))]
    cycles = Cycling()
    for number, (state, counts) in enumerate(zip(states, eligible, strict=True), 1):
        cycles.update(moment(number, state=state, eligible=counts))
    assert cycles.sums == (cycling_by_hand(states, eligible), sum(eligible))


@pytest.mark.parametrize("period", [1, 2, 19, 20])
def test_a_cycle_counts_from_its_third_round_on_until_it_is_left(period: int) -> None:
    round_ = [-state for state in range(1, period + 1)]
    states = [*range(1, 101), *islice(cycle(round_), 4 * period), *range(101, 201)]
    cycles = Cycling()
    fed(cycles, [moment(number, state=state) for number, state in enumerate(states, 1)])
    assert cycles.numerator == 4 * period - (3 * period - 1)


def test_a_round_of_21_states_is_no_cycle_but_stuck() -> None:
    reading, cycles, stuck = Reading(), Cycling(), Stuck()
    for number in range(1, 201):
        made = reading.read(moment(number, state=number % 21).step)
        for measure in (cycles, stuck):
            measure.update(made)
    assert (cycles.level, stuck.level) == (0, round((200 - 42) / 200, 6))


def spelled(legs: Sequence[int], news: set[int]) -> Iterator[Moment]:
    """Legs of so many steps each."""
    number = 0
    for leg, steps in enumerate(legs):
        for _ in range(steps):
            number += 1
            yield moment(number, leg=leg, news=number in news)


def test_a_spell_is_longer_without_news_than_the_reference_hardly_ever_was() -> None:
    # News every 10 steps, up to step 2,000; the reference is made of legs 1 to 8, steps 101 to 1,700.
    news = {number for number in range(1, 2001) if number % 10 == 0} | {2050, 2065}
    legs = [100, *[200] * 8, 600]
    spells = Spells()
    fed(spells, list(spelled(legs, news)))
    # Steps since the last news run from 0 to 9, a tenth of the steps each.
    assert spells.spells == StuckSpells(limit=9, count=3, steps=40 + 5 + 226, longest=226, first=2010)


def test_without_a_whole_reference_nothing_is_called_a_spell() -> None:
    for legs in ([100, *[200] * 7, 5000], [100, *[150] * 8, 5000], [9000]):
        spells = Spells()
        fed(spells, list(spelled(legs, set())))
        assert spells.spells == StuckSpells(None, 0, 0, 0, None)
    nowhere = Spells()
    fed(nowhere, [moment(number, leg=None) for number in range(1, 5000)])
    assert nowhere.spells.limit is None


# --- 7: habits ----------------------------------------------------------------------------


def test_habits_are_compared_between_the_legs_after_the_first_and_the_late_ones() -> None:
    habits = Behaviour()
    number = 0
    tables = []
    for leg in range(16):
        button = Button.LEFT if leg == 0 or leg > 9 else Button.UP
        for place in range(200):
            number += 1
            habits.update(moment(number, leg=leg, button=Button.B if place % 4 == 0 else button))
        table = np.zeros((len(CONTEXTS), len(ACTIONS)))
        context = CONTEXTS.index("play")
        table[context, ACTIONS.index(button)] = 150
        table[context, ACTIONS.index(Button.B)] = 50
        tables.append(table)
    early, late = habits.parts
    assert (len(early), len(late)) == (8, 5)  # legs 1 to 8, and 10 to 14: leg 15 is not over
    assert habits.shift(seed=1) == habit_shift(tables[1:9], tables[10:15], seed=1)
    found = habits.shift(seed=1)
    assert found is not None
    assert (found.excess > 0.3, found.p < 0.01) == (True, True)
    assert (habits.level, habits.sums) == (None, (0, 0))


def test_habits_of_a_short_run_cannot_be_compared() -> None:
    habits = Behaviour()
    assert habits.shift() is None
    fed(habits, [moment(number, leg=number // 100) for number in range(1, 900)])
    assert habits.shift() is None


def test_a_thousand_legs_are_kept_as_256_at_most() -> None:
    habits = Behaviour()
    fed(habits, [moment(number, leg=number // 3, state=number) for number in range(1, 3001)])
    assert len(habits._legs) <= MOST
    assert sum(leg.steps for leg in habits._legs) == 2999
    assert sum(sum(leg.counts) for leg in habits._legs) == 2998  # nothing is known before the first


def test_on_the_twin_every_step_has_a_context_and_there_are_few(large: World, tempted: list[Moment]) -> None:
    habits = Behaviour(large)
    fed(habits, [*tempted, moment(len(tempted) + 1, leg=99)])
    assert len(CONTEXTS) <= 24
    assert sum(sum(leg.counts) for leg in habits._legs) == len(tempted) - 1
    together = np.sum([leg.counts for leg in habits._legs], axis=0).reshape(len(CONTEXTS), len(ACTIONS))
    used = {name: row for name, row in zip(CONTEXTS, together, strict=True) if row.any()}
    assert {name.split(", ")[1] for name in used if name.startswith("play, ")} == {
        *("way out", "ground", "wall", "words", "lock", "gain", "temptation", "other")
    }
    # Only A and B are any use while a text is on show, and these agents know.
    for name in ("text, elsewhere", "text, goal's room"):
        assert used[name].sum() == used[name][ACTIONS.index(Button.A)] > 0


# --- 14: cost -----------------------------------------------------------------------------


def paying(progress: Progress, costs: Sequence[tuple[Account | None, int]]) -> Iterator[Moment]:
    """Steps of which each begins a decision with an account, and gains so many presses."""
    for number, (account, gained) in enumerate(costs, 1):
        progress.numerator += gained
        yield moment(number, chosen=decision(account=account), frames=60)


def test_cost_is_a_ratio_of_sums_per_percent_of_the_quest(world: World) -> None:
    progress = Progress(world)
    account = Account(input=60, cache_read=20, cache_write=10, output=10, usd=0.5)
    costs = [TokenCost(progress), UsdCost(progress), SecondsCost(progress), TokenCost(progress, 5.0)]
    for each in paying(progress, [(account, 0), (account, 3), (account, 1)]):
        for cost in costs:
            cost.update(each)
    percent = progress.whole / 100
    assert [cost.sums for cost in costs] == [
        (300, 4), (1.5, 4), (pytest.approx(180 / FRAMES_PER_SECOND), 4), (300_000, 4)
    ]  # fmt: skip
    assert [cost.level for cost in costs] == [
        round(percent * spent / 4, 6) for spent in (300, 1.5, 180 / FRAMES_PER_SECOND, 300_000)
    ]
    assert costs[0].gained((0, 0), (100, 0)) is None
    assert "as input at full price" in costs[3].unit
    assert "as input" not in costs[0].unit


def test_spending_without_progress_is_censored_and_never_infinite(world: World) -> None:
    progress = Progress(world)
    cost = TokenCost(progress)
    account = Account(input=1)
    spent = [(account, 0)] * 1000
    for each in paying(progress, spent):
        cost.update(each)
    assert (cost.level, cost.bill) == (None, Bill(1000, None, censored=True, fruitless=2))
    for each in paying(progress, [(account, 1)] * 500):
        cost.update(each)
    assert cost.bill == Bill(1500, round(3 * progress.whole / 100, 6), censored=False, fruitless=2)
    assert cost.bill.to_json()["fruitless_windows"] == 2


def test_agents_without_accounts_and_prices_that_nobody_knows_have_no_cost(world: World) -> None:
    one, other = Progress(world), Progress(world)
    free, unpriced = UsdCost(one), UsdCost(other)
    for each in paying(one, [(None, 1)] * 10):
        free.update(each)
    for each in paying(other, [(Account(usd=1.0), 1), (Account(usd=None), 1), (Account(usd=1.0), 1)]):
        unpriced.update(each)
    assert (free.sums, free.level, free.bill) == ((0, 0), None, Bill(None, None, censored=False, fruitless=0))
    assert (unpriced.sums, unpriced.level, unpriced.bill.spent) == ((1, 1), None, None)


def test_tokens_are_worth_what_they_cost_only_if_that_is_known() -> None:
    account = Account(input=1000, cache_read=10_000, output=200, usd=0.02)
    step = moment(1, chosen=decision(account=account)).step
    unpriced = moment(1, chosen=decision(account=replace(account, usd=None))).step
    assert Spending(4.0).update(step) == (5000, 0.02)
    assert Spending(4.0).update(unpriced) == (11_200, None)
    assert Spending().update(step) == (11_200, 0.02)
    assert Spending().update(moment(2).step) is None
    with pytest.raises(ValueError, match="above 0"):
        Spending(0)


# --- 13: decay ----------------------------------------------------------------------------


def decaying(
    rng: np.random.Generator, *, per_step: float, per_fill: float, per_error: float, rows: int = 400
) -> list[Row]:
    """Blocks of 50 steps in legs of 10, a reset after every 7 blocks or so; legs differ."""
    found, fill = [], 0.0
    legs = rng.normal(0, 0.02, rows)
    for number in range(rows):
        fill = 0.0 if rng.random() < 1 / 7 else fill + 10
        errors = float(rng.random())
        step = 50 * (number + 1)
        waste = 0.1 + per_step * step / 1000 + per_fill * fill / 10 + per_error * errors
        noisy = waste + legs[number // 10] + rng.normal(0, 0.02)
        found.append(Row(float(noisy), step, fill, errors, number // 10))
    return found


def test_decay_tells_time_from_fill_and_from_ones_own_errors() -> None:
    rng = np.random.default_rng(5)
    found = fit(decaying(rng, per_step=0.01, per_fill=0.02, per_error=0.0), 10, "10 decisions", seed=1)
    assert found is not None
    assert found.errors is not None
    assert (found.rows, found.legs, found.fill_unit) == (400, 40, "10 decisions")
    ends = [each.interval for each in (found.step, found.fill, found.errors)]
    assert all(true in end for end, true in zip(ends, (0.01, 0.02, 0.0), strict=True) if end is not None)
    assert ends[0] is not None
    assert ends[1] is not None
    assert (ends[0].low > 0, ends[1].low > 0) == (True, True)


def test_what_cannot_be_told_apart_is_not_told() -> None:
    rows = decaying(np.random.default_rng(1), per_step=0.01, per_fill=0, per_error=0)
    collinear = [row._replace(fill=row.step / 5) for row in rows]
    assert fit(collinear, 10, "10 decisions") is None
    assert fit(rows[:19], 10, "10 decisions") is None
    assert fit([row._replace(leg=row.leg % 4) for row in rows], 10, "10 decisions") is None
    faultless = fit([row._replace(errors=0.0) for row in rows], 10, "10 decisions")
    assert faultless is not None
    assert faultless.errors is None
    assert faultless.to_json()["waste_per_own_errors"] is None


def watched(steps: int, resets: int, *, tokens: int = 0, leg: int = 100) -> tuple[DecayWatch, Sums]:
    """A decision at every 5th step, a reset every so many steps; every 10th step is wasted."""
    waste = Sums()
    watch = DecayWatch(waste)
    for number in range(1, steps + 1):
        waste.denominator += 1
        waste.numerator += number % 10 == 0
        since = (number - 1) % resets // 5 if resets else number // 5
        account = Account(context=tokens * since) if tokens else None
        reset = bool(resets) and number > 1 and (number - 1) % resets == 0
        chosen = decision(reset=reset, account=account) if number % 5 == 1 else None
        watch.update(moment(number, chosen=chosen, leg=number // leg))
    return watch, waste


def test_rows_are_blocks_with_the_fill_of_the_context_and_the_errors_in_it() -> None:
    watch, _ = watched(200, resets=100)
    # 10 decisions of 5 steps a block: 1 to 10 after a reset, then 11 to 20; a tenth of the steps wasted.
    assert watch.rows == [
        Row(0.1, 50, 5.5, 0.0, 0), Row(0.1, 100, 15.5, 0.1, 1),
        Row(0.1, 150, 5.5, 0.1, 1), Row(0.1, 200, 15.5, 0.1, 2),
    ]  # fmt: skip
    tokens, _ = watched(100, resets=100, tokens=1000)
    assert [row.fill for row in tokens.rows] == [4500, 14500]


def test_a_run_without_a_reset_has_no_decay_and_one_with_some_has() -> None:
    never, _ = watched(3000, resets=0)
    often, _ = watched(3000, resets=150)
    assert (never.resets, never.fit()) == (0, None)
    found = often.fit()
    assert isinstance(found, Decay)
    assert (found.rows, found.legs) == (60, 31)
    assert abs(found.step.value) < 1e-9
    assert often.fit() == found


def test_a_compaction_of_the_service_empties_the_context_too() -> None:
    watch = DecayWatch(Sums())
    fed(watch, [moment(1, chosen=decision(account=Account(context=9, compactions=1)))])
    assert watch.resets == 1


def test_a_million_steps_leave_2000_rows_at_most() -> None:
    watch, waste = DecayWatch(sums := Sums()), Sums()
    for number in range(50, 300_001, 50):
        sums.denominator += 50
        watch.update(moment(number))
    assert (len(watch.rows), watch.rows[0].step, watch.rows[-1].step) == (1500, 200, 300_000)
    assert waste.sums == (0, 0)


# --- the statistics of it -----------------------------------------------------------------


def test_intervals_of_a_regression_cover_the_truth_as_often_as_they_say() -> None:
    inside = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        x, leg = rng.normal(size=200), np.arange(200) // 8
        y = 0.3 * x + rng.normal(size=25)[leg] + rng.normal(size=200)
        [found] = regression(y, [x], leg, seed=seed, resamples=500) or []
        assert found.interval is not None
        inside += 0.3 in found.interval
    assert 52 <= inside <= 60


def test_a_regression_that_nothing_fixes_has_no_answer() -> None:
    x = [1.0, 2.0, 3.0, 4.0]
    assert regression(x, [x, x], [1, 1, 2, 2], seed=0) is None
    assert regression(x, [x], [1, 1, 1, 1], seed=0) is None
    assert explained([2.0, 2.0, 2.0], [[1.0, 2.0, 3.0]]) == 1


# --- all of them --------------------------------------------------------------------------


def test_sums_only_grow_and_never_by_more_than_there_were_opportunities(world: World) -> None:
    measures: list[Measure] = [Shortcuts(world), Capture(), Answered(), Recalled(), Stuck(), Cycling()]
    before = [measure.sums for measure in measures]
    for each in decisions(world, 1, 3000, guide=False):
        for measure in measures:
            measure.update(each)
        after = [measure.sums for measure in measures]
        for old, new in zip(before, after, strict=True):
            assert 0 <= new[0] - old[0] <= new[1] - old[1] == int(new[1] - old[1])
        before = after
    assert [measure.denominator > 0 for measure in measures].count(True) >= 4


def test_without_an_opportunity_there_is_no_value() -> None:
    measures = [
        *(Pace(), Shortcuts(), Capture(), Answered(), Recalled(), Stuck(), Cycling(), Behaviour()),
        *(TokenCost(Progress(None)), UsdCost(Progress(None)), SecondsCost(Progress(None))),
    ]
    for measure in measures:
        measure.update(moment(1, eligible=False))
    assert {measure.name: measure.level for measure in measures} == dict.fromkeys(
        (measure.name for measure in measures), None
    )
    assert len({measure.name for measure in measures}) == len(measures)
