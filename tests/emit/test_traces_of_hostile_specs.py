"""Small specs in which a way back from a change to a rule's rows is cut: each was once answered wrongly by looking only where a call had touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from awmc import load
from awmc.runtime import Environment, Episode

Calls = list[tuple[str, dict[str, Any]]]
HEAD = 'environment hostile "Ways back that are cut" { clock 2026-01-01T00:00:00 }\n'

NO_ROW_LOOKED_UP = """
entity D { key id: text }
entity X { key id: text  note: text? }
entity F { key id: text  note: text? }
invariant few "few" { all(count(f for f in F if f.note == X(d.id)?.note) <= 1 for d in D) }
tool add(id: text, note: text? = none) "Add" { create F { id, note } }
data D (id) { "a"; "b"; }
data X (id, note) { "b", "q"; }
"""
NO_ROW_FOUND = """
entity D { key id: text }
entity P { key id: text  d: D }
entity F { key id: text  p: P? }
invariant few "few" { all(count(f for f in F if f.p == first(p for p in P if p.d == d)) <= 1 for d in D) }
tool add(id: text, p: P? = none) "Add" { create F { id, p } }
data D (id) { "a"; "b"; }
data P (id, d) { "p", "b"; }
"""
MANY_WAYS_TO_ONE_ROW = """
entity R { key id: text  has bs: [B] by r }
entity C { key id: text  n: int = 0 }
entity B { key id: text  r: R  c: C  most: int }
invariant low "low" { all(all(b.c.n <= b.most for b in r.bs) for r in R) }
tool add(c: C, n: int) "Add" { set c.n += n }
data R (id) { "one"; "two"; }
data C (id) { "c"; }
data B for i in range(60) { id: "b{i}", r: R("one"), c: C("c"), most: 50 }
data B (id, r, c, most) { "z", "two", "c", 3; }
"""
A_NAME_FROM_BEFORE_THE_LOOP = """
entity D { key id: text  on: bool = false  level: int }
entity X { key id: text  n: int = 0 }
on call {
  let most = sum(x.n for x in X)
  for d in D if d.level < most { set d.on = true }
}
tool add(x: X, n: int) "Add" { set x.n += n }
data D (id, level) { "a", 1; "b", 5; }
data X (id) { "x"; }
"""
A_ROW_DELETED_AFTER_ITS_TURN = """
entity D { key id: text  next: text = ""  poke: bool = false  hot: bool = false  kill: bool = false }
entity L { auto key id: int  d: text }
on call {
  for d in D {
    if d.poke { for o in D if o.id == d.next { set o.hot = true }  set d.poke = false }
    if d.kill { for o in D if o.id == d.next { delete o }  set d.kill = false }
    if d.hot { create L { d: d.id }  set d.hot = false }
  }
}
tool begin(poke: D, kill: D) "Begin" { set poke.poke = true  set kill.kill = true }
data D (id, next) { "a", "b"; "b", ""; "c", "b"; }
"""
HOSTILE: dict[str, tuple[str, Calls]] = {
    "no row looked up": (NO_ROW_LOOKED_UP, [("add", {"id": "1"}), ("add", {"id": "2"})]),
    "no row found": (NO_ROW_FOUND, [("add", {"id": "1"}), ("add", {"id": "2"})]),
    "many ways to one row": (MANY_WAYS_TO_ONE_ROW, [("add", {"c_id": "c", "n": 4})]),
    "a name from before the loop": (
        A_NAME_FROM_BEFORE_THE_LOOP,
        [("add", {"x_id": "x", "n": n}) for n in (0, 2, 4)],
    ),
    "a row deleted after its turn": (
        A_ROW_DELETED_AFTER_ITS_TURN,
        [("begin", {"poke_id": "a", "kill_id": "c"})],
    ),
}


def _made(folder: Path, spec: str) -> Environment:
    path = folder / "hostile.awm"
    path.write_text(HEAD + spec)
    return load(path)


def _state(episode: Episode) -> list[str]:
    return list(episode.connection.iterdump())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_call_gives_what_it_gives_where_everything_is_looked_at(
    name: str, tmp_path: Path
) -> None:
    spec, calls = HOSTILE[name]
    environment = _made(tmp_path, spec)
    with environment.episode() as narrow, environment.episode() as whole:
        for tool, arguments in calls:
            whole._rules_hold, whole._rests = False, {}
            one, other = narrow.call(tool, arguments), whole.call(tool, arguments)
            assert (one.text, _state(narrow)) == (other.text, _state(whole))
            assert one.ok or one.error["code"] == "invariant_violated"  # the call itself fits


def test_what_another_writes_into_an_episodes_file_stirs_its_loops(tmp_path: Path) -> None:
    spec = """
entity D { key id: text  level: int  on: bool = false }
on call { for d in D if d.level > 3 { set d.on = true } }
tool put(d: D, level: int) "Put" { set d.level = level }
data D (id, level) { "a", 1; "b", 1; }
"""
    environment = _made(tmp_path, spec)
    with environment.episode(file=tmp_path / "played.db") as episode:
        assert episode.call("put", {"d_id": "a", "level": 2}).ok
        episode.connection.execute("UPDATE d SET level = 9 WHERE id = 'b'")
        assert episode.call("put", {"d_id": "a", "level": 3}).ok
        assert [row["on"] for row in episode.rows("D")] == [False, True]
