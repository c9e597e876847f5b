"""What a tool that calls another one hands it: the arguments as JSON values.

In: a call. Out: the name of each argument in JSON, and the Python of its value.
"""

from __future__ import annotations

import ast

from awmc.emit.names import arguments
from awmc.emit.python import json_values, references
from awmc.emit.python.context import Context
from awmc.ir import expr as e
from awmc.ir import stmt as st
from awmc.ir import types as t


def call_arguments(cx: Context, s: st.CallTool) -> list[tuple[str, ast.expr]]:
    """The JSON arguments of a call. A parameter may be given under its own name, a row too, or under its JSON names."""
    given = dict(s.args)
    keywords: list[tuple[str, ast.expr]] = []
    parts: dict[str, list[ast.expr]] = {}
    for argument in arguments(cx.env, cx.env.tool(s.tool)):
        own = argument.param.name
        if argument.json_name in given:
            keywords.append((argument.json_name, _shown_argument(cx, given[argument.json_name])[0]))
        elif own in given:
            parts.setdefault(own, _shown_argument(cx, given[own]))
            keywords.append((argument.json_name, parts[own].pop(0)))
    return keywords


def _shown_argument(cx: Context, value: e.Expr) -> list[ast.expr]:
    """The JSON values of an argument: of a row, the parts of its key."""
    if isinstance(t.unwrap(value.type), t.RefType):
        return list(references.key_parts(cx, value))
    return [json_values.shown(cx, value)]
