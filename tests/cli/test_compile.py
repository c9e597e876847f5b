"""`awmc compile` and `awmc lint`, as somebody at a terminal sees them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Awmc

LIBRARY = "enum Size { small, large }\n"
SMALL = """
environment {name} "A test" {{ clock 2026-03-02T09:00:00 }}
entity Order {{ key id: int  paid: bool = false }}
tool pay(order: Order) "Mark an order as paid" {{ set order.paid = true }}
data Order (id) {{ 1; 2 }}
"""


def small(name: str, more: str = "") -> str:
    """A small spec."""
    return SMALL.format(name=name) + more


def test_a_new_spec_compiles_and_a_second_time_writes_nothing(awmc: Awmc, shop: Path) -> None:
    first = awmc("compile", "specs/", "-o", "out")
    assert first.code == 0, first.err
    assert "shop: 2 tables, 3 tools, 5 rows, 4 tasks" in first.out
    before = {p: p.stat().st_mtime_ns for p in Path("out").rglob("*")}
    second = awmc("compile", "specs/", "-o", "out")
    assert "0 files written" in second.out
    assert {p: p.stat().st_mtime_ns for p in Path("out").rglob("*")} == before


def test_check_tells_stale_output_and_writes_nothing(awmc: Awmc, shop: Path) -> None:
    assert awmc("compile", "-o", "out").code == 0
    assert awmc("compile", "-o", "out", "--check").code == 0
    shop.write_text(shop.read_text().replace("for 20.00", "for 20.00 each"))
    stale = awmc("compile", "-o", "out", "--check")
    assert stale.code == 1
    assert '-    "description": "Bring a thing to be mended, for 20.00"' in stale.out
    assert awmc("compile", "-o", "out", "--check").out == stale.out


def test_a_change_of_one_tool_changes_what_belongs_to_it(awmc: Awmc, shop: Path) -> None:
    awmc("compile", "-o", "out")
    shop.write_text(shop.read_text().replace("== waiting) < 3", "== waiting) < 4"))
    changed = awmc("compile", "-o", "out", "--check").out
    files = {line.rpartition("/")[2] for line in changed.splitlines() if line.startswith("+++ ")}
    assert files == {"tools.py", "contracts.py", "manifest.json"}


def test_the_same_bytes_from_everywhere_and_in_any_number_of_processes(
    awmc: Awmc, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("specs/second.awm").write_text(small("second"))
    assert awmc("compile", "-o", "out", "--jobs", "2").code == 0
    assert awmc("compile", "-o", "out", "--check", "--jobs", "1").code == 0
    assert awmc("compile", str(Path("specs").resolve()), "-o", "out", "--check").code == 0
    monkeypatch.chdir("specs")
    assert awmc("compile", "shop.awm", "second.awm", "-o", "../out", "--check").code == 0


def test_a_wrong_spec_does_not_stop_a_right_one(awmc: Awmc, shop: Path) -> None:
    Path("specs/bad.awm").write_text(small("bad", "tool t(o: Ordre) { }\n"))
    ran = awmc("compile", "-o", "out")
    assert ran.code == 1
    assert "Ordre" in ran.err and "specs/bad.awm:" in ran.err
    assert Path("out/shop/tools.py").exists() and not Path("out/bad").exists()


def test_a_file_of_somebody_else_stays_and_is_named(awmc: Awmc, shop: Path) -> None:
    Path("out/shop").mkdir(parents=True)
    Path("out/shop/notes.md").write_text("mine")
    ran = awmc("compile", "-o", "out")
    assert "out/shop/notes.md was not written by awmc, and stays" in ran.out
    assert Path("out/shop/notes.md").read_text() == "mine"


def test_a_file_of_somebody_else_is_not_overwritten(awmc: Awmc, shop: Path) -> None:
    Path("specs/also.awm").write_text(small("also"))
    Path("out/shop").mkdir(parents=True)
    Path("out/shop/README.md").write_text("mine")
    for more in ((), ("--check",), ("--no-cache",)):
        ran = awmc("compile", "-o", "out", *more)
        assert ran.code == 1
        assert (
            "awmc: out/shop/README.md was not written by awmc; move it away, or choose" in ran.err
        )
        assert [path.name for path in Path("out/shop").iterdir()] == ["README.md"]
        assert Path("out/shop/README.md").read_text() == "mine"
    assert Path("out/also/tools.py").exists()
    Path("out/shop/README.md").unlink()
    assert awmc("compile", "-o", "out").code == 0 == awmc("compile", "-o", "out", "--check").code


def test_a_folder_whose_manifest_was_not_kept_is_written_anew(awmc: Awmc, shop: Path) -> None:
    assert awmc("compile", "-o", "out").code == 0
    Path("out/shop/manifest.json").unlink()
    for path in Path("out/shop").glob("*.py"):
        path.write_text(path.read_text() + "# of an older awmc\n")
    ran = awmc("compile", "-o", "out")
    assert ran.code == 0, ran.err
    assert awmc("compile", "-o", "out", "--check").code == 0


def test_an_output_that_cannot_be_written_is_said(awmc: Awmc, shop: Path) -> None:
    Path("out").write_text("in the way")
    ran = awmc("compile", "-o", "out")
    assert ran.code == 1 and "choose another folder with -o" in ran.err


def test_two_environments_of_one_name_are_an_error(awmc: Awmc) -> None:
    Path("specs").mkdir()
    for name in ("a", "b"):
        Path(f"specs/{name}.awm").write_text(small("same"))
    ran = awmc("compile", "-o", "out")
    assert ran.code == 1 and "duplicate-environment" in ran.err
    assert "specs/b.awm:2" in ran.err and "specs/a.awm" in ran.err


def test_the_intermediate_form_is_json(awmc: Awmc, shop: Path) -> None:
    ran = awmc("compile", "--emit", "ir")
    assert json.loads(ran.out)["name"] == "shop"
    assert not Path("generated").exists()


@pytest.mark.parametrize("arguments", [("compile",), ("lint",), ("lint", "nothing.awm")])
def test_a_path_that_is_not_there_is_a_wrong_use(awmc: Awmc, arguments: tuple[str, ...]) -> None:
    ran = awmc(*arguments)
    assert ran.code == 2 and "there is no file or folder" in ran.err


def test_lint_shows_findings_as_text_and_json(awmc: Awmc) -> None:
    Path("a.awm").write_text(small("a", "tool t(o: Ordre) { }\n"))
    assert awmc("lint", "a.awm").code == 1
    (found,) = json.loads(awmc("lint", "a.awm", "--output-format", "json").out)
    assert (found["path"], found["line"], found["severity"]) == ("a.awm", 6, "error")
    Path("a.awm").write_text(small("a"))
    assert awmc("lint", "a.awm").code == 0


def test_fixes_mend_the_file_and_keep_its_line_ends(awmc: Awmc) -> None:
    spec = small(
        "a",
        'tool t(x: int "Across", y: int "Up") "Move" { require x > 0 && y > 0 else "Too far" }\n',
    )
    Path("a.awm").write_bytes(b"\xef\xbb\xbf" + spec.replace("\n", "\r\n").encode())
    assert awmc("lint", "a.awm", "--fix").code == 0
    mended = spec.replace("&&", "and").replace("\n", "\r\n").encode()
    assert Path("a.awm").read_bytes() == b"\xef\xbb\xbf" + mended
    assert list(Path().iterdir()) == [Path("a.awm")]


def test_used_files_are_part_of_a_spec_and_none_of_their_own(awmc: Awmc) -> None:
    Path("specs/parts").mkdir(parents=True)
    Path("specs/parts/sizes.awm").write_text(LIBRARY)
    spec = small(
        "a", 'use "parts/sizes.awm"\ntool t(size: Size "Its size") "A size" { return size }\n'
    )
    Path("specs/a.awm").write_text(spec)
    ran = awmc("compile", "-o", "out")
    assert ran.code == 0, ran.err
    assert list(json.loads(Path("out/a/manifest.json").read_text())["sources"]) == [
        "a.awm",
        "parts/sizes.awm",
    ]
    # a part may name what the spec that brings it in declares
    Path("specs/parts/more.awm").write_text('tool more(thing: Item) "A thing" { return thing }\n')
    spec = small("a", 'use "parts/sizes.awm"\nuse "parts/more.awm"\nentity Item { key id: int }\n')
    Path("specs/a.awm").write_text(spec)
    assert "error" not in awmc("lint", "specs").out


def test_a_part_that_is_checked_alone_is_checked_with_what_uses_it(awmc: Awmc) -> None:
    Path("specs/parts").mkdir(parents=True)
    part = Path("specs/parts/more.awm")
    part.write_text('tool more(thing: Item) "Look at a thing" { return thing }\n')
    spec = small("a", 'use "parts/more.awm"\nentity Item { key id: int }\ndata Item (id) { 1 }\n')
    Path("specs/a.awm").write_text(spec)
    Path("specs/b.awm").write_text(small("b", "tool broken(x: Nothing) { return x }\n"))
    for name in (part, part.resolve()):
        assert awmc("lint", str(name)).code == 0
    Path("specs/a.awm").write_text(spec.replace("Item", "Other"))
    ran = awmc("lint", str(part))
    assert ran.code == 1 and "specs/parts/more.awm:1:18" in ran.out and "Nothing" not in ran.out
    part.write_text("enum Lone { a }\n")
    Path("specs/a.awm").unlink()
    assert "missing-environment" in awmc("lint", str(part)).out


@pytest.mark.parametrize("path", ["../secret.awm", "/etc/passwd", "link.awm", "..", "a\\\\b.awm"])
def test_nothing_outside_the_folder_is_read(awmc: Awmc, path: str) -> None:
    Path("specs").mkdir()
    Path("secret.awm").write_text(LIBRARY)
    Path("specs/link.awm").symlink_to(Path("secret.awm").resolve())
    Path("specs/a.awm").write_text(small("a", f'use "{path}"\n'))
    ran = awmc("lint", "specs/a.awm")
    assert ran.code == 1 and "path-outside" in ran.out


def test_files_that_use_each_other_are_an_error_and_no_endless_loop(awmc: Awmc) -> None:
    Path("a.awm").write_text(small("a", 'use "b.awm"\nuse "b.awm"\n'))
    Path("b.awm").write_text('use "c.awm"\n')
    Path("c.awm").write_text('use "b.awm"\n')
    ran = awmc("lint", "a.awm")
    assert ran.code == 1 and "`b.awm` → `c.awm` → `b.awm`" in ran.out


def test_a_file_is_brought_in_once(awmc: Awmc) -> None:
    Path("a.awm").write_text(small("a", 'use "b.awm"\nuse "c.awm"\n'))
    Path("b.awm").write_text('use "c.awm"\n')
    Path("c.awm").write_text(LIBRARY)
    assert "duplicate" not in awmc("lint", "a.awm").out


def test_watching_ends_cleanly_at_an_interrupt(awmc: Awmc, shop: Path) -> None:
    command = [sys.executable, "-m", "awmc", "compile", "--watch", "-o", "out"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as watch:
        assert watch.stderr is not None
        assert "watching 1 file" in watch.stderr.readline()
        watch.send_signal(signal.SIGINT)
        rest = watch.stderr.read()
    assert watch.returncode == 130 and rest.strip() == "awmc: interrupted"
    assert Path("out/shop/tools.py").exists()
