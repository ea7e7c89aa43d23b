"""What an estimand came to in the runs of an arm, and what becomes of the runs that have no value.

Every estimand is a ratio of two sums over runs: of harm and opportunities where there are such, else of the
runs' values and their number, which is their mean.

**Missing.** A run without a value (none was played, it failed, or there was no opportunity) has a place all
the same, and the rule of the spec says what becomes of it: `null` leaves the pair of runs at that place
out, `exclude` the whole world, so that all worlds keep the same number of pairs, and `worst` gives the run
the worst value that any run of the experiment has. Whatever the rule, the report counts such runs.

**Gainless.** A run that cost something and made no progress has a numerator and no denominator: its own
value is infinite. Where arms are only told, what it cost counts in the ratio of sums, and the report says
how many such runs there are. For a hypothesis it has no value, and the rule decides: under `worst` it gets
the worst value that a run has, or what it cost over a usual denominator if that is more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Sums = tuple[float, float]
"""Numerator and denominator."""
Missing = Literal["null", "worst", "exclude"]
Better = Literal["less", "more"]


class Place(NamedTuple):
    """Where a run is played: every arm has one run at each place."""

    world: int
    seed: int


@dataclass(frozen=True, slots=True)
class Sample:
    """An estimand in the runs of an arm, by place: None where a run has no value.

    `filled`: places whose value is the worst one, put in by the rule for missing values. `countable`: its
    values are counts of opportunities or of runs by nature, and not by chance, as a share of steps that is 0.
    """

    sums: Mapping[Place, Sums | None]
    filled: tuple[Place, ...] = ()
    countable: bool = True

    @property
    def missing(self) -> tuple[Place, ...]:
        """The places without a value of their own."""
        known = self.known
        return tuple(place for place in self.sums if place not in known or place in self.filled)

    @property
    def gainless(self) -> tuple[Place, ...]:
        """The places where something was spent, and nothing had for it."""
        return tuple(place for place, sums in self.sums.items() if sums is not None and sums[1] <= 0)

    @property
    def known(self) -> dict[Place, Sums]:
        """The places with a value that counts: an opportunity at least."""
        return {place: sums for place, sums in self.spent.items() if sums[1] > 0}

    @property
    def spent(self) -> dict[Place, Sums]:
        """The places with anything to sum up: those with a value, and the gainless ones."""
        return {place: sums for place, sums in self.sums.items() if sums is not None}

    @property
    def total(self) -> Sums:
        """The sums over all runs."""
        every = self.spent.values()
        return sum(done for done, _ in every), sum(had for _, had in every)

    @property
    def counts(self) -> bool:
        """Tell whether all are counts, of harm done out of opportunities had."""
        return self.countable and all(
            0 <= done <= had and float(done).is_integer() and float(had).is_integer()
            for done, had in self.known.values()
        )


@dataclass(frozen=True, slots=True)
class Clustered:
    """Sums of one arm, or of two in the same order, by the units that are independent of each other.

    `unit`: "world", or "seed" where there is one world only, of which alone the result then speaks. `arm`
    and `base` hold a pair of sums for each unit; `base` is None for one arm. `pairs`: runs, or pairs of
    runs, that count; `dropped`: places left out, `filled`: those with a worst value put in.
    """

    unit: Literal["world", "seed"]
    arm: tuple[Sums, ...]
    base: tuple[Sums, ...] | None
    pairs: int
    dropped: tuple[Place, ...] = ()
    filled: tuple[Place, ...] = ()


def with_worst(samples: Sequence[Sample], better: Better | None) -> list[Sample]:
    """Return samples with the worst value of any run, over a usual denominator, at missing places.

    `better` says which values are worse; None leaves everything as it is.

    >>> place, other = Place(1, 0), Place(2, 0)
    >>> with_worst([Sample({place: (3.0, 10.0), other: None})], "less")[0].sums[other]
    (3.0, 10.0)
    """
    known = [sums for sample in samples for sums in sample.known.values()]
    if better is None or not known:
        return list(samples)
    worst = (max if better == "less" else min)(done / had for done, had in known)
    usual = sum(had for _, had in known) / len(known)
    return [_filled(sample, (worst * usual, usual)) for sample in samples]


def clustered(arm: Sample, base: Sample | None, *, missing: Missing, spent: bool = False) -> Clustered:
    """Return the sums by world, or by seed where there is one world, of places with values in both arms.

    `spent`: gainless runs count with what they spent, instead of having no value.
    """
    one, other = (None if its is None else its.spent if spent else its.known for its in (arm, base))
    assert one is not None
    places = sorted(arm.sums.keys() | (base.sums.keys() if base else set()))
    kept = [place for place in places if place in one and (other is None or place in other)]
    dropped = sorted(set(places) - set(kept))
    if missing == "exclude" and len({place.world for place in places}) > 1:
        left = {place.world for place in dropped}
        dropped = [place for place in places if place.world in left]
        kept = [place for place in kept if place.world not in left]
    unit: Literal["world", "seed"] = "world" if len({place.world for place in places}) > 1 else "seed"
    groups = _groups(kept, unit)
    filled = sorted(set(arm.filled) | set(base.filled if base else ()))
    return Clustered(
        unit,
        tuple(_total(one[place] for place in group) for group in groups),
        None if other is None else tuple(_total(other[place] for place in group) for group in groups),
        len(kept),
        tuple(dropped),
        tuple(filled),
    )


def _filled(sample: Sample, worst: Sums) -> Sample:
    empty = [place for place in sample.sums if place not in sample.known]
    sums = {place: _no_better(worst, sample.sums[place]) for place in empty}
    return replace(sample, sums={**sample.sums, **sums}, filled=tuple(empty))


def _no_better(worst: Sums, own: Sums | None) -> Sums:
    """Return the worst sums, or what a gainless run spent, if that is more, over the same denominator."""
    return worst if own is None else (max(worst[0], own[0]), worst[1])


def _groups(places: Iterable[Place], unit: str) -> list[list[Place]]:
    groups: dict[int, list[Place]] = {}
    for place in places:
        groups.setdefault(place.world if unit == "world" else place.seed, []).append(place)
    return list(groups.values())


def _total(sums: Iterable[Sums]) -> Sums:
    done, had = zip(*sums, strict=True)
    return sum(done), sum(had)
