"""Calls that somebody would want: drawn by the drawer of `awmc test`, and made presentable.

In: a drawn call. Out: the same with words that the data or solutions have, without what is beside the point; None where that cannot be. Guaranteed: nothing is in it
that an instruction could not say: no hidden value, no text that nobody would write, no number out of all proportion.
"""

from __future__ import annotations

import datetime
from typing import Any

from awmc.build.random_streams import RandomStream
from awmc.emit.names import arguments
from awmc.ir import types as t
from awmc.ir.model import Tool
from awmc.prove.fuzz.script import ScriptCall
from awmc.prove.plans import Call
from awmc.synth.more_tasks.bench import NAMES, Bench

_LARGEST = 1_000_000
_DAYS = 200
"""How far from today a date may be."""
_LEAST, _ROUNDED = 2, 20
"""Amounts of money: smaller ones nobody bothers with, greater ones are multiples of five."""
_PYTHON: dict[str, Any] = {
    "text": str,
    "int": int,
    "float": int | float,
    "decimal": int | float,
    "date": str,
    "datetime": str,
    "duration": int,
    "list": list,
    "record": dict,
}
_PAGING = frozenset("limit skip offset page per_page page_size".split())


class Unnatural(Exception):
    """A value that nobody would give."""


def natural(bench: Bench, tool: Tool, drawn: ScriptCall, stream: RandomStream) -> Call | None:
    """The call as somebody would want it made."""
    taken = {one.argument for one in bench.world.graph.taken[tool.name]}
    schema = bench.world.schemas[tool.name]
    kept: dict[str, Any] = {}
    for argument in arguments(bench.world.env, tool):
        name = argument.json_name
        if name not in drawn.arguments:
            continue
        value, needed = drawn.arguments[name], name in schema.get("required", ())
        if not needed and (value is None or name in _PAGING or stream.chance(0.4)):
            continue
        if value == schema["properties"][name].get("default"):
            continue
        try:
            kept[name] = (
                value
                if name in taken
                else _value(bench, tool.name, name, t.unwrap(argument.type), value, stream)
            )
            if not needed and not tool.read_only and _renames(bench, tool.name, name, kept[name]):
                del kept[name]
        except Unnatural:
            if needed:
                return None
    return Call(tool.name, _in_one_day(bench, tool, kept, stream))


def _value(
    bench: Bench, tool: str, name: str, type_: t.Type, value: Any, stream: RandomStream
) -> Any:
    if not isinstance(value, _PYTHON.get(type_.kind, object)):
        raise Unnatural
    match type_:
        case t.TextType():
            return _text(bench, tool, name, value, stream)
        case t.IntType() | t.FloatType() | t.DecimalType():
            if abs(value) > _LARGEST or value != round(value, 2):
                raise Unnatural
            return _round(type_, value)
        case t.DurationType():
            if not 0 < value <= 86_400 * _DAYS or value % 60:
                raise Unnatural
            return value
        case t.DateType() | t.DatetimeType():
            return _moment(bench, value)
        case t.ListType():
            if not value:
                raise Unnatural
            items = [_value(bench, tool, name, t.unwrap(type_.item), v, stream) for v in value]
            if any(item in items[:n] for n, item in enumerate(items)):
                raise Unnatural
            return items
        case t.RecordType():
            fields = bench.world.env.record(type_.name).fields
            return {
                field.name: _value(
                    bench, tool, field.name, t.unwrap(field.type), value[field.name], stream
                )
                for field in fields
                if value.get(field.name) is not None
            }
        case t.BoolType() | t.EnumType() | t.TimeType():
            return value
        case _:
            raise Unnatural


def _renames(bench: Bench, tool: str, name: str, value: Any) -> bool:
    """Whether a name that something else has would be given anew, where no solution does so."""
    known = [c.arguments.get(name) for c in bench.world.known_calls if c.tool == tool]
    return name in NAMES and isinstance(value, str) and value not in known


def _round(type_: t.Type, value: Any) -> Any:
    """An amount of money as people say it."""
    if not (isinstance(type_, t.DecimalType) and type_.money):
        return value
    if abs(value) < _LEAST:
        raise Unnatural
    return value if abs(value) < _ROUNDED else float(round(value / 5) * 5)


def _in_one_day(
    bench: Bench, tool: Tool, kept: dict[str, Any], stream: RandomStream
) -> dict[str, Any]:
    """Where two moments are given, the second some hours after the first, as of an appointment."""
    found = arguments(bench.world.env, tool)
    moments = [a.json_name for a in found if isinstance(t.unwrap(a.type), t.DatetimeType)]
    given = [name for name in moments if name in kept]
    if len(given) != 2 or kept[given[0]][:10] == kept[given[1]][:10]:
        return kept
    start = datetime.datetime.fromisoformat(kept[given[0]])
    end = start + datetime.timedelta(hours=1 + stream.below(3))
    return {**kept, given[1]: end.isoformat()}


def _text(bench: Bench, tool: str, name: str, value: str, stream: RandomStream) -> str:
    known = bench.texts_for(tool, name)
    if value in known:
        return value
    if not known:
        raise Unnatural
    return stream.pick(known)


def _moment(bench: Bench, value: str) -> str:
    now = datetime.datetime.fromisoformat(bench.episode.now)
    moment = datetime.datetime.fromisoformat(value)
    if abs((moment - now).days) > _DAYS or moment.second:
        raise Unnatural
    return value
