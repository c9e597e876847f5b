"""What doubles at each step, or nests without end, is refused; names that SQLite or generated code keep for themselves work."""

from pathlib import Path

import awmc
from awmc.driver import check_text

HEAD = 'environment shop "A shop" { clock 2026-03-02T09:00:00 }\n'


def names(text: str) -> set[str]:
    return {found.name for found in check_text(HEAD + text)}


def test_objects_that_double_are_refused() -> None:
    lets = "\n".join(f"let a{i} = {{ p: a{i - 1}, q: a{i - 1} }}" for i in range(1, 60))
    text = f'tool f() "x" {{\nlet a0 = {{ p: 1 }}\n{lets}\nreturn a59\n}}'
    assert names(text) == {"limit-exceeded"}


def test_deep_types_are_refused() -> None:
    text = "tool g(x: " + "[" * 95 + "int" + "]" * 95 + ') "x" { return 1 }'
    assert names(text) == {"too-deep"}


def test_names_of_tables_and_constants_are_told_apart(tmp_path: Path) -> None:
    spec = tmp_path / "shop.awm"
    spec.write_text(
        HEAD
        + "entity SqliteX { key id: int }\nentity AB { key id: int }\nentity Ab { key id: int }\n"
        + 'entity S { key id: int }\ntool s(s: S) "x" { return count(x for x in S if x.id >= s.id) }\n'
        + "data S (id) { 1; 2 }\n",
        encoding="utf-8",
    )
    with awmc.load(spec) as env, env.episode() as episode:
        assert episode.call("s", {"s_id": 1}).value == 2
