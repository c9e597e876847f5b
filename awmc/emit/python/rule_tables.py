"""The value `Rules(…)` of a generated module: which function stands for which rule, by the constraint's name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from awmc.emit.names import type_name
from awmc.emit.python.functions import Maker
from awmc.emit.python.limits import limited_columns
from awmc.emit.python.naming import told_rules
from awmc.emit.quote import python_text, python_texts
from awmc.emit.sql.references import columns_of
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.model import Check, Entity, NoOverlap

CONSTRAINT = "constraint_violated"


def rules_value(
    make: Maker, local: Sequence[str], limits: bool = False, flows: bool = False
) -> str:
    """`local` names the checks of single rows to hold, with `limits` those of the types, with `flows` the arrows."""
    env, names = make.env, make.names
    checks = [(entity, check) for entity in env.entities for check in entity.checks]
    parts = {
        "messages": [
            _entry(rule, names.messages[rule])
            for entity in env.entities
            for rule in told_rules(entity)
        ],
        "checks": [_check(make, n, c) for n, c in checks if not c.local],
        "overlaps": [_overlap(make, n, o) for n in env.entities for o in n.no_overlaps],
        "invariants": [_invariant(make, i.name, i.doc or i.text) for i in env.invariants],
        "local": [
            *(
                _limit(make, entity)
                for entity in env.entities
                if limits and has_limits(make, entity)
            ),
            *(_check(make, n, c) for n, c in checks if c.local and c.name in local),
        ],
        "flows": list(_flows(make)) if flows else [],
    }
    inside = "".join(f"    {word}={_mapping(found)},\n" for word, found in parts.items() if found)
    for event in ("call", "clock"):
        if any(handler.event == event for handler in env.handlers):
            inside += f"    on_{event}=on_{event},\n"
    make.module.use("awmc.runtime", "Rules")
    return f"Rules(\n{inside})" if inside else "Rules()"


def has_limits(make: Maker, entity: Entity) -> bool:
    """Whether a type of the entity's columns has limits."""
    return bool(limited_columns(make.env, entity))


def _entry(key: str, value: str) -> str:
    return f"{python_text(key)}: {value}"


def _mapping(entries: Iterable[str]) -> str:
    return "{" + "".join(f"{entry}, " for entry in entries) + "}"


def _check(make: Maker, entity: Entity, check: Check) -> str:
    args = [type_name(entity.name), make.names.rules[check.name]]
    if check.reads.clock:
        args.append("clock=True")
    elif not check.local:
        args += _broken(make, entity, check)
    make.module.use(".rows", type_name(entity.name))
    return _entry(check.name, f"{make.module.use('awmc.runtime', 'Check')}({', '.join(args)})")


def _broken(make: Maker, entity: Entity, check: Check) -> list[str]:
    """The query of the rows that break a check, where SQL can say it without more than the clock."""
    if make.store != "session" or make.queries is None:
        return []
    row = e.Var(name="self", type=t.RefType(entity=entity.name))
    rows = t.ListType(item=row.type)
    wanted = e.Comprehension(
        gather="list",
        items=(row,),
        clauses=(
            e.ForClause(
                names=(row.name,),
                types=(row.type,),
                source=e.EntityRows(entity=entity.name, type=rows),
            ),
            e.IfClause(condition=e.Not(value=check.condition)),
        ),
        type=rows,
    )
    query = make.queries(make.env, wanted)
    if query is None or query.shape != "rows":
        return []
    if not {key for key, _ in query.params} <= {"now", "today"}:
        return []
    return [f"broken={make.module.text(f'BREAKS_{check.name.upper()}', query.sql)}"]


def _overlap(make: Maker, entity: Entity, overlap: NoOverlap) -> str:
    columns = columns_of(make.env, entity, overlap.fields)
    args = [type_name(entity.name), python_texts(columns)]
    args += [python_text(overlap.start), python_text(overlap.end)]
    if overlap.condition is not None:
        args.append(f"condition={make.names.rules[overlap.name]}")
    make.module.use(".rows", type_name(entity.name))
    return _entry(overlap.name, f"{make.module.use('awmc.runtime', 'Overlap')}({', '.join(args)})")


def _invariant(make: Maker, invariant: str, message: str) -> str:
    value = f"({make.names.invariants[invariant]}, {python_text(message)})"
    return _entry(invariant, make.module.use("awmc.runtime", "Invariant") + value)


def _limit(make: Maker, entity: Entity) -> str:
    function = make.names.limits[entity.name]
    make.module.use(".rows", type_name(entity.name))
    check = make.module.use("awmc.runtime", "Check")
    return _entry(f"{entity.table}_limits", f"{check}({type_name(entity.name)}, {function})")


def _flows(make: Maker) -> Iterable[str]:
    for entity in make.env.entities:
        for flow in entity.flows:
            arrows = ", ".join(
                _entry(source, python_texts(targets)) for source, targets in flow.arrows
            )
            make.module.use(".rows", type_name(entity.name))
            args = f"{type_name(entity.name)}, {python_text(flow.field)}, {{{arrows}}}"
            yield _entry(flow.name, f"{make.module.use('awmc.runtime', 'Flow')}({args})")
