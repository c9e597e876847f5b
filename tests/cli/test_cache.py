"""The cache of `awmc compile`: nobody can tell it from compiling, but by the time it takes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from errno import ENOSPC
from pathlib import Path

import pytest

from awmc import cache, driver
from awmc.cache import identity, store
from awmc.cache.digests import SETTLED, Digests
from awmc.cache.store import Store
from awmc.checked import Checked
from tests.cli.conftest import Awmc, Ran
from tests.cli.test_compile import small

LANGUAGE = Path(__file__).parents[1] / "language"

SPEC = """
use "parts/sizes.awm"
environment a "A test" { clock 2026-03-02T09:00:00 }
entity Order { key id: int  paid: bool = false  size: Size = small }
extern twice(n: int) -> int from "sums:twice"
tool pay(order: Order) "Mark an order as paid" { set order.paid = true }
tool double(n: int "A number") -> int "Twice the number" { return twice(n) }
data Order from "data/orders.csv"
"""
FILES = {
    "a.awm": SPEC,
    "parts/sizes.awm": "enum Size { small, large }\n",
    "data/orders.csv": "id,size\n1,small\n2,large\n",
    "sums.py": "def twice(n):\n    return 2 * n\n",
    "awmc.toml": "",
}
CHANGES = {
    "a.awm": SPEC.replace("as paid", "as free"),
    "parts/sizes.awm": "enum Size { small, large, huge }\n",
    "data/orders.csv": "id,size\n1,small\n3,large\n",
    "sums.py": "def twice(n):\n    return n + n\n",
    "awmc.toml": '[lint]\nselect = ["all"]\n',
}


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The specs that this process compiled and did not take from the cache, which is on and empty."""
    monkeypatch.delenv("AWMC_NO_CACHE")
    monkeypatch.setenv("AWMC_CACHE_DIR", str(tmp_path / "cache"))
    told: list[str] = []
    compile_file = driver.compile_file

    def telling(path: Path) -> Checked:
        if "parts" not in path.parts:
            told.append(path.name)
        return compile_file(path)

    monkeypatch.setattr(driver, "compile_file", telling)
    return told


@pytest.fixture
def spec(awmc: Awmc) -> Path:
    """A spec that brings in a file of each kind."""
    for name, text in FILES.items():
        put(Path("specs", name), text)
    return Path("specs/a.awm")


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def tree(folder: str | Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in Path(folder).rglob("*.*")}


def said(ran: Ran) -> tuple[int, str, str]:
    """What a run says, but for seconds and numbers of files."""
    return ran.code, re.sub(r"\d+ files? written, \d+ unchanged; [\d.]+ s", "…", ran.out), ran.err


def make(awmc: Awmc, *arguments: str) -> Ran:
    """Compile specs/ to out/."""
    return awmc("compile", "specs", "-o", "out", "--jobs", "1", *arguments)


def as_without(awmc: Awmc, *arguments: str) -> None:
    """A run says and makes what one without the cache does."""
    ran = make(awmc, *arguments)
    new = awmc("compile", "specs", "-o", "new", "--jobs", "1", "--no-cache")
    assert said(ran) == said(new)
    assert tree("out") == tree("new")


def test_a_second_run_says_and_makes_the_same(awmc: Awmc, compiled: list[str]) -> None:
    first = awmc("compile", str(LANGUAGE), "-o", "out", "--jobs", "1")
    made = tree("out")
    assert compiled and "warning[" in first.err
    compiled.clear()
    for again in ("out", "new"):  # what is there, and what is written from the cache
        assert said(awmc("compile", str(LANGUAGE), "-o", again, "--jobs", "1")) == said(first)
        assert tree(again) == made
    assert compiled == []


def test_every_input_counts(awmc: Awmc, compiled: list[str], spec: Path) -> None:
    as_without(awmc)
    for name, text in CHANGES.items():
        for changed in (text, FILES[name]):  # and back
            compiled.clear()
            put(Path("specs", name), changed)
            as_without(awmc)
            compiled.clear()
            make(awmc)
            assert compiled == []


