"""A clause of a goal that holds before the agent has done anything.

Such a clause is a guard: it earns nothing, and fails only what breaks it. Nothing outside of the solution's footprint may change in any
case, so it mostly repeats that, or asks less than was meant. Compare with `old(…)` what must stay as it was, ask for what must have become
true, or leave the clause out. Tasks whose solution changes nothing, and answers alone are judged, are left alone; so is `require x != none`, without
which no clause after it may read `x`.

## Wrong

```awm
entity Order { auto key id: int  paid: bool = false  lines: int(0..) = 1 }
data Order (lines) { 2; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_all {
  instruction "Pay the order."
  solution { call pay(order = 1) }
  goal {
    require Order(1).paid
    require Order(1).lines > 0
  }
}
```

## Right

```awm
entity Order { auto key id: int  paid: bool = false  lines: int(0..) = 1 }
data Order (lines) { 2; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_all {
  instruction "Pay the order."
  solution { call pay(order = 1) }
  goal { require Order(1).paid }
}
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir.goals import goal_clauses, tells_some
from awmc.ir.walk import walk
from awmc.lint.facts.instances import by_family
from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM732",
    "goal-holds-at-start",
    Family.tasks,
    "`{clause}` holds before the agent has done anything{where}, and so earns nothing",
    "ask for what the task must have made true, or compare with `old(…)` what must stay",
    needs=Needs.data,
)


def check(subject: Subject, report: Report) -> None:
    """Report each clause of a goal that every instance's start satisfies."""
    for task, instances in by_family(subject):
        if not task.solution_effects.writes:
            continue
        where = " in any instance" if len(instances) > 1 else ""
        for number, (clause, alone) in enumerate(goal_clauses(subject.env)[task.name]):
            if tells_some(clause.condition):
                continue
            compares = any(isinstance(node, e.Old) for part in alone for node in walk(part))
            if not compares and all(one.goal[number].guard for one in instances):
                report(clause.span, clause=clause.text, where=where)
