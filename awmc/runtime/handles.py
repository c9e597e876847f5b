"""Rows by their key: what a judge and a build work with where a row may be gone, or be looked at in two states.

Guaranteed: a value is that of the row as it is where and when it is read; of a row that is not there only the key can be read, and
reading more raises `Failed`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from awmc.runtime.failures import INVALID_OPERATION, Failed
from awmc.runtime.tables import Key, Row, Table, name_of

Look = Callable[[], Row | None]


class Handle(Row):
    """Stands for the row of a key; `look` gives it as it is now."""

    __slots__ = ("_key", "_look", "_table")

    def __init__(self, table: Table, key: Key, look: Look) -> None:
        self._table = table
        self._key = key
        self._look = look

    @property
    def TABLE(self) -> Table:  # type: ignore[override]  # of a row class it is the class's own
        """Its table."""
        return self._table

    @property
    def KEY(self) -> Key:
        """The values of the key's columns."""
        return self._key

    def __repr__(self) -> str:
        return name_of(self._table, self._key)

    @property
    def deleted(self) -> bool:  # type: ignore[override]  # a plain row is told that it is gone, a handle looks
        """Whether the row is gone."""
        return self._look() is None

    def __getattr__(self, name: str) -> Any:
        """A column."""
        table = self._table
        if name in table.key_attributes:
            return self._key[table.key_attributes.index(name)]
        if name not in table.column_of:
            raise AttributeError(name)
        row = self._look()
        if row is None:
            raise not_there(table, self._key)
        return getattr(row, name)


def not_there(table: Table, key: Key) -> Failed:
    """What reading more than the key of a row that is gone fails with."""
    told = f"{name_of(table, key)} is not there: only its key can be read"
    return Failed(INVALID_OPERATION, told)
