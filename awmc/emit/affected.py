"""Which rows a part of a spec looks at, as seen from one row: what must be looked at again when some other row changes.

In: an expression about one row of an entity, by the name that the row has in it. Out: `Reads`, the columns that it may
read, by `Place`: how the row that is read was reached. A place is followed backwards by `awmc.emit.traces`.

Guaranteed: where the value differs in two states, some row at one of these places differs in one of its columns, or is there in one state
only; and the rows at the places above it are the same. So whoever looks again wherever a place leads back to has looked everywhere. What
is not understood counts as any row of its entity, or makes the whole unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from awmc.emit.filtered import conditions, sides
from awmc.emit.places import Cell, Meaning, Names, Place, Reads, Rows
from awmc.ir import expr as e
from awmc.ir import stmt as st
from awmc.ir import types as t
from awmc.ir.columns import Column, field_columns, key_columns
from awmc.ir.model import Entity, Environment
from awmc.ir.node import Node
from awmc.ir.walk import children, walk

_MOST_NODES = 20_000
"""Nodes looked at for one rule: derived fields and defs are gone through wherever they stand."""
_SCALARS = (
    t.TextType,
    t.IntType,
    t.DecimalType,
    t.BoolType,
    t.DateType,
    t.TimeType,
    t.DatetimeType,
    t.DurationType,
    t.EnumType,
)


def reads_of(env: Environment, entity: Entity, name: str, nodes: Iterable[e.Expr]) -> Reads:
    """What `nodes` read, which know a row of `entity` as `name`."""
    reader, names = Reader.of_row(env, entity, name)
    for node in nodes:
        reader.read(node, names)
    return reader.reads


class Reader:
    """Goes through expressions with the meanings of the names in them."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self.reads = Reads()
        self._nodes = 0

    @staticmethod
    def of_row(env: Environment, entity: Entity, name: str) -> tuple[Reader, Names]:
        """A reader of what is said about a row of `entity`, known as `name`."""
        reader, root = Reader(env), Place(entity.name)
        reader.reads.seen(root).rows = True
        return reader, {name: frozenset({root})}

    def read(self, node: Node, names: Names) -> Meaning:
        """Notes what a node reads, and tells what it stands for."""
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            self.reads.known = False
        if not self.reads.known:
            return None
        match node:
            case e.Var():
                return self._named(node, names)
            case e.Now():
                self.reads.clock = True
                return None
            case e.Me():
                self.reads.me = True
                return self._any(node.type)
            case e.FieldGet():
                return self._field(node, names)
            case e.HasGet():
                return self._has(node, names)
            case e.DerivedGet():
                derived = {d.name: d for d in self._env.entity(node.entity).derived}
                row = self.read(node.row, names)
                return self.read(derived[node.field].value, {"self": row})
            case e.DefCall():
                definition = next(d for d in self._env.defs if d.name == node.name)
                given = [self.read(arg, names) for arg in node.args]
                bound = zip((p.name for p in definition.params), given, strict=True)
                return self.read(definition.value, dict(bound))
            case e.ViewOf():
                view = next(v for v in self._env.views if v.name == node.view)
                row = self.read(node.source, names)
                for item in view.items:
                    self.read(item.value, {"self": row})
                return None
            case e.Project():
                inner = {**names, node.var: self.read(node.source, names)}
                for item in node.items:
                    self.read(item.value, inner)
                return None
            case e.EntityRows():
                place = Place(node.entity, loose=True)
                self.reads.seen(place).rows = True
                return frozenset({place})
            case e.Lookup():
                return self._lookup(node, names)
            case e.Comprehension():
                return self._comprehension(node, names)
            case e.Builtin():
                return self._builtin(node, names)
            case e.Old() | e.ExternCall() | st.Statement():
                self.reads.known = False
                return None
            case _:
                return self._other(node, names)

    def _named(self, node: e.Var, names: Names) -> Meaning:
        """What a name stands for. One from outside may come from anything, and of that nothing is known here."""
        if node.name not in names:
            self.reads.known = False
        return names.get(node.name)

    def _other(self, node: Node, names: Names) -> Meaning:
        """Any other node: where it plainly gives one of the rows inside it these, else any row of its type."""
        found = {id(child): self.read(child, names) for child in children(node)}
        match node:
            case e.Narrow(value=value):
                return found[id(value)]
            case e.If(then=one, otherwise=other) | e.Coalesce(left=one, right=other):
                return self._either(node.type, [found[id(one)], found[id(other)]])
            case e.ListOf(items=items):
                return self._either(node.type, [found[id(item)] for item in items])
            case _:
                return self._any(getattr(node, "type", None))

    def _either(self, type_: t.Type, found: Sequence[Meaning]) -> Meaning:
        """One of several values."""
        entity = _entity_of(type_)
        if entity is None:
            return None
        return frozenset(p for meaning in found for p in self.rows(meaning, entity))

    def _any(self, type_: t.Type | None) -> Meaning:
        entity = _entity_of(type_)
        return None if entity is None else frozenset({Place(entity, loose=True)})

    # Rows

    def rows(self, meaning: Meaning, entity: str) -> Rows:
        if isinstance(meaning, frozenset) and all(place.entity == entity for place in meaning):
            return meaning
        return frozenset({Place(entity, loose=True)})

    def _field(self, node: e.FieldGet, names: Names) -> Meaning:
        places = self.rows(self.read(node.row, names), node.entity)
        field = self._env.entity(node.entity).field(node.field)
        columns = tuple(c.name for c in field_columns(self._env, field))
        for place in places:
            self.reads.seen(place).columns.update(columns)
        target = t.unwrap(field.type)
        if isinstance(target, t.RefType):
            keys = self._keys(target.entity)
            return frozenset(
                self._below(place, target.entity, tuple(zip(keys, columns, strict=True)))
                for place in places
            )
        if len(places) == 1 and isinstance(target, _SCALARS):
            return Cell(next(iter(places)), columns)
        return self._any(node.type)

    def _has(self, node: e.HasGet, names: Names) -> Meaning:
        places = self.rows(self.read(node.row, names), node.entity)
        has = next(h for h in self._env.entity(node.entity).has if h.name == node.field)
        by = self._env.entity(has.entity).field(has.by)
        own = [c.name for c in field_columns(self._env, by)]
        found = frozenset(
            self._below(place, has.entity, tuple(zip(own, self._keys(node.entity), strict=True)))
            for place in places
        )
        for place in found:
            self.reads.seen(place).rows = True
            self.reads.seen(place).columns.update(own)
        return found

    def _lookup(self, node: e.Lookup, names: Names) -> Meaning:
        given = [self.read(key, names) for key in node.key]
        entity = self._env.entity(node.entity)
        place = Place(node.entity, loose=True)
        for key, meaning in zip(entity.keys, given, strict=False):
            linked = self._linked(entity, [c.name for c in field_columns(self._env, key)], meaning)
            if linked is not None:
                place = linked
                break
        self.reads.seen(place).rows = True
        found = frozenset({place})
        if node.visible and entity.visible is not None:
            self.read(entity.visible, {"self": found})
        return found

    def _below(self, above: Place, entity: str, link: tuple[tuple[str, str], ...]) -> Place:
        """The rows of `entity` that a link leads to. A row between that only hands on its key is left out."""
        if above.loose:
            return Place(entity, loose=True)
        if above.above is not None and not above.above.loose:
            through = dict(above.link)
            if all(column in through for _, column in link):
                short = tuple((own, through[column]) for own, column in link)
                return Place(entity, above.above, short)
        return Place(entity, above, link)

    def _linked(self, entity: Entity, own: Sequence[str], meaning: Meaning) -> Place | None:
        """The rows of `entity` whose columns `own` equal what `meaning` stands for; None where that leads nowhere."""
        if isinstance(meaning, Cell):
            columns: Sequence[str] = meaning.columns
            above = meaning.place
        elif isinstance(meaning, frozenset) and len(meaning) == 1:
            above = next(iter(meaning))
            columns = self._keys(above.entity)
        else:
            return None
        if above.loose or len(own) != len(columns):
            return None
        return self._below(above, entity.name, tuple(zip(own, columns, strict=True)))

    def _keys(self, entity: str) -> tuple[str, ...]:
        return tuple(c.name for c in key_columns(self._env, self._env.entity(entity)))

    # Comprehensions

    def _comprehension(self, node: e.Comprehension, names: Names) -> Meaning:
        inner = dict(names)
        clauses = node.clauses
        if node.gather == "any":  # what is looked for chooses, as a condition does
            clauses = (*clauses, e.IfClause(condition=node.items[0]))
        self.clauses(clauses, inner)
        found = [self.read(item, inner) for item in node.items]
        for key in node.order:
            self.read(key.value, inner)
        for bound in (node.limit, node.offset):
            if bound is not None:
                self.read(bound, names)
        if node.gather in ("list", "distinct", "first", "the", "min", "max"):
            return found[0] if isinstance(found[0], frozenset) else self._any(node.type)
        return self._any(node.type)

    def clauses(self, clauses: Sequence[e.Clause], names: Names) -> None:
        """Reads the clauses, and adds the meanings of their names to `names`."""
        for place, clause in enumerate(clauses):
            if isinstance(clause, e.ForClause):
                self._for(clause, clauses[place + 1 :], names)
            else:
                self.read(clause.condition, names)

    def _for(self, clause: e.ForClause, rest: Sequence[e.Clause], names: Names) -> None:
        if len(clause.names) > 1:
            self.read(clause.source, names)
            names.update(
                (n, self._any(type_)) for n, type_ in zip(clause.names, clause.types, strict=True)
            )
            return
        (name,) = clause.names
        source = clause.source
        if isinstance(source, e.EntityRows):
            place = self._chosen(source.entity, name, rest, names)
            if place is not None:
                self.reads.seen(place).rows = True
                names[name] = frozenset({place})
                return
        meaning = self.read(source, names)
        names[name] = meaning if isinstance(meaning, frozenset) else self._any(clause.types[0])

    def _chosen(
        self, entity: str, name: str, rest: Sequence[e.Clause], names: Names
    ) -> Place | None:
        """The rows that a first condition chooses by a column's equality with what is at hand."""
        for condition in conditions(rest):
            for mine, other in sides(condition, name):
                if any(isinstance(n, e.Var) and n.name == name for n in walk(other)):
                    continue
                columns = self._columns_of(entity, mine)
                meaning = self.read(other, names)
                if any(column.nullable for column in columns) and _may_be_no_row(other):
                    continue  # `none` equals `none`, and no row's column says so
                own = [column.name for column in columns]
                linked = self._linked(self._env.entity(entity), own, meaning)
                if linked is not None:
                    self.reads.seen(linked).columns.update(own)
                    return linked
        return None

    def _columns_of(self, entity: str, got: e.FieldGet) -> tuple[Column, ...]:
        return field_columns(self._env, self._env.entity(entity).field(got.field))

    # The rest

    def _builtin(self, node: e.Builtin, names: Names) -> Meaning:
        for arg in node.args:
            self.read(arg, names)
        if node.name == "today":
            self.reads.clock = True
        if node.name in ("ancestors", "descendants"):
            row, step = node.args
            entity = _entity_of(row.type)
            assert entity is not None and isinstance(step, e.Const)
            seen = self.reads.seen(Place(entity, loose=True))
            own = self._env.entity(entity).field(str(step.value))
            seen.columns.update(c.name for c in field_columns(self._env, own))
            seen.rows = True
        return self._any(node.type)


def _may_be_no_row(value: e.Expr) -> bool:
    """Whether a value may be `none` for another reason than that a column of a row that is there is NULL."""
    if not isinstance(value.type, t.OptionType):
        return False
    return not isinstance(value, e.FieldGet) or isinstance(value.row.type, t.OptionType)


def _entity_of(type_: t.Type | None) -> str | None:
    """The entity of a row, an optional row, or a list of rows."""
    match type_:
        case t.RefType():
            return type_.entity
        case t.OptionType() | t.ListType():
            return _entity_of(type_.item)
        case _:
            return None
