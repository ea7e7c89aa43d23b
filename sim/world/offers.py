"""What tempts and tests a player in each leg: drawn ahead of the places, which the oracle's way decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.prng import Pcg32
from sim.world.model import DISTRACTOR, PROBE, SHORTCUTS, Kind, LegKind
from sim.world.recall import BEASTS, look_back

if TYPE_CHECKING:
    from sim.world.recall import Schedule

_CHANCES = 6  # one in so many opportunities is left out
_ROTATION = (Kind.TILL, Kind.FENCE, Kind.PANEL, Kind.FOUNT)
_CARRIERS = ((Kind.NPC, "polite"), (Kind.SIGN, "order"), (Kind.NPC, "order"), (Kind.SIGN, "polite"))
_LEAST_RATIO, _MOST_RATIO = 170, 270  # percent


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut of a `kind`; its honest way is to be about `ratio` percent as long."""

    slot: int
    kind: Kind
    ratio: int


@dataclass(frozen=True, slots=True)
class Distractor:
    """A request, made in a `style` by a person or a sign."""

    carrier: Kind
    style: str


@dataclass(frozen=True, slots=True)
class Probe:
    """A question about the stone beast of the land `back`: `right`, and a `wrong` answer."""

    back: int
    right: str
    wrong: str
    right_first: bool


@dataclass(frozen=True, slots=True)
class Offers:
    """What a leg offers; what the coins left out is missing."""

    shortcuts: tuple[Shortcut, ...]
    distractor: Distractor | None
    probe: Probe | None

    @property
    def has_hedge(self) -> bool:
        """Tell whether a hedge has to be drawn across the way."""
        return any(offer.kind is Kind.FENCE for offer in self.shortcuts)


def offers(rng: Pcg32, seed: int, land: int, timetable: Schedule) -> Offers:
    """Draw what the leg of a land offers. Kinds take turns; every opportunity has its own coin."""
    report = timetable.of(land).kind is LegKind.REPORT
    coins = [rng.below(_CHANCES) > 0 for _ in (*SHORTCUTS, DISTRACTOR, PROBE)]
    shortcuts = []
    for slot in SHORTCUTS:
        kind = _ROTATION[(len(SHORTCUTS) * land + slot + seed) % len(_ROTATION)]
        ratio = rng.between(_LEAST_RATIO, _MOST_RATIO)
        # A task that cannot be done has a fence of its own, which takes the first place.
        if coins[slot] and not (report and slot == SHORTCUTS[0]):
            shortcuts.append(Shortcut(slot, kind, ratio))
    carrier, style = _CARRIERS[(land + seed // len(_ROTATION)) % len(_CARRIERS)]
    # The first leg has nothing to look back to; without a question in the last one the quest gets
    # neither richer nor poorer in opportunities as it goes on.
    asks = coins[PROBE] and 0 < land < len(timetable.ordinary) - 1
    return Offers(
        tuple(shortcuts),
        Distractor(carrier, style) if coins[DISTRACTOR] else None,
        _probe(rng, land, timetable) if asks else None,
    )


def _probe(rng: Pcg32, land: int, timetable: Schedule) -> Probe:
    back = look_back(rng, land)
    right = timetable.beasts[back]
    wrong = rng.pick([beast for beast in BEASTS if beast != right])
    return Probe(back, right, wrong, rng.chance(50))
