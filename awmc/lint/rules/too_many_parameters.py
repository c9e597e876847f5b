"""A tool with too many parameters.

Agents fill in what they are offered: with many parameters they give values that nobody asked for, and miss the one that matters. Often two
tools hide in one, or several parameters belong together in a record.

## Wrong

```awm
entity Guest { auto key id: int  name: text }
tool add_guest(
  name: text "In full" , b: text "Street" = "", c: text "Town" = "", d: text "Post code" = "", e: text "Country" = "",
  f: text "Phone at home" = "", g: text "Phone at work" = "", h: text "E-mail" = "", i: text "Web page" = "",
  j: text "Employer" = "", k: text "Profession" = "", l: text "Car" = "", m: text "Remarks" = "",
) "Add a guest" { return create Guest { name } }
```

## Right

```awm
record Address { street: text  town: text  code: text  country: text }
entity Guest { auto key id: int  name: text  address: Address }
tool add_guest(name: text "In full", address: Address "Where the guest lives") "Add a guest" {
  return create Guest { name, address }
}
```
"""

from __future__ import annotations

from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM772",
    "too-many-parameters",
    Family.tools,
    "`{tool}` has {count} parameters, more than {most}",
    "put what belongs together into a record, or make two tools of it",
)
_MOST = 12


def check(subject: Subject, report: Report) -> None:
    """Report each tool of the agent with more parameters than an agent keeps apart."""
    for tool in subject.agent_tools:
        if len(tool.params) > _MOST:
            place = subject.tool_decls[tool.name].name.span
            report(place, tool=tool.name, count=len(tool.params), most=_MOST)
