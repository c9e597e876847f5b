"""Python text made smaller without changing what it does, and taken apart into the definitions that are needed.

In: the text of a module that awmc wrote or is made of. Out: the same code without comments, docstrings and, on wish, annotations; or its
definitions, each with the names that it uses. Guaranteed: what is left is byte for byte what was there, on every version of Python, since
texts are cut and never printed anew.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

Cut = tuple[int, int, str]
"""From where to where, and what comes in its place."""
_Scope = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Places:
    """Offsets in a text, of the places that `ast` (in bytes) and `tokenize` (in characters) give."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.splitlines(keepends=True)
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line))

    def line(self, number: int) -> int:
        """Where a line starts, from 1."""
        return self._starts[number - 1]

    def at(self, number: int, column: int) -> int:
        """A place that `ast` gave."""
        line = self.lines[number - 1]
        return self.line(number) + len(line.encode()[:column].decode())

    def start(self, node: ast.expr | ast.stmt | ast.arg) -> int:
        """Where a node starts."""
        return self.at(node.lineno, node.col_offset)

    def segment(self, node: ast.expr | ast.stmt) -> str:
        """The text of a node. (`ast.get_source_segment` reads the whole text for each.)"""
        return self.text[self.start(node) : self.end(node)]

    def end(self, node: ast.expr | ast.stmt | ast.arg) -> int:
        """Where a node ends."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.at(node.end_lineno, node.end_col_offset)


@lru_cache(maxsize=128)  # the runtime's modules are those of every environment
def lean(text: str, *, annotations: bool = True) -> str:
    """The text without comments, docstrings and most empty lines; with `annotations` false also without those that would be evaluated."""
    text = _apply(text, list(_documentation(text)))
    if not annotations:
        text = _apply(text, list(_annotations(text)))
    return _apply(text, list(_layout(text)))


def _apply(text: str, cuts: list[Cut]) -> str:
    parts, last = [], 0
    for start, end, instead in sorted(cuts):
        if start >= last:
            parts += [text[last:start], instead]
            last = end
    return "".join([*parts, text[last:]])


def _scopes(tree: ast.Module) -> Iterator[_Scope]:
    return (node for node in ast.walk(tree) if isinstance(node, _Scope))


def _documentation(text: str) -> Iterator[Cut]:
    """Texts that stand as statements."""
    places = Places(text)
    for scope in _scopes(ast.parse(text)):
        told = [node for node in scope.body if _is_text(node)]
        if told and len(told) == len(scope.body) and not isinstance(scope, ast.Module):
            last = told.pop()
            yield places.start(last), places.end(last), "pass"
        yield from (_whole(places, node) for node in told)


def _is_text(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
    return False


def _whole(places: Places, node: ast.stmt) -> Cut:
    """A statement that has its lines for itself, with their ends."""
    return places.line(node.lineno), places.line((node.end_lineno or node.lineno) + 1), ""


def _annotations(text: str) -> Iterator[Cut]:
    """What Python would evaluate when a module is run: of signatures, and of names in modules and classes. Those of dataclasses, which
    make fields of them, become texts."""
    places = Places(text)
    tree = ast.parse(text)
    for scope in _scopes(tree):
        if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _signature(places, scope)
            continue
        kept = any(not (isinstance(n, ast.AnnAssign) and n.value is None) for n in scope.body)
        for node in scope.body:
            if isinstance(node, ast.AnnAssign):
                yield _annotated(places, scope, node, kept or node is not scope.body[-1])


def _annotated(places: Places, scope: _Scope, node: ast.AnnAssign, goes: bool) -> Cut:
    start, end = places.start(node.annotation), places.end(node.annotation)
    if isinstance(scope, ast.ClassDef) and _is_dataclass(scope):
        return start, end, repr(places.text[start:end])
    if node.value is None:
        return _whole(places, node) if goes else (places.start(node), places.end(node), "pass")
    return places.end(node.target), end, ""


def _is_dataclass(scope: ast.ClassDef) -> bool:
    return any("dataclass" in ast.unparse(decorator) for decorator in scope.decorator_list)


def _signature(places: Places, scope: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Cut]:
    given = scope.args
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    arguments += [argument for argument in (given.vararg, given.kwarg) if argument is not None]
    for argument in arguments:
        if argument.annotation is not None:
            yield places.start(argument) + len(argument.arg), places.end(argument), ""
    if scope.returns is not None:
        arrow = places.text.rfind("->", 0, places.start(scope.returns))
        start = len(places.text[:arrow].rstrip())
        yield start, places.end(scope.returns), ""


def _layout(text: str) -> Iterator[Cut]:
    """Comments, and empty lines that do not stand before something at the top level."""
    places = Places(text)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        row, column = token.start
        start = places.line(row) + column
        if token.type == tokenize.COMMENT:
            before = places.lines[row - 1][:column]
            if not before.strip():
                yield places.line(row), places.line(row + 1), ""
            else:
                yield places.line(row) + len(before.rstrip()), start + len(token.string), ""
        elif token.type == tokenize.NL and not places.lines[row - 1].strip():
            following = places.lines[row] if row < len(places.lines) else ""
            if not following.strip() or following.startswith((" ", "#")):
                yield places.line(row), places.line(row + 1), ""


@dataclass(frozen=True)
class Definition:
    """A statement at the top of a module: the names that it defines, and the bare names, and attributes of bare names, that it uses."""

    names: frozenset[str]
    uses: frozenset[str]
    attributes: frozenset[tuple[str, str]]
    text: str


@dataclass(frozen=True)
class Parts:
    """A module: for each imported name the line that imports it, and what it defines, in order."""

    imports: dict[str, str]
    definitions: tuple[Definition, ...]

    @property
    def names(self) -> frozenset[str]:
        """Every name that it defines."""
        return frozenset(name for found in self.definitions for name in found.names)


def parts(text: str) -> Parts:
    """The parts of a module that has been made lean. Overloads and conditional statements are left out: they say nothing at run time."""
    places = Places(text)
    imports: dict[str, str] = {}
    found: list[Definition] = []
    for node in ast.parse(text).body:
        match node:
            case ast.Import(names=names):
                imports |= {a.asname or a.name: f"import {_alias(a)}" for a in names}
            case ast.ImportFrom(module=str(module), names=names, level=0):
                if module != "__future__":
                    lines = {a.asname or a.name: f"from {module} import {_alias(a)}" for a in names}
                    imports |= lines
            case ast.FunctionDef() | ast.ClassDef() | ast.Assign() | ast.AnnAssign():
                if not _is_overload(node):
                    found.append(_definition(places, node))
            case _:
                pass
    return Parts(imports, tuple(found))


def definition(text: str) -> Definition:
    """One statement, as `parts` would give it."""
    return parts(text).definitions[0]


def renamed(text: str, names: Mapping[str, str], module: str) -> str:
    """A definition with names of its module replaced, and what it knows as `module.name` under its bare name."""
    places = Places(text)
    cuts: list[Cut] = []
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner == module:
                cuts.append((places.start(node), places.end(node), name))
            case ast.Name(id=name) if name in names:
                cuts.append((places.start(node), places.end(node), names[name]))
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) if name in names:
                start = places.text.index(f" {name}", places.start(node)) + 1
                cuts.append((start, start + len(name), names[name]))
            case _:
                pass
    return _apply(text, cuts)


def _alias(alias: ast.alias) -> str:
    return alias.name if alias.asname is None else f"{alias.name} as {alias.asname}"


def _is_overload(node: ast.stmt) -> bool:
    match node:
        case ast.FunctionDef(decorator_list=[ast.Name(id="overload")]):
            return True
    return False


def _definition(places: Places, node: ast.stmt) -> Definition:
    line = node.lineno
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            names = {name}
            line = min([line, *(decorator.lineno for decorator in node.decorator_list)])
        case _:
            stored = (inner for inner in ast.walk(node) if isinstance(inner, ast.Name))
            names = {name.id for name in stored if isinstance(name.ctx, ast.Store)}
    uses, attributes = set(), set()
    for inner in _run(node):
        match inner:
            case ast.Name(id=name):
                uses.add(name)
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                attributes.add((owner, name))
            case _:
                pass
    text = places.text[places.line(line) : places.end(node)]
    return Definition(frozenset(names), frozenset(uses), frozenset(attributes), text)


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """A node and what is in it, without annotations."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, ast.AST):
                yield from _run(inner)
