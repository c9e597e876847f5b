"""Which fields hold automatic times: those that the environment's clock alone fills, `now()` or `today()`, by default or in every assignment.

In: an environment. Out: (entity, field) pairs. A judge compares such times by which row they belong to, not by their value; a field
that some tool sets to anything else (none aside) is compared as any other.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.ir import expr as e
from awmc.ir.leaves import Const
from awmc.ir.model import Environment
from awmc.ir.once import once
from awmc.ir.stmt import Create, SetFields
from awmc.ir.walk import walk


@once
def automatic_times(env: Environment) -> frozenset[tuple[str, str]]:
    """The (entity, field) pairs of automatic times."""
    found = {
        (entity.name, field.name)
        for entity in env.entities
        for field in entity.fields
        if field.automatic_time
    }
    others = set()
    for entity, field, value in _assignments(env):
        match value:
            case e.Now() | e.Builtin(name="today"):
                found.add((entity, field))
            case Const(value=None):
                pass
            case _:
                others.add((entity, field))
    return frozenset(found - others)


def _assignments(env: Environment) -> Iterator[tuple[str, str, e.Expr]]:
    for owner in (*env.tools, *env.handlers):
        for inner in walk(owner):
            if isinstance(inner, Create | SetFields):
                for value in inner.values:
                    yield inner.entity, value.path[0], _plain(value.value)


def _plain(value: e.Expr) -> e.Expr:
    while isinstance(value, e.Narrow | e.Convert):
        value = value.value
    return value
