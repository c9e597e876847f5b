"""Declarations that lead back to themselves: records inside records, rows that need each other first.

`cycles` finds them in any graph of names; each cycle is found, and so reported, once.
"""

from __future__ import annotations

from awmc.ir import model as ir
from awmc.ir import types as t
from awmc.semantics.program import Program


def record_cycles(program: Program) -> None:
    """A record that holds itself would have endless columns."""

    def inside(type_: t.Type) -> list[str]:
        match type_:
            case t.RecordType(name=name):
                return [name]
            case t.OptionType(item=item) | t.ListType(item=item):
                return inside(item)
            case t.MapType(value=value):
                return inside(value)
            case _:
                return []

    graph = {
        name: [other for field in record.fields for other in inside(field.type)]
        for name, record in program.records.items()
    }
    for cycle in cycles(graph):
        record = program.records[cycle[0]]
        shown = " → ".join(f"`{name}`" for name in cycle)
        program.sink.report("recursive-record", record.span, name=record.name, cycle=shown)
        for name in cycle:
            broken = program.records[name]
            program.records[name] = ir.Record(
                name=name,
                doc=broken.doc,
                fields=tuple(f for f in broken.fields if not inside(f.type)),
                span=broken.span,
            )


def cycles(graph: dict[str, list[str]]) -> list[list[str]]:
    """One closed path for each node that first closes one, in order; each node is part of at most one."""
    found: list[list[str]] = []
    done: set[str] = set()
    for start in graph:
        stack: list[tuple[str, int]] = [(start, 0)]
        path: list[str] = []
        while stack:
            name, place = stack.pop()
            if place == 0:
                if name in done or name not in graph:
                    continue
                if name in path:
                    found.append([*path[path.index(name) :], name])
                    done.update(path[path.index(name) :])
                    continue
                path.append(name)
            if place < len(graph[name]):
                stack.append((name, place + 1))
                stack.append((graph[name][place], 0))
            else:
                done.add(name)
                path.remove(name)
    return found


def required_cycles(program: Program) -> None:
    """Report entities of which no first row can be created, for each needs a row of the next."""

    def edges(owners_only: bool) -> dict[str, list[str]]:
        return {
            name: [
                field.type.entity
                for field in info.fields.values()
                if isinstance(field.type, t.RefType)
                and field.type.entity != name
                and (field.owner or not owners_only)
            ]
            for name, info in program.entities.items()
        }

    owned: set[str] = set()
    for only, entry in ((True, "owner-cycle"), (False, "create-order")):
        for cycle in cycles(edges(only)):
            if owned.isdisjoint(cycle):
                owned.update(cycle)
                shown = " → ".join(f"`{name}`" for name in cycle)
                span = program.entities[cycle[0]].decl.name.span
                program.sink.report(entry, span, entity=cycle[0], cycle=shown)
