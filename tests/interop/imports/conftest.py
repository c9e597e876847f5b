"""Every source of these tests, imported once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from awmc.driver import Checked, check_file
from awmc.driver import Options as DriverOptions
from awmc.interop.awm.importing import import_scenario, open_folder
from awmc.interop.sql.importing import Imported, import_sql
from awmc.interop.sql.script import statements
from tests.interop.imports.folders import (
    SCENARIOS,
    SCRIPTS,
    scenario_names,
    script_paths,
    write_folder,
)

SOURCES = [
    *(f"scenario:{name}" for name in scenario_names()),
    *(f"script:{path.stem}" for path in script_paths()),
]


@dataclass(frozen=True)
class Done:
    """An import, written to a folder and compiled."""

    imported: Imported
    folder: Path
    checked: Checked

    @property
    def spec(self) -> Path:
        """The spec's file."""
        return self.folder / f"{self.imported.name}.awm"


def source_statements(source: str) -> list[str]:
    """The SQL of a source."""
    kind, _, name = source.partition(":")
    files = (
        [SCRIPTS / f"{name}.sql"]
        if kind == "script"
        else [SCENARIOS / name / file for file in ("schema.sql", "rows.sql")]
    )
    return [one.text for file in files for one in statements(file.read_text("utf-8"))]


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Done]:
    """The import of a source."""

    @cache
    def make(source: str) -> Done:
        kind, _, name = source.partition(":")
        home = tmp_path_factory.mktemp(name)
        if kind == "script":
            imported = import_sql(SCRIPTS / f"{name}.sql")
        else:
            imported = import_scenario(open_folder(write_folder(home / "awm", [name])), name)
        return write(imported, home / "specs")

    return make


def write(imported: Imported, folder: Path) -> Done:
    """Write the files of an import, and compile its spec."""
    for name, text in imported.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    checked = check_file(folder / f"{imported.name}.awm", DriverOptions(emit=True))
    return Done(imported, folder, checked)
