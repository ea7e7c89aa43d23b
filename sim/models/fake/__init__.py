"""A local, strict stand-in for Anthropic's Messages API, for tests without a network or a bill.

It speaks the service's protocol on 127.0.0.1, so that a real client can be pointed at it; it keeps to the
documented rules of a request and refuses what breaks them; it counts tokens, caches prefixes and writes
a bill; it fails by schedule. What the model says comes from a policy of the caller.

    with FakeServer(steady("hello"), faults=[Kind.OVERLOADED]) as server:
        client = Anthropic(base_url=server.url, api_key="any", max_retries=0)

`python -m sim.models.fake` serves until it is stopped.
"""

from sim.models.fake.catalogue import MODELS, Model
from sim.models.fake.faults import Fault, Faults, Kind, Schedule, random_faults
from sim.models.fake.organisation import Exchange, Organisation
from sim.models.fake.policy import Policy, Raw, Text, Thought, Turn, Use, scripted, steady, turns_taken
from sim.models.fake.rules import OTHERS, RULES
from sim.models.fake.server import FakeServer

__all__ = [
    "MODELS",
    "OTHERS",
    "RULES",
    "Exchange",
    "FakeServer",
    "Fault",
    "Faults",
    "Kind",
    "Model",
    "Organisation",
    "Policy",
    "Raw",
    "Schedule",
    "Text",
    "Thought",
    "Turn",
    "Use",
    "random_faults",
    "scripted",
    "steady",
    "turns_taken",
]
