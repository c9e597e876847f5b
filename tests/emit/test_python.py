"""The Python of generated packages: it is what a person could have written, whatever a spec calls things."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

import awmc
from awmc.driver import compile_file
from awmc.emit.names import TYPES
from awmc.emit.python.builtins import _SAME
from awmc.emit.python.naming import BUILTINS, FUNCTIONS, local, snake
from awmc.emit.python.nodes import binary, call, choose, compare, const, minus, name, negated, pair
from awmc.emit.python.printer import code
from awmc.runtime import functions

HERE = Path(__file__).parent
HOSTILE = HERE / "hostile.awm"
BLOCKS = HERE.parent / "language" / "ensure_nested.awm"
ROOT = HERE.parents[1]
LIBRARY = ROOT / "specs" / "library.awm"


def files_of(spec: Path) -> dict[str, str]:
    """The files that a spec compiles to."""
    made = compile_file(spec)
    assert made.package is not None, [found.message for found in made.diagnostics]
    return dict(made.package.files)


def leaves() -> some.SearchStrategy[ast.expr]:
    constants = some.one_of(
        some.text(max_size=8), some.integers(-9, 9), some.booleans(), some.none()
    )
    return constants.map(const) | some.sampled_from(["x", "y"]).map(name)


def branches(inner: some.SearchStrategy[ast.expr]) -> some.SearchStrategy[ast.expr]:
    def boolean(op: ast.boolop) -> some.SearchStrategy[ast.expr]:
        parts = some.lists(inner, min_size=2, max_size=3)
        return parts.map(lambda values: ast.BoolOp(op=op, values=values))

    return some.one_of(
        some.builds(binary, inner, some.sampled_from(["+", "-", "*", "//", "%"]), inner),
        some.builds(compare, inner, some.sampled_from(["==", "<", "is not", "not in"]), inner),
        some.builds(choose, inner, inner, inner),
        some.builds(negated, inner),
        some.builds(minus, inner),
        some.builds(lambda value: ast.UnaryOp(op=ast.Not(), operand=value), inner),
        some.builds(lambda a, b: call("f", a, key=b), inner, inner),
        some.builds(pair, inner, inner),
        boolean(ast.And()),
        boolean(ast.Or()),
    )


@given(some.recursive(leaves(), branches, max_leaves=12))
def test_printed_expressions_mean_what_their_trees_say(tree: ast.expr) -> None:
    text = code(tree)
    assert "\n" not in text
    assert ast.unparse(ast.parse(text, mode="eval").body) == ast.unparse(
        ast.parse(ast.unparse(ast.fix_missing_locations(tree)), mode="eval").body
    )


def test_every_function_that_may_be_named_exists_in_the_runtime() -> None:
    assert sorted(FUNCTIONS - set(vars(functions))) == []


@given(some.text("abc_x", min_size=1, max_size=6), some.sets(some.text("abc_x", max_size=6)))
def test_a_local_never_takes_a_name_that_is_taken(wanted: str, taken: set[str]) -> None:
    assert local(wanted, taken) not in taken | BUILTINS | FUNCTIONS


def test_snake_case_keeps_abbreviations_together() -> None:
    assert [snake(word) for word in ("LoanCard", "HTTPLog", "A", "ABTest")] == [
        "loan_card",
        "http_log",
        "a",
        "ab_test",
    ]


def test_a_change_to_one_tool_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    text = HOSTILE.read_text("utf-8")
    changed = tmp_path / "specs" / "hostile.awm"
    changed.parent.mkdir()
    changed.write_text(text.replace("if a > 5 {", "if a > 6 {"), "utf-8")
    before, after = files_of(HOSTILE), files_of(changed)
    for module, own in (("tools.py", "list_"), ("contracts.py", "verify_list")):
        one, other = _functions(before[module]), _functions(after[module])
        assert {key for key in one if one[key] != other[key]} == {own}


@pytest.mark.parametrize("spec", [HOSTILE, BLOCKS, LIBRARY], ids=lambda spec: spec.stem)
def test_generated_packages_pass_mypy_in_strict_mode(spec: Path, tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    for path, text in files_of(spec).items():
        (package / path).parent.mkdir(exist_ok=True)
        (package / path).write_text(text, "utf-8")
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--cache-dir",
            str(tmp_path / "cache"),
            "package",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def test_names_that_python_reserves_work_everywhere() -> None:
    with awmc.load(HOSTILE) as env:
        episode = env.episode(actor="u")
        listed = episode.call("list", {"s": '"""', "w": None})
        assert listed.value == {
            "sum": 2,
            "dump": 3,
            "len": 2,
            "s": '"""',
            "from": "f",
            "class": "R\"'\\",
            "w": None,
            "m": {"id": "u", "class": "x", "from": 1, "dump": 2},
            "print": 2,
            "c": 1,
        }
        refused = episode.call("list", {"s": "q", "w": 1, "a": 6})
        assert refused.error == {"code": "import", "message": 'u 6 """'}
        made = episode.call("import", {"user_id": "u"}).value
        assert [made["class"], made["from"], made["s"], len(made["order"])] == ["q", 2, 1, 3]
        assert made["order"][2]["where"] == {"from": "a", "class": 2}
        assert episode.call("sum", {"n": 1}).value["x"]["s"] == 2
        episode.close()


def test_an_entity_may_be_called_like_what_generated_modules_import() -> None:
    modules = {*(ROOT / "generated").glob("*/*.py")} - {*(ROOT / "generated").glob("*/judging.py")}
    imported = {
        alias.name
        for module in modules
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and not node.level
        for alias in node.names
    }
    assert {name for name in imported if name[0].isupper() and not name.isupper()} <= TYPES


@pytest.mark.parametrize("function", sorted(_SAME))
def test_a_parameter_may_be_called_like_what_is_called(function: str) -> None:
    """No local hides a function of the runtime that generated code calls."""
    assert local(_SAME[function], ()) != _SAME[function]


def _functions(module: str) -> dict[str, str]:
    """The source of each function of a module."""
    tree = ast.parse(module)
    return {
        node.name: ast.get_source_segment(module, node) or ""
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }
