"""`goals.py`: each clause of each task's goal as a function of an episode's final state, with the SQL that it uses at the bottom."""

from __future__ import annotations

from awmc.emit.names import type_name
from awmc.emit.python.functions import Maker
from awmc.emit.python.module import Module
from awmc.emit.python.rules import rules_module
from awmc.emit.quote import python_text
from awmc.emit.sql import lower_query
from awmc.ir import types as t
from awmc.ir.goals import goal_clauses, whether
from awmc.ir.loops import loop_params
from awmc.ir.model import Environment, Task


def emit_goals(env: Environment) -> str:
    """The text of goals.py."""
    rules, _ = rules_module(env)
    known = {text: (".rules", name) for text, name in rules.names_of.items()}
    module = Module(env, f"The goals of the tasks of `{env.name}`, clause by clause.", known=known)
    make = Maker(env, "session", module, lower_query, rules=".rules", handle="Review", narrows=True)
    goal = module.use("awmc.runtime", "Goal")
    blocks, entries = [], []
    for task in env.tasks:
        if not task.goal:
            continue
        functions, texts = _clauses(make, task)
        blocks += texts
        names = "".join(f"{_row_class(module, type_)}, " for _, type_ in loop_params(task.clauses))
        entries.append(
            f"    {python_text(task.name)}: {goal}(({names}), ({', '.join(functions)},)),\n"
        )
    blocks.append(f"GOALS: dict[str, {goal}] = {{\n{''.join(entries)}}}")
    return module.render(blocks)


def _clauses(make: Maker, task: Task) -> tuple[list[str], list[str]]:
    """The names and the texts of the functions."""
    functions, texts = [], []
    for number, (_, alone) in enumerate(goal_clauses(make.env)[task.name], 1):
        function = make.names.goals[task.name, number]
        doc = f"Clause {number} of the goal of {task.name}."
        body = whether(alone)
        functions.append(function)
        texts.append(make.statements(function, loop_params(task.clauses), body, doc, "bool"))
    return functions, texts


def _row_class(module: Module, type_: t.Type) -> str:
    """The class of the row or the rows that a name stands for, None of a plain value."""
    plain = t.unwrap(type_)
    if isinstance(plain, t.ListType):
        return _row_class(module, plain.item)
    if not isinstance(plain, t.RefType):
        return "None"
    return module.use(".rows", type_name(plain.entity))
