"""`Trace(…)`s of a rule: how a row that a call has changed leads to the rows of which the rule has to be looked at again.

In: what a rule reads, by place (`awmc.emit.affected`). Out: the source of its traces, with the queries that go the ways backwards as
constants of the module; None for a rule that has to be looked at as a whole whatever has changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from textwrap import wrap

from awmc.emit.names import type_name
from awmc.emit.places import Place, Reads
from awmc.emit.python.functions import Maker
from awmc.emit.quiet import quiet_reads, row_loop
from awmc.emit.quote import python_texts
from awmc.emit.sql.identifiers import quoted
from awmc.ir import stmt as st
from awmc.ir.columns import Column, entity_columns, key_columns
from awmc.ir.model import Entity, Handler


@dataclass
class _Trace:
    """What traces with one way back have in common."""

    columns: set[str] = field(default_factory=set)
    rows: bool = False


def traces_source(make: Maker, rule: str, entity: Entity, reads: Reads) -> str | None:
    """The `Traces(…)` of a rule about rows of `entity`."""
    if not reads.known or reads.me or not entity.keys:
        return None
    found: dict[tuple[str, tuple[str, ...], str | None], _Trace] = {}
    for place, seen in reads.at.items():
        changing = seen.columns - {c.name for c in key_columns(make.env, _entity(make, place))}
        if changing or seen.rows:
            way = (place.entity, *_way_back(make, entity, place))
            trace = found.setdefault(way, _Trace())
            trace.columns |= changing
            trace.rows |= seen.rows
    traces = [_source(make, rule, entity, way, trace) for way, trace in found.items()]
    made = make.module.use("awmc.runtime", "Traces")
    return f"{made}({_class(make, entity)}, ({', '.join(traces)},))"


def stirred_loops(make: Maker, function: str, handler: Handler) -> dict[int, str]:
    """The constants of those loops of an `on call` that need not go through all rows, by the `id` of the statement."""
    found: dict[int, str] = {}
    for statement in handler.body if make.store == "session" else ():
        if isinstance(statement, st.For):
            constant = _loop_constant(make, function, statement, len(found) + 1)
            if constant is not None:
                found[id(statement)] = constant
    return found


def _loop_constant(make: Maker, function: str, loop: st.For, number: int) -> str | None:
    rows = row_loop(make.env, loop)
    if rows is None:
        return None
    reads = quiet_reads(make.env, loop, rows)
    wanted = f"{function}_{rows.entity.table}".upper()
    # an episode has one actor, so what is known of a loop may depend on who that is
    traces = traces_source(make, wanted, rows.entity, replace(reads, me=False))
    if traces is None:
        return None
    clock = ", clock=True" if reads.clock else ""
    source = f"{make.module.use('awmc.runtime', 'Loop')}({traces}{clock})"
    return make.module.constant(f"{wanted}_LOOP", f"loop {number} of {function}", source)


def _way_back(make: Maker, entity: Entity, place: Place) -> tuple[tuple[str, ...], str | None]:
    """The columns whose values lead back, and the query that they are put in, if it takes one."""
    keys = tuple(column.name for column in key_columns(make.env, entity))
    if place.above is None:
        return ((), None) if place.loose else (keys, None)
    if _is_loose(place):
        return (), None
    by, above = zip(*place.link, strict=True)
    if place.above.above is None and tuple(above) == keys:
        return by, None
    return by, _query(make, entity, place)


def _is_loose(place: Place) -> bool:
    """Whether the way back from a place ends nowhere."""
    if place.above is None:
        return place.loose
    return not place.link or _is_loose(place.above)


def _query(make: Maker, entity: Entity, place: Place) -> str:
    """All columns of the rows from which a way leads to a row, from the nearest rows on."""
    above = place.above
    assert above is not None
    own = [f":{column}" for column, _ in place.link]
    test = _test(make, place, own, "t1")
    tables = [f"FROM {quoted(_entity(make, above).table)} AS t1"]
    number = 1
    while above.above is not None:
        theirs = [f"t{number}.{quoted(column)}" for column, _ in above.link]
        on = _test(make, above, theirs, f"t{number + 1}")
        above, number = above.above, number + 1
        tables.append(f"JOIN {quoted(_entity(make, above).table)} AS t{number} ON {on}")
    columns = [f"t{number}.{quoted(c.name)}" for c in entity_columns(make.env, entity)]
    return "\n".join(
        [
            *wrap(f"SELECT {', '.join(columns)}", 88, subsequent_indent="  "),
            *tables,
            f"WHERE {test}",
        ]
    )


def _test(make: Maker, place: Place, own: list[str], alias: str) -> str:
    """That the columns of a place equal those of the rows above it."""
    above = place.above
    assert above is not None
    mine, theirs = _columns(make, place), _columns(make, above)
    tests = []
    for (column, other), value in zip(place.link, own, strict=True):
        both = mine[column].nullable and theirs[other].nullable
        tests.append(f"{alias}.{quoted(other)} {'IS' if both else '='} {value}")
    return " AND ".join(tests)


def _source(
    make: Maker,
    rule: str,
    entity: Entity,
    way: tuple[str, tuple[str, ...], str | None],
    trace: _Trace,
) -> str:
    name, by, sql = way
    changed = make.env.entity(name)
    columns = [c.name for c in entity_columns(make.env, changed) if c.name in trace.columns]
    args = [_class(make, changed), python_texts(columns)]
    if by:
        args.append(f"by={python_texts(by)}")
    if sql is not None:
        constant = f"{rule}_BY_{changed.table}".upper()
        args.append(f"sql={make.module.text(constant, sql)}")
    if trace.rows:
        args.append("rows=True")
    return f"{make.module.use('awmc.runtime', 'Trace')}({', '.join(args)})"


def _class(make: Maker, entity: Entity) -> str:
    return make.module.use(".rows", type_name(entity.name))


def _entity(make: Maker, place: Place) -> Entity:
    return make.env.entity(place.entity)


def _columns(make: Maker, place: Place) -> dict[str, Column]:
    return {column.name: column for column in entity_columns(make.env, _entity(make, place))}
