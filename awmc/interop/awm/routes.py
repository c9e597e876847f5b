"""The code of an environment, parsed: its routes, the tables of its classes, the shapes of its requests and responses.

In: the text of a one-file FastAPI server with SQLAlchemy classes, untrusted. Out: what its declarations say. Guaranteed: the code is parsed, never run; text that is no Python gives
no routes.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

MAX_CODE = 2_000_000
"""Longer code is not parsed, in characters."""
_METHODS = frozenset(("get", "post", "put", "patch", "delete"))
_BOUNDS = ("ge", "le", "gt", "lt", "min_length", "max_length", "pattern", "regex")
_PLACES = {"Path": "path", "Query": "query", "Body": "body", "Field": "body"}
AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Given:
    """A value that a request gives, or a field of a response."""

    name: str
    """As the code calls it."""
    annotation: str
    """The type without Optional, as it is written."""
    optional: bool = False
    default: ast.expr | None = None
    """None where it must be given."""
    doc: str = ""
    bounds: Mapping[str, ast.expr] = field(default_factory=dict)
    alias: str | None = None

    @property
    def shown(self) -> str:
        """Its name in the request."""
        return self.alias or self.name


@dataclass(frozen=True)
class Stored:
    """A class of a table: the columns of its attributes, and the defaults that it gives them."""

    table: str
    columns: Mapping[str, str]
    defaults: Mapping[str, ast.expr]


@dataclass(frozen=True)
class Route:
    """An endpoint."""

    operation: str
    method: str
    path: str
    summary: str
    description: str
    given: tuple[Given, ...]
    """What stands in the path and the query."""
    bodies: Mapping[str, str]
    """Parameters that are whole requests, and their classes."""
    sessions: frozenset[str]
    """Parameters that are sessions of the database."""
    response: str
    trims: bool
    """Whether its framework leaves something out of the response."""
    function: AnyFunction
    source: str

    @property
    def said(self) -> str:
        """What it does, in its own words."""
        return self.summary or self.description


@dataclass(frozen=True)
class Code:
    """The declarations of a server."""

    routes: tuple[Route, ...] = ()
    stored: Mapping[str, Stored] = field(default_factory=dict)
    shapes: Mapping[str, tuple[Given, ...]] = field(default_factory=dict)
    helpers: Mapping[str, AnyFunction] = field(default_factory=dict)
    constants: Mapping[str, ast.Constant] = field(default_factory=dict)
    """Names that are given one constant, once."""
    problem: str = ""


def parse_code(code: str) -> Code:
    """The declarations of a server's code."""
    if len(code) > MAX_CODE:
        return Code(problem=f"its code has {len(code)} characters, more than {MAX_CODE}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the code's own escapes
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return Code(problem=f"its code is no Python: {error}")
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    functions = [node for node in tree.body if isinstance(node, AnyFunction)]
    shapes = {
        name: tuple(_fields(node, classes)) for name, node in classes.items() if not _table(node)
    }
    routes = [route for node in functions if (route := _route(node, shapes, code)) is not None]
    operations = {route.function.name for route in routes}
    return Code(
        routes=tuple(routes),
        stored={name: _stored(node) for name, node in classes.items() if _table(node)},
        shapes=shapes,
        helpers={node.name: node for node in functions if node.name not in operations},
        constants=_constants(tree),
    )


def _constants(tree: ast.Module) -> dict[str, ast.Constant]:
    """Names of the module that are given a constant, and nothing else anywhere."""
    stored = [
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    found = {}
    for node in tree.body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Constant)
        ):
            name = node.targets[0].id
            if stored.count(name) == 1:
                found[name] = node.value
    return found


# Classes


def _table(node: ast.ClassDef) -> str | None:
    for part in node.body:
        if (
            isinstance(part, ast.Assign)
            and isinstance(part.targets[0], ast.Name)
            and part.targets[0].id == "__tablename__"
        ):
            return (
                part.value.value
                if isinstance(part.value, ast.Constant) and isinstance(part.value.value, str)
                else None
            )
    return None


def _stored(node: ast.ClassDef) -> Stored:
    columns: dict[str, str] = {}
    defaults: dict[str, ast.expr] = {}
    for part in node.body:
        target = (
            part.targets[0]
            if isinstance(part, ast.Assign)
            else part.target
            if isinstance(part, ast.AnnAssign)
            else None
        )
        value = part.value if isinstance(part, ast.Assign | ast.AnnAssign) else None
        if (
            not isinstance(target, ast.Name)
            or not isinstance(value, ast.Call)
            or called(value) not in ("Column", "mapped_column")
        ):
            continue
        first = value.args[0] if value.args else None
        columns[target.id] = (
            first.value
            if isinstance(first, ast.Constant) and isinstance(first.value, str)
            else target.id
        )
        for keyword in value.keywords:
            if keyword.arg == "default":
                defaults[target.id] = keyword.value
    return Stored(_table(node) or "", columns, defaults)


