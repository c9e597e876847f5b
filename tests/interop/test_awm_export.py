"""`awmc export awm`: the files are those of the format, and mean what the environment means."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import awmc
from awmc.cli import run
from awmc.emit.owned import WriteError
from awmc.interop.awm.starts import needs_user
from awmc.interop.awm.writing import Wish, write_awm
from awmc.interop.exports import ExportError
from awmc.prove.stage import right_text
from awmc.runtime.environment import Environment
from awmc.runtime.loader import read_files
from awmc.runtime.rubrics import rubric
from tests.interop.awm_format import (
    ENVIRONMENTS,
    FILES,
    TOP,
    environment,
    exported,
    function,
    instances,
    read_folder,
)

each_environment = pytest.mark.parametrize("name", ENVIRONMENTS)


@each_environment
def test_every_scenario_is_in_every_file(name: str) -> None:
    scenarios = exported(name)
    told = [task for tasks in instances(name).values() for task in tasks]
    first = {t["family"]: t for t in reversed(environment(name).tasks())}
    assert {t["id"] for t in told} == {t["id"] for t in first.values() if not needs_user(t)}
    for scenario in scenarios.values():
        assert re.fullmatch("[a-z0-9]+(_[a-z0-9]+)*", scenario.name)
        assert set(scenario.lines) == {"scenario", "tasks", "db", "sample", "spec", "envs"}
        wanted_verifiers = {
            (n, mode) for n in range(len(scenario.tasks)) for mode in ("sql", "code")
        }
        assert set(scenario.verifiers) == wanted_verifiers
        for index, task in enumerate(instances(name)[scenario.name]):
            assert scenario.tasks[index].startswith(task["instruction"])
            assert scenario.verifiers[index, "code"]["task"] == scenario.tasks[index]


@each_environment
def test_servers_have_what_is_looked_for_and_just_the_agents_tools(name: str) -> None:
    codes = {scenario.code for scenario in exported(name).values()}
    assert len(codes) == 1
    (code,) = codes
    compile(code, name, "exec")
    assert_server(code, [tool["name"] for tool in environment(name).tools()])
    for scenario in exported(name).values():
        groups = scenario.lines["spec"]["api_spec"]["api_groups"]
        endpoints = [endpoint for group in groups for endpoint in group["endpoints"]]
        assert {e["operation_id"] for e in endpoints} == {
            t["name"] for t in environment(name).tools()
        }
        assert all(f'"{e["path"]}"' in code for e in endpoints)


def assert_server(code: str, tools: list[str]) -> None:
    lines = code.split("\n")
    assert [line for line in lines if "create_engine(" in line] == [
        'engine = create_engine(DATABASE_PATH, connect_args={"check_same_thread": False})'
    ]
    assert [line for line in lines if "uvicorn.run(app" in line] == [
        "    uvicorn.run(app, host=host, port=port)"
    ]
    # readers cut the code off where this begins
    mains = [m.start() for m in re.finditer(r"if\s+__name__\s*==\s*[\"']__main__[\"']", code)]
    assert mains == [code.rindex('if __name__ == "__main__":')]
    routes = [
        node
        for node in ast.parse(code).body
        if isinstance(node, ast.AsyncFunctionDef) and node.decorator_list
    ]
    names = [
        ast.literal_eval(keyword.value)
        for route in routes
        for call in route.decorator_list
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "operation_id"
    ]
    assert names == tools


@each_environment
def test_verifiers_stand_alone(name: str) -> None:
    for scenario in exported(name).values():
        for (index, mode), record in scenario.verifiers.items():
            code = scenario.verifier(index, mode)
            wanted = "verify_task_completion" if mode == "code" else "verify_task"
            lines = [line.strip() for line in code.split("\n")]
            assert [n for n, line in enumerate(lines) if line.startswith("def verify_")] == [0]
            assert lines[0].startswith(f"def {wanted}(")
            assert json.loads(record["verification"]["raw_response"]).keys() >= {
                "reasoning",
                "success_criteria",
            }
            found = re.findall(r"^\s*(?:from|import) ([\w.]+)", code, re.MULTILINE)
            assert {module.split(".")[0] for module in found} <= sys.stdlib_module_names


@each_environment
def test_databases_are_the_starts(name: str, tmp_path: Path) -> None:
    path = tmp_path / "start.db"
    for number, scenario in enumerate(exported(name).values()):
        scenario.make_database(path, *["PRAGMA foreign_keys = ON"] * (number % 2))
        task = instances(name)[scenario.name][0]
        with (
            closing(sqlite3.connect(path)) as made,
            environment(name).episode(task=task["id"]) as episode,
        ):
            assert contents(made) == contents(episode.connection)
            assert made.execute("PRAGMA journal_mode").fetchone() == ("delete",)
            assert made.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert made.execute("PRAGMA foreign_key_check").fetchall() == []


def contents(connection: sqlite3.Connection) -> Any:
    """The schema, and the rows of every table in insertion order; of no task."""
    found = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    ).fetchall()
    tables = [name for kind, name, _ in found if kind == "table"]
    rows = {
        name: connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall()
        for name in tables
    }
    rows["_awmc_state"] = sorted(row for row in rows["_awmc_state"] if row[0] != "task")
    return sorted(found), rows


@each_environment
def test_verdicts_are_those_in_process(name: str, tmp_path: Path) -> None:
    for scenario in exported(name).values():
        scenario.make_database(tmp_path / "initial.db")
        for index, task in enumerate(instances(name)[scenario.name]):
            judge = function(scenario.verifier(index, "code"), "verify_task_completion")
            for verdict, files, answer in plays(environment(name), task, tmp_path):
                result = "complete" if verdict["reward"] else "others"
                assert judge(*files, answer) == {"result": result, **verdict}


@each_environment
def test_facts_are_those_in_process(name: str, tmp_path: Path) -> None:
    scenario = next(iter(exported(name).values()))
    scenario.make_database(tmp_path / "initial.db")
    task = instances(name)[scenario.name][0]
    look = function(scenario.verifier(0, "sql"), "verify_task")
    for verdict, files, _ in plays(environment(name), task, tmp_path):
        facts = look(*files)
        checks = [clause for clause in verdict["clauses"] if clause["kind"] != "answer"]
        assert facts["checks"] == checks
        assert facts["data_are_right"] == all(clause["holds"] for clause in checks)
        assert len(facts["asked_of_the_final_answer"]) == len(verdict["clauses"]) - len(checks)
        assert any(facts["changes"].values()) == (contents_of(files[0]) != contents_of(files[1]))
        json.dumps(facts)


def contents_of(path: str) -> Any:
    with closing(sqlite3.connect(path)) as connection:
        _, rows = contents(connection)
        return {table: found for table, found in rows.items() if table != "_awmc_state"}


def plays(
    env: Environment, task: dict[str, Any], folder: Path
) -> Iterator[tuple[dict[str, Any], list[str], str | None]]:
    """The solution, nothing, and the solution with a wrong answer: the verdict in process, the two files, the answer."""
    start, end = folder / "initial.db", folder / "final.db"
    right = right_text(rubric(task).answers)
    for calls, answer in ((task["solution"], right), ([], None), (task["solution"], "none of it")):
        shutil.copy(start, end)
        with env.episode(file=end) as there, env.episode(task=task["id"]) as here:
            for call in calls:
                results = [e.call(call["tool"], call["arguments"]).text for e in (there, here)]
                assert results[0] == results[1]
            yield here.verify(answer or "").as_json(), [str(start), str(end)], answer


def test_the_same_bytes_again_and_nothing_of_others(tmp_path: Path) -> None:
    files = read_files(TOP / "generated" / "sorting_game")
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second, first):
        list(write_awm([files], folder, Wish(limit=1)))
    assert {p.name: p.read_bytes() for p in first.iterdir()} == {
        p.name: p.read_bytes() for p in second.iterdir()
    }
    (first / "gen_tasks.jsonl").write_text("{}\n", "utf-8")
    with pytest.raises(WriteError, match="not as awmc wrote it"):
        list(write_awm([files], first, Wish(limit=1)))
    (tmp_path / "third").mkdir()
    (tmp_path / "third" / "awmc-export.json").write_text('{"form": "openenv"}', "utf-8")
    with pytest.raises(WriteError, match="of another export"):
        list(write_awm([files], tmp_path / "third", Wish(limit=1)))
    with pytest.raises(ExportError, match="no task of the family nonsense"):
        list(write_awm([files], second, Wish(families=["nonsense"])))
    with pytest.raises(ExportError, match="two environments"):
        list(write_awm([files, files], second, Wish(limit=1)))
    assert {p.name: p.read_bytes() for p in second.iterdir()} | {"gen_tasks.jsonl": b""} == {
        p.name: p.read_bytes() for p in first.iterdir()
    } | {"gen_tasks.jsonl": b""}


@pytest.mark.parametrize("times", [0, 1, len(FILES) // 2, len(FILES) + 1])
def test_after_an_interrupt_the_folder_is_still_awmcs(
    times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever rename is the last, and however often: the next export goes through, and leaves what it always leaves."""
    files = read_files(TOP / "generated" / "sorting_game")
    out, plain = tmp_path / "out", tmp_path / "plain"
    list(write_awm([files], out, Wish(limit=1)))
    done: list[Path] = []

    def replace(path: Path, target: Path) -> Path:
        if len(done) == times:
            raise KeyboardInterrupt
        done.append(target)
        os.replace(path, target)
        return target

    for limit in (2, 3):
        done.clear()
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(Path, "replace", replace)
            list(write_awm([files], out, Wish(limit=limit)))
    for folder in (out, plain):
        list(write_awm([files], folder, Wish(limit=1)))
    assert {p.name: p.read_bytes() for p in out.iterdir()} == {
        p.name: p.read_bytes() for p in plain.iterdir()
    }


