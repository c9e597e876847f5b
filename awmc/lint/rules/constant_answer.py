"""An answer that the goal makes the same in every instance.

Answers are judged as things are at the end. Where the goal requires `m.owes == 0`, the answer `m.owes` is 0 for everybody: an agent that has done the
task need find nothing out, and one that reports what was owed is wrong. Ask for the value that was there before, `old(m.owes)`, or for another one. Tasks
without `for` are left alone: each of their answers is one value.

## Wrong

```awm
entity Bill { auto key id: int  owes: int = 80 }
data Bill (owes) { 80; }
tool pay(bill: Bill "The bill's number") "Pay a bill in full" { set bill.owes = 0 }
task settle for b in Bill {
  instruction "Pay bill {b.id}, and say how much it was."
  solution { call pay(bill = b) }
  goal { require b.owes == 0 }
  answer b.owes
}
```

## Right

```awm
entity Bill { auto key id: int  owes: int = 80 }
data Bill (owes) { 80; }
tool pay(bill: Bill "The bill's number") "Pay a bill in full" { set bill.owes = 0 }
task settle for b in Bill {
  instruction "Pay bill {b.id}, and say how much it was."
  solution { call pay(bill = b) }
  goal { require b.owes == 0 }
  answer old(b.owes)
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir.conditions import conjuncts, plain
from awmc.ir.model import Task
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.source import Span

RULE = rule(
    "AWM749",
    "constant-answer",
    Family.tasks,
    "the answer `{answer}` is the same in every instance, since the goal says `{clause}`",
    "ask for what it was before, `answer old({answer})`, or for what has to be found out",
)


def check(subject: Subject, report: Report) -> None:
    """Report each answer that a clause of the goal gives a constant value; of a task with one instance, every answer is one value."""
    for task in subject.env.tasks:
        if not task.answers or not task.clauses:
            continue
        fixed = list(_fixed(task))
        written = subject.task_decls[task.name].answers
        for (value, text), place in zip(task.answers, written, strict=True):
            for known, clause, span in fixed:
                if known == plain(value):
                    labels = [(span, "it is required here")]
                    report(place.span, labels=labels, answer=text, clause=clause)
                    break


def _fixed(task: Task) -> Iterator[tuple[e.Expr, str, Span]]:
    """What the goal requires to have one value in any case, with the clause that does."""
    for clause in task.goal:
        if isinstance(clause, s.Require):
            for one in conjuncts(plain(clause.condition)):
                yield _subject_of(one), clause.text, clause.span


def _subject_of(condition: e.Expr) -> e.Expr:
    """The value that a condition leaves no choice: the left side of `x == 1`, the value of `not x`, or the condition itself."""
    match condition:
        case e.Compare(op="==", left=left, right=e.Const()):
            return left
        case e.Not(value=value):
            return value
        case _:
            return condition
