"""Memory quality at one moment, as a report shows it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.core import Json

TOKEN = 4
"""Characters that are taken for a token."""


@dataclass(frozen=True, slots=True)
class TruthQuality:
    """The guide against the truth.

    Of the different claims that the text is sure of, `verifiable` can be judged and `true` are; of the
    hedged ones `hedged_verifiable` and `hedged_true`. `stale` are false now and were true once, and
    `stale_age` is the mean number of steps since. Over the run the agent wrote `written` claims that could
    be judged, `hallucinated` of them false then. `needed` facts were observed and are needed, `told` are
    those of them that the guide tells. `forgetting` has (least lag in steps, facts needed, of them acted
    on), `forgetting_slope` the change of that share each time the lag doubles.
    """

    verifiable: int
    true: int
    hedged_verifiable: int
    hedged_true: int
    stale: int
    stale_age: float | None
    written: int
    hallucinated: int
    needed: int
    told: int
    forgetting: tuple[tuple[int, int, int], ...] = ()
    forgetting_slope: float | None = None

    @property
    def precision(self) -> float | None:
        """True claims of those that can be judged, None without any."""
        return _share(self.true, self.verifiable)

    @property
    def recall(self) -> float | None:
        """Needed facts that the guide tells, of those observed, None without any."""
        return _share(self.told, self.needed)

    def to_json(self) -> Json:
        """Return everything as a JSON object; shares and means with 6 digits."""
        found = {name: _rounded(value) for name, value in asdict(self).items()}
        shares = {"precision": _rounded(self.precision), "recall": _rounded(self.recall)}
        return {**found, **shares, "forgetting": [list(row) for row in self.forgetting]}


@dataclass(frozen=True, slots=True)
class GuideQuality:
    """What the guide is now (docs/guide-quality.md).

    `statements` are all claims, each as often as it is said (lines, where nothing reads claims), `claims`
    the different ones, `unread` those in no known form. `contradictions` are claims that another one
    contradicts, None where nothing reads claims. `truths` is None without a world to judge by.
    """

    characters: int
    statements: int
    claims: int
    unread: int
    contradictions: int | None
    truths: TruthQuality | None

    @property
    def duplicates(self) -> int:
        """Statements that repeat another one."""
        return self.statements - self.claims

    @property
    def tokens_per_fact(self) -> float | None:
        """Tokens, of four characters each, for each claim that is true; None without any."""
        return _share(self.characters / TOKEN, self.truths.true if self.truths else 0)

    def to_json(self) -> Json:
        """Return everything as a flat JSON object; shares and means with 6 digits."""
        return {
            "characters": self.characters,
            "statements": self.statements,
            "claims": self.claims,
            "unread": self.unread,
            "duplicates": self.duplicates,
            "contradictions": self.contradictions,
            "tokens_per_fact": _rounded(self.tokens_per_fact),
            **(self.truths.to_json() if self.truths else {}),
        }


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None


def _rounded(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value
