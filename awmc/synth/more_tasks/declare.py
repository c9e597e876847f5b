"""A walk as a declaration of the language.

In: a walk, its name and its instruction. Out: the text of a `task`, in the one format. Guaranteed: its solution makes the walk's calls, in their order, with what
comes from a result read from there where the types allow it; a goal says what has become of each row that the walk changed, as far as it can be said: which
fields have which value, how many rows of a kind there are, which are gone.

A goal that cannot be said is left out, and then the final data must be those of the solution.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from awmc.emit.names import arguments
from awmc.interop.sql.literals import text_literal
from awmc.ir import types as t
from awmc.ir.columns import field_columns, key_columns
from awmc.ir.model import Environment
from awmc.source import SourceFile
from awmc.syntax.format import format_source
from awmc.synth.more_tasks.bench import World
from awmc.synth.more_tasks.goals import Goal, goal_of, row_text
from awmc.synth.more_tasks.lookups import Origin
from awmc.synth.more_tasks.places import Place, form, value_at
from awmc.synth.more_tasks.values import Unwritable, literal, type_at
from awmc.synth.more_tasks.walks import Walk


def declared(world: World, walk: Walk, name: str, instruction: str, goal: Goal) -> str:
    """The declaration. Raises Unwritable where a call or the answer has no literals."""
    writer = _Writer(world, walk)
    lines = [f"task {name} {{"]
    actor = writer.actor()
    if actor is not None:
        lines.append(f"  actor {actor}")
    lines.append(f"  instruction {text_literal(instruction)}")
    lines += ["  solution {", *(f"    {line}" for line in writer.solution()), "  }"]
    clauses = goal_of(world, walk, goal)
    if clauses:
        lines += ["  goal {", *(f"    require {clause}" for clause in clauses), "  }"]
    if walk.asked is not None:
        lines.append(f"  answer {writer.answer()}")
    lines.append("}")
    text = "\n".join(lines) + "\n"
    return format_source(SourceFile(f"{name}.awm", text)).text


@dataclass(frozen=True)
class _Writer:
    world: World
    walk: Walk

    @property
    def env(self) -> Environment:
        return self.world.env

    def actor(self) -> str | None:
        if self.env.actor is None or self.walk.actor is None:
            return None
        key = self.walk.actor
        return row_text(self.env, self.env.actor, tuple(key) if isinstance(key, list) else (key,))

    # The solution

    def solution(self) -> Iterator[str]:
        """Its statements."""
        names = self._names()
        for n, step in enumerate(self.walk.steps):
            call = f"call {step.call.tool}({self._arguments(n, names)})"
            yield f"let {names[n]} = {call}" if n in names else call

    def _names(self) -> dict[int, str]:
        """Names for the results that a later call uses."""
        taken: set[str] = set()
        names: dict[int, str] = {}
        for step in self.walk.steps:
            for origin in step.origins.values():
                if self._readable(origin) and origin.step not in names:
                    step_read = self.walk.steps[origin.step]
                    first, *rest = step_read.call.tool.split("_")
                    noun = "_".join(rest or [first])
                    name = f"new_{noun}" if step_read.writes else f"{noun}_found"
                    while name in taken:
                        name += "_too"
                    taken.add(name)
                    names[origin.step] = name
        return names

    def _readable(self, origin: Origin) -> bool:
        """Whether a value may be read from its result: nothing on the way may be none."""
        if origin.kind != "read":
            return False
        tool = self.world.tools[self.walk.steps[origin.step].call.tool]
        found = type_at(self.env, tool.result, origin.place)
        return found is not None and found[1]

    def _arguments(self, n: int, names: Mapping[int, str]) -> str:
        step = self.walk.steps[n]
        known = {a.json_name: a for a in arguments(self.env, self.world.tools[step.call.tool])}
        parts: dict[str, list[str]] = {}
        for json_name, value in step.call.arguments.items():
            origin = step.origins.get(json_name)
            if origin is not None and self._readable(origin):
                text = f"{names[origin.step]}{_path(origin.place)}"
            else:
                text = literal(self.env, known[json_name].param.type, value)
            parts.setdefault(known[json_name].param.name, []).append(text)
        if any(len(texts) > 1 for texts in parts.values()):
            raise Unwritable("an argument whose key has several parts")
        return ", ".join(f"{name} = {texts[0]}" for name, texts in parts.items())

    # The answer

    def answer(self) -> str:
        """The value asked for: the field of the row that it is read from where one is known, else as it is."""
        asked = self.walk.asked
        assert asked is not None
        if asked.column is not None:
            for row in self._rows_of(asked.column.entity, asked.place):
                field = self._plain_field(asked.column.entity, asked.column.column)
                if field is not None:
                    return f"{row}.{field}"
        value = asked.value
        if isinstance(asked.type, t.EnumType):
            return text_literal(str(value))
        return literal(self.env, asked.type, value)

    def _plain_field(self, entity: str, column: str) -> str | None:
        for field in self.env.entity(entity).fields:
            if [c.name for c in field_columns(self.env, field)] == [column]:
                plain = not isinstance(field.type, t.OptionType | t.RefType)
                return field.name if plain else None
        return None

    def _rows_of(self, entity: str, place: Place) -> Iterator[str]:
        """The row of the entity whose key stands beside the place, if it was there at the start."""
        last = self.walk.steps[-1]
        keys = key_columns(self.env, self.env.entity(entity))
        if len(keys) != 1:
            return
        made = self.walk.changes.created.get(self.env.entity(entity).table, {})
        for shown in self.world.graph.shown[last.call.tool]:
            is_key = (shown.entity, shown.column) == (entity, keys[0].name)
            if is_key and shown.path[:-1] == form(place)[:-1]:
                key = value_at(last.value, (*place[:-1], shown.path[-1]))
                if key is not None and (key,) not in made:
                    yield row_text(self.env, entity, (key,))


def _path(place: Place) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
