"""References of an entity as groups of columns: foreign keys, and what an index has to cover."""

from __future__ import annotations

from awmc.ir.columns import Column, entity_columns, key_columns
from awmc.ir.model import Entity, Environment
from awmc.ir.node import Node, node


@node
class ColumnsOf(Node):
    """The columns of one reference: at `path` from the row, to the key of the entity `target`."""

    path: tuple[str, ...]
    columns: tuple[Column, ...]
    target: str
    keys: tuple[Column, ...]


def references(env: Environment, entity: Entity) -> tuple[ColumnsOf, ...]:
    """Every reference of the entity (those inside records too), in the order of its columns."""
    columns = entity_columns(env, entity)
    found: list[ColumnsOf] = []
    at = 0
    while at < len(columns):
        target = columns[at].references
        if target is None:
            at += 1
            continue
        keys = key_columns(env, env.entity(target))
        group = columns[at : at + len(keys)]
        path = group[0].path[: -len(keys[0].path)]
        found.append(ColumnsOf(path=path, columns=group, target=target, keys=keys))
        at += len(keys)
    return tuple(found)


def columns_of(env: Environment, entity: Entity, fields: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of the fields, for an index or a constraint over them, in the fields' order."""
    columns = entity_columns(env, entity)
    return tuple(c.name for field in fields for c in columns if c.path[0] == field)
