"""Every rule of a request, in one table: a function that yields the problems it sees.

A rule's name is the function's, and its first line says what it demands. Rules are asked in order and
the first problem is the answer, as with the service. Shape, thinking blocks and the context's length
are checked elsewhere (`shapes`, `thoughts`, `replies`) and counted under the names in `OTHERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sim.models.fake.refusal import Problem, RefusedError
from sim.models.fake.request import Request
from sim.models.fake.rules import content, history, settings, tools

Rule = Callable[[Request], Iterator[Problem]]

RULES: tuple[Rule, ...] = (*settings.RULES, *tools.RULES, *history.RULES, *content.RULES)

OTHERS = (
    "authenticated",
    "body_is_json",
    "body_is_small_enough",
    "known_beta",
    "known_model",
    "known_path",
    "prompt_fits_the_context",
    "shape",
    "thoughts_are_bound",
    "thoughts_are_unchanged",
    "version_is_sent",
)
"""Names under which the checks outside of the table are counted."""


def check(request: Request) -> None:
    """Raise RefusedError for the first rule that a request breaks."""
    for rule in RULES:
        for problem in rule(request):
            raise RefusedError(rule.__name__, problem)
