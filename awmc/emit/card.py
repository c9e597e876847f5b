"""`README.md` of an environment, its card: what it holds, what can be done in it, which rules hold, what is asked.

In: the environment, and how many rows and task instances were built. Out: Markdown with a Mermaid diagram.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from awmc.emit.names import arguments
from awmc.emit.templates import render
from awmc.ir import types
from awmc.ir.model import Entity, Environment, Field, Task, Tool
from awmc.ir.stmt import CallTool
from awmc.ir.walk import walk


@dataclass(frozen=True)
class Attribute:
    """A stored field in the diagram; `mark` is `PK`, `FK`, `UK`, several of them, or nothing."""

    type: str
    name: str
    mark: str


@dataclass(frozen=True)
class Box:
    name: str
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True)
class Arrow:
    """A reference: from the entity referred to, to the one that refers."""

    one: str
    link: str
    many: str
    name: str


@dataclass(frozen=True)
class EntityLine:
    name: str
    table: str
    rows: int
    doc: str


@dataclass(frozen=True)
class ToolLine:
    call: str
    side: str
    effect: str
    doc: str


@dataclass(frozen=True)
class Rule:
    where: str
    text: str
    doc: str


@dataclass(frozen=True)
class TaskLine:
    name: str
    instances: int
    calls: str
    doc: str


@dataclass(frozen=True)
class Card:
    """What `README.md.jinja` shows."""

    name: str
    doc: str
    source: str
    clock: str
    actor: str | None
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    entities: tuple[EntityLine, ...]
    tools: tuple[ToolLine, ...]
    rules: tuple[Rule, ...]
    tasks: tuple[TaskLine, ...]


def emit_card(env: Environment, rows: Mapping[str, int], tasks: Mapping[str, int]) -> str:
    """The text of `README.md`; `rows` by table and `tasks` by family say how many were built."""
    return render("README.md.jinja", card(env, rows, tasks))


def card(env: Environment, rows: Mapping[str, int], tasks: Mapping[str, int]) -> Card:
    """The card's content."""
    return Card(
        name=env.name,
        doc=env.doc or "",
        source=env.source,
        clock=env.clock,
        actor=env.actor,
        boxes=tuple(Box(e.name, tuple(map(_attribute, e.fields))) for e in env.entities),
        arrows=tuple(arrow for e in env.entities for arrow in _arrows(e)),
        entities=tuple(
            EntityLine(e.name, e.table, rows.get(e.table, 0), e.doc or "") for e in env.entities
        ),
        tools=tuple(_tool(env, tool) for tool in env.tools),
        rules=tuple(_rules(env)),
        tasks=tuple(_task(task, tasks.get(task.name, 0)) for task in env.tasks),
    )


def _attribute(field: Field) -> Attribute:
    marks = (
        ("PK", field.key),
        ("FK", isinstance(types.unwrap(field.type), types.RefType)),
        ("UK", field.unique),
    )
    shown = ", ".join(mark for mark, holds in marks if holds)
    return Attribute(_diagram_type(field.type), field.name, shown)


def _diagram_type(type_: types.Type) -> str:
    """A word for the type, as Mermaid takes it."""
    match types.unwrap(type_):
        case types.ListType(item=item):
            return _diagram_type(item) + "[]"
        case types.MapType():
            return "map"
        case types.DecimalType(money=False):
            return "decimal"
        case inner:
            return types.show(types.strip(inner))


def _arrows(entity: Entity) -> Iterator[Arrow]:
    for field in entity.fields:
        target = types.unwrap(field.type)
        if isinstance(target, types.RefType):
            one = "|o" if isinstance(field.type, types.OptionType) else "||"
            many = "o|" if field.unique else "o{"
            line = "--" if field.owner else ".."
            yield Arrow(target.entity, one + line + many, entity.name, field.name)


def _tool(env: Environment, tool: Tool) -> ToolLine:
    names = ", ".join(item.json_name for item in arguments(env, tool))
    side = "other tools" if tool.private else "user" if tool.by_user else "agent"
    return ToolLine(f"{tool.name}({names})", side, _effect(env, tool), tool.doc or "")


def _effect(env: Environment, tool: Tool) -> str:
    """What the tool may do, in words."""
    effects = tool.effects
    changed = tuple(dict.fromkeys(entity for entity, _ in effects.updates))
    parts = [
        f"{verb} {', '.join(env.entity(name).table for name in names)}"
        for verb, names in (
            ("creates", effects.creates),
            ("changes", changed),
            ("deletes", effects.deletes),
        )
        if names
    ]
    parts += ["moves the clock"] if effects.advances else []
    parts += ["ends the episode"] if tool.ends else []
    return "; ".join(parts) or "reads only"


def _rules(env: Environment) -> Iterator[Rule]:
    for entity in env.entities:
        for unique in entity.uniques:
            yield Rule(entity.name, f"unique ({', '.join(unique.fields)})", "")
        texts = [rule.text for rule in entity.checks]
        texts += [rule.text for rule in entity.flows]
        texts += [rule.text for rule in entity.no_overlaps]
        for text in texts:
            yield Rule(entity.name, text, "")
    for invariant in env.invariants:
        yield Rule("everywhere", invariant.text, invariant.doc or "")


def _task(task: Task, instances: int) -> TaskLine:
    below = (inner for statement in task.solution for inner in walk(statement))
    calls = dict.fromkeys(inner.tool for inner in below if isinstance(inner, CallTool))
    return TaskLine(task.name, instances, ", ".join(calls), task.doc or _instruction(task))


def _instruction(task: Task) -> str:
    """What the agent is told, with a dash for what differs between instances."""
    return "".join(part if isinstance(part, str) else "…" for part in task.instruction.parts)
