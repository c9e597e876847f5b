"""Types of the IR as Python annotations, run-time form: money is int, dates are str, a reference is its row class."""

from __future__ import annotations

from awmc.emit.names import type_name
from awmc.emit.python.module import Module
from awmc.ir import types as t


def annotation(module: Module, type_: t.Type) -> str:
    """The annotation, its names imported."""
    match type_:
        case t.TextType() | t.DateType() | t.TimeType() | t.DatetimeType() | t.EnumType():
            return "str"
        case t.IntType() | t.DecimalType() | t.DurationType():
            return "int"
        case t.FloatType():
            return "float"
        case t.BoolType():
            return "bool"
        case t.RefType(entity=entity):
            return module.use(".rows", type_name(entity))
        case t.RecordType() | t.ObjectType():
            return f"dict[str, {module.use('typing', 'Any')}]"
        case t.ListType(item=item):
            return f"list[{annotation(module, item)}]"
        case t.MapType(key=key, value=value):
            return f"dict[{annotation(module, key)}, {annotation(module, value)}]"
        case t.PairType(first=first, second=second):
            return f"tuple[{annotation(module, first)}, {annotation(module, second)}]"
        case t.OptionType(item=item):
            return f"{annotation(module, item)} | None"
        case t.NoneType():
            return "None"
        case t.ErrorType():
            raise TypeError("an error type in a finished IR")
