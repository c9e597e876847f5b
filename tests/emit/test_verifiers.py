"""The stand-alone verifiers: two files in a folder, and nothing else, judge a task as an episode does."""

from __future__ import annotations

import ast
import importlib
import re
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import awmc
from awmc.driver import compile_text
from awmc.emit import judging
from awmc.emit.format import format_python
from awmc.emit.judging import Clash, emit_judging
from awmc.runtime.judging.contents import digest
from awmc.runtime.judging.files import rows_of_table
from awmc.runtime.loader import load_files

from .verified import SPEC, alone, environment, package, saved, solved, task, tasks, verdict

IDS = [found["id"] for found in environment().tasks()]
GENERATED = sorted(path.parent for path in Path("generated").glob("*/verifiers.py"))


def said(found: Mapping[str, Any]) -> str:
    """A text with every answer of a task."""
    return " ".join(str(answer["value"]) for answer in found["answers"])


@pytest.mark.parametrize("name", IDS)
def test_the_solution_passes_and_the_start_does_not(name: str, tmp_path: Path) -> None:
    first, last = solved(name, tmp_path)
    assert tasks()[name](first, first)["reward"] == 0
    found = tasks()[name](first, last, said(task(name)))
    assert found["reward"] == 1 and found["violations"] == []


def test_files_are_judged_as_their_episode_is(tmp_path: Path) -> None:
    env = awmc.load("generated/library")
    verifiers = importlib.import_module(f"{env.definition.package}.verifiers")
    for place, found in enumerate(env.tasks()):
        episode = env.episode(task=found["id"])
        first, last = tmp_path / f"{place}-initial.db", tmp_path / f"{place}-final.db"
        episode.save(first)
        verify = verifiers.TASKS[found["id"]]
        assert verify(str(first), str(first)) == episode.verify(None).as_json()
        for step in found["solution"]:
            assert episode.call(step["tool"], step["arguments"], side=step["side"]).ok
        episode.save(last)
        for text in (said(found), "no"):
            assert verify(str(first), str(last), text) == episode.verify(text).as_json()


def test_two_files_and_the_standard_library_are_enough(tmp_path: Path) -> None:
    files = solved("settle[O01]", tmp_path)
    right = alone(tmp_path, "settle[O01]", *files, "It was 12.50.")
    assert (right.returncode, verdict(right.stdout)["reward"]) == (0, 1.0), right.stderr
    wrong = alone(tmp_path, "settle[O01]", *files)
    assert (wrong.returncode, verdict(wrong.stdout)["score"]) == (1, 0.75)
    use = alone(tmp_path, "settle", *files)
    assert use.returncode == 2 and "settle[O01], settle[O03], mark_it" in use.stderr


def test_they_need_no_package_of_others() -> None:
    for file in ("verifiers.py", "judging.py"):
        for node in ast.walk(ast.parse(package()[file])):
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                source = (node.module or "").partition(".")[0]
                assert source == "judging" or source in sys.stdlib_module_names
            if isinstance(node, ast.Import):
                assert all(
                    a.name == "judging" or a.name in sys.stdlib_module_names for a in node.names
                )


