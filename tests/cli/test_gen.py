"""`awmc gen` without its extra, and its help with nothing of it loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from awmc.cli import output
from tests.cli.conftest import Awmc

SPEC = "shop.awm"
MODEL = ("--model", "m", "--base-url", "http://127.0.0.1:9/v1", "-o", "worlds")
VERBS = {
    "scenarios": ("--seeds", "seeds.txt", "--count", "1"),
    "tasks": (),
    "spec": (),
    "all": ("--scenario", "A bike shed"),
    "more-tasks": (SPEC,),
    "evolve": (SPEC, "--name", "shop_2"),
}


@pytest.mark.parametrize("missing", ["openai", "filelock"])
@pytest.mark.parametrize("verb", VERBS)
def test_without_the_extra_it_says_what_to_install(
    awmc: Awmc, verb: str, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = output.find_spec
    monkeypatch.setattr(output, "find_spec", lambda name: None if name == missing else known(name))
    Path(SPEC).write_text("environment shop {\n")
    ran = awmc("gen", verb, *VERBS[verb], *MODEL)
    assert ran.code == 2
    assert ran.err == f'awmc: generating with a model needs {missing}: pip install "awmc[gen]"\n'
    assert not Path("worlds").exists()


def test_there_is_no_verb_that_is_not_tried_here(awmc: Awmc) -> None:
    listed = awmc("gen", "--help").out.partition("Commands:\n")[2]
    assert {line.split()[0] for line in listed.splitlines() if line[2:3].strip()} == set(VERBS)


def test_help_loads_nothing_of_what_generates() -> None:
    told = "import sys; from awmc.cli import run; run(['gen', 'all', '--help']); print([m for m in sys.modules if m.startswith(('awmc.synth', 'awmc.endpoint.', 'openai', 'jinja2'))])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
