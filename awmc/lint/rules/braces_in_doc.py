"""Braces in a text that never interpolates.

Docs, the policy and the spellings of enums are taken as they are: `{id}` in them reaches the agent as these four characters. What depends on
a row belongs in a result, an instruction or an error's message.

## Wrong

```awm
entity Order "Order number {id}" { key id: int }
```

## Right

```awm
entity Order "An order" { key id: int }
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awmc.fields import names
from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM704",
    "braces-in-doc",
    Family.correctness,
    "`{braces}` stays as it is written: {what} never interpolates",
    "say it in words, or put the value into a result, an instruction or the message of an error",
    needs=Needs.syntax,
)
_BRACES = re.compile(r"\{[a-z_][A-Za-z0-9_.]*(?::[^{}]*)?\}")


def check(subject: Subject, report: Report) -> None:
    """Report each doc, and the policy, that holds what looks like an interpolation."""
    for module in subject.modules:
        for declaration in module.declarations:
            for text, what in _texts(declaration):
                found = _BRACES.search(text.plain or "")
                if found is not None:
                    report(text.span, braces=found[0], what=what)


def _texts(node: ast.Node) -> Iterator[tuple[ast.TextLiteral, str]]:
    for name in names(type(node)):
        value = getattr(node, name)
        if name in ("doc", "policy") and isinstance(value, ast.TextLiteral):
            yield value, "a doc" if name == "doc" else "a policy"
        elif isinstance(value, tuple):
            for item in value:
                if isinstance(item, ast.Node):
                    yield from _texts(item)
