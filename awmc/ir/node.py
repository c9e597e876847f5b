"""The base of every IR node: a frozen, keyword-only dataclass.

Nodes are plain dataclasses, so that making tens of thousands of them costs next to nothing and importing the
compiler builds no schema; where the IR crosses the process's border, pydantic serialises and validates it (`awmc.ir.codec`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

_C = TypeVar("_C")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def node(cls: type[_C]) -> type[_C]:
    """Make `cls` a frozen, slotted, keyword-only dataclass."""
    make: Callable[[type[_C]], type[_C]] = dataclass(frozen=True, slots=True, kw_only=True)
    return make(cls)


@node
class Node:
    """What every IR node is."""
