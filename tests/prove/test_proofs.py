"""The proofs that are kept beside generated code are of that code, and good."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

GENERATED = sorted(path.parent for path in Path("generated").glob("*/manifest.json"))


@pytest.mark.parametrize("folder", GENERATED, ids=lambda folder: folder.name)
def test_a_proof_is_of_this_version_and_whole(folder: Path) -> None:
    """Where this fails, run `awmc test`, and look at what it says."""
    proof = json.loads((folder / "proof.json").read_text())
    manifest = json.loads((folder / "manifest.json").read_text())
    assert proof["sources"] == manifest["sources"]
    assert proof["passed"]
    tasks = proof["tasks"]
    assert tasks["instances"] == tasks["solvable"] == sum(manifest["tasks"].values())
    assert tasks["falsified"] == tasks["clauses"]
    assert all(family["share"] >= 0.95 for family in tasks["families"])
    assert proof["sound"]["findings"] == []
    notes = {f["subject"] for f in proof["live"]["findings"] if "outside code" in f["message"]}
    assert all(
        t["hits"] or t["name"] in notes for t in proof["live"]["targets"] if t["kind"] == "tool"
    )
