"""Nothing got dearer: SQL statements, SQLite instructions and Python calls of every tool, start and verdict of the corpus, counted and not timed."""

import warnings

import pytest

from benchmarks import counts


@pytest.mark.parametrize("name", counts.names())
def test_nothing_costs_more_than_it_did(name: str) -> None:
    known = counts.load()
    with counts.environment(name) as loaded:
        moved = list(counts.compare(name, counts.count(loaded), known))
    dearer = [str(one) for one in moved if one.dearer]
    told = f"If that is meant, keep it: {counts.BLESS}"
    assert not dearer, "\n".join(["dearer than in benchmarks/counts.json:", *dearer, told])
    if moved:
        warnings.warn(f"{name} got cheaper; keep it: {counts.BLESS}", stacklevel=1)