def test_an_input_that_is_gone_or_leads_elsewhere_counts(
    awmc: Awmc, compiled: list[str], spec: Path
) -> None:
    as_without(awmc)
    for name in ("parts/sizes.awm", "data/orders.csv", "sums.py", "parts", "data"):
        here, away = Path("specs", name), Path("away")
        here.rename(away)
        as_without(awmc)
        here.symlink_to(away.resolve())
        as_without(awmc)
        here.unlink()
        away.rename(here)
        as_without(awmc)


def test_an_output_that_was_touched_by_hand_is_made_anew(
    awmc: Awmc, compiled: list[str], spec: Path
) -> None:
    as_without(awmc)
    compiled.clear()
    made, file = tree("out"), Path("out/a/tools.py")
    old, times = file.read_text(), file.stat()
    file.write_text(old.replace("True", "true"))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    stale = make(awmc, "--check")
    assert stale.code == 1 and "true" in stale.out and tree("out") != made
    as_without(awmc)
    file.unlink()
    put(Path("out/a/notes.md"), "mine")
    put(Path("out/a/old.py"), "once made")
    manifest = json.loads(made["a/manifest.json"])
    put(Path("out/a/manifest.json"), json.dumps({"files": {**manifest["files"], "old.py": ""}}))
    ran = make(awmc)
    assert "2 files written, 13 unchanged, 1 removed" in ran.out, ran.out
    assert "out/a/notes.md was not written by awmc, and stays" in ran.out
    assert tree("out") == {**made, "a/notes.md": b"mine"}
    shutil.rmtree("out/a")
    put(Path("out/a"), "in the way")
    assert make(awmc).code == 1
    assert compiled == ["a.awm"]  # by --no-cache


