"""A default that stands for "nothing given".

`note: text = ""` that the body asks for as `note == ""` is an option in disguise: the schema says that an empty text is a value like any other, and
an agent that means it cannot say it. `text? = none` says that the parameter may be left out.

## Wrong

```awm
entity Order { key id: int  note: text }
tool list_orders(note: text "Only orders with this note" = "") "All orders" {
  return [o for o in Order if note == "" or o.note == note]
}
```

## Right

```awm
entity Order { key id: int  note: text }
tool list_orders(note: text? "Only orders with this note" = none) "All orders" {
  return [o for o in Order if note == none or o.note == note]
}
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir.model import Param, Tool
from awmc.lint.facts.parameters import agent_params, uses
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM775",
    "sentinel-default",
    Family.tools,
    "the default `{default}` of `{name}` stands for nothing given",
    "make it an option, `{name}: {type}? = none`, and compare with `none`",
)
_SENTINELS = ("", -1)


def check(subject: Subject, report: Report) -> None:
    """Report each default of a tool of the agent that the body compares the parameter with."""
    for tool, param, written in agent_params(subject):
        if written.default is not None and _is_sentinel(subject, tool, param):
            report(
                written.default.span,
                name=param.name,
                default=subject.text(written.default.span),
                type=subject.text(written.type.span),
            )


def _is_sentinel(subject: Subject, tool: Tool, param: Param) -> bool:
    default = param.default
    if not isinstance(default, e.Const) or isinstance(default.value, bool):
        return False
    if default.value not in _SENTINELS:
        return False
    for path in uses(subject, tool, param):
        around = path[-1]
        if isinstance(around, e.Compare) and around.op in ("==", "!="):
            sides = (around.left, around.right)
            if any(isinstance(side, e.Const) and side.value == default.value for side in sides):
                return True
    return False
