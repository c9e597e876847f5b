"""Braces in a doc or policy: such texts never interpolate, so `{id}` stands there as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

from awmc.diagnostics.sink import Sink
from awmc.lint.subject import Subject
from awmc.syntax import ast

_BRACES = re.compile(r"\{[a-z_][A-Za-z0-9_.]*(?::[^{}]*)?\}")


def check(subject: Subject, sink: Sink) -> None:
    """Report each doc, and the policy, that holds what looks like an interpolation."""
    for module in subject.modules:
        for declaration in module.declarations:
            for text, what in _texts(declaration):
                found = _BRACES.search(text.plain or "")
                if found is not None:
                    sink.report("braces-in-doc", text.span, braces=found[0], what=what)


def _texts(node: ast.Node) -> Iterator[tuple[ast.TextLiteral, str]]:
    for field in fields(node):
        value = getattr(node, field.name)
        if field.name in ("doc", "policy") and isinstance(value, ast.TextLiteral):
            yield value, "a doc" if field.name == "doc" else "a policy"
        elif isinstance(value, tuple):
            for item in value:
                if isinstance(item, ast.Node):
                    yield from _texts(item)
