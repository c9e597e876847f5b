"""What surrounds a place where something is being written: the node that it will be part of, and what is in scope there.

In: a text that may end anywhere, a place in it, and the last analysis of its spec. Out: a `Probe`. The declaration at hand is parsed
with a name put in where the cursor is, and elaborated alone among the declarations of the last analysis: no more than that is done
for a keystroke.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from awmc.analysis.document import Analysis
from awmc.diagnostics.sink import Sink
from awmc.ir.expr import Expr
from awmc.ir.types import EnumType, Type, unwrap
from awmc.semantics.elaborate import elaborate_one
from awmc.semantics.observer import Observer
from awmc.semantics.program import Program
from awmc.semantics.scope import Ctx
from awmc.source import SourceFile, Sources, Span
from awmc.syntax import ast
from awmc.syntax.keywords import DECLARATIONS
from awmc.syntax.parse import expected_after, parse_part
from awmc.syntax.table import table
from awmc.syntax.walk import children

SMALL, LARGE = "awmc_here_", "AwmcHere"
"""The names that are put in: of a value, and of a type."""

_MARGIN = re.compile(rf"^(?:{'|'.join(DECLARATIONS)})\b", re.MULTILINE)
_WORD_BEFORE = re.compile(r"[^\W\d]\w*\Z|@\w*\Z")
_WORD_AFTER = re.compile(r"\w*")


@dataclass(slots=True)
class Scopes(Observer):
    """What is in scope at each expression of a declaration, and what each means."""

    program: Program | None = None
    contexts: list[tuple[Span, Ctx, Type | None]] = field(default_factory=list)
    values: dict[Span, Expr] = field(default_factory=dict)

    def declared(self, program: Program) -> None:
        self.program = program

    def value(self, ctx: Ctx, node: ast.Expr, expected: Type | None, value: Expr) -> None:
        self.contexts.append((node.span, ctx, expected))
        self.values[node.span] = value


@dataclass(frozen=True)
class Probe:
    """A place in a text. `path` leads from the declaration to the name put in; empty where none can stand."""

    start: int
    """Where the word at the place starts; the place itself without one."""
    end: int
    word: str
    """What is written of it."""
    kinds: frozenset[str]
    """The kinds of token that the grammar takes here."""
    path: tuple[ast.Node, ...]
    scopes: Scopes
    in_text: bool
    """Whether the place is in the braces of a text."""

    @property
    def leaf(self) -> ast.Node | None:
        """The node of the name put in."""
        return self.path[-1] if self.path else None

    def parent(self, height: int = 1) -> ast.Node | None:
        """The node so far above the leaf."""
        return self.path[-1 - height] if len(self.path) > height else None

    @property
    def context(self) -> tuple[Ctx, Type | None] | None:
        """What is in scope, and the type that is expected: where the name is read, or else as near to it as can be found."""
        exact = [c for c in self.scopes.contexts if c[0].start == self.start and self.path]
        for _, ctx, expected in exact:
            if expected is not None and isinstance(unwrap(expected), EnumType):
                return ctx, expected
        if exact:
            return exact[-1][1], exact[-1][2]
        around = [c for c in self.scopes.contexts if c[0].start <= self.start <= c[0].end]
        if around:
            return min(around, key=lambda c: c[0].end - c[0].start)[1], None
        before = [c for c in self.scopes.contexts if c[0].end <= self.start]
        return (max(before, key=lambda c: c[0].end)[1], None) if before else None


def probe(analysis: Analysis, file: SourceFile, offset: int) -> Probe | None:
    """Look at a place of a text; None in comments and in the plain parts of texts, where anything may be written."""
    start, end = word_at(file.text, offset)
    first, last = declaration_at(file.text, start)
    kinds = expected_after(file, first, start)
    tried = _parsed(file, start, end, first, last, file.text[start:offset])
    if tried is None:
        return None
    changed, module, path = tried
    in_text = any(isinstance(node, ast.TextLiteral) for node in path)
    if in_text:
        kinds = frozenset()
    elif kinds.isdisjoint(_NAMES):
        path = ()
    scopes = Scopes()
    decl = path[0] if path else next(reversed(module.declarations), None)
    if decl is not None:
        modules = _among(analysis, module)
        elaborate_one(modules, decl, _sources(analysis, changed), scopes)  # type: ignore[arg-type]  # the first is a declaration
    return Probe(start, end, file.text[start:offset], kinds, path, scopes, in_text)


_NAMES = frozenset({"NAME", "TYPE_NAME", "FIELD"})
"""The kinds of token that are names."""

_ENDINGS = ("", " {}", "()", " = none", " => none")
"""What is tried after the name put in, where what it begins is not complete: of `create X`, `call t`, `let x: T`, `match e { p`."""


def _parsed(
    file: SourceFile, start: int, end: int, first: int, last: int, word: str
) -> tuple[SourceFile, ast.Module, tuple[ast.Node, ...]] | None:
    """The text with a name put in, its tree, and the way to the name, which is empty where none can stand.

    None in comments and texts. What is left open on the line is closed where that helps."""
    closers = _open_on_line(file.text, first, start)
    if closers.startswith('"'):
        return None
    names = (LARGE,) if word[:1].isupper() else (SMALL, LARGE)
    fallback: tuple[SourceFile, ast.Module] | None = None
    for name in names:
        for ending in _ENDINGS:
            for closing in dict.fromkeys(("", closers)):
                put = f"{name}{ending}{closing}"
                changed = SourceFile(file.path, file.text[:start] + put + file.text[end:])
                module = parse_part(changed, Sink(), first, last + len(put) - (end - start))
                path = _path(module.declarations, name)
                if path:
                    return changed, module, path
                if '"' not in closers and _in_text(module, start):
                    return None
                fallback = fallback or (changed, module)
    assert fallback is not None
    return *fallback, ()


_CLOSERS = {"(": ")", "[": "]", "{": "}", '"': '"'}


def _open_on_line(text: str, first: int, start: int) -> str:
    """What closes the brackets and texts that are open between the start of the line and a place."""
    opened: list[str] = []
    signs = iter(text[max(first, text.rfind("\n", 0, start) + 1) : start])
    for sign in signs:
        in_text = bool(opened) and opened[-1] == '"'
        if in_text and sign == "\\":
            next(signs, None)
        elif sign == "#" and not in_text:
            break
        elif opened and sign == _CLOSERS[opened[-1]]:
            opened.pop()
        elif sign in _CLOSERS and (not in_text or sign == "{"):
            opened.append(sign)
    return "".join(_CLOSERS[sign] for sign in reversed(opened))


def word_at(text: str, offset: int) -> tuple[int, int]:
    """Where the word that a place touches starts and ends."""
    before = _WORD_BEFORE.search(text, max(0, offset - 200), offset)
    after = _WORD_AFTER.match(text, offset)
    assert after is not None
    return (before.start() if before else offset), after.end()


def declaration_at(text: str, offset: int) -> tuple[int, int]:
    """Where the declaration around a place starts and the next one does, by the words at the starts of lines."""
    starts = [match.start() for match in _MARGIN.finditer(text)]
    first = max((start for start in starts if start <= offset), default=0)
    last = min((start for start in starts if start > offset), default=len(text))
    return first, last


def _path(nodes: Sequence[ast.Node], name: str) -> tuple[ast.Node, ...]:
    """The way down to the node that is called so."""

    def down(node: ast.Node) -> Iterator[ast.Node]:
        if getattr(node, "name", None) == name:
            yield node
            return
        for child in children(node):
            found = tuple(down(child))
            if found:
                yield node
                yield from found
                return

    for node in nodes:
        found = tuple(down(node))
        if found:
            return found
    return ()


def _in_text(module: ast.Module, offset: int) -> bool:
    """Whether a place is inside a text or a comment."""
    if any(c.span.start < offset <= c.span.end for c in module.comments):
        return True
    waiting: list[ast.Node] = list(module.declarations)
    while waiting:
        node = waiting.pop()
        if node.span.start < offset < node.span.end:
            if isinstance(node, ast.TextLiteral):
                return True
            waiting.extend(children(node))
    return False


def _among(analysis: Analysis, part: ast.Module) -> tuple[ast.Module, ...]:
    """The modules of the last analysis with these declarations in the place of those of their names."""
    new = {_title(decl): decl for decl in part.declarations}
    made: list[ast.Module] = []
    for module in analysis.modules:
        if module.path == part.path:
            kept = [d for d in module.declarations if _title(d) not in new]
            module = replace(module, declarations=(*kept, *part.declarations))
        made.append(module)
    return tuple(made)


def _title(decl: ast.Decl) -> tuple[str, object]:
    """What tells one declaration from another; data blocks and handlers need not be told apart."""
    name = getattr(decl, "name", None)
    return type(decl).__name__, name.name if isinstance(name, ast.Ident) else None


def _sources(analysis: Analysis, changed: SourceFile) -> Sources:
    sources = Sources()
    for file in analysis.sources:
        sources.add(file)
    sources.add(changed)
    return sources


def keywords(kinds: frozenset[str]) -> list[str]:
    """The words and rules among kinds of token."""
    spellings = table().spellings
    found = {spellings.get(kind, "") for kind in kinds}
    return sorted(word for word in found if word.lstrip("@").replace("_", "").isalpha())