def test_nothing_is_believed_of_a_file_that_was_just_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, file = Store(tmp_path / "cache"), tmp_path / "file"

    def digest() -> str | None:
        digests = Digests(kept, "known")
        found = digests.of(str(tmp_path), "file")
        digests.save()
        return found

    file.write_text("one")
    one = digest()
    assert Digests(kept, "known")._known == {}
    later = time.time_ns() + 2 * SETTLED
    monkeypatch.setattr(time, "time_ns", lambda: later)
    assert digest() == one and Digests(kept, "known")._known != {}
    times = file.stat()
    time.sleep(0.02)  # more than a step of the file system's clock
    file.write_text("two")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert digest() != one


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_while_the_compiler_runs_is_not_kept(
    awmc: Awmc, compiled: list[str], spec: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compile_file = driver.compile_file

    def changing(path: Path) -> Checked:
        checked = compile_file(path)
        put(Path("specs", name), CHANGES[name])
        return checked

    monkeypatch.setattr(driver, "compile_file", changing)
    assert make(awmc).code == 0
    monkeypatch.setattr(driver, "compile_file", compile_file)
    as_without(awmc)


def test_results_of_other_code_do_not_count(
    awmc: Awmc, compiled: list[str], spec: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = tmp_path / "code"
    put(code / "emit/tools.py", "one")
    monkeypatch.setattr(identity, "_PACKAGE", code)
    monkeypatch.setattr(cache, "_at_start", lambda root: identity.compiler_identity(Store(root)))
    make(awmc)
    put(code / "emit/tools.py", "two")
    make(awmc)
    make(awmc)
    assert compiled == ["a.awm"] * 2
    # nor is what was compiled kept when the code that runs is no longer that on disk
    monkeypatch.setattr(cache, "_at_start", lambda root: "old")
    make(awmc)
    make(awmc)
    assert compiled == ["a.awm"] * 4


BAD = (b"", b"[" * 100_000, b"[1]", b'{"inputs": 1}', b'{"x": {"y": [1, 2, 3, 4, 5]}}')


@pytest.mark.parametrize("kind", ["facts", "texts", "known"])
def test_what_is_damaged_is_made_anew(
    awmc: Awmc, compiled: list[str], spec: Path, kind: str, tmp_path: Path
) -> None:
    first = make(awmc)
    made = tree("out")
    files = [path for path in (tmp_path / "cache" / kind).rglob("*") if path.is_file()]
    for data in (*BAD, None):
        for file in files:
            file.write_bytes(
                store._head(data) + data if data is not None else file.read_bytes()[1:]
            )
        Path("out/a/tools.py").write_text("")
        assert said(make(awmc)) == said(first)
        assert tree("out") == made
    assert len(compiled) == (1 if kind == "known" else 2 + len(BAD))


def test_a_name_that_leads_out_of_the_folder_is_refused(
    awmc: Awmc, compiled: list[str], spec: Path, tmp_path: Path
) -> None:
    as_without(awmc)
    [file] = (tmp_path / "cache/facts").rglob("*.json")
    data = file.read_bytes()[65:].replace(b'"tools.py"', b'"../../x.py"')
    file.write_bytes(store._head(data) + data)
    compiled.clear()
    as_without(awmc)
    assert compiled == ["a.awm"] * 2  # one for --no-cache


def test_texts_that_went_to_make_room_are_made_anew(
    awmc: Awmc, compiled: list[str], spec: Path, tmp_path: Path
) -> None:
    as_without(awmc)
    shutil.rmtree(tmp_path / "cache/texts")
    shutil.rmtree("out")
    as_without(awmc)


def test_what_was_not_used_for_long_goes_first(tmp_path: Path) -> None:
    kept = Store(tmp_path / "cache", limit=1000)
    for number in range(10):
        kept.write(f"a/{number}", b"x" * 100)
        os.utime(tmp_path / f"cache/a/{number}", (number, number))
    kept.read("a/0", 100)
    kept.sweep()
    left = {path.name for path in (tmp_path / "cache/a").iterdir()}
    assert "0" in left and "9" in left and "1" not in left and len(left) < 6


@pytest.mark.parametrize("where", ["file", "open", "full"])
def test_without_a_place_for_it_everything_works(
    awmc: Awmc,
    compiled: list[str],
    spec: Path,
    where: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(ENOSPC, "No space left on device")

    if where == "file":
        put(tmp_path / "cache", "in the way")
    elif where == "open":
        (tmp_path / "cache").mkdir()
        (tmp_path / "cache").chmod(0o777)
    else:
        monkeypatch.setattr(store.os, "replace", full)
    for _ in range(2):
        ran = make(awmc)
        assert ran.code == 0 and "nothing is kept in the cache" in ran.err, ran.err
    assert compiled == ["a.awm"] * 2
    assert not list(tmp_path.rglob("cache/*/*/*"))


def test_errors_and_names_that_are_taken_are_told_again(
    awmc: Awmc, compiled: list[str], spec: Path
) -> None:
    put(Path("specs/b.awm"), SPEC)
    put(Path("specs/wrong.awm"), small("wrong", "tool t(o: Ordre) { }\n"))
    first = make(awmc)
    assert "duplicate-environment" in first.err and "Ordre" in first.err
    compiled.clear()
    assert said(make(awmc)) == said(first)
    assert compiled == ["wrong.awm"]


def test_one_change_compiles_one_spec_and_workers_keep_theirs(
    awmc: Awmc, compiled: list[str], spec: Path
) -> None:
    put(Path("specs/b.awm"), small("b"))
    put(Path("specs/c.awm"), small("c"))
    make(awmc, "--jobs", "2")
    compiled.clear()
    put(Path("specs/b.awm"), small("b", "# more\n"))
    make(awmc)
    assert compiled == ["b.awm"]


def test_an_unchanged_compile_needs_no_compiler(
    awmc: Awmc, compiled: list[str], spec: Path
) -> None:
    make(awmc)
    program = (
        "import sys; from awmc.cli import run; run(['compile', '-o', 'out']);"
        "print('|', *sorted(name for name in sys.modules if name.startswith('awmc.')))"
        "; print('|', *{'lark', 'sqlglot', 'pydantic', 'jinja2'} & sys.modules.keys())"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    assert "0 files written, 15 unchanged" in ran.stdout, ran.stdout + ran.stderr
    rooms = {name.split(".")[1] for name in ran.stdout.split("|")[1].split()}
    assert rooms.isdisjoint({"driver", "syntax", "semantics", "ir", "lint", "build", "package"})
    assert ran.stdout.split("|")[2].split() == []
