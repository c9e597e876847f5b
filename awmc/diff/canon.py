"""The meaning of a piece of IR as a value that can be compared: without places, comments, docs and the way it was written.

In: an IR node. Out: nested tuples, equal for nodes that mean the same. Left aside are spans, source texts, documentation, what other
fields say already (effects, types of expressions), and limits of types inside expressions, whose change is told where they are declared.
`Names` says what declarations are called now, so that what merely uses a renamed one is equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from awmc import fields
from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.ir.model import MayChange
from awmc.ir.node import Node
from awmc.ir.walk import walk

_ASIDE = frozenset("span spans text doc kind effects reads types early".split())
_BODIES = frozenset((e.__name__, s.__name__, e.Var.__module__))
"""The modules of expressions and statements, whose types follow from what they hold."""


Meaning = object
"""A hashable value that stands for what something means."""


@dataclass(frozen=True)
class Names:
    """New names by old ones. Fields are by (entity, field), both of the old spec."""

    entities: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[tuple[str, str], str] = field(default_factory=dict)
    enums: Mapping[str, str] = field(default_factory=dict)
    tools: Mapping[str, str] = field(default_factory=dict)
    bound: Mapping[str, str] = field(default_factory=dict)
    """Names of parameters, `let`s and loops."""
    unsaid: Mapping[tuple[str, str], Meaning] = field(default_factory=dict)
    """Defaults of fields that the other spec does not have: a `create` that gives just that is as one that gives nothing."""

    def entity_now(self, name: str) -> str:
        """What an entity is called now."""
        return self.entities.get(name, name)

    def field_now(self, entity: str, name: str) -> str:
        """What a field is called now."""
        return self.fields.get((entity, name), name)


SAME = Names()


def canon(value: object, names: Names = SAME) -> Meaning:
    """The meaning of a node, or of a tuple of nodes."""
    if isinstance(value, tuple):
        return tuple(canon(item, names) for item in value)
    if not isinstance(value, Node):
        return value
    if isinstance(value, e.Text):
        return ("Text", _joined(value, names))
    shown = [
        _renamed(value, name, getattr(value, name), names)
        for name in fields.names(type(value))
        if name not in _ASIDE and not _implied(value, name)
    ]
    return (type(value).__name__, *shown)


def body(value: object, names: Names = SAME) -> Meaning:
    """The meaning of statements or an expression, whatever its `let`s and loops are called."""
    numbered = {name: f"#{n}" for n, name in enumerate(_bound(value))}
    return canon(value, replace(names, bound={**names.bound, **numbered}))


def _implied(value: Node, name: str) -> bool:
    """Whether a field says only what the others say."""
    inside = type(value).__module__ in _BODIES
    return name == "type" and inside and not isinstance(value, e.Const | e.Convert)


def _renamed(value: Node, name: str, raw: object, names: Names) -> Meaning:
    """The meaning of one field of a node."""
    match value, name:
        case ((e.Const() | e.Convert()), "type"):
            return canon(t.strip(getattr(value, name)), names)
        case t.EnumType(), "name":
            return names.enums.get(value.name, value.name)
        case _, "entity":
            return names.entity_now(str(raw))
        case ((e.FieldGet() | e.DerivedGet() | e.HasGet() | MayChange()), "field"):
            return raw if raw is None else names.field_now(value.entity, str(raw))
        case ((s.Create() | s.SetFields()), "values"):
            given = (one for one in value.values if not _unsaid(value.entity, one, names))
            return tuple(_value(value.entity, one, names) for one in given)
        case s.CallTool(), "tool":
            return names.tools.get(value.tool, value.tool)
        case ((e.Var() | s.Let() | s.Create() | s.CallTool()), "name"):
            return names.bound.get(str(raw), raw)
        case e.Project(), "var":
            return names.bound.get(value.var, value.var)
        case e.ForClause(), "names":
            return tuple(names.bound.get(one, one) for one in value.names)
        case _:
            return canon(raw, names)


def _unsaid(entity: str, value: s.Value, names: Names) -> bool:
    """Whether the value is the default of a field that the other spec does not have."""
    place = (entity, value.path[0])
    return place in names.unsaid and canon(value.value) == names.unsaid[place]


def _value(entity: str, value: s.Value, names: Names) -> Meaning:
    first, *rest = value.path
    return (names.field_now(entity, first), *rest, canon(value.value, names), value.if_some)


def _joined(text: e.Text, names: Names) -> Meaning:
    """The parts of a text, those that stand side by side as one."""
    parts: list[object] = []
    for part in text.parts:
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        elif part != "":
            parts.append(canon(part, names))
    return tuple(parts)


def _bound(value: object) -> dict[str, None]:
    """The names that a piece of IR binds itself, each once."""
    found: dict[str, None] = {}
    for root in value if isinstance(value, tuple) else (value,):
        for inner in walk(root) if isinstance(root, Node) else ():
            match inner:
                case s.Let(name=name) | e.Project(var=name):
                    found[name] = None
                case s.Create(name=str(name)) | s.CallTool(name=str(name)):
                    found[name] = None
                case e.ForClause(names=several):
                    found.update(dict.fromkeys(several))
                case _:
                    pass
    return found
