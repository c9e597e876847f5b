"""Both specs side by side: which declarations are the same, and what of them the rules compare.

In: two environments that have no errors, and what was built of them. Out: a `Both`, which every rule reads. Nothing in it depends on how a
spec is written: the order of declarations, layout, comments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from awmc.build import Build
from awmc.diagnostics.words import counted
from awmc.diff.canon import Meaning, Names, body, canon
from awmc.diff.conditions import Bodies, compare_bodies
from awmc.diff.instances import Family, families
from awmc.diff.matching import Matched, match
from awmc.diff.model import Audience
from awmc.diff.rows import Rows, compared_rows
from awmc.diff.types import Between
from awmc.ir import types as t
from awmc.ir.columns import param_names
from awmc.ir.expr import Const, ForClause
from awmc.ir.model import (
    Def,
    Derived,
    Entity,
    Enum,
    Environment,
    Extern,
    Field,
    Invariant,
    Param,
    Record,
    Task,
    Tool,
    View,
)
from awmc.source import Span


@dataclass(frozen=True)
class Side:
    """One spec. `build` None: its rows and task instances are not compared."""

    env: Environment
    build: Build | None = None
    path: str = ""
    """The display path of its main file."""

    @property
    def start(self) -> Place:
        """The start of the main file, for what stands nowhere in particular."""
        return Place(Span.nowhere(self.path))


@dataclass(frozen=True)
class Place:
    """A place of a spec."""

    span: Span


@dataclass(frozen=True)
class Both:
    """The old and the new side."""

    old: Side
    new: Side

    # Declarations

    @cached_property
    def entities(self) -> Matched[Entity]:
        """Entities, renamed ones paired by their fields."""
        return match(self.old.env.entities, self.new.env.entities, _entity_shape, _entity_shape)

    @cached_property
    def enums(self) -> Matched[Enum]:
        """Enums, renamed ones paired by their members."""
        return match(self.old.env.enums, self.new.env.enums, _enum_shape, _enum_shape)

    @cached_property
    def records(self) -> Matched[Record]:
        """Records, by name."""
        return match(self.old.env.records, self.new.env.records)

    @cached_property
    def fields(self) -> Mapping[str, Matched[Field]]:
        """The stored fields of each pair of entities, by the new name."""
        declared = self._declared
        found = {}
        for old, new in self.entities.pairs:
            found[new.name] = match(
                old.fields,
                new.fields,
                lambda field: _field_shape(field, declared),
                lambda field: _field_shape(field, Names()),
            )
        return found

    @cached_property
    def derived(self) -> Mapping[str, Matched[Derived]]:
        """The derived fields of each pair of entities, by the new name."""
        return {new.name: match(old.derived, new.derived) for old, new in self.entities.pairs}

    @cached_property
    def defs(self) -> Matched[Def]:
        """Functions, by name."""
        return match(self.old.env.defs, self.new.env.defs)

    @cached_property
    def views(self) -> Matched[View]:
        """Views, by name."""
        return match(self.old.env.views, self.new.env.views)

    @cached_property
    def externs(self) -> Matched[Extern]:
        """Outside functions, by name."""
        return match(self.old.env.externs, self.new.env.externs)

    @cached_property
    def invariants(self) -> Matched[Invariant]:
        """Invariants, by name."""
        return match(self.old.env.invariants, self.new.env.invariants)

    @cached_property
    def tools(self) -> Matched[Tool]:
        """Public tools, renamed ones paired by all that they take, do and give."""
        return match(
            _public(self.old.env),
            _public(self.new.env),
            lambda tool: tool_meaning(tool, self.types),
            lambda tool: tool_meaning(tool, self.new_names),
        )

    @cached_property
    def private_tools(self) -> Matched[Tool]:
        """Tools that only other tools call, by name."""
        return match(
            [tool for tool in self.old.env.tools if tool.private],
            [tool for tool in self.new.env.tools if tool.private],
        )

    @cached_property
    def params(self) -> Mapping[str, Matched[Param]]:
        """The parameters of each pair of public tools, by the new tool's name."""
        return {
            new.name: match(
                old.params,
                new.params,
                lambda param: _param_shape(param, self.types),
                lambda param: _param_shape(param, Names()),
            )
            for old, new in self.tools.pairs
        }

    @cached_property
    def tasks(self) -> Matched[Task]:
        """Families of tasks, renamed ones paired by all that they say."""
        return match(
            self.old.env.tasks,
            self.new.env.tasks,
            lambda task: body(replace(task, name=""), self.names),
            lambda task: body(replace(task, name="")),
        )

    @cached_property
    def bodies(self) -> tuple[tuple[Tool, Tool, Bodies], ...]:
        """The pairs of public tools whose bodies mean something else, and how they differ."""
        compared = (
            (old, new, compare_bodies(old.body, new.body, self.within(new), self.new_names))
            for old, new in self.tools.pairs
        )
        return tuple((old, new, found) for old, new, found in compared if found is not None)

    @cached_property
    def between(self) -> Between:
        """What tells how a type has changed."""
        return Between(self.old.env, self.new.env, self.types)

    # Names

    @cached_property
    def _declared(self) -> Names:
        return Names(entities=self.entities.names, enums=self.enums.names)

    @cached_property
    def types(self) -> Names:
        """What old entities, fields and enums are called now."""
        fields = {
            (old.name, before.name): after.name
            for old, new in self.entities.pairs
            for before, after in self.fields[new.name].renamed
        }
        gone = {
            (old.name, field.name): _default(field)
            for old, new in self.entities.pairs
            for field in self.fields[new.name].removed
        }
        return replace(self._declared, fields=fields, unsaid=gone)

    @cached_property
    def new_names(self) -> Names:
        """What is left aside on the new side: the names are those that it has."""
        come = {
            (new.name, field.name): _default(field)
            for _, new in self.entities.pairs
            for field in self.fields[new.name].added
        }
        return Names(unsaid=come)

    @cached_property
    def names(self) -> Names:
        """What everything old is called now."""
        return replace(self.types, tools=self.tools.names)

    def within(self, new: Tool) -> Names:
        """`names`, with those of the parameters of a pair of tools."""
        renamed = self.params[new.name].names if new.name in self.params else {}
        return replace(self.names, bound=renamed)

    def within_task(self, old: Task, new: Task) -> Names:
        """`names`, with those of the loops of a pair of tasks."""
        mine, theirs = _loop_names(old), _loop_names(new)
        same = len(mine) == len(theirs)
        return replace(self.names, bound=dict(zip(mine, theirs, strict=True)) if same else {})

    # Rows and task instances

    @cached_property
    def rows(self) -> tuple[Rows, ...]:
        """The initial rows of each pair of entities; none where a side was not built."""
        return compared_rows(self)

    @cached_property
    def goals(self) -> tuple[tuple[Task, Task, Bodies], ...]:
        """The pairs of tasks whose goals mean something else, and how they differ."""
        compared = (
            (
                old,
                new,
                compare_bodies(old.goal, new.goal, self.within_task(old, new), self.new_names),
            )
            for old, new in self.tasks.pairs
        )
        return tuple((old, new, found) for old, new, found in compared if found is not None)

    @cached_property
    def instances(self) -> tuple[Family, ...]:
        """The instances of each pair of families; none where a side was not built."""
        if self.old.build is None or self.new.build is None:
            return ()
        return families(self.tasks.pairs, self.old.build.tasks, self.new.build.tasks)

    # What changed, asked by several rules

    def differ(self, old: object, new: object, names: Names | None = None) -> bool:
        """Whether two pieces of IR mean something else."""
        return body(old, self.names if names is None else names) != body(new, self.new_names)

    def type_differs(self, old: t.Type, new: t.Type) -> bool:
        """Whether two declared types differ, limits included."""
        return canon(old, self.types) != canon(new)

    @property
    def rewards_if_judged(self) -> tuple[Audience, ...]:
        """The audience `rewards`, where the old spec has tasks."""
        return ("rewards",) if self.old.env.tasks else ()

    def rewards_if_writing(self, *tools: Tool) -> tuple[Audience, ...]:
        """The audience `rewards`, where one of the tools writes: verdicts look at data, so what is only read changes none."""
        return () if all(tool.read_only for tool in tools) else self.rewards_if_judged


