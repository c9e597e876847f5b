"""Declarations as lines of text. See `printer.py`."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from awmc.syntax import ast
from awmc.syntax.print_expressions import (
    OR,
    print_alias,
    print_clauses,
    print_entries,
    print_expr,
    print_project,
    print_text,
    print_type,
)
from awmc.syntax.print_statements import braces, print_block, print_failure
from awmc.syntax.print_texts import print_doc

_Line: TypeAlias = (
    ast.UseDecl
    | ast.ErrorDecl
    | ast.DefDecl
    | ast.ExternDecl
    | ast.ViewDecl
    | ast.DataFile
    | ast.DataFor
    | ast.BadDecl
)
"""The declarations that take one line."""


def print_declaration(declaration: ast.Decl) -> list[str]:
    """The lines of a declaration."""
    match declaration:
        case ast.EnvironmentDecl():
            return _environment(declaration)
        case ast.EnumDecl():
            members = ", ".join(_member(member) for member in declaration.members)
            return [f"enum {declaration.name.name}{_doc(declaration.doc)} {{ {members} }}"]
        case ast.RecordDecl():
            head = f"record {declaration.name.name}{_doc(declaration.doc)}"
            return braces(head, [_field(field) for field in declaration.fields])
        case ast.EntityDecl():
            word = "state" if declaration.state else "entity"
            head = f"{word} {declaration.name.name}{_doc(declaration.doc)}"
            return braces(head, [_part(part) for part in declaration.members])
        case ast.InvariantDecl():
            head = f"invariant {declaration.name.name}{_doc(declaration.doc)}"
            return braces(head, [print_expr(declaration.condition)])
        case ast.ToolDecl():
            return _tool(declaration)
        case ast.OnDecl():
            return print_block(f"on {declaration.event}", declaration.body)
        case ast.DataTable():
            head = f"data {declaration.entity.name} {_names(declaration.columns)}"
            rows = [", ".join(print_expr(cell) for cell in row.cells) for row in declaration.rows]
            return braces(head, [f"{row};" for row in rows])
        case ast.TaskDecl():
            return _task(declaration)
        case _:
            return [_line(declaration)]


def _line(declaration: _Line) -> str:
    match declaration:
        case ast.UseDecl():
            return f"use {print_doc(declaration.path)}"
        case ast.ErrorDecl():
            params = _params(declaration.params) if declaration.params else ""
            return f"error {declaration.name.name}{params} {print_text(declaration.message)}"
        case ast.DefDecl():
            result = f" -> {print_type(declaration.result)}" if declaration.result else ""
            head = f"def {declaration.name.name}{_params(declaration.params)}{result}"
            return f"{head}{_doc(declaration.doc)} = {print_expr(declaration.value)}"
        case ast.ExternDecl():
            head = f"extern {declaration.name.name}{_params(declaration.params)}"
            result = print_type(declaration.result)
            source = print_doc(declaration.source)
            return f"{head} -> {result} from {source}{_doc(declaration.doc)}"
        case ast.ViewDecl():
            head = f"view {declaration.name.name}{_doc(declaration.doc)}"
            projection = print_project(declaration.projection)
            return f"{head} = {declaration.entity.name}.{projection}"
        case ast.DataFile():
            columns = f" {_names(declaration.columns)}" if declaration.columns else ""
            return f"data {declaration.entity.name}{columns} from {print_doc(declaration.path)}"
        case ast.DataFor():
            clauses = print_clauses(
                declaration.clauses, declaration.order, declaration.limit, declaration.offset
            )
            entries = print_entries(declaration.entries)
            return f"data {declaration.entity.name}{clauses} {entries}"
        case ast.BadDecl():
            return "…"
        case _:
            assert_never(declaration)


def _environment(declaration: ast.EnvironmentDecl) -> list[str]:
    lines = []
    if declaration.clock is not None:
        lines.append(f"clock {declaration.clock.value}")
    if declaration.actor is not None:
        lines.append(f"actor {declaration.actor.name}")
    if declaration.seed is not None:
        lines.append(f"seed {declaration.seed.text}")
    if declaration.policy is not None:
        lines.append(f"policy {print_doc(declaration.policy)}")
    return braces(f"environment {declaration.name.name}{_doc(declaration.doc)}", lines)


def _member(member: ast.EnumMember) -> str:
    spelling = f" = {print_doc(member.spelling)}" if member.spelling else ""
    return f"{member.name.name}{spelling}{_doc(member.doc)}"


def _part(part: ast.Member) -> str:
    match part:
        case ast.FieldDecl():
            return _field(part)
        case ast.HasDecl():
            by = f" by {part.by.name}" if part.by else ""
            return f"has {part.name.name}: {print_type(part.type)}{by}{_doc(part.doc)}"
        case ast.DeriveDecl():
            hidden = "hidden " if part.hidden else ""
            type = f": {print_type(part.type)}" if part.type else ""
            head = f"{hidden}derive {part.name.name}{type}{_doc(part.doc)}"
            return f"{head} = {print_expr(part.value)}"
        case _:
            return _rule(part)


def _rule(rule: ast.Rule) -> str:
    match rule:
        case ast.UniqueRule():
            return f"@unique {_names(rule.fields)}{print_failure(rule.failure)}"
        case ast.IndexRule():
            return f"@index {_names(rule.fields)}"
        case ast.CheckRule():
            return f"@check ({print_expr(rule.condition)}){print_failure(rule.failure)}"
        case ast.VisibleRule():
            return f"@visible ({print_expr(rule.condition)}){print_failure(rule.failure)}"
        case ast.FlowRule():
            arrows = "; ".join(
                f"{arrow.source.name} -> {', '.join(target.name for target in arrow.targets)}"
                for arrow in rule.arrows
            )
            return f"@flow {rule.field.name} {{ {arrows} }}{print_failure(rule.failure)}"
        case ast.NoOverlapRule():
            condition = f" if {print_expr(rule.condition, OR)}" if rule.condition else ""
            interval = f"{rule.start.name}..{rule.end.name}"
            failure = print_failure(rule.failure)
            return f"@no_overlap {_names(rule.fields)} {interval}{condition}{failure}"
        case _:
            assert_never(rule)


def _field(field: ast.FieldDecl) -> str:
    modifiers = "".join(f"{modifier.name} " for modifier in field.modifiers)
    type = print_type(field.type) + print_alias(field.alias)
    return f"{modifiers}{field.name.name}: {type}{_doc(field.doc)}{_default(field.default)}"


def _default(default: ast.Expr | None) -> str:
    return f" = {print_expr(default)}" if default is not None else ""


def _params(params: tuple[ast.ParamDecl, ...]) -> str:
    return f"({', '.join(_param(param) for param in params)})"


def _param(param: ast.ParamDecl) -> str:
    type = print_type(param.type) + print_alias(param.alias)
    value = f"{_doc(param.doc)}{_default(param.default)}{print_failure(param.failure)}"
    return f"{param.name.name}: {type}{value}"


def _tool(tool: ast.ToolDecl) -> list[str]:
    private = "private " if tool.private else ""
    result = f" -> {print_type(tool.result)}" if tool.result else ""
    marks = (" by user" if tool.by_user else "") + (" ends" if tool.ends else "")
    head = f"{private}tool {tool.name.name}{_params(tool.params)}{result}{marks}{_doc(tool.doc)}"
    return print_block(head, tool.body)


def _task(task: ast.TaskDecl) -> list[str]:
    clauses = print_clauses(task.clauses, task.order, task.limit, task.offset)
    lines: list[str] = []
    if task.actor is not None:
        lines.append(f"actor {print_expr(task.actor)}")
    if task.instruction is not None:
        lines.append(f"instruction {print_text(task.instruction)}")
    if task.user is not None:
        lines.append(f"user {print_text(task.user)}")
    for word, block in (
        ("given", task.given),
        ("solution", task.solution),
        ("goal", task.goal),
    ):
        lines += print_block(word, block) if block is not None else []
    lines += [f"answer {print_expr(answer)}" for answer in task.answers]
    if task.call_limit is not None:
        lines.append(f"limit calls {print_expr(task.call_limit)}")
    for change in task.may_change:
        field = f".{change.field.name}" if change.field else ""
        lines.append(f"may change {change.entity.name}{field}")
    return braces(f"task {task.name.name}{_doc(task.doc)}{clauses}", lines)


def _names(names: tuple[ast.Ident, ...]) -> str:
    return f"({', '.join(name.name for name in names)})"


def _doc(doc: ast.TextLiteral | None) -> str:
    return f" {print_doc(doc)}" if doc else ""
