"""A flag that says what is not.

`not inactive` has to be read twice, and an agent that is asked to switch something on has to pass `false`. Name the flag for what it says when it is
true: `active`.

## Wrong

```awm
entity Lamp { key id: int  not_working: bool = false }
tool list_lamps() "The lamps that work" { return [l for l in Lamp if not l.not_working] }
```

## Right

```awm
entity Lamp { key id: int  working: bool = true }
tool list_lamps() "The lamps that work" { return [l for l in Lamp if l.working] }
```
"""

from __future__ import annotations

from awmc.lint.facts.declared import values
from awmc.lint.facts.wording import name_words
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM784",
    "negative-flag",
    Family.naming,
    "`{name}` is true where something is not",
    "name it for what it says when it is true, and turn its values round",
    on=False,
)
_NEGATIONS = frozenset("not no non never without dont".split())
_NEGATIVE = frozenset("inactive disabled unavailable invalid unpaid unread incomplete".split())


def check(subject: Subject, report: Report) -> None:
    """Report each field and parameter of type `bool` with a negation in its name."""
    for one in values(subject):
        words = name_words(one.name.name)
        negative = _NEGATIONS & {*words[:1]} or _NEGATIVE & {*words}
        if (
            negative
            and words[-1] != "only"
            and isinstance(one.type, ast.NamedType)
            and one.type.name == "bool"
        ):
            report(one.name.span, name=one.name.name)
