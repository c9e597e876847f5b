"""A small environment made by hand, so that tests of emitters need no parser."""

from awmc.ir import expr, types
from awmc.ir.model import (
    Effects,
    Entity,
    Enum,
    EnumMember,
    Environment,
    Field,
    Param,
    Record,
    RecordField,
    Tool,
)
from awmc.source import Span

NOWHERE = Span.nowhere("specs/shop.awm")

STATUS = Enum(
    name="Status",
    doc="The state of an order",
    members=(EnumMember(name="open", spelling="open"), EnumMember(name="lost", spelling='LO"ST')),
    span=NOWHERE,
)
POINT = Record(
    name="Point",
    doc=None,
    fields=(
        RecordField(name="from", type=types.TEXT),
        RecordField(name="note", type=types.OptionType(item=types.TEXT)),
        RecordField(name="fee", type=types.MONEY, default=expr.Const(value=25, type=types.MONEY)),
    ),
    span=NOWHERE,
)
ORDER = Entity(
    name="Order",
    table="order_",
    doc=None,
    state=False,
    fields=(Field(name="id", type=types.TEXT, key=True, span=NOWHERE),),
    span=NOWHERE,
)
SEAT = Entity(
    name="Seat",
    table="seat",
    doc=None,
    state=False,
    fields=(
        Field(name="order", type=types.RefType(entity="Order"), key=True, span=NOWHERE),
        Field(name="number", type=types.INT, key=True, span=NOWHERE),
    ),
    span=NOWHERE,
)


def param(name: str, type_: types.Type, default: expr.Expr | None = None, **rest: str) -> Param:
    """A parameter of a tool."""
    return Param(name=name, type=type_, default=default, span=NOWHERE, **rest)


def tool(
    name: str,
    *params: Param,
    result: types.Type | None = None,
    doc: str | None = None,
    effects: Effects | None = None,
    private: bool = False,
) -> Tool:
    """A tool without a body."""
    return Tool(
        name=name,
        doc=doc,
        params=params,
        result=result or types.ObjectType(fields=()),
        body=(),
        effects=effects or Effects(),
        private=private,
        span=NOWHERE,
    )


def shop(*tools: Tool, doc: str = "A shop", policy: str | None = None) -> Environment:
    """The environment with these tools."""
    return Environment(
        name="shop",
        doc=doc,
        clock="2026-03-02T09:00:00",
        seed=0,
        actor=None,
        policy=policy,
        enums=(STATUS,),
        records=(POINT,),
        entities=(ORDER, SEAT),
        tools=tools,
        source="specs/shop.awm",
        sources=("specs/shop.awm",),
    )
