"""`awmc lint`: its flags, its output formats, its exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from syrupy.assertion import SnapshotAssertion

from .conftest import Awmc

HEAD = 'environment shop "A shop" { clock 2026-03-02T09:00:00 }\n'
TOOL = 'tool f(n: int "A number", b: bool "A mark") "Add one" {\n  let m = n + 1\n  require n > 0 && b else "No"\n  return n\n}\n'
RULES = ("--select", "unused-name,foreign-spelling")


@pytest.fixture
def shop(awmc: Awmc) -> Path:
    path = Path("shop.awm")
    path.write_text(HEAD + TOOL)
    return path


@pytest.mark.parametrize("form", ["full", "concise", "json", "github", "junit"])
def test_formats(awmc: Awmc, shop: Path, form: str, snapshot: SnapshotAssertion) -> None:
    ran = awmc("lint", str(shop), *RULES, "--output-format", form)
    assert ran.code == 1
    assert f"{ran.out}\n=====\n{ran.err}" == snapshot


def test_machine_formats_are_what_they_say_for_hostile_names(awmc: Awmc) -> None:
    path = Path("a, b::c%0A\n<x>.awm")
    path.write_text(HEAD + TOOL + 'tool g() "}}&\x1b[31m" { let x = 1 }\n')
    assert json.loads(awmc("lint", str(path), "--output-format", "json").out)
    ElementTree.fromstring(awmc("lint", str(path), "--output-format", "junit").out)
    github = awmc("lint", str(path), "--output-format", "github").out
    assert all(line.startswith("::") for line in github.splitlines())
    assert "file=a%2C b%3A%3Ac%250A%0A<x>.awm," in github


def test_sarif_holds_to_its_schema(awmc: Awmc, shop: Path) -> None:
    log = json.loads(awmc("lint", str(shop), *RULES, "--output-format", "sarif").out)
    schema = json.loads((Path(__file__).parent / "sarif-2.1.0-part.json").read_text("utf-8"))
    jsonschema.validate(log, schema)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert [result["ruleId"] for result in run["results"]] == ["AWM702", "AWM117"]


def test_nothing_found_is_said_and_exits_with_zero(awmc: Awmc, shop: Path) -> None:
    ran = awmc("lint", str(shop), "--select", "tasks")
    assert ran.code == 0 and "nothing found" in ran.out and "--build" in ran.out
    assert "--build" not in awmc("lint", str(shop), "--select", "tasks", "--build").out


def test_exit_zero_and_ignore(awmc: Awmc, shop: Path) -> None:
    assert awmc("lint", str(shop), *RULES, "--exit-zero").code == 0
    assert awmc("lint", str(shop), *RULES, "--ignore", "AWM1,AWM702").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("--select", "no-such-rule"),
        ("--ignore", "unknown-field"),
        ("--unsafe-fixes",),
        ("--watch", "--fix"),
        ("--output-format", "xml"),
        ("nowhere.awm",),
    ],
)
def test_a_wrong_use_exits_with_two(awmc: Awmc, shop: Path, arguments: tuple[str, ...]) -> None:
    ran = awmc("lint", str(shop), *arguments)
    assert ran.code == 2 and "Traceback" not in ran.err and len(ran.err) > 20


@pytest.mark.parametrize("verb", ["lint", "lint --fix", "lint --diff", "compile", "stats", "fmt"])
def test_a_file_of_another_kind_is_told_in_one_line(awmc: Awmc, shop: Path, verb: str) -> None:
    names = ("README.md", "tools.py", "notes.txt", "a.sql")
    for name in names:
        Path(name).write_text(f"# {name}\n\nNo spec at all.\n" + "  1 + 1\n")
    for paths, told in (
        (("README.md",), "README.md is no spec"),
        ((".", "tools.py", "shop.awm"), "tools.py is no spec"),
    ):
        ran = awmc(*verb.split(), *paths)
        assert ran.code == 2
        said = [line for line in ran.err.splitlines() if line.startswith("awmc: ")]
        assert said == [
            f"awmc: {told}: the name of one ends in .awm; name specs, or folders with specs"
        ]
        assert "unknown-declaration" not in ran.err + ran.out
    if verb != "fmt":
        assert "README.md, tools.py, notes.txt, … are no specs" in awmc(*verb.split(), *names).err
    assert Path("README.md").read_text().startswith("# README.md\n\nNo spec")
    assert "is no spec" not in awmc(*verb.split(), ".").err  # what lies in a folder is not named


@pytest.mark.parametrize("name", ["shop", "shop.AWM", "shop.awm.orig", "shop.awm~", "my.shop.awm"])
def test_a_spec_of_another_name_is_one(awmc: Awmc, shop: Path, name: str) -> None:
    assert awmc("fmt", "shop.awm").code == 0
    Path("shop.awm").rename(name)
    assert awmc("lint", "--ignore", "all", name).code == 0
    assert awmc("fmt", "--check", name).code == 0


def test_wrong_settings_exit_with_two_for_every_verb(awmc: Awmc, shop: Path) -> None:
    Path("awmc.toml").write_text('[lint]\nselect = ["unused-nam"]\n')
    for verb in ("lint", "compile"):
        ran = awmc(verb, str(shop))
        assert ran.code == 2 and "did you mean unused-name?" in ran.err


def test_settings_name_the_specs_and_the_output(awmc: Awmc, shop: Path) -> None:
    Path("awmc.toml").write_text('specs = ["shop.awm"]\noutput = "made"\n')
    assert awmc("lint", *RULES).code == 1
    shop.write_text(shop.read_text().replace("&&", "and"))
    assert awmc("compile").code == 0
    assert Path("made/shop/tools.py").is_file()


def test_settings_hold_below_their_folder(
    awmc: Awmc, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("awmc.toml").write_text('specs = ["shop.awm"]\noutput = "made"\n')
    shop.write_text(HEAD)
    Path("deep/er").mkdir(parents=True)
    monkeypatch.chdir("deep/er")
    assert awmc("lint").code == 0 and awmc("fmt").code == 0
    assert awmc("compile").code == 0
    assert Path("../../made/shop/tools.py").is_file()


def test_fix_writes_and_diff_only_shows(awmc: Awmc, shop: Path) -> None:
    before = shop.read_text()
    ran = awmc("lint", str(shop), *RULES, "--diff")
    assert ran.code == 1 and "+  require n > 0 and b" in ran.out and shop.read_text() == before
    ran = awmc("lint", str(shop), *RULES, "--fix")
    assert ran.code == 1 and "1 fixed in 1 file" in ran.err
    assert shop.read_text() == before.replace("&&", "and")
    assert awmc("lint", str(shop), *RULES, "--diff").code == 0


def test_fixes_of_a_used_file_are_made_once(awmc: Awmc) -> None:
    Path("specs").mkdir()
    part = Path("specs/part.awm")
    part.write_text("def both(a: bool, b: bool) -> bool = a && b\n")
    for name in ("x", "y"):
        text = (
            f'environment {name} "An environment" {{ clock 2026-03-02T09:00:00 }}\nuse "part.awm"\n'
        )
        Path(f"specs/{name}.awm").write_text(text)
    assert "1 fixed in 1 file" in awmc("lint", "--select", "foreign-spelling", "--fix").err
    assert "&&" not in part.read_text()


def test_a_file_that_may_not_be_written_is_said_and_left_alone(awmc: Awmc, shop: Path) -> None:
    before = shop.read_bytes()
    shop.chmod(0o400)
    ran = awmc("lint", str(shop), *RULES, "--fix")
    assert ran.code == 1 and "cannot write" in ran.err and shop.read_bytes() == before


def test_statistics_count_by_rule(awmc: Awmc, shop: Path) -> None:
    shop.write_text(HEAD + TOOL + TOOL.replace("tool f", "tool g"))
    ran = awmc("lint", str(shop), *RULES, "--statistics")
    assert ran.code == 1
    assert [line.split()[:3] for line in ran.out.splitlines()[:2]] == [
        ["2", "AWM117", "foreign-spelling"],
        ["2", "AWM702", "unused-name"],
    ]
    rows = json.loads(
        awmc("lint", str(shop), *RULES, "--statistics", "--output-format", "json").out
    )
    assert [(row["name"], row["count"], row["fixable"]) for row in rows] == [
        ("foreign-spelling", 2, 2),
        ("unused-name", 2, 0),
    ]


def test_a_part_of_other_specs_is_no_spec_of_its_own(awmc: Awmc) -> None:
    Path("part.awm").write_text("def twice(n: int) -> int = n * 2\n")
    Path("shop.awm").write_text(HEAD + 'use "part.awm"\ntool f() "Four" { return twice(2) }\n')
    assert awmc("lint", "part.awm", "shop.awm").code == 0


def test_watching_lints_again_when_a_file_changes(awmc: Awmc, shop: Path) -> None:
    command = [sys.executable, "-m", "awmc", "lint", *RULES, "--watch", str(shop)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as watch:
        assert watch.stderr is not None and watch.stdout is not None
        while "watching" not in watch.stderr.readline():
            pass
        shop.write_text(HEAD)
        while "nothing found" not in watch.stdout.readline():
            pass
        watch.send_signal(signal.SIGINT)
        assert watch.wait(10) == 130


def test_linting_one_spec_loads_neither_the_runtime_nor_what_only_other_verbs_need(
    shop: Path,
) -> None:
    program = (
        "import sys; from awmc.cli import run; run(['lint', sys.argv[1]]); print(*sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, shop], capture_output=True, text=True, check=True
    )
    loaded = set(ran.stdout.splitlines()[-1].split())
    assert "awmc.lint" in loaded
    heavy = {"awmc.runtime", "pydantic", "sqlglot", "jinja2", "jsonschema", "multiprocessing"}
    assert not loaded & heavy


def test_rows_that_were_left_out_are_told_once_a_block_and_rule(awmc: Awmc) -> None:
    text = """
entity Slot {
  key id: int(0..9)
  room: int = 1
  starts: int
  ends: int
  @no_overlap (room) starts..ends else "Slot {id} is in the way"
}
data Slot for i in range(12) { id: i % 9, starts: i, ends: i + i % 2 + 1 }
"""
    Path("shop.awm").write_text(HEAD + text)
    told = awmc("lint", "--build", "--select", "AWM712", "shop.awm").out.splitlines()
    assert told[0] == "1 checked, nothing found"
    lines = (
        "4 of 12 rows of `data Slot` left out by `@no_overlap (room) starts..ends`, e.g. Slot 2 is in the way",
        "2 of 12 rows of `data Slot` left out by its key, e.g. There is already a Slot 0",
    )
    assert told[1:] == [f"shop.awm: {line}" for line in lines]
    ran = awmc("compile", "shop.awm")
    assert [line for line in ran.out.splitlines() if "left out" in line] == [
        f"  {x}" for x in lines
    ]
