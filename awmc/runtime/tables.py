"""Tables as generated code describes them, and the rows that it works with.

A `Row` is a dataclass with one attribute a column (in the order of `Table.columns`); its values are in run-time form, see
`Table.decode`. A `Table` says what the runtime must know of it: keys, references, which columns need a conversion.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import Any, ClassVar, TypeVar

from awmc.runtime.functions.encode import dump

Key = tuple[Any, ...]
"""The key of a row; of the row of a `state` entity, empty."""


@dataclass(slots=True, eq=False)
class Row:
    """A row of a table. Rows compare by identity: within a call there is one object for each row."""

    TABLE: ClassVar[Table]

    deleted: bool = field(default=False, init=False, repr=False)
    """Whether the row is gone. No column may be called so: its attribute is `deleted_`."""

    @property
    def KEY(self) -> Key:
        """The values of the key's columns."""
        return self.TABLE.key_of(self)


E = TypeVar("E", bound=Row)
_HELD_AS_JSON = (list, dict)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Reference:
    """Columns that hold the key of a row of another table. With `owner`, the row is deleted with that one."""

    columns: tuple[str, ...]
    table: str
    key: tuple[str, ...]
    owner: bool = False


@dataclass(frozen=True)
class Unique:
    """Columns whose values together stand in one row only; none conflicts with nothing."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Auto:
    """How an automatic key is made of its running number: `Auto("L", 5, "")` gives "L00001", `Auto()` the number itself."""

    prefix: str = ""
    width: int | None = None
    suffix: str = ""

    def key(self, number: int) -> int | str:
        """The key of the row with that running number."""
        if self.width is None:
            return number
        return f"{self.prefix}{number:0{self.width}d}{self.suffix}"

    def number(self, key: int | str) -> int:
        """The running number of a key; 0 of one that this pattern does not make."""
        if isinstance(key, int):
            return key if self.width is None else 0
        if not (key.startswith(self.prefix) and key.endswith(self.suffix)):
            return 0
        digits = key[len(self.prefix) : len(key) - len(self.suffix)]
        if len(digits) > 18 or not (digits.isascii() and digits.isdigit()):
            return 0
        return int(digits) if self.key(int(digits)) == key else 0


@dataclass(frozen=True)
class Table:
    """What the runtime knows of a table. `columns` are its SQL names, `attributes` those of the row class where they differ."""

    name: str
    entity: str
    row: type[Row]
    columns: tuple[str, ...]
    key: tuple[str, ...]
    auto: Auto | None = None
    bools: tuple[str, ...] = ()
    jsons: tuple[str, ...] = ()
    int_maps: tuple[str, ...] = ()
    decimals: Mapping[str, int] = field(default_factory=dict)
    """How many decimals the columns of money and decimals have: they hold the smallest unit."""
    references: tuple[Reference, ...] = ()
    uniques: tuple[Unique, ...] = ()
    scratch: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    automatic_times: tuple[str, ...] = ()
    state: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Column -> attribute, for the columns whose name Python reserves (`from` -> `from_`)."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The attribute of each column."""
        return tuple(self.attributes.get(column, column) for column in self.columns)

    @cached_property
    def column_of(self) -> dict[str, str]:
        """Attribute -> column."""
        return dict(zip(self.names, self.columns, strict=True))

    @cached_property
    def key_attributes(self) -> tuple[str, ...]:
        """The attributes of the key's columns."""
        return tuple(self.attributes.get(column, column) for column in self.key)

    @cached_property
    def key_of(self) -> Callable[[Row], Key]:
        """The key of a row."""
        return getter(self.key_attributes)

    @cached_property
    def values(self) -> Callable[[Row], tuple[Any, ...]]:
        """The values of a row in the order of `columns`, in run-time form."""
        return getter(self.names)

    @cached_property
    def key_places(self) -> tuple[int, ...]:
        """Where the key's columns stand among the columns."""
        return tuple(self.columns.index(column) for column in self.key)

    @cached_property
    def key_in(self) -> Callable[[tuple[Any, ...]], Key]:
        """The key of a row of which the values of all columns are given, in their order."""
        if len(self.key) > 1:
            return itemgetter(*self.key_places)
        first = self.key_places[0] if self.key else 0
        return itemgetter(slice(first, first + len(self.key)))  # a tuple of one, or of none

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each column stands."""
        return {column: place for place, column in enumerate(self.columns)}

    @cached_property
    def rowid(self) -> str:
        """A name of SQLite's row number that no column takes."""
        taken = {column.lower() for column in self.columns}
        return next(name for name in ("rowid", "_rowid_", "oid") if name not in taken)

    @cached_property
    def selects(self) -> dict[tuple[str, ...], str]:
        """The queries of all columns that were made so far, by the columns that they ask for."""
        return {}

    @cached_property
    def readers(self) -> dict[str, Callable[[Any], Any]]:
        """Column -> what makes its run-time form of a stored value that is not NULL, for the columns where these are two."""
        found: dict[str, Callable[[Any], Any]] = dict.fromkeys(self.jsons, json.loads)
        found.update(dict.fromkeys(self.int_maps, _int_map))
        found.update(dict.fromkeys(self.bools, bool))
        return found

    @cached_property
    def placed(self) -> dict[int, str]:
        """The queries of a row's place and all columns that were made so far, by how many keys they ask for."""
        return {}

    @cached_property
    def converted(self) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
        """Where the columns stand among all whose values `decode` changes, and what changes them."""
        return tuple(
            (place, self.readers[column])
            for place, column in enumerate(self.columns)
            if column in self.readers
        )

    def decode(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """A row as SQLite gives it, in run-time form: bools, and lists and maps from their JSON."""
        result = list(values)
        for place, reader in self.converted:
            if result[place] is not None:
                result[place] = reader(result[place])
        return tuple(result)

    def read(self, column: str, value: Any) -> Any:
        """One value as SQLite gives it, in run-time form."""
        reader = self.readers.get(column)
        return value if reader is None or value is None else reader(value)

    @cached_property
    def stored_as_they_are(self) -> bool:
        """Whether the values of all columns are stored in their run-time form."""
        return not (self.jsons or self.int_maps)


def _int_map(text: str) -> dict[int, Any]:
    return {int(k): v for k, v in json.loads(text).items()}


def getter(names: tuple[str, ...]) -> Callable[[Row], tuple[Any, ...]]:
    """A function that gives these attributes as a tuple; of several `attrgetter` makes one."""
    if not names:
        return lambda row: ()
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda row: (get(row),)


class Catalogue:
    """The tables of an environment, and who refers to whom."""

    def __init__(self, rows: tuple[type[Row], ...]) -> None:
        self.rows = rows
        self.by_name = {row.TABLE.name: row for row in rows}
        self.handles: dict[type[Row], type[Any]] = {}
        """The classes that reviews have made to stand for rows."""
        self._tables_in: dict[str, frozenset[str]] = {}
        self._referrers: dict[str, list[tuple[type[Row], Reference]]] = {}
        for row in rows:
            for reference in row.TABLE.references:
                self._referrers.setdefault(reference.table, []).append((row, reference))

    def tables_in(self, sql: str) -> frozenset[str]:
        """The tables that a text of the generated code names: all that it reads, and perhaps more."""
        found = self._tables_in.get(sql)
        if found is None:
            found = frozenset(_WORD.findall(sql)).intersection(self.by_name)
            self._tables_in[sql] = found
        return found

    def referrers(self, table: str) -> list[tuple[type[Row], Reference]]:
        """The references to a table."""
        return self._referrers.get(table, [])


def encode(value: Any) -> Any:
    """A run-time value as SQLite stores it: lists, maps and records as JSON text."""
    return dump(value) if isinstance(value, _HELD_AS_JSON) else value


def encoded(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Run-time values as SQLite stores them: the very mapping where they are stored as they are."""
    for value in values.values():
        if isinstance(value, _HELD_AS_JSON):
            return {name: encode(value) for name, value in values.items()}
    return values


def key_text(key: Key) -> str:
    """A key as awmc's own tables hold it: a JSON array."""
    return json.dumps(list(key), ensure_ascii=False, separators=(",", ":"))


def shown(value: Any) -> Any:
    """A key or a value of a column in a message."""
    return repr(value) if isinstance(value, str) else value


def name_of(table: Table, key: Key) -> str:
    """A row in a message: `Loan 'L00001'`."""
    return " ".join([table.entity, ", ".join(str(shown(part)) for part in key)]).rstrip()
