"""Whether every value of one type is a value of another: by it a change of a type narrows, widens, or does neither.

In: types of the IR, each with its environment. Out: `Relation`. Guaranteed: `widened` is only said where every old value, as JSON, is a
new one; `narrowed` where every new value is an old one. What is not sure counts as `changed`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from awmc.diff.canon import Names
from awmc.ir import types as t
from awmc.ir.model import Environment, Record

Relation = Literal["widened", "narrowed", "changed"]


@dataclass(frozen=True)
class Between:
    """The two environments of a comparison, and what the entities of the first are called in the second."""

    old: Environment
    new: Environment
    names: Names

    def relation(self, old: t.Type, new: t.Type) -> Relation | None:
        """How a type has changed; None where both have the same values."""
        names = {now: was for was, now in self.names.entities.items()}
        back = Between(self.new, self.old, Names(entities=names))
        wider, narrower = self.fits(old, new), back.fits(new, old)
        if wider != narrower:
            return "widened" if wider else "narrowed"
        return None if wider else "changed"

    def fits(self, a: t.Type, b: t.Type) -> bool:
        """Whether every value of `a`, a type of the first environment, is one of `b`, a type of the second."""
        match a, b:
            case t.OptionType(item=inner), t.OptionType(item=other):
                return self.fits(inner, other)
            case _, t.OptionType(item=other):
                return isinstance(a, t.NoneType) or self.fits(a, other)
            case t.TextType(), t.TextType():
                return _within(a, b)
            case t.IntType(), t.IntType() | t.FloatType():
                return _within(a, b)
            case t.FloatType(), t.FloatType():
                return _within(a, b)
            case t.DecimalType(), t.DecimalType():
                return a.places == b.places and _within(a, b)
            case t.EnumType(), t.EnumType():
                return self._spellings(self.old, a) <= self._spellings(self.new, b)
            case t.EnumType(), t.TextType(low=None, high=None):
                return True
            case t.RefType(), t.RefType():
                return self.names.entity_now(a.entity) == b.entity and self._keys_fit(a, b)
            case _:
                return self._parts_fit(a, b)

    def _parts_fit(self, a: t.Type, b: t.Type) -> bool:
        match a, b:
            case t.ListType(item=inner), t.ListType(item=other):
                return self.fits(inner, other)
            case t.MapType(), t.MapType():
                return self.fits(a.key, b.key) and self.fits(a.value, b.value)
            case t.RecordType(), t.RecordType():
                return self._record_fits(self.old.record(a.name), self.new.record(b.name))
            case _:
                return type(a) is type(b) and a == b

    def _record_fits(self, a: Record, b: Record) -> bool:
        mine = {field.name: field for field in a.fields}
        theirs = {field.name: field for field in b.fields}
        for name, field in theirs.items():
            free = field.default is not None or isinstance(field.type, t.OptionType)
            if name not in mine and not free:
                return False
            may_lack = name in mine and (
                mine[name].default is not None or isinstance(mine[name].type, t.OptionType)
            )
            if may_lack and not free:
                return False
        return all(
            name in theirs and self.fits(field.type, theirs[name].type)
            for name, field in mine.items()
        )

    def _keys_fit(self, a: t.RefType, b: t.RefType) -> bool:
        mine, theirs = self.old.entity(a.entity).keys, self.new.entity(b.entity).keys
        return len(mine) == len(theirs) and all(
            self.fits(t.strip(one.type), t.strip(other.type))
            for one, other in zip(mine, theirs, strict=True)
        )

    @staticmethod
    def _spellings(env: Environment, type_: t.EnumType) -> set[str]:
        return {member.spelling for member in env.enum(type_.name).members}


_Limited = t.TextType | t.IntType | t.FloatType | t.DecimalType


def _within(a: _Limited, b: _Limited) -> bool:
    """Whether the limits of `a` lie within those of `b`."""
    low = b.low is None or (a.low is not None and a.low >= b.low)
    high = b.high is None or (a.high is not None and a.high <= b.high)
    return low and high
