"""The specs of the cookbook and of the home page compile, without a warning, and are proven: their solutions earn the reward, and nothing else does."""

from __future__ import annotations

import re

import pytest

from awmc.driver import compile_text
from awmc.prove.run import Options, prove
from tests.fences import DOCS, Block, blocks

COOKBOOK, HOME = DOCS / "cookbook.md", DOCS / "index.md"
SPECS = [block for page in (COOKBOOK, HOME) for block in blocks(page) if block.language == "awm"]


def name(spec: Block) -> str:
    found = re.match(r"environment (\w+)", spec.text)
    assert found is not None, f"line {spec.line}: not a whole spec"
    return found[1]


@pytest.mark.parametrize("spec", SPECS, ids=name)
def test_a_spec_is_proven(spec: Block) -> None:
    compiled = compile_text(spec.text, f"{name(spec)}.awm")
    assert compiled.package is not None and not compiled.diagnostics, compiled.diagnostics
    proof = prove(compiled.package.files, Options(examples=10))
    assert proof.passed, proof.findings
    assert all(family.count.share == 1.0 for family in proof.tasks.families)
    assert proof.tasks.instances == proof.tasks.solvable > 0


def test_every_recipe_has_a_spec_and_a_place_in_the_contents() -> None:
    text = COOKBOOK.read_text(encoding="utf-8")
    recipes = re.findall(r"^## (.*)$", text, re.MULTILINE)
    listed = re.findall(r"\[([^\]]*)\]\(#", text.split("\n## ")[0])
    assert listed == recipes
    assert len([block for block in blocks(COOKBOOK) if block.language == "awm"]) == len(recipes)
