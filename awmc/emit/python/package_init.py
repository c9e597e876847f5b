"""`__init__.py` of a generated package: the `Definition` that `awmc.runtime.load` reads."""

from __future__ import annotations

from awmc.emit.names import type_name
from awmc.emit.python.keyed import actor_stays
from awmc.emit.python.module import Module
from awmc.emit.python.tools import tool_table
from awmc.emit.quote import python_text
from awmc.ir.model import Environment


def emit_init(env: Environment) -> str:
    """The text of __init__.py."""
    about = f": {env.doc}" if env.doc else ""
    module = Module(env, f"The environment `{env.name}`{about}")
    tools = "".join(
        f"    {python_text(name)}: {module.use('.tools', function)},\n"
        for name, function in tool_table(env)
    )
    given = "".join(f"    {part},\n" for part in _definition(env, module))
    blocks = [
        f"TOOLS: {_table_type(module)} = {{\n{tools}}}",
        f"ENVIRONMENT = {module.use('awmc.runtime', 'Definition')}(\n{given})",
    ]
    return module.render(['__all__ = ["ENVIRONMENT"]', *blocks])


def _table_type(module: Module) -> str:
    return f"dict[str, {module.use('awmc.runtime', 'Tool')}[{module.use('typing', 'Any')}]]"


def _definition(env: Environment, module: Module) -> list[str]:
    resource = module.use("awmc.runtime", "resource")
    externs = "".join(f'"{extern.module}:{extern.function}", ' for extern in env.externs)
    load = f"{module.function('load')}({resource}(__name__, "
    parts = [
        f"name={python_text(env.name)}",
        f"tables={module.use('.rows', 'TABLES')}",
        "tools=TOOLS",
        f'schema={resource}(__name__, "schema.sql")',
        f'data={resource}(__name__, "data.sql")',
        f"rules={module.use('.rules', 'RULES')}",
        f"clock={python_text(env.clock)}",
        f"doc={python_text(env.doc)}" if env.doc else "",
        f"actor={module.use('.rows', type_name(env.actor))}" if env.actor else "",
        "actor_stays=True" if actor_stays(env) else "",
        f"policy={python_text(env.policy)}" if env.policy else "",
        f"seed={env.seed}",
        f'specs=tuple({load}"tools.json")))',
        f'tasks=tuple({load}"tasks.json")))',
        f"goals={module.use('.goals', 'GOALS')}" if any(task.goal for task in env.tasks) else "",
        f"externs=({externs})" if externs else "",
        f'digest={module.use("hashlib", "sha256")}({resource}(__name__, "manifest.json").encode()).hexdigest()',
    ]
    return [part for part in parts if part]
