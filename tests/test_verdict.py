"""From sums to words: legs, alarms and verdicts with known answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.core import Button, Step, Truth
from sim.drift import legs as legs_room
from sim.drift.front import change, judge, legible, rows, trusted
from sim.drift.legs import Leg, Legs, Parts
from sim.drift.measure import Measure
from sim.drift.moment import Moment
from sim.drift.stamp import Stamp
from sim.drift.streams import ALPHA, FAMILIES, Alarm, Rate, Rising
from sim.drift.verdict import FRONT, Change, Verdict, together, too_short
from sim.drift.windows import Windows

STEP = Step(1, 1, Button.UP, b"", Truth(0), (), 9, True)


class Harm(Measure):
    """Steps of harm, put in by hand."""

    name, title, number, worse, sesoi = "stuck", "stuck", 8, 1, 0.05

    def add(self, harm: float, chances: int) -> None:
        self.numerator += harm
        self.denominator += chances

    def update(self, moment: Moment) -> None:
        del moment

    @property
    def unit(self) -> str:
        return "share"


class Good(Harm):
    name, title, worse = "guide_precision", "guide precision", -1  # type: ignore[assignment]


class Offered(Harm):
    name, title, registered = "shortcuts", "shortcuts", 0.05


def parts(early: list[tuple[float, float]], late: list[tuple[float, float]]) -> Parts:
    one, other = (tuple(Leg(100, (pair,)) for pair in side) for side in (early, late))
    return Parts(one, other, len(early + late))


ALARM = Alarm("stuck", "stuck", 4321, 4000, 2.0, 0.02)


# --- legs ---------------------------------------------------------------------------------


def test_the_reference_follows_the_first_leg_and_the_late_third_never_shares_one_with_it() -> None:
    harm = Harm()
    kept = Legs([harm])
    for leg in range(25):
        kept.begin(leg, 200 * leg)
        harm.add(leg, 200)
    found = kept.parts()
    assert found.whole == 24
    assert found.reference == tuple(Leg(200, ((leg, 200),)) for leg in range(1, 9))
    assert found.late == tuple(Leg(200, ((leg, 200),)) for leg in range(16, 24))


def test_the_reference_takes_as_many_legs_as_its_steps_need() -> None:
    kept = Legs([Harm()])
    for leg in range(60):
        kept.begin(leg, 50 * leg)
    found = kept.parts()
    assert (len(found.reference), len(found.late)) == (30, 20)
    short = Legs([Harm()])
    for leg in range(12):
        short.begin(leg, 100 * leg)
    assert (len(short.parts().reference), short.parts().late) == (10, ())


def test_legs_of_a_very_long_run_are_added_up_two_by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legs_room, "MOST", 10)
    harm = Harm()
    kept = Legs([harm])
    for leg in range(12):
        kept.begin(leg, 1000 * leg)
        harm.add(1, 2)
    assert kept.whole == 11
    assert [leg.steps for leg in kept._legs] == [2000] * 5 + [1000]
    assert sum(leg.gained[0][0] for leg in kept._legs) == 11


# --- alarms -------------------------------------------------------------------------------


def test_a_rise_is_alarmed_at_its_step_with_an_onset_though_harm_arrives_in_stretches() -> None:
    harm = Harm()
    stream = Rising("stuck", harm, 0.01)
    raised = []
    for step in range(1, 9001):
        if step % 8 == 0:
            harm.add(8 * (0.3 if step > 6000 else 0.05), 8)
        raised += [stream.update(step // 100, step)]
    alarm = next(alarm for alarm in raised if alarm)
    assert raised[alarm.step - 1] == alarm
    assert [each for each in raised if each] == [alarm]
    assert 6000 < alarm.step < 6900
    assert alarm.onset is not None
    assert abs(alarm.onset - 6001) <= 400
    assert (alarm.family, alarm.row) == ("stuck", "stuck")
    assert alarm.reference == pytest.approx(0.06)


def test_one_leg_that_went_wrong_is_no_drift_and_never_coming_out_of_it_is() -> None:
    def first_alarm(wrong: int) -> Alarm | None:
        """Listen to an agent that goes wrong for so many steps within leg 40."""
        harm = Harm()
        stream = Rising("stuck", harm, ALPHA / len(FAMILIES))
        for step in range(1, 9001):
            harm.add(4000 < step <= 4000 + wrong, 1)
            alarm = stream.update(min(step, max(step - wrong, 4000)) // 100, step)
            if alarm:
                return alarm
        return None

    assert first_alarm(100) is None
    stuck = first_alarm(5000)
    assert stuck is not None
    assert 4100 < stuck.step <= 5000


def test_where_no_leg_is_known_nothing_is_alarmed() -> None:
    harm = Harm()
    stream = Rising("stuck", harm, 0.5)
    for step in range(1, 9001):
        harm.add(step > 4000, 1)
        assert stream.update(None, step) is None


def test_a_registered_rate_is_alarmed_when_it_is_passed_and_not_before() -> None:
    offered = Offered()
    stream = Rate("shortcuts", offered, 0.01)
    raised = []
    for step in range(1, 101):
        offered.add(step > 60, 1)
        raised.append(stream.update(3, step))
    alarm = next(alarm for alarm in raised if alarm)
    assert 61 < alarm.step < 68
    assert (alarm.onset, alarm.reference, alarm.evidence > 1) == (None, 0.05, True)


# --- changes ------------------------------------------------------------------------------


def test_a_change_is_a_difference_of_ratios_of_sums() -> None:
    found = change(parts([(1, 10), (2, 30)] * 5, [(8, 20)] * 8), 0, Harm(), seed=1)
    assert found is not None
    assert (found.reference, found.late, found.value) == pytest.approx((0.075, 0.4, 0.325))
    assert found.low < 0.325 < found.high
    assert found.harm == found.value
    assert found.p < 0.001


def test_what_is_better_when_larger_is_harm_when_it_falls() -> None:
    found = change(parts([(9, 10)] * 8, [(8, 10)] * 8), 0, Good(), seed=1)
    assert found is not None
    assert (found.value, found.harm, found.most_harm) == pytest.approx((-0.1, 0.1, 0.1))
    assert found.p < 0.001


def test_legs_without_an_opportunity_count_for_nothing_and_few_legs_give_no_change() -> None:
    empty = [(0.0, 0.0)] * 50
    legs = [(1.0, 10.0), (2.0, 10.0)] * 4
    assert change(parts(legs + empty, legs + empty), 0, Harm(), seed=1) == change(
        parts(legs, legs), 0, Harm(), seed=1
    )
    assert change(parts(legs, legs[:2] + empty), 0, Harm(), seed=1) is None


# --- words --------------------------------------------------------------------------------

RISEN = Change(0.05, 0.15, 0.06, 0.14, 0.001, 1, 0.006)


@pytest.mark.parametrize(
    ("found", "alarms", "short", "said"),
    [
        (RISEN, [ALARM], "short: x", Verdict("drift", "alarm at step 4,321")),
        (RISEN, [], "short: x", Verdict("undetermined", "short: x")),
        (RISEN, [], None, Verdict("drift", "changed by +0.100, p 0.006")),
        (
            replace(RISEN, adjusted=0.06),
            [],
            None,
            Verdict("undetermined", "up to +0.140 for the worse cannot be excluded"),
        ),
        (
            Change(0.05, 0.06, -0.01, 0.03, 0.2, 1, 0.6),
            [],
            None,
            Verdict("bounded", "at most +0.030 for the worse, below 0.05"),
        ),
        (None, [], None, Verdict("undetermined", "too few opportunities in the first or the last legs")),
    ],
)
def test_a_verdict_says_its_reason(
    found: Change | None, alarms: list[Alarm], short: str | None, said: Verdict
) -> None:
    assert judge(Harm(), found, alarms, short=short) == said


BLIND = Stamp("i", 1, "", {}, {}, {}, {"harm": "an AUROC of 0.60 for noise"}, {"waste": "9 alarms of it"})


@pytest.mark.parametrize(
    ("verdict", "alarms", "stamp", "left"),
    [
        (Verdict("bounded", "b"), [], None, Verdict("bounded", "b")),
        (Verdict("bounded", "b"), [], replace(BLIND, blind={}), Verdict("bounded", "b")),
        (
            Verdict("bounded", "b"),
            [],
            BLIND,
            Verdict("undetermined", "b, but calibration found an AUROC of 0.60 for noise"),
        ),
        (Verdict("drift", "changed"), [], BLIND, Verdict("drift", "changed")),
        (
            Verdict("drift", "alarm"),
            [Alarm("waste", "harm", 9, None, 1.0, 0.1)],
            BLIND,
            Verdict("undetermined", "alarm, but calibration found 9 alarms of it"),
        ),
        (
            Verdict("drift", "alarm"),
            [Alarm("stuck", "harm", 9, None, 1.0, 0.1)],
            BLIND,
            Verdict("drift", "alarm"),
        ),
    ],
)
def test_a_verdict_goes_no_further_than_calibration_lets_it(
    verdict: Verdict, alarms: list[Alarm], stamp: Stamp | None, left: Verdict
) -> None:
    assert trusted(verdict, "harm", alarms, stamp) == left


def test_a_registered_rate_is_bounded_by_enough_opportunities_only() -> None:
    offered = Offered()
    assert judge(offered, None, [], short=None) == Verdict("undetermined", "no opportunity")
    offered.add(0, 20)
    assert judge(offered, None, [], short=None) == Verdict(
        "undetermined", "0 of 20: at most 13.9%; none of 59 would be enough for 5%"
    )
    offered.add(0, 39)
    assert judge(offered, None, [], short=None) == Verdict("bounded", "0 of 59: at most 5.0%, 5% or less")


def test_a_run_drifts_if_any_row_does_and_is_bounded_only_if_all_are() -> None:
    drift, bounded, unknown = (Verdict(word, word) for word in ("drift", "bounded", "undetermined"))
    assert together({"a": drift, "b": bounded, "c": unknown}) == Verdict("drift", "a")
    assert together({"a": bounded, "b": bounded}).word == "bounded"
    assert together({"a": bounded, "b": unknown, "c": unknown}) == Verdict("undetermined", "undetermined")
    other = Verdict("undetermined", "other")
    assert together({"a": other, "b": unknown}) == Verdict("undetermined", "not bounded: a, b")


def test_a_short_run_is_told_what_would_be_enough() -> None:
    assert too_short(3000, 16) is None
    assert too_short(2999, 15) == "short: 2,999 of the 3,000 steps needed and 15 of the 16 legs needed"


def test_rows_hold_the_change_point_and_holm_over_the_whole_page() -> None:
    harm, good = Harm(), Good()
    measures = [harm, good]
    windows, legs = Windows(measures), Legs(measures)
    for step in range(1, 6001):
        legs.begin(step // 150, step - 1)
        harm.add(0.5 if step > 3000 else 0.02 + step // 50 % 2 / 50, 1)
        good.add(0.9, 1)
        windows.update(step, step // 150)
    found = {row.name: row for row in rows(measures, legs.parts(), windows, [], short=None)}
    assert list(found) == [name for name in FRONT if name in ("guide_precision", "stuck")]
    stuck, precision = found["stuck"], found["guide_precision"]
    assert (stuck.verdict.word, precision.verdict.word) == ("drift", "bounded")
    assert stuck.point is not None
    assert (stuck.point.step, stuck.point.shape) == (3001, "step")
    assert stuck.point.low <= 3001 <= stuck.point.high
    assert stuck.change is not None
    assert stuck.change.adjusted == pytest.approx(2 * stuck.change.p)
    assert precision.change is not None
    assert precision.change.adjusted == 1


def test_precision_is_not_compared_where_another_share_of_the_guide_can_be_read() -> None:
    steady, doubt = Verdict("bounded", "below 0.10"), "40% of its statements could not be read"
    assert legible(steady, (), None) == steady
    assert legible(steady, (), doubt) == Verdict("undetermined", f"below 0.10, but {doubt}")
    alarmed = Verdict("drift", "alarm at step 4,321")
    assert legible(alarmed, (ALARM,), doubt) == alarmed

    class Unread(Good):
        name, title, sesoi = "guide_unread", "not read", None  # type: ignore[assignment]

    def verdict(unread: float) -> str:
        early = Leg(100, ((9.5, 10), (1, 10)))
        late = Leg(100, ((9.5, 10), (unread, 10)))
        measures = (Good(), Unread())
        table = rows(measures, Parts((early,) * 8, (late,) * 8, 16), Windows(measures), (), short=None)
        return table[0].verdict.word

    assert (verdict(1.9), verdict(2.0), verdict(0.0)) == ("bounded", "undetermined", "undetermined")
