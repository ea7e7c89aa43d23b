"""What is said of a hypothesis: the same lines on the page and in Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.experiment.report import links, words
from sim.experiment.report.matter import pairs
from sim.experiment.spec.estimands import ESTIMANDS

if TYPE_CHECKING:
    from sim.experiment.deciding.judging import Verdict
    from sim.experiment.report.matter import Matter


@dataclass(frozen=True, slots=True)
class Link:
    """Words and the address that they lead to."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Card:
    """A hypothesis with its verdict: `lines` are terms and what is said of them, `look` runs worth a look."""

    verdict: Verdict
    found: str
    lines: tuple[tuple[str, str], ...]
    look: tuple[Link, ...]

    @property
    def word(self) -> str:
        """The verdict as it is printed."""
        return words.VERDICTS[self.verdict.word]


def cards(matter: Matter) -> tuple[Card, ...]:
    """Return a card for every hypothesis that was registered, in the order of the spec."""
    return tuple(
        Card(verdict, _found(verdict), tuple(_lines(verdict, matter)), _look(verdict, matter))
        for verdict in matter.found.verdicts
    )


def _found(verdict: Verdict) -> str:
    """Return the estimate with its interval and what it stands on."""
    one = verdict.evidence
    if one.found is None:
        return "No value."
    signed = one.found.base is not None
    level = f" ({100 * (1 - one.hypothesis.alpha):g} % interval)" if one.interval else " (no interval)"
    value = (
        f"{words.number(one.found.value, signed=signed)} {words.ends(one.interval, signed=signed)}".rstrip()
    )
    sides = ""
    if one.found.base is not None:
        sides = (
            f": {one.hypothesis.arm} {words.number(one.found.arm)},"
            f" {one.hypothesis.against} {words.number(one.found.base)}"
        )
    return f"{value}{level}{sides}"


def _lines(verdict: Verdict, matter: Matter) -> list[tuple[str, str]]:
    said = verdict.evidence.hypothesis
    lines = [
        ("Why", f"{verdict.reason}."),
        ("Asked", _asked(verdict)),
        ("Arms", _arms(verdict, matter)),
        ("From", _from(verdict)),
        ("Thresholds", _thresholds(verdict)),
        ("p", _p(verdict)),
    ]
    if verdict.word != "met":
        lines.append(("Power", _power(verdict)))
    if said.predicted:
        lines.append(("Predicted", said.predicted))
    if verdict.word == "undetermined":
        lines.append(
            ("Would decide", "; ".join(f"{words.VERDICTS[word]}: {so}" for word, so in said.decides.items()))
        )
    elif verdict.word in said.decides:
        lines.append(("So", said.decides[verdict.word]))
    return [(term, text) for term, text in lines if text]


def _asked(verdict: Verdict) -> str:
    said = verdict.evidence.hypothesis
    other = "" if said.against is None else f" minus that of {said.against}"
    what = f"{ESTIMANDS[said.estimand].title} of {said.arm}{other}"
    way = {"greater": "above", "less": "below", "two-sided": "on either side of"}[said.direction]
    bound = words.number(said.met.value)
    return f"{what}, in {words.measure(said.unit, said.denominator)}, expected {way} {bound}"


def _arms(verdict: Verdict, matter: Matter) -> str:
    said = verdict.evidence.hypothesis
    sides = [arm for arm in (said.arm, said.against) if arm is not None]
    names = (f"{arm} ({own})" if (own := matter.own(arm)) else arm for arm in sides)
    apart = " against ".join(names)
    return f"{apart}; all arms: {', '.join(matter.shared)}" if matter.shared else apart


def _from(verdict: Verdict) -> str:
    sums = verdict.evidence.sums
    count = words.many(sums.pairs, "run" if sums.base is None else "matched pair")
    text = f"{count} in {words.many(len(sums.arm), sums.unit)}"
    if sums.dropped:
        rule = verdict.evidence.hypothesis.missing
        text += f"; {words.many(len(sums.dropped), 'place')} left out for a missing value (rule: {rule})"
    if sums.filled:
        text += f"; {words.many(len(sums.filled), 'missing value')} filled with the worst"
    if gainless := verdict.evidence.gainless:
        text += f"; {words.many(gainless, 'run')} of these made no progress for what they cost"
    return text


def _thresholds(verdict: Verdict) -> str:
    said = verdict.evidence.hypothesis
    return (
        f"met if {said.met}, not met if {said.not_met}; smallest effect of interest"
        f" {words.number(said.sesoi)}; alpha {said.alpha:g}"
    )


def _p(verdict: Verdict) -> str:
    kind = "not_met" if verdict.word == "not_met" else "met"
    p, adjusted = verdict.evidence.p[kind], verdict.adjusted[kind]
    if p is None:
        return ""
    said = verdict.evidence.hypothesis
    bound = said.not_met if kind == "not_met" else said.met
    holm = f", {words.p(adjusted)} after Holm over the {verdict.family} of family {said.family}"
    return f"{words.p(p)} for a truth of {bound.value:g}, two-sided{holm if verdict.family > 1 else ''}"


def _power(verdict: Verdict) -> str:
    said = verdict.evidence.hypothesis
    if verdict.detectable is None or verdict.alone is None:
        units = words.many(len(verdict.evidence.sums.arm), verdict.evidence.sums.unit)
        if verdict.evidence.found is None or verdict.evidence.found.sd == 0:
            return "the smallest effect that this design detects cannot be told"
        return f"none: with {units} no p is small enough for a family of {verdict.family}; more are needed"
    way = 1 if said.met.side == "low" else -1
    truths = [words.number(said.met.value + way * far) for far in (verdict.detectable, verdict.alone)]
    alone = f" ({truths[1]} if it were the only hypothesis)" if verdict.family > 1 else ""
    text = f"the smallest truth that such a design calls met in 4 of 5 experiments is {truths[0]}{alone}"
    if verdict.word == "undetermined" and verdict.detectable > said.sesoi:
        text += (
            f": {words.number(verdict.detectable)} beyond the threshold, more than the smallest effect of"
            " interest, so more worlds are needed"
        )
    return text


def _look(verdict: Verdict, matter: Matter) -> tuple[Link, ...]:
    made = []
    for pair in pairs(verdict, matter.experiment.measured):
        address = links.of_run(pair.runs[0]) if len(pair.runs) == 1 else links.of_pair(*pair.runs)
        place = pair.runs[0].partition("/")[2]
        value = words.number(pair.value, signed=len(pair.runs) > 1)
        made.append(Link(f"{pair.words}: {value} ({place})", address))
    return tuple(made)
