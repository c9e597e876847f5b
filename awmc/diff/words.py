"""Types, defaults and texts in a few words, for the messages of rules. Everything comes out on one line."""

from __future__ import annotations

from collections.abc import Sequence

from awmc.diagnostics.words import counted
from awmc.diff.types import Between
from awmc.emit.quote import json_text
from awmc.emit.values import constant
from awmc.ir import types as t
from awmc.ir.expr import Expr
from awmc.ir.model import Enum, Environment, Field, Param

SHOWN = 100
"""How many characters of a piece of a spec are shown."""


def type_texts(between: Between, old: t.Type, new: t.Type) -> tuple[str, str]:
    """Both types as specs write them; of enums the spellings too, where these differ: `Soil (clay, loam)`."""
    was, now = _spellings(between.old, old), _spellings(between.new, new)
    if was == now:
        return t.show(old), t.show(new)
    return t.show(old) + was, t.show(new) + now


def _spellings(env: Environment, type_: t.Type) -> str:
    inner = t.unwrap(type_)
    if not isinstance(inner, t.EnumType):
        return ""
    return f" ({', '.join(member.spelling for member in env.enum(inner.name).members)})"


def default_text(env: Environment, declared: Field | Param) -> str:
    """The default as JSON; `none` where there is none, and a word where it is computed."""
    value: Expr | None = declared.default
    if value is None:
        return "none" if isinstance(declared.type, t.OptionType) else "nothing"
    known = constant(env, value)
    return "another computation" if known is None else json_text(known.json).strip()


def member_text(enum: Enum) -> str:
    """The members of an enum, in order."""
    return ", ".join(member.name for member in enum.members)


def key_text(key: Sequence[tuple[str, bool]]) -> str:
    """The fields of a key, each with whether it is automatic."""
    return ", ".join(f"auto {name}" if auto else name for name, auto in key) or "nothing"


def changed_text(old: str | None, new: str | None) -> str:
    """How a text of several lines changed."""
    if old is None or new is None:
        return "added" if old is None else "removed"
    before, after = _lines(old), _lines(new)
    come = [line for line in after if line not in before]
    gone = [line for line in before if line not in after]
    if len(come) == len(gone) == 1:
        return f'changed from "{short(gone[0])}" to "{short(come[0])}"'
    return f"changed: {counted(len(come), 'line')} added, {len(gone)} removed"


def short(text: str) -> str:
    """The text, cut where it is long."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
