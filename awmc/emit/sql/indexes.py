"""Which indexes a table gets, and why.

In: the IR. Out: `CREATE INDEX` statements. Guaranteed: every reference is found quickly from both sides, what `@index` names is indexed, and no columns are
indexed that a key, a constraint or another index begins with. Beyond what the spec says, the filters that it uses choose: where something asks for the rows
in one state of a flow, rows leave that state, and tools make more rows, the rows of that state alone are indexed (a partial index, in
insertion order), since otherwise each call would go through all that ever were in it.

SQLite knows nothing of how many rows share a value: of two indexes it takes the one that was made last, but for those of keys and constraints, which count as made first.
So states come first and references last; and a state is not indexed where a filter that looks for it begins a key, a constraint or an index of several fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awmc.emit.sql.identifiers import literal, names, quoted
from awmc.emit.sql.references import columns_of, references
from awmc.ir import expr as e
from awmc.ir.columns import key_columns
from awmc.ir.filters import filters, leading, ways
from awmc.ir.model import Entity, Environment
from awmc.ir.once import once
from awmc.ir.walk import walk


def indexes(env: Environment, entity: Entity) -> Iterator[str]:
    """Those of states, those that the spec's rules name, then one for each reference that nothing else begins with."""
    for field, state in _awaited_states(env, entity):
        name = f"{entity.table}_with_{field}_{re.sub(r'[^a-z0-9]+', '_', state.lower())}"
        yield _index(name, entity, (field,), f"{quoted(field)} = {literal(state)}")
    covered = [tuple(column.name for column in key_columns(env, entity))]
    covered += [columns_of(env, entity, unique.fields) for unique in entity.uniques]
    for index in entity.indexes:
        columns = columns_of(env, entity, index.fields)
        covered.append(columns)
        yield _index(index.name, entity, columns)
    for overlap in entity.no_overlaps:
        columns = columns_of(env, entity, (*overlap.fields, overlap.start))
        covered.append(columns)
        yield _index(f"{overlap.name}_index", entity, columns)
    for ref in references(env, entity):
        columns = tuple(column.name for column in ref.columns)
        if not any(prefix[: len(columns)] == columns for prefix in covered):
            covered.append(columns)
            yield _index(f"{entity.table}_by_{'_'.join(ref.path)}", entity, columns)


def _index(name: str, entity: Entity, columns: tuple[str, ...], where: str = "") -> str:
    rows = f" WHERE {where}" if where else ""
    return f"CREATE INDEX {quoted(name)} ON {quoted(entity.table)} ({names(columns)}){rows};\n"


def _awaited_states(env: Environment, entity: Entity) -> Iterator[tuple[str, str]]:
    """The states of its flows that rows leave and filters look for, in the order of the spec, where rows are made."""
    effects = [*(tool.effects for tool in env.tools), *(one.effects for one in env.handlers)]
    if not any(entity.name in found.creates for found in effects):
        return
    asked = _asked_for(env).get(entity.name, [])
    for flow in entity.flows:
        for state, targets in flow.arrows:
            together = [others for place, others in asked if place == (flow.field, state)]
            slow = any(not others & leading(entity) for others in together)
            if targets and slow and not any(others & _begin_several(entity) for others in together):
                yield flow.field, state


@once
def _asked_for(env: Environment) -> dict[str, list[tuple[tuple[str, object], frozenset[str]]]]:
    """By entity, each constant that a filter wants a field to equal, with all fields of that filter."""
    parts = (*env.tools, *env.handlers, *env.entities, *env.defs, *env.views, *env.invariants)
    asked: dict[str, list[tuple[tuple[str, object], frozenset[str]]]] = {}
    for part in parts:
        for found in filters(env, walk(part)):
            asked.setdefault(found.entity, []).extend(
                ((field, value.value), frozenset(found.fields))
                for field, value in found.equals
                if isinstance(value, e.Const)
            )
    return asked


def _begin_several(entity: Entity) -> set[str]:
    """The fields by which rows are found through the beginning of something longer."""
    return {way[0] for way in ways(entity) if len(way) > 1}
