"""A family of tasks whose instruction tells its instances nothing.

Every instance of a `for` task reads the same, and yet each wants another row to change: an agent can only guess which. Interpolate what a
person would call the row by. Where the actor depends on the row, who asks tells the instances apart, and nothing is reported.

## Wrong

```awm
entity Order { auto key id: int "The number on the bill"  paid: bool = false }
data Order (paid) { false; false; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_one for o in Order {
  instruction "Pay the order."
  solution { call pay(order = o) }
}
```

## Right

```awm
entity Order { auto key id: int "The number on the bill"  paid: bool = false }
data Order (paid) { false; false; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_one for o in Order {
  instruction "Pay the order {o.id}."
  solution { call pay(order = o) }
}
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir.model import Task
from awmc.ir.node import Node
from awmc.ir.walk import walk
from awmc.lint.facts.tasks import interpolated
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM738",
    "indistinct-instances",
    Family.tasks,
    "every instance of `{task}` has the same instruction, but what it wants depends on {names}",
    "interpolate what tells the rows apart",
)


def check(subject: Subject, report: Report) -> None:
    """Report each family whose texts, actor and start are the same for every row, but whose solution or answer is not."""
    for task in subject.env.tasks:
        names = _names(task)
        seen = [*interpolated(task.instruction), *interpolated(task.user), *task.given]
        if task.actor is not None:
            seen.append(task.actor)
        wanted = (*task.solution, *task.goal, *(answer for answer, _ in task.answers))
        used = [name for name in names if name in _read(wanted)]
        if used and not _read(seen) & set(names) and not _one(task):
            written = subject.task_decls[task.name].instruction
            assert written is not None
            report(written.span, task=task.name, names=used)


def _names(task: Task) -> list[str]:
    return [n for clause in task.clauses if isinstance(clause, e.ForClause) for n in clause.names]


def _read(nodes: list[Node] | tuple[Node, ...] | list[e.Expr | s.Stmt]) -> set[str]:
    return {inner.name for node in nodes for inner in walk(node) if isinstance(inner, e.Var)}


def _one(task: Task) -> bool:
    """Whether the family is of one instance, by its limit."""
    return isinstance(task.limit, e.Const) and task.limit.value == 1
