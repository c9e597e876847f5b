"""Which constructs of the language a spec uses.

In: the trees of a spec's files, and the names of the built-in functions. Out: names of constructs, those of `constructs()`, which has them all by
group, in the order of the reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from awmc.syntax import ast
from awmc.syntax.walk import walk

_TYPES = tuple("text int float money decimal bool date time datetime duration".split())
_MODIFIERS = ("key", "auto", "unique", "owner", "hidden", "scratch")
_OPERATORS = ("and", "or", "not", "+", "-", "*", "/", "//", "%", "??")
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")

GROUPS: dict[str, tuple[str, ...]] = {
    "Declarations": (
        *("actor", "policy", "seed", "use", "enum", "enum spelling", "record", "entity", "state"),
        *("error", "error with parameters", "view", "invariant", "def", "extern"),
        *("tool", "private tool", "by user", "ends", "on call", "on clock"),
        *("data table", "data file", "data for", "data without for"),
    ),
    "Entities": (
        *_MODIFIERS,
        *("auto key pattern", "compound key", "has", "derive", "default", "as"),
        *("@unique", "@index", "@check", "@flow", "@no_overlap", "@no_overlap if", "@visible"),
    ),
    "Types": (*_TYPES, "range", "decimal places", "[T]", "{K: V}", "T?"),
    "Statements": (
        *("require", "let", "let with a type", "create", "set", "set +=", "set -=", "set *="),
        *("set { … }", "set g?", "set m[k]", "delete", "for", "if", "elif", "else", "while"),
        *("call", "let = call", "advance", "fail", "reject", "ensure", "return"),
    ),
    "Expressions": (
        *_OPERATORS,
        *("unary -", *_COMPARISONS, "chained comparison", "if … then", "match", "match else"),
        *(
            "none",
            "X(k)",
            "X(k)?",
            "xs[i] or m[k]",
            "xs[a:b]",
            "list",
            "object or map",
            "me",
            "self",
        ),
        *("date literal", "time literal", "datetime literal", "{x}", "{x:format}", "'raw'"),
    ),
    "Comprehensions": (
        *(
            "[e for …]",
            "several for",
            "if in for",
            "two names",
            "order by",
            "desc",
            "limit",
            "offset",
        ),
    ),
    "Projections": ("row.{ … }", "*", "-name", "name?", "name: e", "inner .{ … }", "row.View"),
    "Tasks": (
        *("task for", "task without for", "task actor", "user", "given", "goal", "without goal"),
        *("answer", "several answers", "limit calls", "may change E", "may change E.f"),
    ),
}
"""All but the functions."""


def constructs(gathers: Iterable[str], builtins: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Every construct by group; `gathers` take comprehensions, `builtins` are the other functions."""
    functions = tuple(f"{name}()" for name in (*builtins, "old"))
    return {
        **GROUPS,
        "Gathers": tuple(f"{name}(… for …)" for name in gathers),
        "Functions": functions,
    }


def used(modules: Iterable[ast.Module]) -> frozenset[str]:
    """The constructs in the files of a spec."""
    trees = list(modules)
    views = {
        d.name.name for tree in trees for d in tree.declarations if isinstance(d, ast.ViewDecl)
    }
    return frozenset(
        found
        for tree in trees
        for node in walk(tree)
        for found in (*_declared(node), *_stated(node), *_expressed(node, views))
    )


def _declared(node: ast.Node) -> Iterator[str]:
    match node:
        case ast.EnvironmentDecl():
            for part in ("actor", "policy", "seed"):
                yield from _if(getattr(node, part), part)
        case ast.UseDecl():
            yield "use"
        case ast.EnumDecl():
            yield "enum"
        case ast.EnumMember():
            yield from _if(node.spelling, "enum spelling")
        case ast.RecordDecl():
            yield "record"
        case ast.EntityDecl():
            yield "state" if node.state else "entity"
            keys = [m for m in node.members if isinstance(m, ast.FieldDecl) and _has(m, "key")]
            yield from _if(len(keys) > 1, "compound key")
        case ast.ErrorDecl():
            yield "error with parameters" if node.params else "error"
        case ast.ViewDecl():
            yield "view"
        case ast.InvariantDecl():
            yield "invariant"
        case ast.DefDecl():
            yield "def"
        case ast.ExternDecl():
            yield "extern"
        case ast.ToolDecl():
            yield "private tool" if node.private else "tool"
            yield from _if(node.by_user, "by user")
            yield from _if(node.ends, "ends")
        case ast.OnDecl():
            yield f"on {node.event}"
        case ast.DataTable():
            yield "data table"
        case ast.DataFile():
            yield "data file"
        case ast.DataFor():
            yield "data for" if node.clauses else "data without for"
            yield from _clauses(node.clauses, node.order, node.limit, node.offset)
        case ast.TaskDecl():
            yield from _task(node)
        case ast.MayChange():
            yield "may change E.f" if node.field else "may change E"
        case _:
            yield from _member(node)


def _has(field: ast.FieldDecl, modifier: str) -> bool:
    return any(found.name == modifier for found in field.modifiers)


