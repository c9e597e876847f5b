"""A spec whose every text tries to get out of where it lands: it compiles, plays, and its words stay words."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import awmc as package
from awmc.driver import compile_text
from awmc.emit.format import format_python
from tests.cli.conftest import Awmc

HEAD = 'environment shop "A shop" { clock 2026-03-02T09:00:00 }\n'

TEXT = (
    "\"\"\" ''' \\ {{ x }} {% raw %} <script>x</script> --> */ -- ; | ` # [a](javascript:b) \u202e\n"
    "' OR 1=1; DROP TABLE thing; --"
)
QUOTED = (
    '"'
    + (
        TEXT.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("{", "{{")
    ).replace("}", "}}")
    + '"'
)
DOC = QUOTED.replace("{{", "{").replace("}}", "}")  # docs do not interpolate

SPEC = f"""
environment hostile {DOC} {{ clock 2026-03-02T09:00:00  policy {DOC} }}
enum E {DOC} {{ a = {DOC}, b }}
entity Thing {DOC} {{
  key id: text {DOC}
  from: text = {QUOTED}
  e: E = a
  @check (len(from) > 0 and from != {QUOTED} + "x") else {QUOTED}
}}
error Bad(t: Thing) {QUOTED}
invariant few {DOC} {{ count(t for t in Thing if t.from == {QUOTED}) < 100 }}
tool act(thing: Thing {DOC} else {QUOTED}, words: text {DOC} = {QUOTED}) {DOC} {{
  require thing.from != {QUOTED} + "z" else {QUOTED}
  require words != "no" else Bad(thing)
  set thing.from = {QUOTED} + "y"
  return {{ id: thing.id, "a b|\\"c": thing.from, e: thing.e }}
}}
tool copy(json: int as {DOC}) {DOC} {{ return json }}
data Thing (id) {{ {QUOTED}; "b" }}
task t {DOC} {{
  instruction {QUOTED}
  user {QUOTED}
  solution {{ call act(thing = Thing("b")) }}
  goal {{ require Thing("b").from == {QUOTED} + "y" }}
}}
"""


def files() -> dict[str, str]:
    compiled = compile_text(SPEC, "hostile.awm", Path())
    assert compiled.package is not None, [d.message for d in compiled.diagnostics]
    return dict(compiled.package.files)


def test_every_file_holds_the_words_and_shows_them() -> None:
    made = files()
    for name, text in made.items():
        assert "\u202e" not in text or name.endswith(".sql"), name  # SQL has no escapes
        if name.endswith(".json"):
            json.loads(text)
    assert format_python(made) == made
    assert "<script>" not in made["POLICY.md"].replace("\\<script", "")
    (tool, *_) = json.loads(made["tools.json"])
    assert tool["inputSchema"]["properties"]["words"]["default"] == TEXT
    (task,) = json.loads(made["tasks.json"])
    assert task["instruction"] == TEXT == task["user"]


def test_it_plays_with_its_words_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "hostile.awm"
    path.write_text(SPEC, encoding="utf-8")
    with package.load(path) as env, env.episode(task="t") as episode:
        assert episode.call("copy", {TEXT: 7}).value == 7
        missing = episode.call("act", {"thing_id": "c"})
        assert missing.error == {"code": "not_found", "message": TEXT}
        refused = episode.call("act", {"thing_id": "b", "words": "no"})
        assert refused.error == {"code": "bad", "message": TEXT}
        done = episode.call("act", {"thing_id": TEXT})
        assert done.value == {"id": TEXT, 'a b|"c': TEXT + "y", "e": TEXT}
        assert len(episode.rows("Thing")) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_beside_a_spec_is_not_waited_for(awmc: Awmc) -> None:
    Path("specs").mkdir()
    os.mkfifo("specs/a.awm")
    Path("specs/part.awm").write_text("def twice(n: int) -> int = n * 2\n")
    Path("specs/shop.awm").write_text(f'{HEAD}use "part.awm"\n')
    assert awmc("lint", "specs/part.awm", "--select", "tasks").code == 0
    assert awmc("fmt").code == 0
    assert awmc("lint", "--select", "tasks").code == 0


@pytest.mark.parametrize("verb", ["explain", "lint shop.awm --select tasks"])
@pytest.mark.parametrize("streams", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_a_closed_stream_is_no_failure(tmp_path: Path, verb: str, streams: str) -> None:
    (tmp_path / "shop.awm").write_text(HEAD)
    ran = shell(f"{verb} {streams}", tmp_path)
    assert ran.returncode == 0 and "bug of awmc" not in ran.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is full")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    ran = shell("grammar > /dev/full", tmp_path)
    assert ran.returncode == 1
    assert ran.stderr == "awmc: cannot write the output: No space left on device\n"


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What becomes of a command of awmc in a shell."""
    line = f"{shlex.quote(sys.executable)} -m awmc {command}"
    return subprocess.run(line, shell=True, cwd=folder, capture_output=True, text=True)
