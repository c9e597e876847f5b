"""A spec reads nothing outside its folder, and a killed compile leaves the old output whole."""

import subprocess
import sys
from pathlib import Path

import pytest

from awmc.driver import check_file
from awmc.runtime import load

HEAD = 'environment shop "A shop" { clock 2026-03-02T09:00:00 }\n'


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('use "../outside.awm"', "path-outside"),
        ('use "/etc/passwd"', "path-outside"),
        ('use "link.awm"', "path-outside"),
        ('entity B { key id: text }\ndata B from "../b.csv"', "path-outside"),
        ('extern f(a: int) -> int from "../x:f"', "bad-extern"),
        ('extern f(a: int) -> int from "os:system"', "bad-extern"),
    ],
)
def test_nothing_outside_the_folder_is_read(tmp_path: Path, text: str, name: str) -> None:
    folder = tmp_path / "specs"
    folder.mkdir()
    for outside in ("outside.awm", "b.csv", "x.py"):
        (tmp_path / outside).write_text("id\n1\n", encoding="utf-8")
    (folder / "link.awm").symlink_to(tmp_path / "outside.awm")
    spec = folder / "shop.awm"
    spec.write_text(HEAD + text + "\n", encoding="utf-8")
    assert name in {found.name for found in check_file(spec).diagnostics}


@pytest.mark.parametrize("seconds", [0.2, 0.5, 0.7, 0.9])
def test_a_killed_compile_leaves_whole_output(tmp_path: Path, seconds: float) -> None:
    spec, out = tmp_path / "shop.awm", tmp_path / "out"
    command = [sys.executable, "-m", "awmc", "compile", str(spec), "-o", str(out)]
    spec.write_text(HEAD + 'tool f() "One" { return 1 }\n', encoding="utf-8")
    subprocess.run(command, check=True, capture_output=True)
    spec.write_text(HEAD + 'tool f() "Two" { return 2 }\n', encoding="utf-8")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            running.wait(seconds)
        except subprocess.TimeoutExpired:
            running.kill()
    with load(out / "shop") as env, env.episode() as episode:
        described = env.tools()[0]["description"]
        assert episode.call("f").value == {"One": 1, "Two": 2}[described]
