"""The fixtures of the language: each `tests/language/*.awm` compiles, and its script plays as it says.

Every call is also judged by the tool's contract verifier, which is lowered apart from the tool: the two lowerings
must agree on the result and on every row.
"""

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import awmc
from awmc.runtime import Environment, Episode

FIXTURES = sorted((Path(__file__).parent / "language").glob("*.awm"))
CALL = re.compile(r"(\w+)\((.*)\) (==|!) (.*)")


class Script:
    """Plays the `#>` lines of one fixture on one episode after the other."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.contracts = importlib.import_module(f"{env.definition.package}.contracts")
        self.episode: Episode = env.episode()
        self.actor: object = None

    def play(self, line: str) -> str | None:
        """What went otherwise than the line says, or None."""
        if line == "reset":
            return self._start()
        if line.startswith("as "):
            self.actor = json.loads(line.removeprefix("as "))
            return self._start()
        if line.startswith("rows "):
            entity, _, number = line.removeprefix("rows ").partition(" == ")
            found = len(self.episode.rows(entity))
            return None if found == int(number) else f"found {found} rows"
        match = CALL.fullmatch(line)
        return "this is no line of a script" if match is None else self._call(*match.groups())

    def _start(self) -> None:
        self.episode.close()
        self.episode = self.env.episode(actor=self.actor)

    def _call(self, tool: str, given: str, operator: str, wanted: str) -> str | None:
        arguments = dict(pairs(given))
        before = self.episode.fork()
        side = "user" if tool in {t["name"] for t in self.env.tools("user")} else "agent"
        result = self.episode.call(tool, arguments, side=side)
        value = result.value if result.ok else {"error": result.error}
        differs = expected(value, operator, wanted)
        if differs is None and tool in self.env.definition.tools:
            verify = getattr(self.contracts, f"verify_{tool}")
            judged = verify(
                before.connection, self.episode.connection, arguments, value, self.env.externs
            )
            differs = None if judged.ok else f"the verifier says {judged.differences}"
        before.close()
        return differs


def pairs(text: str) -> Iterator[tuple[str, Any]]:
    """`a=1, b="x"` as names and JSON values."""
    decoder, place = json.JSONDecoder(), 0
    while place < len(text):
        name = re.compile(r"[\s,]*(\w+)=\s*").match(text, place)
        assert name is not None, text[place:]
        value, place = decoder.raw_decode(text, name.end())
        yield name[1], value


def expected(value: Any, operator: str, wanted: str) -> str | None:
    """How a call's value or error differs from what a script says."""
    if operator == "==":
        return None if value == json.loads(wanted) else f"found {json.dumps(value)}"
    code, _, message = wanted.partition(" ")
    error = value.get("error") if isinstance(value, dict) else None
    if not isinstance(error, dict) or error["code"] != code:
        return f"found {json.dumps(value)}"
    if message and error["message"] != json.loads(message):
        return f"found the message {json.dumps(error['message'])}"
    return None


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_the_script_of_a_fixture_plays_as_it_says(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    with awmc.load(path, allow_extern=True) as env:
        script = Script(env)
        wrong = [
            f"{path.name}:{number}: {line}\n    {differs}"
            for number, line in enumerate(text.splitlines(), start=1)
            if line.startswith("#> ")
            and (differs := script.play(line.removeprefix("#> "))) is not None
        ]
        script.episode.close()
    assert not wrong, "\n".join(["", *wrong])
