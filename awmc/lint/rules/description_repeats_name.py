"""A description that only repeats the name.

`get_order "Get order"` tells an agent neither what the result holds nor when the tool refuses. Parameters that refer to rows are looked at,
too: `order: Order "The order"` says less than no description at all, for which `tools.json` has "The id of the Order".

## Wrong

```awm
entity Order { key id: int  total: money = 0 }
tool get_order(order: Order) "Get the order" { return order }
```

## Right

```awm
entity Order { key id: int  total: money = 0 }
tool get_order(order: Order) "One order with its total" { return order }
```
"""

from __future__ import annotations

from awmc.ir import types as t
from awmc.lint.facts.wording import name_words, singular, text_words
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM764",
    "description-repeats-name",
    Family.tools,
    "the description of `{name}` only repeats its name",
    "say what the name does not: {hint}",
)
_ARTICLES = frozenset({"a", "an", "the", "this", "of", "to", "its"})


def check(subject: Subject, report: Report) -> None:
    """Report each description of a tool of the agent, or of a parameter of one, without a word of its own."""
    for tool in subject.agent_tools:
        decl = subject.tool_decls[tool.name]
        _look(decl.name, decl.doc, "what comes back, what changes, when it refuses", report)
        for param, meaning in zip(decl.params, tool.params, strict=True):
            if isinstance(t.unwrap(meaning.type), t.RefType):
                _look(param.name, param.doc, 'what to give, as in "The order\'s number"', report)


def _look(name: ast.Ident, doc: ast.TextLiteral | None, hint: str, report: Report) -> None:
    if doc is None:
        return
    said = {singular(word) for word in text_words(doc.plain or "") if word not in _ARTICLES}
    named = {singular(word) for word in name_words(name.name)}
    if said and said <= named:
        report(doc.span, name=name.name, hint=hint)
