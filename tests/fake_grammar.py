"""Write down the grammar of a request as the installed SDK's parameter types state it.

`python -m tests.fake_grammar` rewrites `sim/models/fake/grammar.json`; `tests/test_fake_api.py` fails
when an upgrade of the SDK has changed it. What the fake does not play is left out, so it is refused.

A type is written as "str", "int", "float", "bool", "any", "null", "@Name" for an object of that name, or
{"is": [values]}, {"list": type}, {"map": type}, {"or": [types]}. A field that must be there ends in "!".
"""

from __future__ import annotations

import collections.abc
import json
import types
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, Required, Union, get_args, get_origin

from anthropic.types import AnthropicBetaParam, message_create_params
from anthropic.types.beta import message_count_tokens_params as beta_count
from anthropic.types.beta import message_create_params as beta_create
from typing_extensions import get_type_hints, is_typeddict

GRAMMAR = Path(__file__).parent.parent / "sim" / "models" / "fake" / "grammar.json"

MARKS: frozenset[Any] = frozenset({Required, NotRequired, Annotated})
LEFT_OUT = ("Advisor", "BillingPolicy", "Browser", "Computer", "Fallback", "Thread", "ToolComputer", "Web")
"""Beginnings of the names of types that the fake does not play."""
HEADERS = {"betas", "user_profile_id", "workspace_id"}
"""Arguments of the SDK's methods that travel as headers."""
FIELDS_LEFT_OUT = {"billing_policy", "fallback_credit_token", "fallbacks", "thread"}
ROOTS = {
    "Messages": beta_create.MessageCreateParamsNonStreaming,
    "CountTokens": beta_count.MessageCountTokensParams,
}
SCALARS: dict[Any, str] = {str: "str", int: "int", float: "float", bool: "bool", type(None): "null"}
SEQUENCES = (list, collections.abc.Iterable, collections.abc.Sequence)


def name_of(kind: type) -> str:
    return kind.__name__.replace("Beta", "").removesuffix("Param").replace("Params", "")


def is_played(kind: Any) -> bool:
    return is_typeddict(kind) and not name_of(kind).startswith(LEFT_OUT)


def encode(kind: Any) -> Any:
    """Return a type as the grammar writes it; None for what never travels (files, response models)."""
    origin: Any = get_origin(kind)
    args = get_args(kind)
    if kind in SCALARS:
        return SCALARS[kind]
    if kind is object or kind is Any:
        return "any"
    if origin in MARKS:
        return encode(args[0])
    if origin is Literal:
        return {"is": list(args)}
    if origin in (Union, types.UnionType):
        return one_of([encode(arg) for arg in args])
    if origin in SEQUENCES or "SequenceNotStr" in str(origin):
        return {"list": encode(args[0])}
    if origin in (dict, collections.abc.Mapping):
        return {"map": encode(args[1])}
    return "@" + name_of(kind) if is_played(kind) else None


def one_of(options: list[Any]) -> Any:
    flat: list[Any] = []
    for option in options:
        flat += option["or"] if isinstance(option, dict) and "or" in option else [option]
    kept = [option for index, option in enumerate(flat) if option is not None and option not in flat[:index]]
    return kept[0] if len(kept) == 1 else {"or": kept}


def fields(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    return {
        name
        + ("!" if str(hint).startswith(("typing.Required", "typing_extensions.Required")) else ""): encode(
            hint
        )
        for name, hint in sorted(hints.items())
        if name not in HEADERS | FIELDS_LEFT_OUT
    }


def objects(root: Any) -> dict[str, Any]:
    """Return every object that a request can hold, by name."""
    found: dict[str, Any] = {}
    todo = [root]
    while todo:
        kind = todo.pop()
        if name_of(kind) in found:
            continue
        found[name_of(kind)] = kind
        for hint in get_type_hints(kind, include_extras=True).values():
            todo += [part for part in parts(hint) if is_played(part)]
    return found


def parts(hint: Any) -> list[Any]:
    return [hint] + [part for arg in get_args(hint) for part in parts(arg)]


def beta_only(beta: dict[str, Any], stable: dict[str, Any]) -> list[str]:
    """Return the objects, and the "Object.field"s, that the stable endpoint's types do not have."""
    names = []
    for name, kind in beta.items():
        twin = stable.get({"RequestDocumentBlock": "DocumentBlock"}.get(name, name))
        if twin is None:
            names.append(name)
            continue
        extra = set(get_type_hints(kind)) - set(get_type_hints(twin)) - HEADERS - FIELDS_LEFT_OUT
        names += [f"{name}.{field}" for field in extra]
    return sorted(names)


def grammar() -> dict[str, Any]:
    beta = objects(ROOTS["Messages"])
    stable = objects(message_create_params.MessageCreateParamsNonStreaming)
    root = name_of(ROOTS["Messages"])
    table = {name: fields(kind) for name, kind in beta.items() if name != root}
    table |= {name: fields(kind) for name, kind in ROOTS.items()}
    table["Messages"]["stream"] = "bool"
    only = [name.replace(f"{root}.", "Messages.") for name in beta_only(beta, stable)]
    known = [value for arg in get_args(AnthropicBetaParam) for value in get_args(arg)]
    return {"objects": dict(sorted(table.items())), "beta_only": sorted(only), "betas": sorted(known)}


def written() -> str:
    """Return the grammar as the file holds it: one object a line."""
    whole = grammar()
    lines = [f'    "{name}": {json.dumps(body)}' for name, body in whole["objects"].items()]
    tail = f'  "beta_only": {json.dumps(whole["beta_only"])},\n  "betas": {json.dumps(whole["betas"])}\n'
    return '{\n  "objects": {\n' + ",\n".join(lines) + "\n  },\n" + tail + "}\n"


if __name__ == "__main__":
    GRAMMAR.write_text(written())
