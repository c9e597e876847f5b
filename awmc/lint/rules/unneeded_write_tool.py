"""A tool that writes and that no task needs.

What no solution calls is never judged: an environment's tasks do not exercise it, and a mistake in it goes unseen. It may stand there to
tempt agents into a wrong way; then say so beside it, `# noqa: unneeded-write-tool`. An environment without tasks is left alone.

## Wrong

```awm
entity Order { auto key id: int  title: text  paid: bool = false }
data Order (title) { "Chairs"; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
tool drop(order: Order "The order's number") "Delete an order" { delete order }
task pay_one {
  instruction "Pay the only order."
  solution { call pay(order = 1) }
}
```

## Right

```awm
entity Order { auto key id: int  title: text  paid: bool = false }
data Order (title) { "Chairs"; "Table"; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
tool drop(order: Order "The order's number") "Delete an order" { delete order }
task pay_one {
  instruction "Pay order 1 and delete order 2."
  solution { call pay(order = 1)  call drop(order = 2) }
}
```
"""

from __future__ import annotations

from awmc.lint.facts.tasks import changes_data, needed_tools
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM735",
    "unneeded-write-tool",
    Family.tasks,
    "`{name}` writes, but no task's solution calls it",
    "write a task that needs it, or delete it",
)


def check(subject: Subject, report: Report) -> None:
    """Report each writing tool of the agent that no solution calls, not even through other tools."""
    if not subject.env.tasks:
        return
    needed = needed_tools(subject)
    for tool in subject.agent_tools:
        if changes_data(subject, tool) and tool.name not in needed:
            report(subject.tool_decls[tool.name].name.span, name=tool.name)
