"""The tools that the model acts with, and what its uses of them mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.agents.claude.inputs import ToolFault, fields, kind_of, listed
from sim.core import Button
from sim.guide.rules import shown

if TYPE_CHECKING:
    from sim.core import Json

MOST_BUTTONS = 10
"""Most buttons, or waits, in one use."""
MOST_WORDS = 200
"""Most characters of a target or an expectation."""
_NAMES = [button.value for button in Button if button is not Button.WAIT]


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a press or wait means: the buttons in order, what they are for, what is expected to be seen."""

    buttons: tuple[Button, ...]
    target: str = ""
    expect: str = ""


def _tool(name: str, description: str, properties: Json, required: tuple[str, ...] = ()) -> Json:
    schema = {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
    return {"name": name, "description": description, "input_schema": schema}


_PRESS = _tool(
    "press",
    "Press buttons of the Game Boy one after the other, then see the screen. A press lasts until the game is "
    "ready for the next one. You see the screen only after the last press, so press few buttons at a time "
    f"where you are not sure what they do; {MOST_BUTTONS} are the most.",
    {
        "buttons": {
            "type": "array",
            "items": {"type": "string", "enum": _NAMES},
            "minItems": 1,
            "maxItems": MOST_BUTTONS,
            "description": 'The buttons in order, for instance ["up", "up", "a"].',
        },
        "target": {
            "type": "string",
            "maxLength": MOST_WORDS,
            "description": "Where you are heading or what you are about to do, in a few words.",
        },
        "expect": {
            "type": "string",
            "maxLength": MOST_WORDS,
            "description": "What you expect to see after the last press, in a few words.",
        },
    },
    ("buttons",),
)
_WAIT = _tool(
    "wait",
    "Let the game go on without pressing anything, then see the screen.",
    {
        "presses": {
            "type": "integer",
            "minimum": 1,
            "maximum": MOST_BUTTONS,
            "description": "How long, in presses' time; 1 if it is left out.",
        },
    },
)
_MEMORY: Json = {"type": "memory_20250818", "name": "memory"}


def definitions(*, memory: bool) -> tuple[Json, ...]:
    """Return the tools as a request takes them: press, wait and, with `memory`, the memory tool."""
    return (_PRESS, _WAIT, _MEMORY) if memory else (_PRESS, _WAIT)


def pressed(name: str, given: object) -> Pressed:
    """Return what a use of press or wait means; raises ToolFault if it means nothing.

    Buttons may be in upper case; everything else must be as the tool's schema says.
    """
    if name == "press":
        taken = fields(name, given, {"buttons": list}, {"target": str, "expect": str})
        words = {field: _words(field, taken.get(field, "")) for field in ("target", "expect")}
        return Pressed(_buttons(taken["buttons"]), **words)
    if name == "wait":
        presses = fields(name, given, {}, {"presses": int}).get("presses", 1)
        if not 1 <= presses <= MOST_BUTTONS:
            raise ToolFault(f"presses must be from 1 to {MOST_BUTTONS}")
        return Pressed((Button.WAIT,) * presses)
    if name == "memory":
        raise ToolFault("there is no memory in this run: use press or wait")
    raise ToolFault(f"there is no tool {shown(name)}: use press, wait or, where it is offered, memory")


def _buttons(given: list[Any]) -> tuple[Button, ...]:
    if not given:
        raise ToolFault('buttons is empty: give at least one, such as ["a"], or use wait to press nothing')
    if len(given) > MOST_BUTTONS:
        raise ToolFault(f"{len(given)} buttons are too many: at most {MOST_BUTTONS} in one press")
    return tuple(map(_button, given))


def _button(given: object) -> Button:
    if isinstance(given, str) and given.lower() in _NAMES:
        return Button(given.lower())
    if isinstance(given, str) and given.lower() == Button.WAIT:
        raise ToolFault("wait is no button: use the wait tool to let time pass")
    what = shown(given) if isinstance(given, str) else kind_of(given)
    raise ToolFault(f"there is no button {what}: the buttons are {listed(_NAMES)}")


def _words(field: str, given: str) -> str:
    if len(given) > MOST_WORDS:
        raise ToolFault(f"{field} has {len(given)} characters, at most {MOST_WORDS} are allowed: shorten it")
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in given):
        raise ToolFault(f"{field} has a character that stands for nothing: write plain text")
    return given
