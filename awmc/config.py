"""Settings of a project: `[tool.awmc]` of the nearest pyproject.toml, or awmc.toml, at or above a spec.

In: a folder. Out: its `Config`, the defaults where no file says otherwise; an awmc.toml wins over a pyproject.toml beside it. Guaranteed:
an unknown key or a wrong value is a `ConfigError` that names the file and says what may stand there; nothing is run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

FILES = ("awmc.toml", "pyproject.toml")
"""Where settings may stand, the first that has some wins."""


class ConfigError(Exception):
    """A settings file that cannot be used; the message says which, and what to write."""


@dataclass(frozen=True, slots=True)
class LintConfig:
    """Which advice is given. Each selector is a rule's name or code, the start of a code (`AWM73`), a family (`tasks`), or `all`."""

    select: tuple[str, ...] = ()
    """What is looked for; where empty, every rule that is on by default."""
    extend_select: tuple[str, ...] = ()
    """What is looked for besides."""
    ignore: tuple[str, ...] = ()
    """What is not told."""
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The same, by a pattern of paths from the settings file's folder (`specs/old_*.awm`)."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a project. `folder` is where they stand."""

    specs: tuple[str, ...] = ("specs",)
    """The files and folders that the verbs work on where none is named."""
    output: str = "generated"
    """Where `awmc compile` writes."""
    lint: LintConfig = field(default_factory=LintConfig)
    folder: Path = Path()

    def ignores_of(self, path: Path) -> tuple[str, ...]:
        """What is not told of the file at `path`."""
        try:
            shown = path.resolve().relative_to(self.folder.resolve()).as_posix()
        except ValueError:
            return self.lint.ignore
        more = (names for glob, names in self.lint.per_file_ignores.items() if fnmatch(shown, glob))
        return (*self.lint.ignore, *(name for names in more for name in names))


def find_config(folder: Path) -> Config:
    """The settings that hold in a folder. Raises ConfigError."""
    here = folder.resolve()
    for above in (here, *here.parents):
        for name in FILES:
            table = _table(above / name)
            if table is not None:
                return _config(table, above / name)
    return Config()


def _table(file: Path) -> dict[str, Any] | None:
    """The settings in a file; None where it has none."""
    try:
        if file.exists() and not file.is_file():
            raise ConfigError(f"cannot read {file}: it is no file")
        text = file.read_text("utf-8")
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read {file}: {error}") from error
    if file.name == "pyproject.toml" and "awmc" not in text:
        return None
    import tomllib

    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} is no TOML: {error}") from error
    if file.name == "awmc.toml":
        return read
    table = read.get("tool", {})
    found = table.get("awmc") if isinstance(table, dict) else None
    if found is not None and not isinstance(found, dict):
        raise ConfigError(f"{file}: [tool.awmc] must be a table")
    return found


def _config(table: dict[str, Any], file: Path) -> Config:
    where = "" if file.name == "awmc.toml" else "tool.awmc."
    lint = table.get("lint", {})
    _of_lint(table, f"[{where}lint]", file)
    _known(table, _names(Config) - {"folder"}, f"[{where.rstrip('.') or 'top'}]", file)
    if not isinstance(lint, dict):
        raise ConfigError(f"{file}: [{where}lint] must be a table")
    _known(lint, _names(LintConfig), f"[{where}lint]", file)
    ignores = lint.get("per-file-ignores", {})
    if not isinstance(ignores, dict):
        raise ConfigError(
            f"{file}: per-file-ignores must be a table of patterns and lists of rules"
        )
    output = table.get("output", "generated")
    if not isinstance(output, str) or "\0" in output:
        raise ConfigError(f'{file}: output must be a path, such as "generated"')
    return Config(
        specs=_list(table, "specs", file) or ("specs",),
        output=output,
        lint=LintConfig(
            select=_list(lint, "select", file),
            extend_select=_list(lint, "extend-select", file),
            ignore=_list(lint, "ignore", file),
            per_file_ignores={glob: _list(ignores, glob, file) for glob in ignores},
        ),
        folder=file.parent,
    )


def _names(cls: type) -> set[str]:
    """The keys that a table may have."""
    return {field.name.replace("_", "-") for field in fields(cls)}


def _of_lint(table: Mapping[str, Any], where: str, file: Path) -> None:
    """A setting of advice that stands above its table is told where to go."""
    for key in table:
        if key in _names(LintConfig):
            raise ConfigError(f"{file}: `{key}` belongs under {where}")


def _known(table: Mapping[str, Any], names: set[str], where: str, file: Path) -> None:
    for key in table:
        if key not in names:
            may = ", ".join(sorted(names))
            raise ConfigError(f"{file}: {where} has no setting `{key}`; there are {may}")


def _list(table: Mapping[str, Any], key: str, file: Path) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        example = "specs" if key == "specs" else "unused-name"
        raise ConfigError(f'{file}: {key} must be a list of texts, such as ["{example}"]')
    return tuple(value)
