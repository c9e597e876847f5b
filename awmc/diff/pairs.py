"""Both arguments as pairs of specs, compared.

In: the specs of both sides, without errors. Out: `Environments`, by the order of the new side, those that were removed last. Two files are
compared whatever their environments are called; folders by the names of their environments.
"""

from __future__ import annotations

from collections.abc import Iterable

from awmc.checked import Checked
from awmc.diff.both import Side
from awmc.diff.model import Compared, Environments
from awmc.diff.run import compare
from awmc.diff.sides import SideError, Specs
from awmc.source import Sources
from awmc.unified import unified


def compare_specs(old: Specs, new: Specs, *, code: bool) -> Environments:
    """What changed. Raises SideError where a side has two environments of one name."""
    was, now = _by_name(old), _by_name(new)
    if old.alone and new.alone:
        pairs = [(old.found[0], new.found[0])]
    else:
        pairs = [(was[name], now[name]) for name in now if name in was]
    paired = {id(checked) for pair in pairs for checked in pair}
    found = [_compared(before, after, code) for before, after in pairs]
    found += [Compared(name, None, one.path) for name, one in now.items() if id(one) not in paired]
    found += [Compared(name, one.path, None) for name, one in was.items() if id(one) not in paired]
    return Environments(tuple(found), _sources((*old.found, *new.found)))


def _compared(old: Checked, new: Checked, code: bool) -> Compared:
    assert old.environment is not None and new.environment is not None
    before, after = _side(old), _side(new)
    changes = compare(before, after)
    text = _code(old, new) if code else ""
    return Compared(new.environment.name, old.path, new.path, changes, text)


def _side(checked: Checked) -> Side:
    assert checked.environment is not None
    return Side(checked.environment, checked.build, checked.path)


def _by_name(specs: Specs) -> dict[str, Checked]:
    found: dict[str, Checked] = {}
    for checked in specs.found:
        assert checked.environment is not None
        name = checked.environment.name
        if name in found:
            both = f"{found[name].path} and {checked.path}"
            raise SideError(f"two specs of {specs.shown} are called {name}: {both}; name one file")
        found[name] = checked
    return found


def _code(old: Checked, new: Checked) -> str:
    """A unified diff of the files that both specs compile to."""
    assert old.package is not None and new.package is not None
    was, now = old.package.files, new.package.files
    parts = []
    for name in sorted({*was, *now}):
        names = f"a/{old.package.name}/{name}", f"b/{new.package.name}/{name}"
        parts.append(unified(was.get(name, ""), now.get(name, ""), *names))
    return "".join(parts)


def _sources(results: Iterable[Checked]) -> Sources:
    sources = Sources()
    for checked in results:
        for file in checked.files:
            sources.add(file)
    return sources
