"""What a verdict costs does not grow with the database: counted in steps of SQLite, at two sizes."""

from __future__ import annotations

from pathlib import Path

import awmc
from awmc.runtime import Episode

STORE = """
environment store "A store with as many parts as one likes" { clock 2026-03-02T09:00:00 }

entity Shelf { key id: text  has parts: [Part] by shelf }

entity Part { auto key id: text = "P{n:06}"  shelf: Shelf  name: text  count: int = 0 }

tool take(part: Part "Which", count: int "How many") "Take parts from a shelf" {
  set part.count = part.count - count
  return part.{ id, count }
}

data Shelf for n in range(0, SIZE // 5) { id: "S{n:05}" }
data Part for n in range(0, SIZE) { shelf: Shelf("S{n // 5:05}"), name: "Screw {n}", count: 9 }

task take_two for p in Part if p.id == "P000003" {
  instruction "Take two of {p.id} and tell me its name."
  solution { call take(part = p, count = 2) }
  goal {
    require p.count == old(p.count) - 2
    require count(q for q in p.shelf.parts if q.count == 7) == 1
    let same = the(q for q in Part if q.shelf == p.shelf and q.count < old(q.count))
    require same == p
  }
  answer p.name
}
"""


def steps(episode: Episode, answer: str) -> int:
    """How many steps SQLite takes for a verdict in the episode's database."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    episode.connection.set_progress_handler(step, 1)
    assert episode.verify(answer).reward == 1.0
    return count


def test_a_verdict_by_keys_takes_the_same_steps_whatever_the_size(tmp_path: Path) -> None:
    taken = []
    for size in (50, 2000):
        path = tmp_path / f"store_{size}.awm"
        path.write_text(STORE.replace("SIZE", str(size)))
        with awmc.load(path) as environment:
            (task,) = environment.tasks()
            with environment.episode(task=task["id"]) as episode:
                assert episode.call("take", {"part_id": "P000003", "count": 2}).ok
                taken.append([steps(episode, "It is Screw 2."), steps(episode, "Screw 2, then.")])
    small, large = taken
    assert small == large
