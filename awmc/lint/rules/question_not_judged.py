"""A question whose answer nothing judges.

The instruction asks what, who or how much, but the task has no `answer`, and no call of its solution writes down a text either: an agent
that answers wrongly, or not at all, gets the full reward, and learns that answers do not matter.

## Wrong

```awm
entity Order { auto key id: int  title: text  total: money  paid: bool = false }
data Order (title, total) { "Chairs", 80; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true  return order }
task pay_one for o in Order {
  instruction "Pay for the {o.title}. How much is it?"
  solution { call pay(order = o) }
}
```

## Right

```awm
entity Order { auto key id: int  title: text  total: money  paid: bool = false }
data Order (title, total) { "Chairs", 80; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true  return order }
task pay_one for o in Order {
  instruction "Pay for the {o.title}. How much is it?"
  solution { call pay(order = o) }
  answer o.total
}
```
"""

from __future__ import annotations

from awmc.ir import types as t
from awmc.ir.model import Task
from awmc.lint.facts.requests import questions
from awmc.lint.facts.tasks import calls, literal_text
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM734",
    "question-not-judged",
    Family.tasks,
    "the instruction of `{task}` asks a question, but the task has no `answer`",
    "add `answer` with what the final text must contain",
)


def check(subject: Subject, report: Report) -> None:
    """Report each instruction with a question in a task that judges no answer."""
    for task in subject.env.tasks:
        written = subject.task_decls[task.name].instruction
        if task.answers or written is None or _writes_text(subject, task):
            continue
        if questions(literal_text(task.instruction)):
            report(written.span, task=task.name)


def _writes_text(subject: Subject, task: Task) -> bool:
    """Whether a call of the solution hands over a text, which may be the answer."""
    for call in calls(task):
        types = {param.name: t.unwrap(param.type) for param in subject.env.tool(call.tool).params}
        if any(isinstance(types.get(name), t.TextType) for name, _ in call.args):
            return True
    return False
