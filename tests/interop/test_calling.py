"""Tools in the forms of models' interfaces: complete, within their limits, and never those of the other side."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from awmc.interop.calling import FORMATS
from tests.cli.conftest import Awmc, awmc  # noqa: F401  (a fixture)

GENERATED = sorted(path.resolve() for path in Path("generated").iterdir() if path.is_dir())
NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
"""What OpenAI and Anthropic take as the name of a tool."""
LONGEST, MOST = 1024, 128
"""Characters of a description, and tools in one request, that OpenAI takes."""


@pytest.mark.parametrize("folder", GENERATED, ids=lambda path: path.name)
def test_every_tool_is_within_the_limits_of_the_interfaces(folder: Path) -> None:
    specs = json.loads((folder / "tools.json").read_text())
    assert len(specs) <= MOST
    for tool in map(FORMATS["openai"], specs):
        function = tool["function"]
        assert NAME.fullmatch(function["name"]) and 0 < len(function["description"]) <= LONGEST
        jsonschema.Draft202012Validator.check_schema(function["parameters"])
        assert function["parameters"]["type"] == "object"


@pytest.mark.parametrize("folder", GENERATED, ids=lambda path: path.name)
def test_a_form_for_models_has_the_tools_of_one_side(awmc: Awmc, folder: Path) -> None:  # noqa: F811
    def shown(form: str, *side: str) -> list[Any]:
        ran = awmc("tools", str(folder), "--format", form, *side)
        assert ran.code == 0
        found: list[Any] = json.loads(ran.out)
        return found

    everything = shown("json")
    agent_first = sorted(
        json.loads((folder / "tools.json").read_text()), key=lambda spec: spec["side"] == "user"
    )
    assert everything == agent_first
    for form, make in FORMATS.items():
        for side in ("agent", "user"):
            mine = [make(spec) for spec in everything if spec["side"] == side]
            assert shown(form, "--side", side) == mine
        assert form == "json" or shown(form) == shown(form, "--side", "agent")
        assert len(shown(form, "--side", "all")) == len(everything)
