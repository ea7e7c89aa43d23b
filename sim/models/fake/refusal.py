"""What the service answers to a request that it does not serve."""

from __future__ import annotations

from dataclasses import dataclass

INVALID = "invalid_request_error"

STATUS = {
    INVALID: 400,
    "authentication_error": 401,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "overloaded_error": 529,
}
"""HTTP status by error type. Source: platform.claude.com/docs/en/api/errors."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule: where in the request (`path`, "" for the whole), and what the rule says."""

    path: str
    message: str
    kind: str = INVALID

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class RefusedError(Exception):
    """A request was refused: the `rule` it breaks, by name, and the `problem`."""

    def __init__(self, rule: str, problem: Problem) -> None:
        super().__init__(str(problem))
        self.rule = rule
        self.problem = problem
