"""An answer that the agent cannot read.

The answer comes from a field that no tool of the agent gives, in no result, message, or anything worked out from it: only a guess can
find it. Give it in the result of a tool that reads, or ask for something else.

## Wrong

```awm
entity Order { auto key id: int  title: text  weight: int "In kg" }
data Order (title, weight) { "Chairs", 12; }
tool get_order(order: Order "The order's number") "An order" { return order.{ id, title } }
task how_heavy {
  instruction "What does order 1 weigh?"
  solution { call get_order(order = 1) }
  answer Order(1).weight
}
```

## Right

```awm
entity Order { auto key id: int  title: text  weight: int "In kg" }
data Order (title, weight) { "Chairs", 12; }
tool get_order(order: Order "The order's number") "An order" { return order.{ id, title, weight } }
task how_heavy {
  instruction "What does order 1 weigh?"
  solution { call get_order(order = 1) }
  answer Order(1).weight
}
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.lint.facts.shown import shown_in
from awmc.lint.facts.tasks import interpolated
from awmc.lint.facts.usage import Place
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM742",
    "hidden-answer",
    Family.tasks,
    "the answer is the `{field}` of `{entity}`, which no tool of the agent reads or may give",
    "give it in the result of a tool that reads, or ask for something else",
)


def check(subject: Subject, report: Report) -> None:
    """Report each answer that is a stored field which no tool of the agent reads, or whose value is kept from it."""
    read = _read(subject)
    for task in subject.env.tasks:
        told = shown_in(subject.env, [*interpolated(task.instruction), *interpolated(task.user)])
        written = subject.task_decls[task.name].answers
        for (answer, _), place in zip(task.answers, written, strict=True):
            inner = answer.value if isinstance(answer, e.Narrow | e.Convert) else answer
            if isinstance(inner, e.FieldGet) and (inner.entity, inner.field) not in read | told:
                report(place.span, field=inner.field, entity=inner.entity)


def _read(subject: Subject) -> set[Place]:
    """The fields that the agent's tools read and may give: a condition gives them too, to one who tries values."""
    return {
        (entity, field)
        for tool in subject.agent_tools
        for entity, field in tool.effects.reads
        if not subject.entities[entity].field(field).hidden
    }
