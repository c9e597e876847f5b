"""Rules of an entity: what is unique, what is checked, what is indexed.

In: a table, its entity without rules, the checks that no type says. Out: the fields with their limits and `unique`, and the rules. Guaranteed: a constraint
becomes a limit, a modifier or a rule, or it is told as dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from awmc.interop.report import Report, Topic
from awmc.interop.sql.conditions import translate
from awmc.interop.sql.hints import without_null
from awmc.interop.sql.kinds import MOST_UNITS
from awmc.interop.sql.limits import Limits, limits_of
from awmc.interop.sql.operands import Places, Untranslated
from awmc.interop.sql.own import Flow
from awmc.interop.sql.schema import Table

if TYPE_CHECKING:
    from awmc.interop.sql.entities import Entity, Field

MOST_MONEY = MOST_UNITS / 100


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is written, and the SQL that it was."""

    text: str
    source: str


def rules_of(
    table: Table, entity: Entity, checks: Sequence[exp.Expr], places: Places, report: Report
) -> tuple[tuple[Field, ...], tuple[Rule, ...]]:
    """The fields with what concerns one alone, and the rules."""
    fields = {field.name: field for field in entity.fields}
    rules: list[Rule] = []
    _uniques(table, entity, fields, rules, report)
    for check in checks:
        limits = limits_of(without_null(check), places)
        if limits is None or not _narrowed(fields, limits):
            _check(table, check, places, rules, report)
    _indexes(table, entity, fields, rules, report)
    return tuple(fields.values()), tuple(rules)


def flow_rule(entity: Entity, flow: Flow) -> Rule | None:
    """A flow of awmc's own; None where its column is no enum."""
    field = entity.field_of(flow.column)
    enum = field.kind.enum if field is not None and field.kind is not None else None
    if field is None or enum is None:
        return None
    arrows = [
        f"{enum.member(old)} -> {', '.join(str(enum.member(new)) for new in after)}"
        for old, after in flow.arrows
        if after
    ]
    return Rule(f"@flow {field.name} {{ {'; '.join(arrows)} }}", f"the flow of {flow.column}")


def _uniques(
    table: Table, entity: Entity, fields: dict[str, Field], rules: list[Rule], report: Report
) -> None:
    made = (
        [("PRIMARY KEY", table.key)]
        if table.key and not any(f.key and f.columns for f in entity.fields)
        else []
    )
    for kind, columns in [*made, *(("UNIQUE", columns) for columns in table.uniques)]:
        names = _whole(entity, columns)
        shown = f"{kind} ({', '.join(columns)})"
        if names is None:
            report.add(
                Topic.dropped, table.name, f"{shown}: a reference holds only some of its columns"
            )
        elif len(names) == 1 and not fields[names[0]].key:
            fields[names[0]] = replace(fields[names[0]], unique=True)
        elif set(names) != {field.name for field in fields.values() if field.key}:
            rules.append(Rule(f"@unique ({', '.join(names)})", shown))


def _indexes(
    table: Table, entity: Entity, fields: dict[str, Field], rules: list[Rule], report: Report
) -> None:
    keys = [field.name for field in entity.fields if field.key]
    for columns in table.indexes:
        names = _whole(entity, columns)
        shown = f"an index of ({', '.join(columns)})"
        if names is None:
            report.add(
                Topic.dropped, table.name, f"{shown}: a reference holds only some of its columns"
            )
        elif not _has_index(names, keys, fields):
            rules.append(Rule(f"@index ({', '.join(names)})", shown))


def _has_index(names: Sequence[str], keys: Sequence[str], fields: dict[str, Field]) -> bool:
    """Whether the language makes such an index by itself: for keys, what is unique, and references."""
    single = fields[names[0]] if len(names) == 1 else None
    return list(names) == list(keys[: len(names)]) or (
        single is not None and (single.unique or single.target is not None)
    )


def _whole(entity: Entity, columns: Sequence[str]) -> list[str] | None:
    """The fields that hold just these columns, in their order; None where one holds others too."""
    holders = {column: field for field in entity.fields for column in field.columns}
    found = [holders[column] for column in columns if column in holders]
    if len(found) != len(columns) or any(not set(field.columns) <= set(columns) for field in found):
        return None
    return list(dict.fromkeys(field.name for field in found))


def _narrowed(fields: dict[str, Field], limits: Limits) -> bool:
    """Give the field its limits; whether that could be done."""
    field = next(
        (
            one
            for one in fields.values()
            if tuple(map(str.lower, one.columns)) == (limits.column.lower(),)
        ),
        None,
    )
    if field is None or field.target is not None:
        return False
    old = field.limits or Limits(limits.column)
    lows = [one for one in (old.low, limits.low) if one is not None]
    highs = [one for one in (old.high, limits.high) if one is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    if low is not None and high is not None and low > high:
        return False
    if field.kind and field.kind.units and high == MOST_MONEY:
        high = None
    fields[field.name] = replace(field, limits=Limits(limits.column, low, high, limits.length))
    return True


def _check(
    table: Table, check: exp.Expr, places: Places, rules: list[Rule], report: Report
) -> None:
    sql = check.sql(dialect="sqlite")
    try:
        text = translate(without_null(check), places)
        if text != "true":
            rules.append(Rule(f"@check ({text})", f"CHECK ({sql})"))
    except Untranslated as error:
        why = "" if str(error) == sql else f": {error}"
        report.add(Topic.dropped, table.name, f"CHECK ({sql}){why}")
