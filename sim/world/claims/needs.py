"""What an obstacle wants."""

from __future__ import annotations

from sim.world.claims.fragments import Fragment
from sim.world.claims.lexicon import OBSTACLES, TOOLS
from sim.world.claims.scribe import Scribe
from sim.world.claims.state import Frame


def is_tool(thing: str) -> bool:
    """Return whether an obstacle can want this."""
    return thing in TOOLS or thing.startswith("key ")


def wanted(fragment: Fragment) -> str | None:
    """Return the tool that a fragment names, if any."""
    return next((thing for thing in fragment.values("THING") if is_tool(thing)), None)


def needs(scribe: Scribe, fragment: Fragment, obstacle: str, room: str | None, tool: str) -> None:
    """Write down what an obstacle wants."""
    subject = f"{obstacle} of {room}" if room else obstacle
    scribe.add(subject, "needs", tool, fragment)


def read_needs(scribe: Scribe, fragment: Fragment, frame: Frame) -> bool:
    """Read "the gate wants key C", "key C opens the gate", "raft needed"."""
    verb = max(fragment.at("NEED"), fragment.at("OPENS"))
    if verb < 0:
        return False
    things = [(i, token.value) for i, token in enumerate(fragment.tokens) if token.kind == "THING"]
    obstacles = [thing for _, thing in things if thing in OBSTACLES]
    tools = [thing for _, thing in things if is_tool(thing) and thing not in obstacles]
    obstacle = obstacles[0] if obstacles else frame.obstacle
    if obstacle is None and scribe.obstacle and not fragment.values("ROOM"):
        obstacle, frame.room = scribe.obstacle
    if not tools and "OPENS" in fragment.kinds:
        tools = [thing for thing in frame.things if is_tool(thing)][-1:]
    if fragment.opener == "REL" and "OPENS" in fragment.kinds and not obstacles:
        return False
    if obstacle not in OBSTACLES or not tools or "NOT" in fragment.kinds:
        return False
    rooms = fragment.values("ROOM")
    room = rooms[-1] if rooms else frame.room or frame.subject or scribe.state.focus()
    if obstacles and not rooms and frame.obstacle != obstacle:
        room = frame.subject or scribe.state.focus()
    if room is None and any(token.kind == "DET" for token in fragment.tokens):
        return False
    needs(scribe, fragment, obstacle, room, tools[-1])
    frame.obstacle, frame.room = obstacle, room
    scribe.obstacle = obstacle, room
    if rooms:
        scribe.speak_of(rooms[-1])
    return True
