"""What calls change: the changes of one call, in order, and the net history of an episode.

A `Change` can be taken back on its row object. A `History` keeps the first old value of every cell, so that what
changed since the start is known without comparing states. It copies, and survives JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field
from typing import Any, Literal

from awmc.runtime.judging.model import Cell
from awmc.runtime.tables import Catalogue, Key, Row, Table, encode, key_text


@dataclass(slots=True)
class Change:
    """A change of one row. `old` holds the former values of the attributes of an update; `place` the row's place in the
    insertion order, for one that was deleted."""

    kind: Literal["create", "update", "delete"]
    row: Row
    old: dict[str, Any] = field(default_factory=dict)
    place: int = 0

    def undo(self) -> Change:
        """Takes the change back on the row object; gives the change that makes it again."""
        if self.kind != "update":
            self.row.deleted = self.kind == "create"
            return Change("create" if self.kind == "delete" else "delete", self.row)
        redo = Change("update", self.row, {name: getattr(self.row, name) for name in self.old})
        for name, value in self.old.items():
            setattr(self.row, name, value)
        return redo


@dataclass(slots=True)
class Origin:
    """A row at the start of the episode: whether it existed, and the values (as stored) of the columns that changed since."""

    existed: bool
    old: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RowChange:
    """A row of `entity` that was added, removed or changed: its values (or those that changed) before and after, by column."""

    entity: str
    key: Key
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True)
class Diff:
    """What is different from the start, in the order of the first touch."""

    added: tuple[RowChange, ...] = ()
    removed: tuple[RowChange, ...] = ()
    changed: tuple[RowChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def user_cells(known: Set[Cell], changes: Iterable[Change], side: str) -> set[Cell]:
    """The cells that the user's side wrote last, after the changes of a call; `*` stands for a whole row that it made or deleted."""
    cells = set(known)
    for change in changes:
        table = change.row.TABLE
        row = (table.name, key_text(change.row.KEY))
        columns = [table.column_of[name] for name in change.old] or ["*"]
        if side == "user":
            cells.update((*row, column) for column in columns)
        elif change.kind == "update":
            cells.difference_update((*row, column) for column in columns)
        else:
            cells = {cell for cell in cells if cell[:2] != row}
    return cells


class History:
    """The first old values of an episode, by table and key."""

    def __init__(self) -> None:
        self.origins: dict[str, dict[Key, Origin]] = {}
        self.complete = True
        """Whether it goes back to the start: that of an episode that was found in a file does not."""

    def add(self, changes: Iterable[Change]) -> None:
        """The changes of a call that stays."""
        for change in changes:
            table = change.row.TABLE
            key = table.key_of(change.row)
            rows = self.origins.get(table.name)
            if rows is None:
                rows = self.origins[table.name] = {}
            origin = rows.get(key)
            if origin is None:
                origin = rows[key] = Origin(change.kind != "create")
            if not origin.existed:
                continue
            if change.kind == "update":
                old, column_of = origin.old, table.column_of
                for name, value in change.old.items():
                    column = column_of[name]
                    if column not in old:
                        old[column] = encode(value)
            elif change.kind == "delete":
                for column, value in zip(table.columns, table.values(change.row), strict=True):
                    origin.old.setdefault(column, encode(value))

    def diff(self, catalogue: Catalogue, find: Callable[[type[Row], Key], Row | None]) -> Diff:
        """The net changes; `find` gives the rows as they are."""
        found: dict[str, list[RowChange]] = {"added": [], "removed": [], "changed": []}
        for name, origins in self.origins.items():
            entity = catalogue.by_name[name]
            for key, origin in origins.items():
                kind, change = _net(entity.TABLE, key, origin, find(entity, key))
                if change is not None:
                    found[kind].append(change)
        return Diff(*(tuple(changes) for changes in found.values()))

    def copy(self) -> History:
        """An independent copy."""
        result = History()
        result.complete = self.complete
        for name, rows in self.origins.items():
            result.origins[name] = {k: Origin(o.existed, dict(o.old)) for k, o in rows.items()}
        return result

    def to_json(self) -> Any:
        """A JSON value that `from_json` reads."""
        origins = {
            name: [[list(key), origin.existed, origin.old] for key, origin in rows.items()]
            for name, rows in self.origins.items()
        }
        return {"complete": self.complete, "origins": origins}

    @staticmethod
    def from_json(value: Any) -> History:
        """The history that `to_json` wrote."""
        result = History()
        result.complete = value["complete"]
        for name, rows in value["origins"].items():
            result.origins[name] = {tuple(k): Origin(existed, old) for k, existed, old in rows}
        return result


def _net(table: Table, key: Key, origin: Origin, row: Row | None) -> tuple[str, RowChange | None]:
    now = None if row is None else dict(zip(table.columns, table.values(row), strict=True))
    if now is None:
        if not origin.existed:
            return "removed", None
        return "removed", RowChange(table.entity, key, _read(table, origin.old), None)
    if not origin.existed:
        return "added", RowChange(table.entity, key, None, now)
    old = {column: v for column, v in origin.old.items() if v != encode(now[column])}
    if not old:
        return "changed", None
    change = RowChange(
        table.entity, key, _read(table, old), {column: now[column] for column in old}
    )
    return "changed", change


def _read(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    return {c: table.read(c, values[c]) for c in table.columns if c in values}
