"""`tools.py`: one function a tool, in the spec's order, with the SQL that it uses at the bottom."""

from __future__ import annotations

from awmc.emit.names import argument_classes
from awmc.emit.python.functions import Maker
from awmc.emit.python.module import Module
from awmc.emit.python.naming import function_names
from awmc.emit.python.rules import rules_module
from awmc.emit.quote import python_text, python_texts
from awmc.emit.sql import lower_query
from awmc.ir.model import Environment, Tool


def emit_tools(env: Environment) -> str:
    """The text of tools.py."""
    rules, _ = rules_module(env)
    known = {text: (".rules", name) for text, name in rules.names_of.items()}
    about = f": {env.doc}" if env.doc else ""
    module = Module(env, f"Tools of the environment `{env.name}`{about}", known=known)
    make = Maker(env, "session", module, lower_query, rules=".rules")
    models = argument_classes(env)
    blocks = [
        make.tool(
            make.names.tools[tool.name],
            tool,
            _decorator(env, module, tool, models[tool.name]),
            models[tool.name],
            tool.doc or f"The tool {tool.name}.",
        )
        for tool in env.tools
    ]
    return module.render(blocks)


def tool_table(env: Environment) -> list[tuple[str, str]]:
    """Each tool's name with that of its function."""
    names = function_names(env)
    return [(tool.name, names.tools[tool.name]) for tool in env.tools]


def _decorator(env: Environment, module: Module, tool: Tool, model: str) -> str:
    function = function_names(env).tools[tool.name]
    args = [module.use(".models", model)]
    if function != tool.name:
        args.append(f"name={python_text(tool.name)}")
    args += _given("reads", _read(env, tool)) + _given("writes", written(env, tool))
    for word in ("private", "by_user", "ends", "may_reject"):
        args += [f"{word}=True"] if getattr(tool, word) else []
    args += ["advances=True"] if tool.effects.advances else []
    args += end_rules(tool)
    return f"@{module.use('awmc.runtime', 'tool')}({', '.join(args)})"


def end_rules(tool: Tool) -> list[str]:
    """The rules that are looked at when an outermost call of the tool ends."""
    if tool.read_only:
        return ["invariants=()", "checks=()"]
    return [f"invariants={python_texts(tool.invariants)}", f"checks={python_texts(tool.checks)}"]


def written(env: Environment, tool: Tool) -> list[str]:
    """The tables that a call may change, in the schema's order."""
    effects = tool.effects
    touched = {*effects.creates, *effects.deletes, *(entity for entity, _ in effects.updates)}
    return [entity.table for entity in env.entities if entity.name in touched]


def _read(env: Environment, tool: Tool) -> list[str]:
    effects = tool.effects
    seen = {*effects.row_reads, *(entity for entity, _ in effects.reads)}
    return [entity.table for entity in env.entities if entity.name in seen]


def _given(word: str, tables: list[str]) -> list[str]:
    return [f"{word}={python_texts(tables)}"] if tables else []
