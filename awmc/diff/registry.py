"""All rules, by name: a rule is a module of `awmc.diff.rules`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from awmc.diff import rules
from awmc.diff.both import Both
from awmc.diff.model import FAMILIES, Breaks, Family, Found


@dataclass(frozen=True)
class Rule:
    """One rule. `page` is what its module says of it, in Markdown."""

    name: str
    family: Family
    breaks: Breaks
    page: str
    find: Callable[[Both], Iterator[Found]]

    @property
    def summary(self) -> str:
        """What changed, on one line."""
        return " ".join(self.page.split("\n\n")[0].split())


@cache
def all_rules() -> Mapping[str, Rule]:
    """The rules by name, family by family."""
    found = [_rule(module.name) for module in iter_modules(rules.__path__)]
    families = list(FAMILIES)
    found.sort(key=lambda rule: (families.index(rule.family), rule.name))
    return {rule.name: rule for rule in found}


def _rule(module: str) -> Rule:
    found = import_module(f"{rules.__name__}.{module}")
    name = module.replace("_", "-")
    return Rule(name, found.FAMILY, found.BREAKS, found.__doc__ or "", found.find)