def instance_count(side: Side, task: Task) -> str:
    """How many instances a family has, to put behind a word; nothing where it was not built."""
    if side.build is None:
        return ""
    number = sum(one.family == task.name for one in side.build.tasks)
    return f" with {counted(number, 'instance')}"


def json_names(side: Side, param: Param) -> tuple[str, ...]:
    """The names under which a caller gives a parameter."""
    return param_names(side.env, param)


def tool_meaning(tool: Tool, names: Names) -> Meaning:
    """All of a tool but its name and its description."""
    params = tuple((param.name, _param_shape(param, names)) for param in tool.params)
    marks = (tool.private, tool.by_user, tool.ends)
    return (params, marks, canon(tool.result, names), body(tool.body, names))


def _loop_names(task: Task) -> list[str]:
    return [n for clause in task.clauses if isinstance(clause, ForClause) for n in clause.names]


def _default(field: Field) -> Meaning:
    """What a `create` that leaves the field out gives it."""
    if field.default is None and isinstance(field.type, t.OptionType):
        return canon(Const(value=None, type=field.type))
    return canon(field.default)


def _public(env: Environment) -> list[Tool]:
    return [tool for tool in env.tools if not tool.private]


def _param_shape(param: Param, names: Names) -> Meaning:
    return (canon(param.type, names), param.alias, canon(param.default, names), param.doc)


def _field_shape(field: Field, names: Names) -> Meaning:
    marks = (field.key, field.auto, field.unique, field.owner, field.hidden, field.scratch)
    return (canon(field.type, names), marks, canon(field.default, names), field.doc)


def _entity_shape(entity: Entity) -> Meaning:
    own = Names(entities={entity.name: "self"})
    return tuple((field.name, _field_shape(field, own)) for field in entity.fields)


def _enum_shape(enum: Enum) -> Meaning:
    return tuple((member.name, member.spelling) for member in enum.members)
