"""The printer against trees that nobody would write: hypothesis makes them."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syntax_helpers import read

from awmc.source import Span
from awmc.syntax import ast
from awmc.syntax.keywords import RESERVED
from awmc.syntax.printer import print_expr
from awmc.syntax.table import table
from awmc.syntax.walk import shape

HERE = Span("test.awm", 0, 0)

WORDS = sorted(
    {*table().words, "a", "b_2", "x", "is_open", "total"} - RESERVED - {"call", "create"}
)
names = st.sampled_from(WORDS).map(lambda name: ast.Ident(HERE, name))
types = st.sampled_from(["Order", "A", "B2"]).map(lambda name: ast.Ident(HERE, name))
characters = st.characters(codec="utf-8", exclude_characters="\0")
plain = st.text(characters, min_size=1, max_size=6)
raw = st.text(st.characters(codec="utf-8", exclude_characters="'\n\r\0"), max_size=6)

leaves = st.one_of(
    names.map(lambda name: ast.Name(HERE, name.name)),
    types.map(lambda name: ast.Name(HERE, name.name)),
    st.sampled_from(["0", "12", "0.25", "1e3"]).map(lambda text: ast.NumberLiteral(HERE, text)),
    st.booleans().map(lambda value: ast.BoolLiteral(HERE, value)),
    st.just(ast.NoneLiteral(HERE)),
    st.just(ast.TimeLiteral(HERE, "date", "2024-05-15")),
    st.just(ast.TimeLiteral(HERE, "time", "09:30")),
    st.just(ast.TimeLiteral(HERE, "datetime", "2024-05-15T09:30:00")),
    plain.map(lambda text: ast.TextLiteral(HERE, (text,))),
    raw.map(lambda text: ast.TextLiteral(HERE, (text,) if text else (), raw=True)),
)


def entries(values: st.SearchStrategy[ast.Expr]) -> st.SearchStrategy[tuple[ast.Entry, ...]]:
    named = st.builds(ast.Entry, st.just(HERE), names, values)
    short = st.builds(ast.Entry, st.just(HERE), names, st.none(), st.booleans())
    maybe = st.builds(ast.Entry, st.just(HERE), names, values, st.just(True))
    return st.lists(named | short | maybe, max_size=3).map(tuple)


def projections(values: st.SearchStrategy[ast.Expr]) -> st.SearchStrategy[ast.Projection]:
    path = st.builds(
        ast.Attribute, st.just(HERE), names.map(lambda name: ast.Name(HERE, name.name)), names
    )
    item = st.one_of(
        st.just(ast.ProjectStar(HERE)),
        names.map(lambda name: ast.ProjectDrop(HERE, name)),
        st.builds(ast.ProjectItem, st.just(HERE), st.none(), path, st.booleans()),
        st.builds(ast.ProjectItem, st.just(HERE), names, values, st.booleans()),
    )
    return st.builds(ast.Projection, st.just(HERE), values, st.lists(item, max_size=3).map(tuple))


def comprehensions(values: st.SearchStrategy[ast.Expr]) -> st.SearchStrategy[ast.Comprehension]:
    source = st.builds(
        ast.ForClause, st.just(HERE), st.lists(names, min_size=1, max_size=2).map(tuple), values
    )
    condition = st.builds(ast.IfClause, st.just(HERE), values)
    rest = st.lists(source | condition, max_size=2)
    clauses = st.builds(lambda first, more: (first, *more), source, rest)
    key = st.builds(ast.OrderKey, st.just(HERE), values, st.booleans())
    return st.builds(
        ast.Comprehension,
        st.just(HERE),
        values.map(lambda value: (value,)),
        clauses,
        st.lists(key, max_size=2).map(tuple),
        st.none() | values,
        st.none() | values,
    )


def compound(values: st.SearchStrategy[ast.Expr]) -> st.SearchStrategy[ast.Expr]:
    here = st.just(HERE)
    signs = st.sampled_from(["+", "-", "*", "/", "//", "%", "??", "and", "or"])
    comparisons = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in"])
    pairs = st.lists(st.tuples(comparisons, values), min_size=1, max_size=2).map(tuple)
    branches = st.lists(st.tuples(values, values), min_size=1, max_size=2).map(tuple)
    patterns = st.lists(values, min_size=1, max_size=2).map(tuple)
    arms = st.lists(st.builds(ast.MatchArm, here, patterns, values), min_size=1, max_size=2)
    positional = st.builds(ast.Argument, here, st.none(), values)
    named = st.builds(ast.Argument, here, names, values)
    arguments = st.builds(
        lambda first, second: (*first, *second),
        st.lists(positional, max_size=2),
        st.lists(named, max_size=2),
    )
    return st.one_of(
        st.builds(ast.Binary, here, signs, values, values),
        st.builds(ast.Unary, here, st.sampled_from(["-", "not"]), values),
        st.builds(ast.Compare, here, values, pairs),
        st.builds(ast.IfExpr, here, branches, values),
        st.builds(ast.MatchExpr, here, values, arms.map(tuple), st.none() | values),
        st.builds(ast.Attribute, here, values, names | types),
        st.builds(ast.Maybe, here, values),
        st.builds(ast.Index, here, values, values),
        st.builds(ast.Slice, here, values, st.none() | values, st.none() | values),
        st.builds(ast.ListExpr, here, st.lists(values, max_size=2).map(tuple)),
        st.builds(ast.ListComprehension, here, comprehensions(values)),
        st.builds(ast.Call, here, names | types, arguments),
        st.builds(ast.Call, here, names, st.just(()), comprehensions(values)),
        st.builds(ast.ObjectExpr, here, entries(values)),
        st.builds(ast.CreateExpr, here, types, entries(values)),
        projections(values),
        st.builds(
            lambda before, value: ast.TextLiteral(HERE, (before, ast.Interpolation(HERE, value))),
            plain,
            st.builds(ast.Name, here, st.sampled_from(WORDS)),
        ),
    )


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.recursive(leaves, compound, max_leaves=10))
def test_any_expression_prints_to_itself(expr: ast.Expr) -> None:
    printed = print_expr(expr)
    assert "\n" not in printed
    module, found = read(f"def f() = {printed}")
    assert found == ()
    (declaration,) = module.declarations
    assert isinstance(declaration, ast.DefDecl)
    assert shape(declaration.value) == shape(expr)
