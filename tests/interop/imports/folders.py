"""Scenarios, kept as files that people can read, as folders of the AgentWorldModel format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from awmc.interop.awm import records
from awmc.interop.sql.script import statements

SCENARIOS = Path(__file__).parent / "scenarios"
SCRIPTS = Path(__file__).parent / "scripts"


def scenario_names() -> list[str]:
    """Every scenario: a folder is one."""
    return sorted(path.name for path in SCENARIOS.iterdir() if path.is_dir())


def script_paths() -> list[Path]:
    """Every script."""
    return sorted(SCRIPTS.glob("*.sql"))


def write_folder(folder: Path, names: Iterable[str]) -> Path:
    """Write the JSONL files of scenarios."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        for record in scenario_records(name):
            with (folder / record.FILE).open("a", encoding="utf-8") as file:
                file.write(records.line(record))
    return folder


def scenario_records(name: str) -> list[records.Record]:
    """The records of a scenario."""
    made: list[records.Record] = [
        records.Scenario(name, _text(name, "description.txt").strip()),
        records.Schema(name, tuple(_tables(name))),
        records.Sample(name, tuple(_rows(name))),
        records.Tasks(name, tuple(_text(name, "tasks.txt").splitlines())),
        records.Env(name, _text(name, "server.py.txt")),
    ]
    for place, task in enumerate(_text(name, "tasks.txt").splitlines()):
        if code := _text(name, f"verifier_{place}.py.txt"):
            made.append(records.Verifier(name, place, task, code))
    return made


def _rows(name: str) -> Iterator[records.TableRows]:
    """The statements that fill each table, one after the other."""
    listed = [(one.text.split()[2], one.text + ";") for one in statements(_text(name, "rows.sql"))]
    for table, found in groupby(listed, key=lambda pair: pair[0]):
        yield records.TableRows(table, tuple(sql for _, sql in found))


def _tables(name: str) -> list[records.TableSchema]:
    """Each CREATE TABLE with the statements that follow it."""
    found: list[tuple[str, list[str]]] = []
    for one in statements(_text(name, "schema.sql")):
        if one.verb == "CREATE TABLE" or not found:
            found.append((one.text + ";", []))
        else:
            found[-1][1].append(one.text + ";")
    return [
        records.TableSchema(ddl.split()[2].strip('"('), ddl, tuple(more)) for ddl, more in found
    ]


def _text(name: str, file: str) -> str:
    path = SCENARIOS / name / file
    return path.read_text("utf-8") if path.exists() else ""
