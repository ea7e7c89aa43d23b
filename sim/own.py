"""What a user brings along and names as "module:Class": an agent, a monitor."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from sim.core import LongplayError

if TYPE_CHECKING:
    from collections.abc import Callable


def find(what: str, name: str, error: type[LongplayError] = LongplayError) -> Callable[..., object]:
    """Return the class or function that "module:Class" names; `what` it is to be is said in an error.

    Raises `error` with one line if the module cannot be imported or holds no such thing.

    >>> find("number", "fractions:Fraction")(1, 2)
    Fraction(1, 2)
    """
    module_name, _, attribute = name.partition(":")
    try:
        module = import_module(module_name)
    except Exception as failed:  # an import runs the module, which may fail in any way
        raise error(f"the {what}'s module {module_name} cannot be imported: {failed}") from failed
    make = getattr(module, attribute, None)
    if not callable(make):
        raise error(f"module {module_name} has no class {attribute}: check the name after the colon")
    return cast("Callable[..., object]", make)
