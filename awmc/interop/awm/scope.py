"""What an endpoint's code knows at a place: its names, its parameters, and the statements of the tool so far.

In: the declarations of the code, the design of its data, a route. Out: rows and fields by the names that the code has for them, and the lines of a tool. Guaranteed:
what is not known exactly raises NotLifted.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

from awmc.interop.awm.routes import Code, Route
from awmc.interop.awm.values import Ex, Maybe, NotLifted, Query, RowVar, Slot, Slots
from awmc.interop.sql.entities import Design, Entity, Field
from awmc.interop.sql.literals import text_literal
from awmc.interop.sql.words import snake, words


@dataclass
class Scope:
    """The names of one function."""

    code: Code
    route: Route
    design: Design
    slots: Slots
    names: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    """Names of the language that are in use."""
    changed: bool = False
    """Whether anything was written."""

    # Names

    def variable(self, wanted: str) -> str:
        """A new variable of the tool."""
        name = snake(words(wanted), "value")
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name

    def inner(self, wanted: str) -> str:
        """A variable of a comprehension, which others may have too."""
        name = snake(words(wanted), "value")
        given = {part for slot in self.slots.by_name.values() for part in words(slot.given.shown)}
        while name in self.taken or name in given:
            name += "_"
        return name

    def entity_of(self, node: ast.expr) -> Entity:
        """The entity of a class. Raises NotLifted."""
        stored = self.code.stored.get(node.id) if isinstance(node, ast.Name) else None
        found = self.design.entity(stored.table) if stored else None
        if found is None:
            raise NotLifted(f"`{ast.unparse(node)}` is no table that is known")
        return found

    def field_of(self, entity: Entity, attribute: str) -> Field:
        """The field of a column, which holds it alone. Raises NotLifted."""
        column = self.column_of(entity, attribute)
        found = entity.field_of(column)
        if found is None:
            raise NotLifted(
                f"`{attribute}` of {entity.table} is a part of a compound key, or no column"
            )
        return found

    def column_of(self, entity: Entity, attribute: str) -> str:
        """The column of a class's attribute. Raises NotLifted."""
        for stored in self.code.stored.values():
            if stored.table == entity.table and attribute in stored.columns:
                return stored.columns[attribute]
        raise NotLifted(f"`{attribute}` is no column of {entity.table}")

    def evaluate(self, node: ast.expr) -> Any:
        """What an expression is. Raises NotLifted."""
        from awmc.interop.awm.expressions import evaluate

        return evaluate(self, node)

    def plain(self, node: ast.expr) -> Ex:
        """An expression that is a value of the language. Raises NotLifted."""
        found = self.evaluate(node)
        if not isinstance(found, Ex):
            raise NotLifted(f"`{shortened(node)}`")
        return found

    def slot(self, slot: Slot) -> Ex:
        """A parameter as a value."""
        return Ex(slot.mark, slot=slot, optional=slot.optional)

    def read(self, row: RowVar, attribute: str) -> Ex:
        """A column of a row."""
        column = self.column_of(row.entity, attribute)
        found = row.entity.field_of(column)
        if found is not None:
            return Ex(
                f"{row.text}.{found.name}",
                kind=found.kind,
                field=found,
                row=row.text,
                optional=found.optional,
                table=row.entity.table,
            )
        for one in row.entity.fields:
            if column in one.columns and one.target is not None and not one.optional:
                key = self.design.key_of(one.target)[one.columns.index(column)]
                return Ex(f"{row.text}.{one.name}.{key.path}", kind=key.kind)
        raise NotLifted(f"`{attribute}` of {row.entity.table}")

    def row_or(self, value: Any) -> Any:
        """A value; the first row of a query is looked for now, and must be there."""
        return self.look_up(value, "") if isinstance(value, Maybe) else value

    def look_up(self, maybe: Maybe, missing: str) -> RowVar:
        """The row of a query as a variable, which is there."""
        query = maybe.query
        said = f" else {text_literal(missing)}" if missing else ""
        none = text_literal(missing or f"There is no such {query.entity.name}")
        if query.key is not None and not query.key.optional and query.key.given.default is None:
            query.key.be_row(query.entity)
            query.key.missing = query.key.missing or missing
            row = RowVar(query.entity, query.key.mark)
            self.lines += [f"require {self.at(one, row.text)}{said}" for one in query.conditions]
        else:
            name = self.variable(maybe.name)
            self.lines.append(f"let {name} = {self.first(query)}")
            self.lines.append(f"require {name} != none else {none}")
            row = RowVar(query.entity, name)
        for known, value in list(self.names.items()):
            if value is maybe:
                self.names[known] = row
        return row

    def first(self, query: Query) -> str:
        """The first row of a query, or none."""
        variable = self.inner(query.entity.name[:1])
        return f"first({variable} for {self.clauses(query, variable)})"

    def clauses(self, query: Query, variable: str) -> str:
        """`x in E if … order by … limit …`."""
        key = [f"{variable} == {query.key.mark}"] if query.key is not None else []
        conditions = " and ".join([*key, *(self.at(one, variable) for one in query.conditions)])
        order = ", ".join(self.at(one, variable) for one in query.order)
        parts = [
            f"{variable} in {query.entity.name}",
            f"if {conditions}" if conditions else "",
            f"order by {order}" if order else "",
        ]
        parts += [
            f"limit {query.limit}" if query.limit else "",
            f"offset {query.offset}" if query.offset else "",
        ]
        return " ".join(part for part in parts if part)

    @staticmethod
    def at(text: str, variable: str) -> str:
        """A text about a row, with the variable that holds it."""
        return text.replace("\x03", variable)


def shortened(node: ast.AST) -> str:
    """The code of a node, short."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 80 else text[:77] + "…"
