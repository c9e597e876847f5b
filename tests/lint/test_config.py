"""Settings, selections and suppressions: what is told, and what a wrong one is told."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from awmc.config import Config, ConfigError, LintConfig, find_config
from awmc.diagnostics.fixes import apply_fixes, fixes_for
from awmc.driver import Options, run
from awmc.lint.catalog import entries, families
from awmc.lint.rule import Family
from awmc.lint.selection import select
from awmc.source import SourceFile

HEAD = 'environment shop "A shop" { clock 2026-03-02T09:00:00 }\n'
UNUSED = "tool f(n: int) {\n  let m = n + 1\n  return n\n}\n"


def written(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_nearest_file_with_settings_holds(tmp_path: Path) -> None:
    written(tmp_path, "awmc.toml", '[lint]\nignore = ["tasks"]\n')
    inner = written(tmp_path / "a" / "b", "pyproject.toml", '[project]\nname = "x"\n')
    assert find_config(inner).lint.ignore == ("tasks",)
    nearer = written(
        tmp_path / "a", "pyproject.toml", '[tool.awmc]\nspecs = ["here"]\noutput = "out"\n'
    )
    assert find_config(nearer / "b").specs == ("here",)
    assert find_config(nearer / "b").output == "out"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("awmc.toml", "[lint", "is no TOML"),
        ("awmc.toml", "[lint]\nselct = []\n", "`selct`"),
        ("awmc.toml", 'lint = "all"\n', "must be a table"),
        ("awmc.toml", 'specs = "specs"\n', "must be a list"),
        ("awmc.toml", "[lint]\nignore = [1]\n", "must be a list"),
        ("awmc.toml", "output = 3\n", "must be a path"),
        ("awmc.toml", 'output = "a\\u0000b"\n', "must be a path"),
        ("awmc.toml", 'ignore = ["tasks"]\n', "`ignore` belongs under [lint]"),
        ("pyproject.toml", "[tool.awmc]\nselect = []\n", "belongs under [tool.awmc.lint]"),
        ("pyproject.toml", "[tool]\nawmc = 1\n", "must be a table"),
    ],
)
def test_settings_that_cannot_be_used_say_where_and_what(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        find_config(written(tmp_path, name, text))
    assert told in str(raised.value) and name in str(raised.value)


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_settings_that_are_no_file_are_told(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "awmc.toml")
    with pytest.raises(ConfigError, match="it is no file"):
        find_config(tmp_path)


def test_a_selector_is_a_name_a_code_the_start_of_one_a_family_or_all() -> None:
    everything = select(Config()).names
    assert select(Config(), ["unused-name"]).names == {"unused-name"}
    assert select(Config(), ["awm702"]).names == {"unused-name"}
    assert "unused-name" in select(Config(), ["AWM7"]).names
    assert select(Config(), ["all"]).names >= everything
    for family in Family:
        of_it = {name for name, of in families().items() if of is family}
        assert select(Config(), [family]).names == of_it
        assert not select(Config(), ["all"], [family]).names & of_it


@pytest.mark.parametrize("wrong", ["unused-nam", "AWM9", "AWM", "", "unknown-field", "AWM203"])
def test_a_selector_that_selects_nothing_is_refused(wrong: str) -> None:
    for config in (
        Config(lint=LintConfig(select=(wrong,))),
        Config(lint=LintConfig(ignore=(wrong,))),
        Config(lint=LintConfig(per_file_ignores={"*": (wrong,)})),
    ):
        with pytest.raises(ConfigError):
            select(config)


def lint(text: str, config: Config | None = None, *rules: str) -> list[str]:
    checked = run(
        SourceFile("specs/shop.awm", text), Path(), Options(select=rules), config or Config()
    )
    return [found.name for found in checked.diagnostics]


def test_advice_is_left_out_for_single_files() -> None:
    for glob, told in (("specs/*", False), ("other/*", True)):
        config = Config(lint=LintConfig(per_file_ignores={glob: ("unused-name",)}))
        assert ("unused-name" in lint(HEAD + UNUSED, config)) is told


def test_errors_are_told_whatever_is_selected_or_suppressed() -> None:
    wrong = HEAD + "tool f(n: Ordre) { }  # noqa\n"
    assert lint(wrong, None, "tasks") == ["unknown-type"]


@pytest.mark.parametrize(
    "comment",
    [
        "  let m = n + 1  # noqa: unused-name",
        "  let m = n + 1  # noqa",
        "  let m = n + 1  # NOQA: AWM702",
        "  let m = n + 1  # noqa: shadowing, unused-name is kept for later",
        "  let m = n + 1  # a remark  # noqa: unused-name",
        "  # noqa: unused-name\n  let m = n + 1",
        "  # noqa: unused-name\n\n  # another remark\n  let m = n + 1",
    ],
)
def test_a_comment_keeps_a_finding_back(comment: str) -> None:
    text = HEAD + UNUSED.replace("  let m = n + 1", comment)
    assert "unused-name" not in lint(text, None, "unused-name")


@pytest.mark.parametrize(
    "comment",
    [
        "  let m = n + 1  # noqa: shadowing",
        "  let m = n + 1  # noqable",
        "  let m = n + 1\n  # noqa: unused-name",
    ],
)
def test_a_comment_about_something_else_keeps_nothing_back(comment: str) -> None:
    text = HEAD + UNUSED.replace("  let m = n + 1", comment)
    assert "unused-name" in lint(text, None, "unused-name")


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("  let m = n  # noqa: unused-name, shadowing", "  let m = n  # noqa: unused-name"),
        ("  return n  # noqa: unused-name", "  return n"),
        ("  return n  # why so  # noqa: unused-name and that", "  return n  # why so"),
        ("  # noqa: unused-name\n  return n", "  return n"),
        ("  return n  # noqa: no-such-rule", "  return n"),
    ],
)
def test_a_comment_that_keeps_nothing_back_is_removed(comment: str, left: str) -> None:
    text = HEAD + f"tool f(n: int) {{\n{comment}\n}}\n"
    rules = ("unused-suppression", "unused-name", "shadowing")
    found = run(SourceFile("shop.awm", text), Path(), Options(select=rules)).diagnostics
    told = [one for one in found if one.name == "unused-suppression"]
    assert len(told) == 1
    fixed, _ = apply_fixes(text, fixes_for("shop.awm", told))
    assert fixed == HEAD + f"tool f(n: int) {{\n{left}\n}}\n"


def test_a_misspelt_name_in_a_comment_is_told_not_deleted() -> None:
    text = HEAD + "tool f(n: int) { return n }  # noqa: unused-feld\n"
    (found,) = run(
        SourceFile("shop.awm", text), Path(), Options(select=("unused-suppression",))
    ).diagnostics
    assert found.candidates[0] == "unused-field" and found.fix is None


def test_what_was_not_looked_for_leaves_its_comments_alone() -> None:
    comment = HEAD + "tool f(n: int) { return n }  # noqa: unused-name\n"
    assert lint(comment, None, "unused-suppression") == []
    broken = comment + "tool g(n: Ordre) { }\n"
    assert lint(broken, None, "unused-suppression", "unused-name") == ["unknown-type"]


def test_every_piece_of_advice_has_a_family() -> None:
    advice = {name for name, entry in entries().items() if entry.severity != "error"}
    assert advice == families().keys()
