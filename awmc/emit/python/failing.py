"""Whether evaluating an expression can fail: an `old` that cannot is taken plainly, any other through `attempt`."""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.intervals import is_counted, never_zero, overflows
from awmc.ir.model import Environment
from awmc.ir.walk import walk

_SAFE = frozenset(
    "today now len contains lower trim starts_with ends_with year month day hour minute weekday days_between text "
    "distinct sorted reversed keys values items matches seconds_of min max ancestors descendants".split()
)


def may_fail(env: Environment, value: e.Expr) -> bool:
    """Whether the value may be missing for a reason that the language calls a failure."""
    return any(_fails(env, node) for node in walk(value))


def _fails(env: Environment, node: object) -> bool:
    match node:
        case e.Lookup():
            return not node.maybe
        case e.DerivedGet():
            return _derived_fails(env, node.entity, node.field)
        case e.DefCall():
            return may_fail(env, env.def_(node.name).value)
        case e.ViewOf():
            return any(may_fail(env, item.value) for item in env.view(node.view).items)
        case e.Builtin():
            return node.name not in _SAFE
        case e.Arithmetic():
            return _arithmetic_fails(node)
        case e.Negate() | e.Convert():
            return is_counted(node.type) and overflows(node)
        case e.ExternCall() | e.Index() | e.Text() | e.Old():
            return True
        case e.Comprehension():
            return _gather_fails(node)
        case _:
            return False


def _derived_fails(env: Environment, entity: str, field: str) -> bool:
    derived = next(d for d in env.entity(entity).derived if d.name == field)
    return may_fail(env, derived.value)


def _arithmetic_fails(node: e.Arithmetic) -> bool:
    if node.form in ("int", "duration", "decimal", "decimal_scale"):
        divides = node.op in ("/", "//", "%")
        return overflows(node) or (divides and not never_zero(node.right))
    if node.form in ("int_div", "decimal_ratio"):
        return not never_zero(node.right)
    return node.form != "span"


def _gather_fails(node: e.Comprehension) -> bool:
    if node.limit is not None or node.offset is not None or node.gather in ("the", "map"):
        return True
    sums = node.gather in ("sum", "avg")
    floats = isinstance(t.unwrap(node.type), t.FloatType)
    return sums and (floats or overflows(node))
