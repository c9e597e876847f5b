"""generated/ is what the compiler makes of specs/, byte for byte; it is the golden output of every emitter."""

from pathlib import Path

import pytest

from awmc.driver import compile_file
from awmc.emit.write import check

SPECS = sorted(Path("specs").glob("*.awm"))


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_generated_is_fresh(spec: Path) -> None:
    compiled = compile_file(spec)
    assert compiled.package is not None, compiled.diagnostics
    stale = check({compiled.package.name: compiled.package.files}, Path("generated"))
    assert stale == "", "run `awmc compile specs/ -o generated/`, and look at the difference"
