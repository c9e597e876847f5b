"""A solution in which the agent does nothing.

Only the simulated user calls tools, and there is no answer either: whatever the agent does or leaves, the user's calls decide. Mostly a tool was
meant for the agent and declared `by user`.

## Wrong

```awm
entity Order { auto key id: int  paid: bool = false }
data Order (paid) { false; }
tool confirm(order: Order "The order's number") by user "Confirm a payment" { set order.paid = true }
task confirm_it {
  instruction "See that the payment is confirmed."
  user "You confirm the payment when you are asked."
  solution { call confirm(order = 1) }
  goal { require Order(1).paid }
}
```

## Right

```awm
entity Order { auto key id: int  paid: bool = false }
data Order (paid) { false; }
tool confirm(order: Order "The order's number") "Confirm a payment" { set order.paid = true }
task confirm_it {
  instruction "See that the payment is confirmed."
  solution { call confirm(order = 1) }
  goal { require Order(1).paid }
}
```
"""

from __future__ import annotations

from awmc.lint.facts.tasks import calls
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM746",
    "solution-as-user",
    Family.tasks,
    "only the user acts in the solution of `{task}`, and the agent has nothing to do",
    "add the agent's calls or an `answer`, or make the tool the agent's",
)


def check(subject: Subject, report: Report) -> None:
    """Report each task whose solution calls tools of the user alone, and that wants no answer."""
    for task in subject.env.tasks:
        sides = {subject.env.tool(call.tool).by_user for call in calls(task)}
        if sides == {True} and not task.answers:
            report(subject.task_decls[task.name].name.span, task=task.name)
