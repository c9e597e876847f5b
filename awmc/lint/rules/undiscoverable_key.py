"""A solution that uses a key which the agent has no way to learn.

The solution may name a row by its key, as the spec knows it; an agent has to find that key. Where the instruction does not say it and
no tool that the agent may call ever gives it, only a guess solves the task. Keys come from results and error messages of the agent's
tools, the texts of the task, the policy, and the descriptions of tools.

## Wrong

```awm
entity Order { auto key id: int  title: text  paid: bool = false }
data Order (title) { "Chairs"; }
tool list_orders() "The titles of all orders" { return [o.{ title } for o in Order] }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_one for o in Order {
  instruction "Pay the order '{o.title}'."
  solution { call pay(order = o) }
}
```

## Right

```awm
entity Order { auto key id: int  title: text  paid: bool = false }
data Order (title) { "Chairs"; }
tool list_orders() "Numbers and titles of all orders" { return [o.{ id, title } for o in Order] }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_one for o in Order {
  instruction "Pay the order '{o.title}'."
  solution { call pay(order = o) }
}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.ir.columns import param_names
from awmc.ir.model import Environment, Param, Task
from awmc.ir.walk import walk
from awmc.lint.facts.shown import key_leaves, shown_in, shown_to_agent
from awmc.lint.facts.tasks import calls, interpolated, literal_text, written_call
from awmc.lint.facts.usage import Place
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM730",
    "undiscoverable-key",
    Family.tasks,
    "no tool that the agent may call gives the `{field}` of `{entity}`, and the instruction does not say it",
    "show it in the result of a tool that reads, or say it in the instruction",
)


def check(subject: Subject, report: Report) -> None:
    """Report each argument of a solution that is a key out of the agent's reach."""
    shown = shown_to_agent(subject)
    described = _descriptions(subject)
    for task in subject.env.tasks:
        known = shown | shown_in(
            subject.env, [*interpolated(task.instruction), *interpolated(task.user)]
        )
        told = f"{literal_text(task.instruction)} {literal_text(task.user)} {described}".lower()
        results = {call.name for call in calls(task) if call.name is not None}
        for call in calls(task):
            if subject.env.tool(call.tool).by_user:
                continue
            for param, field in _keys(subject.env, call):
                value = _value(call, param, field, subject.env)
                if value is None or field in known or _learned(value, task, told, results):
                    continue
                _report(subject, report, task, call, param, field)


def _keys(env: Environment, call: s.CallTool) -> Iterator[tuple[Param, Place]]:
    """The parts of keys that a call takes which nobody can work out: texts and automatic numbers."""
    for param in env.tool(call.tool).params:
        target = t.unwrap(param.type)
        if isinstance(target, t.RefType):
            for _, (entity, name) in key_leaves(env, target.entity):
                field = env.entity(entity).field(name)
                if field.auto or isinstance(field.type, t.TextType):
                    yield param, (entity, name)


def _value(call: s.CallTool, param: Param, field: Place, env: Environment) -> e.Expr | None:
    """The argument for one part of a parameter's key; None where it is left out."""
    target = t.unwrap(param.type)
    assert isinstance(target, t.RefType)
    leaves = [leaf for _, leaf in key_leaves(env, target.entity)]
    arguments: Mapping[str, e.Expr] = dict(call.args)
    return arguments.get(param_names(env, param)[leaves.index(field)])


def _learned(value: e.Expr, task: Task, told: str, results: set[str]) -> bool:
    """Whether the agent is told it, has it from an earlier call, or is it."""
    nodes = list(walk(value))
    if any(isinstance(node, e.Var) and node.name in results for node in nodes):
        return True
    if any(isinstance(node, e.Me) or node == task.actor for node in nodes):
        return True
    constants = [node.value for node in nodes if isinstance(node, e.Const)]
    if isinstance(value, e.Const) and value.value is None:
        return True
    return bool(constants) and all(_said(str(one).lower(), told) for one in constants)


def _said(key: str, told: str) -> bool:
    """Whether a text has a key, not as a part of a longer word or number."""
    return re.search(rf"(?<!\w){re.escape(key)}(?!\w)", told) is not None


def _report(
    subject: Subject, report: Report, task: Task, call: s.CallTool, param: Param, field: Place
) -> None:
    span = call.span
    written = written_call(subject, task, call)
    for argument in () if written is None else written.arguments:
        if argument.name is not None and argument.name.name == param.name:
            span = argument.value.span
    report(span, entity=field[0], field=field[1])


def _descriptions(subject: Subject) -> str:
    texts = [subject.env.policy, subject.env.doc]
    for tool in subject.agent_tools:
        texts += [tool.doc, *(param.doc for param in tool.params)]
    return " ".join(text for text in texts if text)
