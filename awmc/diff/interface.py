"""What rules about tools share: parameters whose types differ, results, refusals, the first statement that is another."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.canon import body
from awmc.diff.conditions import without_conditions
from awmc.diff.model import Placed
from awmc.diff.results import Difference, Kind, differences
from awmc.diff.types import Relation
from awmc.emit.json_schema import result_schema
from awmc.ir.model import Param, Tool
from awmc.ir.stmt import Failure, Stmt


def changed_params(both: Both) -> Iterator[tuple[str, Param, Param, Relation]]:
    """The parameters that take other values: what they are called, old and new, and how they changed."""
    for _, tool in both.tools.pairs:
        for old, new in both.params[tool.name].pairs:
            relation = both.between.relation(old.type, new.type)
            if relation is not None:
                yield f"tool {tool.name}, parameter {new.name}", old, new, relation


def result_changes(both: Both, kind: Kind) -> Iterator[tuple[str, Placed, Placed, Difference]]:
    """The differences of that kind between the results of each pair of tools, with what they are of, and where it stands in both specs."""
    for old, new in both.tools.pairs:
        was, now = result_schema(both.old.env, old), result_schema(both.new.env, new)
        for one in differences(was, now):
            if one.kind == kind:
                yield f"tool {new.name}", *_shown_by(both, old, new), one


def _shown_by(both: Both, old: Tool, new: Tool) -> tuple[Placed, Placed]:
    """What a result's shape comes from: the view that both tools show, where it has another type now, else the tools."""
    if old.view is not None and old.view == new.view:
        was = next(view for view in both.old.env.views if view.name == old.view)
        now = next(view for view in both.new.env.views if view.name == new.view)
        if was.type != now.type:
            return was, now
    return old, new


def refusals(both: Both) -> Iterator[tuple[Tool, Failure | None, Failure | None, Placed, Placed]]:
    """What refuses the same calls in both specs: guards, postconditions, and parameters whose row is missing."""
    for _, tool, bodies in both.bodies:
        for was, now in bodies.before.kept + bodies.after.kept:
            yield tool, was.failure, now.failure, was, now
    for _, tool in both.tools.pairs:
        for old, new in both.params[tool.name].pairs:
            yield tool, old.failure, new.failure, old, new


def first_difference(both: Both, old: Tool, new: Tool) -> Stmt | None:
    """The first statement of the new body, guards and postconditions aside, that is not as in the old one; None where the new body
    only ends sooner."""
    names = both.within(new)
    was, now = without_conditions(old.body), without_conditions(new.body)
    for place, statement in enumerate(now):
        if place >= len(was) or body(was[place], names) != body(statement, both.new_names):
            return statement
    return None
