"""Names that mean something to Python, pydantic, SQL or awmc itself: the package loads, and its tool works."""

from __future__ import annotations

from pathlib import Path

import pytest

import awmc

WORDS = """order group select where table values from index rowid oid main class def cls rows state
len print dump json copy dict list int str object type id hash super pass lambda model_config fields
_awmc_state __init__ new excluded row rules tools verifiers contracts judging goals awmc"""


@pytest.mark.parametrize("word", WORDS.split())
def test_any_word_may_be_a_name(tmp_path: Path, word: str) -> None:
    entity = "".join(part.capitalize() for part in word.split("_")) or "X"
    path = tmp_path / "shop.awm"
    path.write_text(
        f"""environment shop "A shop" {{ clock 2026-03-02T09:00:00 }}
entity {entity} {{ key id: int  {word if word != "id" else "id2"}: int = 2 }}
tool {word}({word}: int) "d" {{
  create {entity} {{ id: {word} }}
  return [r.{{ id, n: {word if word != "id" else "id2"} }} for r in {entity} if r.id == {word}]
}}
""",
        encoding="utf-8",
    )
    with awmc.load(path) as env, env.episode() as episode:
        assert episode.call(word, {word: 7}).value == [{"id": 7, "n": 2}]
