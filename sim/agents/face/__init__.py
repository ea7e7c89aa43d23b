"""The explorer's mind behind a model's face: a policy of the fake Messages API that plays Fernmoor.

    with FakeServer(player()) as server: ...

It is a function of the request alone. What it knows stands in the conversation: it reads the screens from
the images and the memory folder from the first message and the results of its own memory tool.
"""

from sim.agents.face.player import player

__all__ = ["player"]
