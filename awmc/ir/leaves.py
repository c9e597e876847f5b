"""Expressions of the IR that have no expressions inside. See `awmc.ir.expr`, which has their names too."""

from __future__ import annotations

from typing import Annotated, Literal

from awmc.ir.node import Exactly, Node, node
from awmc.ir.types import DATETIME, Type


@node
class Const(Node):
    """A constant in its run-time form: None, bool, int (also cents, seconds), float, str (also dates, enum spellings)."""

    kind: Literal["literal"] = "literal"
    value: (
        Annotated[bool, Exactly()]
        | Annotated[int, Exactly()]
        | Annotated[float, Exactly()]
        | Annotated[str, Exactly()]
        | None
    )
    type: Type


@node
class Var(Node):
    """A parameter, `let`, loop variable, or the row of a derive, check, view or projection (`self`)."""

    kind: Literal["var"] = "var"
    name: str
    type: Type


@node
class Me(Node):
    """The signed-in row."""

    kind: Literal["me"] = "me"
    type: Type


@node
class Now(Node):
    """The environment's clock, a datetime."""

    kind: Literal["now"] = "now"
    type: Type = DATETIME


@node
class StateRow(Node):
    """The one row of a `state` entity."""

    kind: Literal["state_row"] = "state_row"
    type: Type


@node
class EntityRows(Node):
    """All rows of an entity, in insertion order."""

    kind: Literal["rows"] = "rows"
    entity: str
    type: Type
