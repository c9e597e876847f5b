"""Modifiers that stand on the line of one field and belong to the next, since line ends mean nothing: `day: Day owner`.

In: the members of an entity, and their file. Out: `Stray`s, in order. Guaranteed: a modifier on a line of its own, or on that of its field's
name, is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from awmc.source import SourceFile
from awmc.syntax import ast


@dataclass(frozen=True, slots=True)
class Stray:
    """Modifiers of `field` on the line on which `before` ends."""

    modifiers: tuple[ast.Ident, ...]
    before: ast.FieldDecl | ast.HasDecl | ast.DeriveDecl
    field: ast.FieldDecl

    @property
    def words(self) -> str:
        """The modifiers as they are written."""
        return " ".join(modifier.name for modifier in self.modifiers)


def strays(members: Sequence[ast.Member], file: SourceFile) -> Iterator[Stray]:
    """The modifiers that look as if they were the previous member's."""
    for before, field in pairwise(members):
        if not isinstance(before, ast.FieldDecl | ast.HasDecl | ast.DeriveDecl):
            continue
        if isinstance(field, ast.FieldDecl) and field.modifiers:
            line, _ = file.position(before.span.end)
            found = tuple(m for m in field.modifiers if file.position(m.span.start)[0] == line)
            if found and file.position(field.name.span.start)[0] > line:
                yield Stray(found, before, field)
