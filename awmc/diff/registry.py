"""All rules, by name: a rule is a module of `awmc.diff.rules`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from awmc.diff import rules
from awmc.diff.both import Both
from awmc.diff.model import AUDIENCES, FAMILIES, Breaks, Family, Found


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


def page(rule: Rule) -> str:
    """The page of a rule: what it tells, and whom it breaks."""
    broken = [f"- {name}: {rule.breaks[name]}" for name in AUDIENCES if name in rule.breaks]
    told = ["May break:\n\n" + "\n".join(broken)] if broken else ["Breaks nothing."]
    return "\n\n".join([f"# {rule.name}", rule.page.strip(), *told]) + "\n"


def rules_table() -> str:
    """The table of all rules for the documentation."""
    parts = []
    for family, title in FAMILIES.items():
        rows = "\n".join(_row(rule) for rule in all_rules().values() if rule.family == family)
        parts.append(f"### {title}\n\n| rule | what changed | may break |\n|---|---|---|\n{rows}")
    return "\n\n".join(parts) + "\n"


def _row(rule: Rule) -> str:
    broken = ", ".join(name for name in AUDIENCES if name in rule.breaks)
    return f"| `{rule.name}` | {rule.summary} | {broken} |"


def _rule(module: str) -> Rule:
    found = import_module(f"{rules.__name__}.{module}")
    name = module.replace("_", "-")
    return Rule(name, found.FAMILY, found.BREAKS, found.__doc__ or "", found.find)
