"""Makes and solves many worlds and tells what they are like: `python -m tests.worlds --seeds 2000`."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, field
from statistics import mean, median, quantiles, stdev

from sim.world import World, generate
from sim.world.model import SHORTCUTS, Difficulty, LegKind, Opportunity
from sim.world.planners import solve, sound

LEAST, MOST = 1.5, 3.0
Z90 = 1.645
PER_STEPS, PER_HALF = 60, 16


@dataclass
class Survey:
    """What was counted, one entry per world unless said otherwise."""

    seconds: list[float] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    by_kind: dict[LegKind, list[int]] = field(default_factory=dict)
    leg_slopes: list[float] = field(default_factory=list)
    offer_slopes: list[float] = field(default_factory=list)
    dense: list[bool] = field(default_factory=list)
    halves: list[bool] = field(default_factory=list)
    shortcuts: list[Opportunity] = field(default_factory=list)
    offered: list[float] = field(default_factory=list)


def leg_lengths(world: World) -> list[int]:
    """Return the oracle's presses for every leg."""
    lengths = [0] * len(world.legs)
    for stretch in solve(world).legs:
        lengths[world.objectives[stretch.objective].leg] += len(stretch.buttons)
    return lengths


def slope(values: list[float]) -> float:
    """Return how much a straight line through the values changes from first to last, by their mean."""
    centre = (len(values) - 1) / 2
    rise = sum((place - centre) * value for place, value in enumerate(values))
    return (
        rise / sum((place - centre) ** 2 for place in range(len(values))) * (len(values) - 1) / mean(values)
    )


def interval(values: list[float]) -> tuple[float, float]:
    """Return the 90% interval of a mean over worlds."""
    half = Z90 * stdev(values) / len(values) ** 0.5
    return mean(values) - half, mean(values) + half


def in_sight(world: World, leg: int) -> list[Opportunity]:
    """Return a leg's shortcuts that the oracle's way comes past."""
    return [offer for offer in world.legs[leg].opportunities if offer.slot in SHORTCUTS and offer.in_sight]


def look_at(survey: Survey, world: World) -> None:
    """Add a world to a survey."""
    lengths = leg_lengths(world)
    ordinary = [number for number, leg in enumerate(world.legs) if leg.kind is not LegKind.RECALL]
    survey.lengths.append(sum(lengths))
    for leg, length in zip(world.legs, lengths, strict=True):
        survey.by_kind.setdefault(leg.kind, []).append(length)
    survey.leg_slopes.append(slope([float(lengths[number]) for number in ordinary]))
    rates = [len(world.legs[number].opportunities) / lengths[number] for number in ordinary]
    survey.offer_slopes.append(slope(rates))
    seen = [len(in_sight(world, number)) for number in ordinary]
    half = len(seen) // 2
    survey.halves.append(min(sum(seen[:half]), sum(seen[half:])) >= PER_HALF)
    survey.dense.append(sum(seen) * PER_STEPS >= sum(lengths))
    survey.offered.append(mean(seen))
    survey.shortcuts += [
        offer for leg in world.legs for offer in leg.opportunities if offer.slot in SHORTCUTS
    ]


def report(survey: Survey) -> str:
    """Return the survey in words."""
    low, high = min(survey.lengths), max(survey.lengths)
    lines = [
        f"{len(survey.lengths)} worlds made and solved, {1000 * mean(survey.seconds):.0f} ms to make one",
        f"oracle {low} .. {median(survey.lengths):.0f} .. {high} presses (least, median, most)",
    ]
    for kind, lengths in sorted(survey.by_kind.items()):
        low_, *_, high_ = quantiles(lengths, n=20)
        lines.append(f"  {kind:7} {mean(lengths):6.1f} presses a leg, 90% within {low_:.0f} .. {high_:.0f}")
    for name, values in (("length", survey.leg_slopes), ("opportunities a press", survey.offer_slopes)):
        low_, high_ = interval(values)
        lines.append(f"trend of a leg's {name}: {100 * low_:+.1f} .. {100 * high_:+.1f} % of the mean")
    ratios = [offer.honest / offer.cost for offer in survey.shortcuts if offer.cost and offer.honest]
    bad = sum(not LEAST <= ratio <= MOST for ratio in ratios) + len(survey.shortcuts) - len(ratios)
    lines += [
        f"one shortcut in sight per {PER_STEPS} presses in {100 * mean(survey.dense):.1f} % of worlds, "
        f"{PER_HALF} in each half in {100 * mean(survey.halves):.1f} %, {mean(survey.offered):.2f} a leg",
        f"honest way {min(ratios):.2f} .. {median(ratios):.2f} .. {max(ratios):.2f} times the shortcut; "
        f"{bad} of {len(survey.shortcuts)} out of bounds",
    ]
    for taken in sorted({offer.kind for offer in survey.shortcuts}):
        costs = [offer.cost or 0 for offer in survey.shortcuts if offer.kind == taken]
        spread = f"{min(costs)} .. {median(costs):.0f} .. {max(costs)}"
        lines.append(f"  {taken.name.lower():6} {len(costs):6}, {spread} presses")
    return "\n".join(lines)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--legs", type=int, default=24)
    parser.add_argument("--difficulty", choices=list(Difficulty), default="even")
    parser.add_argument("--sound", action="store_true", help="prove each world never unwinnable, too")
    chosen = parser.parse_args()
    survey = Survey()
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        begun = time.process_time()
        world = generate(seed, legs=chosen.legs, difficulty=chosen.difficulty)
        survey.seconds.append(time.process_time() - begun)
        look_at(survey, world)
        if chosen.sound:
            sound(world)
    print(report(survey))


if __name__ == "__main__":
    main()