def test_loading_an_environment_imports_neither() -> None:
    code = (
        "import sys, awmc; awmc.load('generated/library'); "
        "print([m for m in sys.modules if m.endswith(('.verifiers', '.judging'))])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "['awmc.runtime.judging']"


def test_what_is_judged_is_in_the_function() -> None:
    text = package()["verifiers.py"]
    function = text[text.index("def verify_task_drop_it_o01_1(") :].partition("\n\n\n")[0]
    assert '"""Drop the line one."""' in function
    assert 'names=(judging.At(Line, ("O01", 1)),),' in function
    assert 'deleted={"line": (("O01", 1),)},' in function


def test_only_what_goals_reach_is_there() -> None:
    spec = SPEC.replace("def owed", "def never(m: Member) = owed(m) + 1\ndef owed")
    checked = compile_text(spec)
    assert checked.package is not None
    files = checked.package.files
    assert "def never(" in files["rules.py"] and "def never(" not in files["verifiers.py"]
    assert "def owed(" in files["verifiers.py"]


def test_ids_that_give_one_name_are_numbered() -> None:
    spec = SPEC.partition("task settle")[0]
    keys = '"x y", "One"; "X-Y", "Two"; "é", "Three"'
    spec = spec.replace("data Order", f"data Member (id, name) {{ {keys} }}\ndata Order")
    body = 'actor Member("a")  instruction "Do."  solution { call pay(order = Order("O01")) }'
    checked = compile_text(
        f"{spec}task do for m in Member if m.id > 'b' or m.id < 'Z' {{ {body} }}"
    )
    assert checked.package is not None, checked.diagnostics
    index = checked.package.files["verifiers.py"].partition("TASKS")[2]
    assert re.findall(r'"(do\[.*?\])": (\w+),', index) == [
        ("do[x y]", "verify_task_do_x_y"),
        ("do[X-Y]", "verify_task_do_x_y_2"),
        ("do[é]", "verify_task_do"),
    ]


@pytest.mark.parametrize("folder", GENERATED, ids=lambda folder: folder.name)
def test_digests_are_those_of_a_start_that_is_saved(folder: Path, tmp_path: Path) -> None:
    env = awmc.load(folder)
    verifiers = importlib.import_module(f"{env.definition.package}.verifiers")
    suite = getattr(verifiers, env.definition.name.upper())
    tables = {row.ENTITY.table for row in suite.rows}
    assert tables == set(suite.digests)
    episode = env.episode()
    episode.save(tmp_path / "plain.db")
    with sqlite3.connect(tmp_path / "plain.db") as connection:
        for row in suite.rows:
            rows = rows_of_table(connection, row.ENTITY).values()
            assert digest(values.values() for values in rows) == suite.digests[row.ENTITY.table]


# judging.py


def test_the_judge_is_the_runtimes_own() -> None:
    made = {ast.dump(node) for node in ast.parse(emit_judging()).body}
    for name in judging._modules():
        module = importlib.import_module(name)
        for node in ast.parse(Path(module.__file__ or "").read_text("utf-8")).body:
            if not isinstance(node, ast.Import | ast.ImportFrom):
                is_doc = isinstance(node, ast.Expr)
                assert is_doc or ast.dump(node) in made, f"{name}: {ast.unparse(node)[:80]}"


def test_the_names_of_the_judges_modules_are_found_without_parsing_them() -> None:
    for name in judging._modules():
        names: set[str] = set()
        text = Path(importlib.import_module(name).__file__ or "").read_text("utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                inner = (part for part in ast.walk(node) if isinstance(part, ast.Name))
                names |= {part.id for part in inner if isinstance(part.ctx, ast.Store)}
        assert judging._part(name).defines == names, name


def test_the_judge_is_in_its_final_form() -> None:
    judge = {"judging.py": emit_judging()}
    assert format_python(judge) == judge


def test_two_meanings_of_a_name_are_a_bug() -> None:
    part = judging._Part("a", (), {}, (), frozenset({"same"}), "")
    other = judging._Part("b", (), {"same": "dataclasses.same"}, (), frozenset(), "")
    judging._check([part])
    with pytest.raises(Clash, match=r"same is both a.same and dataclasses.same"):
        judging._check([part, other])


def test_every_compile_gives_the_same_bytes() -> None:
    again = compile_text(SPEC)
    assert again.package is not None
    for file in ("verifiers.py", "judging.py"):
        assert again.package.files[file] == package()[file]


def test_a_task_of_its_own_episode_only(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    first, last = saved("settle[O01]", tmp_path)
    _, other = saved("settle[O03]", tmp_path / "other")
    for files in ((first, other), (other, last), (other, other)):
        found = tasks()["settle[O01]"](*files)
        assert found["reward"] == 0
        assert "is of the task 'settle[O03]', not of 'settle[O01]'" in found["violations"][0]


def test_loop_names_of_every_kind(tmp_path: Path) -> None:
    """A list of rows, no row, a compound key, a record, a flag: as the in-process verdict has them."""
    loops = {
        "m, os in group(o.member, o for o in Order if o.total > 5)": "all(o.status == paid for o in os) and m.id == 'a'",
        "f, flag in zip([Order('O02').from, Order('O01').from], [true, false])": "f == none and (flag or not flag)",
        "d in [{ a: 1.5, b: 'x' }]": "d.b == 'x' and d.a == 1.5",
        "l in Line if l.number == 2": "l.text == 'two' and l.order.status == paid",
    }
    body = 'actor Member("a") instruction "Do." solution {{ call pay(order = Order("O01")) call pay(order = Order("O03")) }}'
    texts = [
        f"task do{n} for {loop} {{ {body.format()} goal {{ require Order('O01').status == paid require {goal} }} }}"
        for n, (loop, goal) in enumerate(loops.items())
    ]
    checked = compile_text(SPEC.partition("task settle")[0] + "\n".join(texts))
    assert checked.package is not None, checked.diagnostics
    env = load_files(checked.package.files)
    verifiers = importlib.import_module(f"{env.definition.package}.verifiers")
    assert len(env.tasks()) == 5
    for place, found in enumerate(env.tasks()):
        episode = env.episode(task=found["id"])
        first, last = tmp_path / f"{place}-initial.db", tmp_path / f"{place}-final.db"
        episode.save(first)
        for step in found["solution"]:
            assert episode.call(step["tool"], step["arguments"]).ok
        episode.save(last)
        verdict_of_files = verifiers.TASKS[found["id"]](str(first), str(last))
        assert verdict_of_files == episode.verify("").as_json()
        assert verdict_of_files["reward"] == 1, verdict_of_files["violations"]
