"""A task that a guess solves half of the time.

The task changes nothing, and its only answer is yes or no, or one of two members of an enum: an agent that has learnt nothing is
rewarded in half of the rollouts. Ask for something that has to be found besides, such as the number that decides it.

## Wrong

```awm
entity Order { auto key id: int  title: text  paid: bool = false }
data Order (title) { "Chairs"; }
tool get_order(order: Order "The order's number") "An order in full" { return order }
task is_paid {
  instruction "Is order 1 paid?"
  solution { call get_order(order = 1) }
  answer if Order(1).paid then "yes" else "no"
}
```

## Right

```awm
entity Order { auto key id: int  title: text  total: money = 80  paid: bool = false }
data Order (title) { "Chairs"; }
tool get_order(order: Order "The order's number") "An order in full" { return order }
task is_paid {
  instruction "Is order 1 paid, and how much is it?"
  solution { call get_order(order = 1) }
  answer if Order(1).paid then "yes" else "no"
  answer Order(1).total
}
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM741",
    "guessable-answer",
    Family.tasks,
    "a guess gives the only answer of `{task}` half of the time, and nothing else is judged",
    "ask for what has to be found out besides",
)


def check(subject: Subject, report: Report) -> None:
    """Report each task that only judges one answer out of two."""
    for task in subject.env.tasks:
        if task.solution_effects.writes or len(task.answers) != 1:
            continue
        if _of_two(subject, task.answers[0][0]):
            written = subject.task_decls[task.name].answers[0]
            report(written.span, task=task.name)


def _of_two(subject: Subject, answer: e.Expr) -> bool:
    kind = t.unwrap(answer.type)
    if isinstance(kind, t.BoolType):
        return True
    if isinstance(kind, t.EnumType):
        return len(subject.env.enum(kind.name).members) <= 2
    if isinstance(answer, e.If):
        return all(isinstance(arm, e.Const) for arm in (answer.then, answer.otherwise))
    return False
