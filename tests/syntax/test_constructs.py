"""Every construct of the language is known by name, and each is used somewhere that is tested."""

from __future__ import annotations

from pathlib import Path

from awmc.diagnostics.sink import Sink
from awmc.modules import load_modules
from awmc.source import SourceFile, Sources
from awmc.stats import all_constructs
from awmc.syntax.constructs import used

SPECS = [*sorted(Path("tests/language").glob("*.awm")), *sorted(Path("specs").glob("*.awm"))]
MORE = """
environment e { seed 7 }
entity A { key id: int  m: {text: int} }
tool t() { return [keys(a.m) for a in A] + [keys(a.m) for a in A if len(values(a.m)) > 0] }
data A { id: 1, m: {} }
task x { instruction "x"  solution { call t() }  answer 1  may change A }
"""


def constructs_of(file: SourceFile) -> frozenset[str]:
    return used(load_modules(file, Path(file.path).parent, Sources(), Sink()))


def test_every_construct_is_used_in_a_tested_spec() -> None:
    known = {name for names in all_constructs().values() for name in names}
    found = constructs_of(SourceFile("more.awm", MORE)).union(
        *(constructs_of(SourceFile(path.as_posix(), path.read_text())) for path in SPECS)
    )
    assert known - found == set()
    others = {name for name in found - known if not name.endswith("()")}
    assert others == set(), "constructs without a place in the table"


def test_a_condition_or_a_block_hides_no_construct() -> None:
    text = """
    environment e { }
    entity A { key id: int  a: int  b: int  @no_overlap (id) a..b if a > 0 }
    data A for x in range(2) for y in range(3) if x < y { id: x * 3 + y, a: 1, b: 2 }
    """
    found = constructs_of(SourceFile("e.awm", text))
    assert {"@no_overlap", "@no_overlap if", "several for", "if in for"} <= found
