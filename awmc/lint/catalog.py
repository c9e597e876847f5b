"""Every rule, found by looking into `awmc.lint.rules`, and every diagnostic that there is.

In: nothing. Out: `registered()`, the rules in order of code; `entries()`, with the diagnostics of all passes besides; `families()` and `needs()` of all
advice; and `lookup`. Guaranteed: a module of
`awmc.lint.rules` needs to be listed nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from awmc.diagnostics.entry import Entry
from awmc.diagnostics.registry import ENTRIES as PASSES
from awmc.lint import rules
from awmc.lint.rule import Check, Family, Needs, Rule

BY_PASSES: dict[str, tuple[Family, Needs]] = {
    "foreign-spelling": (Family.style, Needs.syntax),
    "record-constructor": (Family.style, Needs.syntax),
    "needless-default": (Family.style, Needs.meaning),
    "shadowing": (Family.naming, Needs.meaning),
    "nothing-generated": (Family.data, Needs.data),
}
"""Advice that other passes give, since they know it on their way: its family, and what it takes to know it."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A rule and its check."""

    rule: Rule
    check: Check

    @property
    def name(self) -> str:
        """The rule's name."""
        return self.rule.entry.name


@cache
def registered() -> tuple[Registered, ...]:
    """The rules in order of code."""
    names = sorted(module.name for module in iter_modules(rules.__path__))
    modules = [import_module(f"{rules.__name__}.{name}") for name in names]
    found = [Registered(module.RULE, module.check) for module in modules]
    return tuple(sorted(found, key=lambda one: one.rule.entry.code))


@cache
def entries() -> dict[str, Entry]:
    """Every diagnostic by name, in order of code."""
    both = [*PASSES.values(), *(one.rule.entry for one in registered())]
    return {entry.name: entry for entry in sorted(both, key=lambda entry: entry.code)}


@cache
def families() -> dict[str, Family]:
    """The family of each piece of advice, by name."""
    by_passes = {name: family for name, (family, _) in BY_PASSES.items()}
    return by_passes | {one.name: one.rule.family for one in registered()}


@cache
def needs() -> dict[str, Needs]:
    """What each piece of advice looks at, by name."""
    by_passes = {name: looks_at for name, (_, looks_at) in BY_PASSES.items()}
    return by_passes | {one.name: one.rule.needs for one in registered()}


def lookup(code_or_name: str) -> Entry | None:
    """The entry of a code (in any case) or of a name; None where there is none."""
    known = entries()
    if code_or_name in known:
        return known[code_or_name]
    wanted = code_or_name.upper()
    return next((entry for entry in known.values() if entry.code == wanted), None)
