"""`contracts.py`: a model of every tool in plain Python over the rows of a state, and the rules that it keeps.

Nothing of it comes from the SQL: it is a second lowering of the same spec, which stands alone.
"""

from __future__ import annotations

from awmc.emit.names import argument_classes, type_name
from awmc.emit.python.functions import Maker
from awmc.emit.python.limits import limit_function, limited_columns
from awmc.emit.python.module import Module
from awmc.emit.python.rule_tables import rules_value
from awmc.emit.python.rules import rule_functions
from awmc.emit.python.tools import end_rules
from awmc.ir.model import Environment, Tool
from awmc.ir.once import once


@once
def emit_contracts(env: Environment) -> str:
    """The text of contracts.py."""
    module = Module(
        env, f"What every tool of the environment `{env.name}` must do, in plain Python."
    )
    make = Maker(env, "world", module)
    blocks = [*world_rules(make), _model(make)]
    models = argument_classes(env)
    for tool in env.tools:
        doc = f"What {tool.name} must do: its result and every change, from the state before."
        function = make.names.contracts[tool.name]
        decorator = _decorator(module, tool, models[tool.name])
        blocks.append(make.tool(function, tool, decorator, models[tool.name], doc))
    return module.render(blocks)


def world_rules(make: Maker) -> list[str]:
    """The functions of all rules, those of the tables' own constraints included."""
    local = [c.name for entity in make.env.entities for c in entity.checks if c.local]
    limits = [
        limit_function(make, entity)
        for entity in make.env.entities
        if limited_columns(make.env, entity)
    ]
    return [*rule_functions(make, local), *limits]


def world_rules_value(make: Maker) -> str:
    """`Rules(…)` of a world."""
    local = [c.name for entity in make.env.entities for c in entity.checks if c.local]
    return rules_value(make, local, limits=True, flows=True)


def _model(make: Maker) -> str:
    module = make.module
    actor = make.env.actor
    args = [module.use(".rows", "TABLES"), world_rules_value(make)]
    if actor is not None:
        args.append(f"actor={module.use('.rows', type_name(actor))}")
    return f"MODEL = {module.use('awmc.runtime', 'Model')}({', '.join(args)})"


def _decorator(module: Module, tool: Tool, model: str) -> str:
    args = [module.use(".models", model), "MODEL"]
    args += ["writes=True"] if tool.effects.writes else []
    args += end_rules(tool)
    return f"@{module.use('awmc.runtime', 'contract')}({', '.join(args)})"