def test_texts_of_a_spec_cannot_pass_for_code(tmp_path: Path) -> None:
    spec = Path(__file__).with_name("hostile_export.awm")
    files = awmc.compiled(spec)
    list(write_awm([files], tmp_path / "out", Wish()))
    (scenario,) = read_folder(tmp_path / "out").values()
    assert_server(scenario.code, ["app", "call"])
    start, end = tmp_path / "initial.db", tmp_path / "final.db"
    scenario.make_database(start)
    shutil.copy(start, end)
    judge = function(scenario.verifier(0, "code"), "verify_task_completion")
    assert judge(str(start), str(end))["result"] == "others"
    with awmc.load(spec) as env, env.episode(file=end) as episode:
        assert episode.call("call", {"n": 7}).ok
        assert judge(str(start), str(end))["result"] == "complete"


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    where = ["-o", str(out)]
    assert run(["export", "awm", str(TOP / "generated/smart_home"), *where, "--limit", "1"]) == 0
    assert "left out, which need a simulated user" in capsys.readouterr().out
    assert sorted(path.name for path in out.iterdir()) == sorted(
        ["awmc-export.json", *(f"gen_{kind}.jsonl" for kind in FILES)]
    )
    (out / "gen_db.jsonl").unlink()
    (out / "gen_db.jsonl").write_text("mine", "utf-8")
    assert run(["export", "awm", str(TOP / "generated/smart_home"), *where]) == 1
    assert "gen_db.jsonl is not as awmc wrote it; move it away" in capsys.readouterr().err
    assert (out / "gen_db.jsonl").read_text("utf-8") == "mine"
    assert run(["export", "awm", "no_such_environment", "-o", str(tmp_path / "a")]) == 2
    assert list((tmp_path / "a").iterdir()) == []
    assert (
        run(
            [
                "export",
                "awm",
                str(TOP / "generated/library"),
                "-o",
                str(tmp_path / "a"),
                "--family",
                "nonsense",
            ]
        )
        == 1
    )
    assert "there is no task of the family nonsense" in capsys.readouterr().err


def test_the_commands_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "generated").symlink_to(TOP / "generated")
    monkeypatch.chdir(tmp_path)
    page = (TOP / "docs" / "awm.md").read_text("utf-8")
    commands = re.findall(r"^awmc (export awm [^#\n]*)", page, re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        # all there is takes its time
        words = command.replace("*", "sorting_game").replace("library", "smart_home").split()
        assert run(words) == 0
        assert read_folder(tmp_path / "out")
