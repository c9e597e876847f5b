"""The specs of the cookbook and of the home page are as the docs ask: formatted, without a finding under any rule of lint, and proven, so that their
solutions earn the reward, and nothing else does.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from awmc import driver
from awmc.formatting import format_bytes
from awmc.prove.run import Options, prove
from awmc.source import SourceFile
from tests.fences import DOCS, Block, blocks

COOKBOOK, HOME = DOCS / "cookbook.md", DOCS / "index.md"
SPECS = [block for page in (COOKBOOK, HOME) for block in blocks(page) if block.language == "awm"]


def name(spec: Block) -> str:
    found = re.match(r"environment (\w+)", spec.text)
    assert found is not None, f"line {spec.line}: not a whole spec"
    return found[1]


@pytest.mark.parametrize("spec", SPECS, ids=name)
def test_a_spec_is_proven(spec: Block) -> None:
    every_rule = driver.Options(emit=True, select=("all",))
    compiled = driver.run(SourceFile(f"{name(spec)}.awm", spec.text), Path(), every_rule)
    assert compiled.package is not None and not compiled.diagnostics, compiled.diagnostics
    proof = prove(compiled.package.files, Options(examples=10))
    assert proof.passed, proof.findings
    assert all(family.count.share == 1.0 for family in proof.tasks.families)
    assert proof.tasks.instances == proof.tasks.solvable > 0


@pytest.mark.parametrize("spec", SPECS, ids=name)
def test_a_spec_is_formatted(spec: Block) -> None:
    outcome = format_bytes(spec.text.encode(), f"{name(spec)}.awm")
    assert outcome.is_complete and not outcome.changed, outcome.diff()


def test_every_recipe_has_a_spec_and_a_place_in_the_contents() -> None:
    text = COOKBOOK.read_text(encoding="utf-8")
    recipes = re.findall(r"^## (.*)$", text, re.MULTILINE)
    listed = re.findall(r"\[([^\]]*)\]\(#", text.split("\n## ")[0])
    assert listed == recipes
    assert len([block for block in blocks(COOKBOOK) if block.language == "awm"]) == len(recipes)
