"""What the types of the official libraries say of our tools."""

from __future__ import annotations

import json
from pathlib import Path

import pydantic
import pytest
from anthropic.types import ToolParam
from openai.types.chat import ChatCompletionFunctionToolParam

from awmc.interop.calling import anthropic, openai

GENERATED = sorted(path for path in Path("generated").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", GENERATED, ids=lambda path: path.name)
def test_the_official_types_take_every_tool_whole(folder: Path) -> None:
    for spec in json.loads((folder / "tools.json").read_text()):
        for made, kind in (
            (openai(spec), ChatCompletionFunctionToolParam),
            (anthropic(spec), ToolParam),
        ):
            adapter = pydantic.TypeAdapter(kind)
            assert json.loads(adapter.dump_json(adapter.validate_python(made))) == made
