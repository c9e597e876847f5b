"""The base of every IR node: a keyword-only dataclass that nobody changes.

Nodes are plain dataclasses, so that making tens of thousands of them costs next to nothing and importing the
compiler builds no schema; where the IR crosses the process's border, pydantic serialises and validates it (`awmc.ir.codec`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, dataclass_transform

from awmc.fields import shown, values

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler

_C = TypeVar("_C")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def node(cls: type[_C]) -> type[_C]:
    """Make `cls` a slotted, keyword-only dataclass, of which mypy sees to it that nobody changes it.

    It is not frozen when it runs, since that would double the time to make a node. What it has of `Node` need not be made for each of
    the hundred classes: that would take longer than all else that importing the compiler does.
    """
    make: Callable[[type[_C]], type[_C]] = dataclass(slots=True, kw_only=True, eq=False, repr=False)
    return make(cls)


@node
class Node:
    """What every IR node is: equal to those of its class that hold the same, and hashed by what it holds."""

    def __eq__(self, other: object) -> bool:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(values(self))

    def __repr__(self) -> str:
        return shown(self)


class ByKind:
    """Marks a union whose members are told apart by their `kind`. pydantic, which reads the mark, is loaded where the IR is read or written."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        from pydantic import Field

        return handler(Annotated[source, Field(discriminator="kind")])


class Exactly:
    """Marks a value that is taken as it is: no bool for an int, no int for a float."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        from pydantic import Strict

        return handler(Annotated[source, Strict()])
