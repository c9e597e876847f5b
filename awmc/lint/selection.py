"""Which advice is given: selectors and what they select.

In: selectors of the settings and the command line. Out: a `Selection`. A selector is a rule's name or code, the start of a code (`AWM73`),
a family (`tasks`), or `all`. Guaranteed: one that selects nothing is a `ConfigError` that says what there is; what is ignored wins over what
is selected; errors are always told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from awmc.config import Config, ConfigError
from awmc.diagnostics.model import Diagnostic, Severity
from awmc.diagnostics.suggest import suggest
from awmc.lint.catalog import BY_PASSES, entries, families, registered
from awmc.lint.rule import Family

ALL = "all"


@dataclass(frozen=True)
class Selection:
    """The advice that is given, by name, and the settings that say what is not told of single files."""

    names: frozenset[str]
    config: Config

    def tells(self, found: Diagnostic) -> bool:
        """Whether a finding is told."""
        if found.severity is Severity.error:
            return True
        if found.name not in self.names:
            return False
        return found.name not in self._ignored(found.span.path)

    def _ignored(self, path: str) -> frozenset[str]:
        if not self.config.lint.per_file_ignores:
            return frozenset()
        return _names(self.config.ignores_of(Path(path)))


def select(
    config: Config,
    selected: Iterable[str] = (),
    ignored: Iterable[str] = (),
    *,
    rules: bool = True,
) -> Selection:
    """The selection of the settings, of which `selected` takes the place and to which `ignored` adds. Raises ConfigError.

    Without `rules` only what other passes say is told.
    """
    if not rules:
        return Selection(frozenset(BY_PASSES), config)
    lint = config.lint
    chosen = tuple(selected) or lint.select
    off = {one.name for one in registered() if not one.rule.on}
    names = _names(chosen) if chosen else _names((ALL,)) - off
    names |= _names(lint.extend_select)
    for glob in lint.per_file_ignores.values():
        _names(glob)
    return Selection(names - _names((*lint.ignore, *ignored)), config)


def _names(selectors: Iterable[str]) -> frozenset[str]:
    return frozenset(name for selector in selectors for name in _selected(selector))


def _selected(selector: str) -> list[str]:
    wanted = selector.strip()
    advice = [entry for entry in entries().values() if entry.severity is not Severity.error]
    if wanted.lower() == ALL:
        return [entry.name for entry in advice]
    if wanted in tuple(Family):
        return [name for name, family in families().items() if family == wanted]
    code = wanted.upper()
    is_code = code.startswith("AWM") and len(code) > len("AWM")
    found = [e.name for e in advice if e.name == wanted or (is_code and e.code.startswith(code))]
    if not found:
        known = [*(entry.name for entry in advice), *Family, ALL]
        near = suggest(wanted, known, idioms={})
        hint = f"did you mean {near[0]}?" if near else "`awmc explain` lists them"
        if wanted in entries() or (is_code and any(e.code == code for e in entries().values())):
            hint = "it is an error, and errors are always told"
        raise ConfigError(f"there is no advice {wanted!r} to select or ignore; {hint}")
    return found
