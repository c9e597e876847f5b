"""Which definitions some IR reaches: `def`s, derived fields and views, and those that these use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from awmc.ir import expr as e
from awmc.ir.model import Environment
from awmc.ir.node import Node
from awmc.ir.walk import walk


@dataclass
class Reached:
    """Names of `def`s and views, and (entity, field) of derived fields."""

    defs: set[str] = field(default_factory=set)
    derived: set[tuple[str, str]] = field(default_factory=set)
    views: set[str] = field(default_factory=set)


def reached(env: Environment, roots: Iterable[Node]) -> Reached:
    """What the roots reach."""
    found = Reached()
    waiting = list(roots)
    while waiting:
        for inner in walk(waiting.pop()):
            match inner:
                case e.DefCall(name=name) if name not in found.defs:
                    found.defs.add(name)
                    waiting += [d.value for d in env.defs if d.name == name]
                case e.DerivedGet(entity=entity, field=name) if (entity, name) not in found.derived:
                    found.derived.add((entity, name))
                    waiting += [d.value for d in env.entity(entity).derived if d.name == name]
                case e.ViewOf(view=name) if name not in found.views:
                    found.views.add(name)
                    waiting += [i.value for v in env.views if v.name == name for i in v.items]
                case _:
                    pass
    return found
