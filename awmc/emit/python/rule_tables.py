"""The value `Rules(…)` of a generated module: which function stands for which rule, by the constraint's name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from awmc.emit.affected import reads_of
from awmc.emit.eachwise import EachRow, each_row
from awmc.emit.names import type_name
from awmc.emit.python.functions import Maker
from awmc.emit.python.limits import limited_columns
from awmc.emit.python.naming import told_rules
from awmc.emit.python.traces import traces_source
from awmc.emit.quote import python_text, python_texts
from awmc.emit.sql.references import columns_of
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.model import Check, Entity, Invariant, NoOverlap

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
        "invariants": [_invariant(make, i) for i in env.invariants],
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
        args += _broken(make, entity, check) + _check_traces(make, entity, check)
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


def _check_traces(make: Maker, entity: Entity, check: Check) -> list[str]:
    if make.store != "session":
        return []
    reads = reads_of(make.env, entity, "self", [check.condition])
    traces = traces_source(make, check.name, entity, reads)
    return [] if traces is None else [f"traces={traces}"]


def _overlap(make: Maker, entity: Entity, overlap: NoOverlap) -> str:
    columns = columns_of(make.env, entity, overlap.fields)
    args = [type_name(entity.name), python_texts(columns)]
    args += [python_text(overlap.start), python_text(overlap.end)]
    if overlap.condition is not None:
        args.append(f"condition={make.names.rules[overlap.name]}")
    if make.store == "session" and _is_local(make, entity, overlap):
        args.append("local=True")
    make.module.use(".rows", type_name(entity.name))
    return _entry(overlap.name, f"{make.module.use('awmc.runtime', 'Overlap')}({', '.join(args)})")


def _is_local(make: Maker, entity: Entity, overlap: NoOverlap) -> bool:
    """Whether its condition reads the row itself alone."""
    conditions = [] if overlap.condition is None else [overlap.condition]
    reads = reads_of(make.env, entity, "self", conditions)
    own = all(place.above is None and not place.loose for place in reads.at)
    return own and reads.known and not (reads.clock or reads.me)


def _invariant(make: Maker, invariant: Invariant) -> str:
    args = [make.names.invariants[invariant.name], python_text(invariant.doc or invariant.text)]
    found = each_traces(make, invariant)
    if found is not None:
        each = make.module.use("awmc.runtime", "Each")
        clock = ", clock=True" if found.clock else ""
        args.append(f"{each}({make.names.each[invariant.name]}, {found.traces}{clock})")
    value = f"({', '.join(args)})"
    return _entry(invariant.name, make.module.use("awmc.runtime", "Invariant") + value)


@dataclass(frozen=True)
class EachTraces:
    """What an invariant says of each row, and the source of the traces that lead to it."""

    of: EachRow
    traces: str
    clock: bool


def each_traces(make: Maker, invariant: Invariant) -> EachTraces | None:
    """How a session looks at an invariant row by row; None where it does not."""
    if make.store != "session":
        return None
    of = each_row(make.env, invariant.condition)
    if of is None:
        return None
    reads = reads_of(make.env, of.entity, of.name, [of.condition])
    traces = traces_source(make, invariant.name, of.entity, reads)
    return None if traces is None else EachTraces(of, traces, reads.clock)


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
