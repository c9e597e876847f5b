"""What the types of the official SDK say of our tools."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from mcp_types import Tool

from awmc.interop.calling import mcp

GENERATED = sorted(path for path in Path("generated").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", GENERATED, ids=lambda path: path.name)
def test_the_official_types_take_every_tool_whole(folder: Path) -> None:
    for spec in json.loads((folder / "tools.json").read_text()):
        made = mcp(spec)
        read = Tool.model_validate(made)
        assert json.loads(read.model_dump_json(by_alias=True, exclude_unset=True)) == made
