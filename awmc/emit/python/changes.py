"""What is written: the columns of `create` and `set`, with the SQL that stores them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from textwrap import wrap
from typing import Any

from awmc.emit.names import attribute
from awmc.emit.python import references
from awmc.emit.python.context import Context
from awmc.emit.python.nodes import attr, choose, const, is_simple, is_some, item, name
from awmc.emit.python.printer import code
from awmc.emit.sql.identifiers import names, quoted
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.columns import (
    PRESENCE,
    Column,
    entity_columns,
    field_columns,
    key_columns,
    presence_column,
)
from awmc.ir.model import Entity, Environment
from awmc.ir.stmt import Value

_WIDTH = 76
"""Of a statement on one line, the name of its constant aside."""


@dataclass
class Assigned:
    """Columns with their new values; `before` are lines that must come first."""

    columns: list[Column] = field(default_factory=list)
    values: list[ast.expr] = field(default_factory=list)
    before: list[str] = field(default_factory=list)

    @property
    def keywords(self) -> list[tuple[str, ast.expr]]:
        """The arguments of `create` and `update`: attributes of the row."""
        found = zip(self.columns, self.values, strict=True)
        return [(attribute(column.name), value) for column, value in found]

    def standing(self, value: ast.expr, local: ast.Name) -> Assigned:
        """The same, where a local stands for what it was made of: a row is not looked for again."""
        made = [Standing(code(value), local).visit(one) for one in self.values]
        return replace(self, values=made)


_APART = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Standing(ast.NodeTransformer):
    """Puts a local in the place of an expression, but not in what is evaluated in another state or with names of its own."""

    def __init__(self, text: str, local: ast.Name) -> None:
        self._text = text
        self._local = local

    def visit(self, node: ast.AST) -> Any:
        """The node, or what stands for it."""
        if isinstance(node, _APART):
            return node
        if isinstance(node, ast.expr) and code(node) == self._text:
            return self._local
        return self.generic_visit(node)


def assigned(
    cx: Context, entity: Entity, values: Sequence[Value], row: ast.expr | None = None
) -> Assigned:
    """The columns that `values` give; `row` is what keeps its old value where `g?` is none."""
    result = Assigned()
    for value in values:
        columns = _columns(cx, entity, value.path)
        result.columns += columns
        result.values += _values(cx, result, columns, value, row)
    return result


def insert_sql(env: Environment, entity: Entity) -> str:
    """The statement that makes a row of all its columns."""
    columns = [column.name for column in entity_columns(env, entity)]
    marks = ", ".join(f":{column}" for column in columns)
    if not columns:
        return f"INSERT INTO {quoted(entity.table)} DEFAULT VALUES"
    line = f"INSERT INTO {quoted(entity.table)} ({names(columns)}) VALUES ({marks})"
    if len(line) <= _WIDTH:
        return line
    given = "\n".join(wrap(names(columns), _WIDTH, initial_indent="  ", subsequent_indent="  "))
    values = "\n".join(wrap(marks, _WIDTH, initial_indent="  ", subsequent_indent="  "))
    return f"INSERT INTO {quoted(entity.table)} (\n{given}\n)\nVALUES (\n{values}\n)"


def update_sql(env: Environment, entity: Entity, columns: Sequence[Column]) -> str:
    """The statement that changes some columns of one row."""
    table = quoted(entity.table)
    given = ", ".join(f"{quoted(c.name)} = :{c.name}" for c in columns)
    keys = [c.name for c in key_columns(env, entity)]
    where = " AND ".join(f"{table}.{quoted(key)} = :{key}" for key in keys)
    parts = [f"UPDATE {table}", f"SET {given}", *([f"WHERE {where}"] if where else [])]
    line = " ".join(parts)
    return line if len(line) <= _WIDTH else "\n".join(parts)


def _columns(cx: Context, entity: Entity, path: tuple[str, ...]) -> list[Column]:
    found = field_columns(cx.env, entity.field(path[0]))
    return [column for column in found if column.path[: len(path)] == path]


def _values(
    cx: Context, result: Assigned, columns: list[Column], value: Value, row: ast.expr | None
) -> list[ast.expr]:
    if not value.if_some or not isinstance(value.value.type, t.OptionType):
        return _plain(cx, result, columns, value.value, value.path)
    assert row is not None
    made = _at_hand(cx, result, value.value, value.path[-1])
    test = is_some(made)
    known = e.Var(name=" new", type=value.value.type.item)
    inner = cx.bound({known.name: made}).assuming({code(made)})
    new = _plain(inner, result, columns, known, value.path)
    old = [cx.column(row, column.name) for column in columns]
    return [choose(test, one, other) for one, other in zip(new, old, strict=True)]


def _plain(
    cx: Context, result: Assigned, columns: list[Column], value: e.Expr, path: tuple[str, ...]
) -> list[ast.expr]:
    type_ = t.unwrap(value.type)
    if isinstance(value, e.Const) and value.value is None:
        return [const(False if column.path[-1] == PRESENCE else None) for column in columns]
    if isinstance(value, e.RecordOf):
        return _record_of(cx, result, columns, value, path)
    if isinstance(type_, t.RefType):
        return references.key_parts(cx, value)
    if isinstance(type_, t.RecordType):
        made = _at_hand(cx, result, value, path[-1])
        return _spread(cx, made, value.type, columns)
    return [cx.expr(value)]


def _record_of(
    cx: Context, result: Assigned, columns: list[Column], value: e.RecordOf, path: tuple[str, ...]
) -> list[ast.expr]:
    made: list[ast.expr] = []
    for part, inner in value.fields:
        deeper = (*path, part)
        own = [column for column in columns if column.path[: len(deeper)] == deeper]
        made += _plain(cx, result, own, inner, deeper)
    return made + [const(True)] * (len(columns) - len(made))


def _at_hand(cx: Context, result: Assigned, value: e.Expr, wanted: str) -> ast.expr:
    """A value that can be used several times, kept in a local where it must be computed."""
    made = cx.expr(value)
    if is_simple(made):
        return made
    local = cx.declare(f"new_{wanted}")
    result.before.append(f"{local} = {code(made)}")
    return name(local)


def _spread(
    cx: Context, value: ast.expr, type_: t.Type, columns: Sequence[Column]
) -> list[ast.expr]:
    """The columns of a record that is at hand as a dict; a last one that is not among its leaves says that it is there."""
    found = _leaves(cx, value, type_)
    return found + [const(True)] * (len(columns) - len(found))


def _leaves(cx: Context, value: ast.expr, type_: t.Type) -> list[ast.expr]:
    match type_:
        case t.OptionType(item=t.RefType()) if len(_keys(cx, type_)) == 1:
            return [cx.runtime("key_of", value)]
        case t.OptionType(item=inner):
            made: list[ast.expr] = [
                leaf if leaf is value else choose(is_some(value), leaf, const(None))
                for leaf in _leaves(cx, value, inner)
            ]
            return [*made, is_some(value)] if _has_presence(cx, inner) else made
        case t.RefType():
            return [attr(value, attribute(key.name)) for key in _keys(cx, type_)]
        case t.RecordType(name=record):
            fields = cx.env.record(record).fields
            parts = [_leaves(cx, item(value, const(f.name)), f.type) for f in fields]
            return [leaf for part in parts for leaf in part]
        case _:
            return [value]


def _keys(cx: Context, type_: t.Type) -> tuple[Column, ...]:
    return key_columns(cx.env, cx.entity_of(type_))


def _has_presence(cx: Context, type_: t.Type) -> bool:
    if not isinstance(type_, t.RecordType):
        return False
    return presence_column(cx.env, type_, "record") == f"record_{PRESENCE}"
