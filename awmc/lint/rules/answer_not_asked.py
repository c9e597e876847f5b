"""An answer that the instruction does not ask for.

An agent that did all that it was told fails, since its final text lacks what the verifier looks for. Ask for it in the instruction, or
where it is what a refusal has to explain, in the policy.

## Wrong

```awm
entity Order { auto key id: int  title: text  total: money  paid: bool = false }
data Order (title, total) { "Chairs", 80; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true  return order }
task pay_one for o in Order {
  instruction "Pay for the {o.title}."
  solution { call pay(order = o) }
  answer o.total
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

from awmc.lint.facts.requests import asks, tells_in_policy
from awmc.lint.facts.tasks import literal_text
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM733",
    "answer-not-asked",
    Family.tasks,
    "the task `{task}` wants an answer that its instruction does not ask for",
    'end the instruction with the question, such as "What is {answer}?" in the asker\'s words',
)


def check(subject: Subject, report: Report) -> None:
    """Report the first answer of each task whose texts hold no question and no request to tell."""
    for task in subject.env.tasks:
        if not task.answers or tells_in_policy(subject):
            continue
        if not asks(f"{literal_text(task.instruction)} {literal_text(task.user)}"):
            written = subject.task_decls[task.name].answers[0]
            report(written.span, task=task.name, answer=task.answers[0][1])