def _member(node: ast.Node) -> Iterator[str]:
    match node:
        case ast.FieldDecl():
            yield from (modifier.name for modifier in node.modifiers)
            pattern = _has(node, "auto") and isinstance(node.default, ast.TextLiteral)
            yield from _if(pattern, "auto key pattern")
            yield from _if(node.default is not None and not _has(node, "auto"), "default")
            yield from _if(node.alias, "as")
        case ast.ParamDecl():
            yield from _if(node.alias, "as")
        case ast.HasDecl():
            yield "has"
        case ast.DeriveDecl():
            yield "derive"
        case ast.UniqueRule():
            yield "@unique"
        case ast.IndexRule():
            yield "@index"
        case ast.CheckRule():
            yield "@check"
        case ast.FlowRule():
            yield "@flow"
        case ast.NoOverlapRule():
            yield "@no_overlap"
            yield from _if(node.condition, "@no_overlap if")
        case ast.VisibleRule():
            yield "@visible"
        case ast.NamedType(name=name) if name in _TYPES:
            yield name
            yield from _if(node.bounds, "range")
            yield from _if(node.places, "decimal places")
        case ast.ListTypeExpr():
            yield "[T]"
        case ast.MapTypeExpr():
            yield "{K: V}"
        case ast.OptionalType():
            yield "T?"
        case _:
            pass


def _task(node: ast.TaskDecl) -> Iterator[str]:
    yield "task for" if node.clauses else "task without for"
    yield from _clauses(node.clauses, node.order, node.limit, node.offset)
    yield "goal" if node.goal else "without goal"
    yield from _if(node.actor, "task actor")
    yield from _if(node.user, "user")
    yield from _if(node.given, "given")
    yield from _if(node.answers, "answer")
    yield from _if(len(node.answers) > 1, "several answers")
    yield from _if(node.call_limit, "limit calls")


def _stated(node: ast.Node) -> Iterator[str]:
    match node:
        case ast.Require():
            yield "require"
        case ast.Let():
            yield "let with a type" if node.type else "let"
            yield from _if(isinstance(node.value, ast.ToolCallExpr), "let = call")
        case ast.SetField():
            yield "set m[k]" if isinstance(node.target, ast.Index) else "set"
            yield from _if(node.operator != "=", f"set {node.operator}")
        case ast.SetFields():
            yield "set { … }"
            yield from _if(any(entry.optional for entry in node.entries), "set g?")
        case ast.Delete():
            yield "delete"
        case ast.ForStmt():
            yield "for"
            yield from _clauses(node.clauses, node.order, node.limit, node.offset)
        case ast.IfStmt():
            yield "if"
            yield from _if(len(node.branches) > 1, "elif")
            yield from _if(node.otherwise, "else")
        case ast.WhileStmt():
            yield "while"
        case ast.Advance():
            yield "advance"
        case ast.Fail():
            yield "fail"
        case ast.Reject():
            yield "reject"
        case ast.Ensure():
            yield "ensure"
        case ast.Return():
            yield "return"
        case ast.ToolCallExpr():
            yield "call"
        case ast.CreateExpr():
            yield "create"
        case _:
            pass


def _expressed(node: ast.Node, views: set[str]) -> Iterator[str]:
    match node:
        case ast.Name(name="me" | "self" as name):
            yield name
        case ast.NoneLiteral():
            yield "none"
        case ast.TimeLiteral():
            yield f"{node.kind} literal"
        case ast.Interpolation():
            yield "{x:format}" if node.format else "{x}"
        case ast.TextLiteral():
            yield from _if(node.raw, "'raw'")
        case ast.ObjectExpr():
            yield "object or map"
        case ast.ListExpr():
            yield "list"
        case ast.Attribute(name=ast.Ident(name=name)) if name in views:
            yield "row.View"
        case ast.Maybe():
            yield "X(k)?"
        case ast.Call():
            yield from _call(node)
        case ast.Index():
            yield "xs[i] or m[k]"
        case ast.Slice():
            yield "xs[a:b]"
        case ast.Unary():
            yield "unary -" if node.operator == "-" else "not"
        case ast.Binary():
            yield node.operator
        case ast.Compare():
            yield from (operator for operator, _ in node.rest)
            yield from _if(len(node.rest) > 1, "chained comparison")
        case ast.IfExpr():
            yield "if … then"
        case ast.MatchExpr():
            yield "match"
            yield from _if(node.otherwise, "match else")
        case ast.ListComprehension():
            yield "[e for …]"
        case ast.Comprehension():
            yield from _clauses(node.clauses, node.order, node.limit, node.offset)
        case ast.Projection():
            yield "row.{ … }"
            yield from _items(node)
        case _:
            pass


def _call(node: ast.Call) -> Iterator[str]:
    name = node.function.name
    if name[:1].isupper():
        yield "X(k)"
    elif node.comprehension is not None:
        yield f"{name}(… for …)"
    else:
        yield f"{name}()"


def _clauses(
    clauses: Iterable[ast.ForClause | ast.IfClause],
    order: tuple[ast.OrderKey, ...],
    limit: ast.Expr | None,
    offset: ast.Expr | None,
) -> Iterator[str]:
    loops = [clause for clause in clauses if isinstance(clause, ast.ForClause)]
    yield from _if(len(loops) > 1, "several for")
    yield from _if(any(len(loop.names) > 1 for loop in loops), "two names")
    yield from _if(any(isinstance(clause, ast.IfClause) for clause in clauses), "if in for")
    yield from _if(order, "order by")
    yield from _if(any(key.descending for key in order), "desc")
    yield from _if(limit, "limit")
    yield from _if(offset, "offset")


def _items(node: ast.Projection) -> Iterator[str]:
    for item in node.items:
        match item:
            case ast.ProjectStar():
                yield "*"
            case ast.ProjectDrop():
                yield "-name"
            case ast.ProjectItem():
                yield from _if(item.optional, "name?")
                yield from _if(item.name, "name: e")
                yield from _if(item.alias, "as")
                yield from _if(isinstance(item.value, ast.Projection), "inner .{ … }")


def _if(condition: object, construct: str) -> Iterator[str]:
    if condition:
        yield construct
