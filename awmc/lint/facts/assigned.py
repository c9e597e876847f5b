"""Which values an enum field can get, where they are plainly written.

In: a subject with its environment. Out: `Assigned.starts(entity, field)`, the spellings that new and initial rows have, and `sets(…)`, those that tools and handlers
set; None where a value comes from a parameter, a file, or any other place that is not looked into.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.ir.model import DataFile, DataTable, Environment
from awmc.ir.walk import walk
from awmc.lint.facts.once import once
from awmc.lint.facts.usage import Place
from awmc.lint.subject import Subject

Spellings = frozenset[str] | None


@dataclass(slots=True)
class Assigned:
    """The values that each field is given."""

    env: Environment
    _sets: dict[Place, Spellings] = field(default_factory=dict)
    _starts: dict[Place, Spellings] = field(default_factory=dict)

    def sets(self, entity: str, name: str) -> Spellings:
        """What tools and handlers set the field to."""
        return self._sets.get((entity, name), frozenset())

    def starts(self, entity: str, name: str) -> Spellings:
        """What the field is in rows that are created, by data or by tools, and by default."""
        default = self.env.entity(entity).field(name).default
        known = self._starts.get((entity, name), frozenset())
        if known is None or default is None:
            return known
        values = possible(default)
        return None if values is None else known | values

    def spelling(self, entity: str, name: str, member: str) -> str | None:
        """The stored spelling of a member of the field's enum."""
        type_ = t.unwrap(self.env.entity(entity).field(name).type)
        members = self.env.enum(type_.name).members if isinstance(type_, t.EnumType) else ()
        return next((one.spelling for one in members if one.name == member), None)


@once
def assigned(subject: Subject) -> Assigned:
    """What fields are given in tools, handlers, tasks and data."""
    env, found = subject.env, Assigned(subject.env)
    for change in subject.nodes(s.SetFields):
        _note(found._sets, change.entity, change.values)
    for created in subject.nodes(s.Create):
        _note(found._starts, created.entity, created.values)
    for task in env.tasks:
        for node in (inner for one in task.given for inner in walk(one)):
            if isinstance(node, s.SetFields):
                _note(found._starts, node.entity, node.values)
    for data in env.data:
        if isinstance(data, DataFile):
            given = data.columns or [one.name for one in env.entity(data.entity).fields]
            found._starts.update(((data.entity, name), None) for name in given)
            _note(found._starts, data.entity, data.defaults)
        elif isinstance(data, DataTable):
            for row in data.rows:
                _note(found._starts, data.entity, row)
        else:
            _note(found._starts, data.entity, data.values)
    return found


def possible(value: e.Expr) -> Spellings:
    """The spellings that an expression can give; None where it is not plain."""
    match value:
        case e.Const(value=str() as spelling):
            return frozenset((spelling,))
        case e.Const():
            return frozenset()
        case e.If(then=one, otherwise=other) | e.Coalesce(left=one, right=other):
            return _either((one, other))
        case e.Match(arms=arms, otherwise=last):
            return _either((*(arm.value for arm in arms), *(() if last is None else (last,))))
        case e.Builtin(name="pick", args=(e.ListOf(items=items),)):
            return _either(items)
        case e.Narrow(value=inner) | e.Convert(value=inner):
            return possible(inner)
        case _:
            return None


def _either(values: tuple[e.Expr, ...]) -> Spellings:
    found = [possible(value) for value in values]
    known = [one for one in found if one is not None]
    return frozenset().union(*known) if len(known) == len(found) else None


def _note(where: dict[Place, Spellings], entity: str, values: tuple[s.Value, ...]) -> None:
    for value in values:
        place = (entity, value.path[0])
        before, new = where.get(place, frozenset()), possible(value.value)
        where[place] = None if before is None or new is None else before | new
