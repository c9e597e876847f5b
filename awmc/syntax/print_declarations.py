"""Declarations as documents. See `print_expressions.py`.

Where a construct may be written in several orders (the sections of a task, a doc before or after a default), the order is that of
the spans: the author's.
"""

from __future__ import annotations

from typing import TypeAlias, assert_never

from awmc.syntax import ast
from awmc.syntax.layout.document import (
    FILL,
    NEW,
    SPACE,
    Doc,
    Group,
    Line,
    Nest,
    braces,
    enclosed,
    join,
)
from awmc.syntax.print_expressions import (
    OR,
    lay_alias,
    lay_clauses,
    lay_doc,
    lay_entries,
    lay_expr,
    lay_parenthesised,
    lay_project,
    lay_text,
)
from awmc.syntax.print_statements import lay_block, lay_failure
from awmc.syntax.print_types import lay_type

_FIELD = Line("  ", blank=True)
"""Between two fields, which are set apart by two spaces on one line."""

_Callable: TypeAlias = ast.ErrorDecl | ast.DefDecl | ast.ExternDecl | ast.ToolDecl
_Data: TypeAlias = ast.DataTable | ast.DataFile | ast.DataFor


def lay_declaration(declaration: ast.Decl) -> Doc:
    """A declaration."""
    match declaration:
        case ast.EnvironmentDecl():
            return _environment(declaration)
        case ast.UseDecl():
            return "use ", lay_doc(declaration.path)
        case ast.EnumDecl():
            return _enum(declaration)
        case ast.RecordDecl() | ast.EntityDecl():
            return _fields(declaration)
        case ast.InvariantDecl():
            head = ("invariant ", declaration.name.name, _doc(declaration.doc), " ")
            return *head, braces(lay_expr(declaration.condition))
        case ast.ErrorDecl() | ast.DefDecl() | ast.ExternDecl() | ast.ToolDecl():
            return _callable(declaration)
        case ast.ViewDecl():
            head = ("view ", declaration.name.name, _doc(declaration.doc), " = ")
            return *head, declaration.entity.name, ".", lay_project(declaration.projection)
        case ast.OnDecl():
            return f"on {declaration.event} ", lay_block(declaration.body)
        case ast.DataTable() | ast.DataFile() | ast.DataFor():
            return _data(declaration)
        case ast.TaskDecl():
            return _task(declaration)
        case ast.BadDecl():
            return "…"
        case _:
            assert_never(declaration)


def _environment(declaration: ast.EnvironmentDecl) -> Doc:
    settings: list[tuple[ast.Node, Doc]] = []
    if declaration.clock is not None:
        settings.append((declaration.clock, ("clock ", declaration.clock.value)))
    if declaration.actor is not None:
        settings.append((declaration.actor, ("actor ", declaration.actor.name)))
    if declaration.seed is not None:
        settings.append((declaration.seed, ("seed ", lay_expr(declaration.seed))))
    if declaration.policy is not None:
        settings.append((declaration.policy, ("policy ", lay_doc(declaration.policy))))
    head = ("environment ", declaration.name.name, _doc(declaration.doc), " ")
    return *head, braces(join(NEW, _in_order(settings)), hard=True)


def _in_order(parts: list[tuple[ast.Node, Doc]]) -> list[Doc]:
    """The documents in the order in which their nodes were written."""
    return [doc for _, doc in sorted(parts, key=lambda part: part[0].span.start)]


# ---------------------------------------------------------------- what the data are


def _enum(enum: ast.EnumDecl) -> Doc:
    has_docs = any(member.doc for member in enum.members)
    members = join((",", SPACE if has_docs else FILL), [_member(m) for m in enum.members])
    return "enum ", enum.name.name, _doc(enum.doc), " ", braces(members)


def _member(member: ast.EnumMember) -> Doc:
    spelling: Doc = (" = ", lay_doc(member.spelling)) if member.spelling else ""
    return member.name.name, spelling, _doc(member.doc)


def _fields(declaration: ast.RecordDecl | ast.EntityDecl) -> Doc:
    """A record, or an entity: one that has more than fields takes several lines."""
    parts: tuple[ast.Member, ...]
    if isinstance(declaration, ast.RecordDecl):
        word, parts = "record ", declaration.fields
    else:
        word, parts = "state " if declaration.state else "entity ", declaration.members
    hard = not all(isinstance(part, ast.FieldDecl) for part in parts)
    body = join(_FIELD, [_part(part) for part in parts])
    return word, declaration.name.name, _doc(declaration.doc), " ", braces(body, hard)


def _part(part: ast.Member) -> Doc:
    match part:
        case ast.FieldDecl():
            modifiers = "".join(f"{modifier.name} " for modifier in part.modifiers)
            head = (modifiers, part.name.name, ": ", lay_type(part.type), lay_alias(part.alias))
            return *head, *_doc_and_default(part.doc, part.default)
        case ast.HasDecl():
            by = f" by {part.by.name}" if part.by else ""
            return "has ", part.name.name, ": ", lay_type(part.type), by, _doc(part.doc)
        case ast.DeriveDecl():
            hidden = "hidden " if part.hidden else ""
            type: Doc = (": ", lay_type(part.type)) if part.type else ""
            rest = _doc_and_default(part.doc, part.value)
            return Group((hidden, "derive ", part.name.name, type, *rest))
        case _:
            return Group(_rule(part))


def _doc_and_default(doc: ast.TextLiteral | None, default: ast.Expr | None) -> list[Doc]:
    """` "doc" = default`, in the author's order."""
    parts: list[tuple[ast.Node, Doc]] = []
    if doc is not None:
        parts.append((doc, _doc(doc)))
    if default is not None:
        parts.append((default, Nest((FILL, "= ", lay_expr(default)))))
    return _in_order(parts)


