"""An instruction that names a tool.

People say what they want, not which function to call: an instruction with `cancel_order` in it gives the solution away, and trains agents to copy
names. Scripts of the simulated user are looked at, too.

## Wrong

```awm
entity Order { auto key id: int  paid: bool = false }
data Order (paid) { false; }
tool mark_paid(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_it {
  instruction "Use mark_paid for the only order."
  solution { call mark_paid(order = 1) }
}
```

## Right

```awm
entity Order { auto key id: int  paid: bool = false }
data Order (paid) { false; }
tool mark_paid(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_it {
  instruction "The only order has been paid; put that down."
  solution { call mark_paid(order = 1) }
}
```
"""

from __future__ import annotations

from awmc.lint.facts.mentions import mentions
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM747",
    "instruction-names-tool",
    Family.tasks,
    "the {what} names the tool `{name}`",
    "say what is wanted, in words that a person would use",
)


def check(subject: Subject, report: Report) -> None:
    """Report each name of a tool, of two words at the least, in an instruction or a user's script."""
    for task in subject.syntax(ast.TaskDecl):
        for text, what in ((task.instruction, "instruction"), (task.user, "user's script")):
            for name, place in mentions(subject, text):
                if name in subject.tool_decls:
                    report(place, what=what, name=name)
