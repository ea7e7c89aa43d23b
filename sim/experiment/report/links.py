"""Addresses in the viewer: `longplay view DIR/runs` serves the runs of an experiment at them."""

from __future__ import annotations

from urllib.parse import quote, urlencode

HOST = "http://127.0.0.1:8642"
"""Where the viewer is served if nothing else is said."""


def of_run(task: str, step: int | None = None) -> str:
    """Return the address of a run, at a step.

    >>> of_run("guide/w5000-s0", 1200)
    'http://127.0.0.1:8642/run/guide/w5000-s0#step=1200'
    """
    return f"{HOST}/run/{quote(task)}" + (f"#step={step}" if step else "")


def of_pair(one: str, other: str) -> str:
    """Return the address of two runs beside each other.

    >>> of_pair("a/w1-s0", "b/w1-s0")
    'http://127.0.0.1:8642/compare?a=a%2Fw1-s0&b=b%2Fw1-s0'
    """
    return f"{HOST}/compare?{urlencode({'a': one, 'b': other})}"