def _fields(
    node: ast.ClassDef, classes: Mapping[str, ast.ClassDef], deep: int = 0
) -> Iterator[Given]:
    """The fields of a class, those of its bases first."""
    for base in node.bases:
        if isinstance(base, ast.Name) and base.id in classes and deep < 10:
            yield from _fields(classes[base.id], classes, deep + 1)
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            yield _given(part.target.id, part.annotation, part.value)


def _given(name: str, annotation: ast.expr | None, default: ast.expr | None) -> Given:
    optional, kind = _annotation(annotation)
    keywords: dict[str, ast.expr] = {}
    if isinstance(default, ast.Call) and called(default) in _PLACES:
        keywords = {keyword.arg: keyword.value for keyword in default.keywords if keyword.arg}
        default = default.args[0] if default.args else keywords.get("default")
    if isinstance(default, ast.Constant) and default.value is ...:
        default = None
    return Given(
        name=name,
        annotation=kind,
        optional=optional,
        default=default,
        doc=_constant(keywords.get("description")),
        bounds={
            bound: keywords[bound]
            for bound in _BOUNDS
            if bound in keywords and not _is_none(keywords[bound])
        },
        alias=_constant(keywords.get("alias")) or None,
    )


def _annotation(node: ast.expr | None) -> tuple[bool, str]:
    """Whether None is allowed, and the rest of the type."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return False, node.value
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Optional"
    ):
        return True, ast.unparse(node.slice)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        sides = [side for side in (node.left, node.right) if not _is_none(side)]
        return len(sides) == 1, " | ".join(map(ast.unparse, sides))
    return False, ast.unparse(node) if node is not None else ""


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


# Routes


def _route(node: AnyFunction, shapes: Mapping[str, tuple[Given, ...]], code: str) -> Route | None:
    for decorator in node.decorator_list:
        if (
            isinstance(decorator, ast.Call)
            and isinstance(decorator.func, ast.Attribute)
            and decorator.func.attr in _METHODS
        ):
            return _declared(node, decorator, shapes, code)
    return None


def _declared(
    node: AnyFunction, decorator: ast.Call, shapes: Mapping[str, tuple[Given, ...]], code: str
) -> Route:
    assert isinstance(decorator.func, ast.Attribute)
    keywords = {keyword.arg: keyword.value for keyword in decorator.keywords if keyword.arg}
    given, bodies, sessions = _parameters(node, shapes)
    response = keywords.get("response_model") or node.returns
    return Route(
        operation=_constant(keywords.get("operation_id")) or node.name,
        method=decorator.func.attr.upper(),
        path=_constant(decorator.args[0] if decorator.args else keywords.get("path")),
        summary=_constant(keywords.get("summary")),
        description=_constant(keywords.get("description")) or (ast.get_docstring(node) or ""),
        given=tuple(given),
        bodies=bodies,
        sessions=frozenset(sessions),
        response=_annotation(response)[1],
        trims=any(
            name.startswith(("response_model_exclude", "response_model_include"))
            for name in keywords
        ),
        function=node,
        source=ast.get_source_segment(code, node) or "",
    )


def _parameters(
    node: AnyFunction, shapes: Mapping[str, tuple[Given, ...]]
) -> tuple[list[Given], dict[str, str], list[str]]:
    given: list[Given] = []
    bodies: dict[str, str] = {}
    sessions: list[str] = []
    positional = [*node.args.posonlyargs, *node.args.args]
    lacking: list[ast.expr | None] = [None] * (len(positional) - len(node.args.defaults))
    pairs = [
        *zip(positional, [*lacking, *node.args.defaults], strict=True),
        *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True),
    ]
    for argument, default in pairs:
        one = _given(argument.arg, argument.annotation, default)
        if isinstance(default, ast.Call) and called(default) == "Depends":
            sessions.append(argument.arg)
        elif one.annotation in shapes:
            bodies[argument.arg] = one.annotation
        else:
            given.append(one)
    return given, bodies, sessions


def called(node: ast.Call) -> str:
    """The last name of what a call calls."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _constant(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
