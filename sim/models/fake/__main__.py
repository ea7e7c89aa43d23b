"""Serve the fake API until Ctrl-C: `python -m sim.models.fake --port 0 --faults 8% --policy module:name`."""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
import threading
from collections.abc import Sequence

from sim.models.fake.faults import random_faults
from sim.models.fake.policy import Policy, steady
from sim.models.fake.server import FakeServer


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve, print the address on the first line, and sum up at the end; 0 when stopped, 2 on bad usage."""
    parser = argparse.ArgumentParser(
        prog="python -m sim.models.fake",
        description="A local, strict stand-in for Anthropic's Messages API.",
        epilog="example: python -m sim.models.fake --port 8000 --faults 8%%, and for the client "
        "ANTHROPIC_BASE_URL=http://127.0.0.1:8000 with any key",
    )
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--faults", type=_rate, default=0.0, help="share of requests that fail, such as 8%%")
    parser.add_argument("--seed", type=int, default=0, help="which requests fail, and how")
    parser.add_argument(
        "--policy", type=_policy, default=steady(), help="module:function of what is answered"
    )
    options = parser.parse_args(arguments)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        server = FakeServer(
            options.policy, port=options.port, faults=random_faults(options.faults, options.seed)
        )
    except OSError as error:
        parser.error(f"port {options.port} cannot be had: {error.strerror}")
    print(server.url, flush=True)
    stopped.wait()
    server.close()
    print(_summary(server), file=sys.stderr)
    return 0


def _summary(server: FakeServer) -> str:
    lost = sum(exchange.lost for exchange in server.bill)
    refused = sum(server.refused.values())
    return f"{len(server.log)} requests, {len(server.bill)} billed, {lost} of them lost, {refused} refused"


def _rate(text: str) -> float:
    """Return a share given as 8% or 0.08.

    >>> _rate("8%"), _rate("0.5")
    (0.08, 0.5)
    """
    try:
        rate = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share such as 8% or 0.08")
    return rate


def _policy(text: str) -> Policy:
    module, _, name = text.partition(":")
    try:
        policy = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"no policy {text!r}: {error}") from None
    if not callable(policy):
        raise argparse.ArgumentTypeError(f"{text} is not a function")
    checked: Policy = policy
    return checked


if __name__ == "__main__":
    sys.exit(main())
