"""A result with a field called `error`.

A failed call gives `{"error": {…}}`. Agents and the programs around them tell failure from success by that name, and take a result that
has it for a failure.

## Wrong

```awm
entity Device { key id: int  code: int = 0 }
tool get_device(device: Device "The device's number") "A device's state" { return { error: device.code } }
```

## Right

```awm
entity Device { key id: int  code: int = 0 }
tool get_device(device: Device "The device's number") "A device's state" { return { fault: device.code } }
```
"""

from __future__ import annotations

from awmc.ir import types as t
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM776",
    "error-field",
    Family.tools,
    "the result of `{tool}` has a field `error`, by which a failed call is told",
    "call it otherwise: `fault`, `problem`, `reason`",
)


def check(subject: Subject, report: Report) -> None:
    """Report each tool whose successful result looks like a failed one."""
    for tool in subject.env.tools:
        result = t.unwrap(tool.result)
        fields = result.fields if isinstance(result, t.ObjectType) else ()
        if not tool.private and any(field.name == "error" for field in fields):
            report(subject.tool_decls[tool.name].name.span, tool=tool.name)
