"""Random writes to any environment, that keep no rule but those of the tables: what a tool with a fault in it might write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from awmc.runtime import Environment, Episode, Failed, Row, Session
from awmc.runtime.state import free_flows
from awmc.runtime.tables import Table


def played(environment: Environment) -> Iterator[Episode]:
    """An episode, over and over: at the end of the solution of the first task of each family, else at its start."""
    first = {task["family"]: task for task in reversed(environment.tasks())}
    with environment.episode() as episode:
        for task in first.values():
            episode.restart(task=task["id"])
            for call in task["solution"]:
                episode.call(call["tool"], call["arguments"], side=call["side"])
            yield episode
        if not first:
            yield episode


@contextmanager
def scratch(episode: Episode) -> Iterator[Session]:
    """A session whose writes no arrow forbids, and that are taken back."""
    episode.connection.execute("SAVEPOINT scratch")
    free_flows(episode._database)
    yield episode._session(read_only=False)
    episode.connection.execute("ROLLBACK TO scratch")
    episode.connection.execute("RELEASE scratch")


def write(session: Session, random: Random, entity: type[Row], columns: tuple[str, ...]) -> None:
    """One write of a row, unless a table forbids it: of one of the `columns`, if it is an update and there are any."""
    rows = session.rows(entity)
    if not rows:
        return
    row = random.choice(rows)
    try:
        match random.choice(("update", "update", "update", "create", "create", "delete")):
            case "update":
                _update(session, random, row, rows, columns)
            case "create" if not entity.TABLE.state:
                _create(session, random, row, rows)
            case "delete" if not entity.TABLE.state:
                session.delete(row)
            case _:
                pass
    except Failed:
        pass


def _update(
    session: Session, random: Random, row: Row, rows: list[Any], wanted: tuple[str, ...]
) -> None:
    table = row.TABLE
    groups = [group for group in _groups(table) if not set(group) & set(table.key)]
    groups = [group for group in groups if set(group) & set(wanted)] or groups
    if groups:
        columns = random.choice(groups)
        values = _values(session, random, row, rows, columns)
        given = ", ".join(f'"{column}" = :{column}' for column in columns)
        where = " AND ".join(f'"{column}" = :{column}' for column in table.key) or "true"
        sql = f'UPDATE "{table.name}" SET {given} WHERE {where}'
        session.update(sql, row, **values)


def _create(session: Session, random: Random, row: Row, rows: list[Any]) -> None:
    """A row like another one, with some columns of a third."""
    table = row.TABLE
    values: dict[str, Any] = dict(zip(table.names, table.values(row), strict=True))
    for columns in _groups(table):
        if random.random() < 0.5:
            values.update(_values(session, random, row, rows, columns))
    if table.auto is not None:
        del values[table.key_attributes[0]]
    columns_ = ", ".join(f'"{column}"' for column in table.columns)
    marks = ", ".join(f":{column}" for column in table.columns)
    sql = f'INSERT INTO "{table.name}" ({columns_}) VALUES ({marks})'
    session.create(sql, type(row), **values)


def _groups(table: Table) -> list[tuple[str, ...]]:
    """Columns that change together: those of a reference, or one."""
    together = [reference.columns for reference in table.references]
    grouped = {column for columns in together for column in columns}
    return [*together, *((column,) for column in table.columns if column not in grouped)]


def _values(
    session: Session, random: Random, row: Row, rows: list[Any], columns: tuple[str, ...]
) -> dict[str, Any]:
    """New values: a row to refer to, the value of another row, or one near the own one."""
    table = row.TABLE
    names = [table.attributes.get(column, column) for column in columns]
    for reference in table.references:
        if reference.columns == columns:
            target = random.choice(session.rows(session.catalogue.by_name[reference.table]))
            return dict(zip(names, target.KEY, strict=True))
    (name,) = names
    value = getattr(row, name)
    if isinstance(value, bool) and random.random() < 0.7:
        return {name: not value}
    if isinstance(value, dict) and value and random.random() < 0.7:
        return {name: {**value, random.choice(list(value)): random.choice(list(value.values()))}}
    if isinstance(value, int | float) and not isinstance(value, bool) and random.random() < 0.6:
        return {name: random.choice((value - 1, value + 1, 0, -value, value * 3, value * 100))}
    return {name: getattr(random.choice(rows), name)}