def _rule(rule: ast.Rule) -> Doc:
    match rule:
        case ast.UniqueRule():
            return "@unique ", _names(rule.fields), lay_failure(rule.failure)
        case ast.IndexRule():
            return "@index ", _names(rule.fields)
        case ast.CheckRule() | ast.VisibleRule():
            word = "@check " if isinstance(rule, ast.CheckRule) else "@visible "
            return word, lay_parenthesised(rule.condition), lay_failure(rule.failure)
        case ast.FlowRule():
            arrows = braces(join((";", FILL), [_arrow(arrow) for arrow in rule.arrows]))
            return "@flow ", rule.field.name, " ", arrows, lay_failure(rule.failure)
        case ast.NoOverlapRule():
            condition: Doc = ""
            if rule.condition is not None:
                condition = Nest((FILL, "if ", lay_expr(rule.condition, OR)))
            interval = (" ", rule.start.name, "..", rule.end.name)
            failure = lay_failure(rule.failure)
            return "@no_overlap ", _names(rule.fields), *interval, condition, failure
        case _:
            assert_never(rule)


def _arrow(arrow: ast.FlowArrow) -> Doc:
    targets = ", ".join(target.name for target in arrow.targets)
    return arrow.source.name, " -> ", targets


# ---------------------------------------------------------------- what can be called


def _callable(declaration: _Callable) -> Doc:
    name = declaration.name.name
    match declaration:
        case ast.ErrorDecl():
            params = _params(declaration.params) if declaration.params else ""
            return "error ", name, params, Nest((FILL, lay_text(declaration.message)))
        case ast.DefDecl():
            head = ("def ", name, _params(declaration.params), _result(declaration.result))
            value = Nest((SPACE, "= ", lay_expr(declaration.value)))
            return Group((*head, _doc(declaration.doc), value))
        case ast.ExternDecl():
            head = ("extern ", name, _params(declaration.params), _result(declaration.result))
            return *head, Nest((FILL, "from ", lay_doc(declaration.source))), _doc(declaration.doc)
        case ast.ToolDecl():
            private = "private " if declaration.private else ""
            marks = (" by user" if declaration.by_user else "", " ends" if declaration.ends else "")
            head = (private, "tool ", name, _params(declaration.params))
            doc = _doc(declaration.doc)
            body = lay_block(declaration.body, hard=True)
            return *head, _result(declaration.result), *marks, doc, " ", body
        case _:
            assert_never(declaration)


def _params(params: tuple[ast.ParamDecl, ...]) -> Doc:
    if not params:
        return "()"
    return enclosed("(", join((",", SPACE), [_param(param) for param in params]), ")")


def _param(param: ast.ParamDecl) -> Doc:
    head = (param.name.name, ": ", lay_type(param.type), lay_alias(param.alias))
    failure: Doc = ""
    if param.failure is not None:
        failure = Nest((FILL, "else ", lay_expr(param.failure)))
    return *head, *_doc_and_default(param.doc, param.default), failure


def _result(result: ast.TypeExpr | None) -> Doc:
    return (" -> ", lay_type(result)) if result else ""


# ---------------------------------------------------------------- data and tasks


def _data(data: _Data) -> Doc:
    head = ("data ", data.entity.name)
    match data:
        case ast.DataTable():
            rows = [_row(row) for row in data.rows]
            return *head, " ", _names(data.columns), " ", braces(join(NEW, rows), hard=True)
        case ast.DataFile():
            columns: Doc = (" ", _names(data.columns)) if data.columns else ""
            return *head, columns, " from ", lay_doc(data.path)
        case ast.DataFor():
            clauses = _head_clauses(data)
            return *head, clauses, " ", lay_entries(data.entries)
        case _:
            assert_never(data)


def _row(row: ast.DataRow) -> Doc:
    return Nest(join((",", FILL), [lay_expr(cell) for cell in row.cells])), ";"


def _head_clauses(head: ast.DataFor | ast.TaskDecl) -> Doc:
    """The clauses after the name, on the next line where they do not fit beside it."""
    if not head.clauses and not head.order and head.limit is None and head.offset is None:
        return ""
    clauses = lay_clauses(head.clauses, head.order, head.limit, head.offset)
    return Group(Nest((SPACE, clauses)))


def _task(task: ast.TaskDecl) -> Doc:
    sections: list[tuple[ast.Node, Doc]] = []
    if task.actor is not None:
        sections.append((task.actor, ("actor ", lay_expr(task.actor))))
    for word, text in (("instruction ", task.instruction), ("user ", task.user)):
        if text is not None:
            sections.append((text, (word, lay_text(text))))
    for word, block in (
        ("given ", task.given),
        ("solution ", task.solution),
        ("goal ", task.goal),
    ):
        if block is not None:
            sections.append((block, (word, lay_block(block))))
    sections += [(answer, ("answer ", lay_expr(answer))) for answer in task.answers]
    if task.call_limit is not None:
        sections.append((task.call_limit, ("limit calls ", lay_expr(task.call_limit))))
    for change in task.may_change:
        field = (".", change.field.name) if change.field else ()
        sections.append((change, ("may change ", change.entity.name, *field)))
    head = ("task ", task.name.name, _doc(task.doc), _head_clauses(task), " ")
    return *head, braces(join(NEW, _in_order(sections)), hard=True)


def _names(names: tuple[ast.Ident, ...]) -> Doc:
    return enclosed("(", join((",", FILL), [name.name for name in names]), ")")


def _doc(doc: ast.TextLiteral | None) -> Doc:
    """` "doc"`, on the next line where it does not fit."""
    return Nest((FILL, lay_doc(doc))) if doc else ""
