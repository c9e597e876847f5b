"""An edge of the graph is true: what a tool is said to give is a key of that entity, and what is said to be written is."""

from __future__ import annotations

import json

import pytest

from awmc.synth.more_tasks.bench import Bench
from awmc.synth.more_tasks.graph import ITEM, Path, place_text
from awmc.synth.more_tasks.places import leaves
from tests.synth.more_tasks.worlds import SPECS, drawn, world


def values(value: object, path: Path) -> list[object]:
    """All values at a place."""
    if not path:
        return [value]
    if path[0] == ITEM:
        assert isinstance(value, list)
        return [found for item in value for found in values(item, path[1:])]
    assert isinstance(value, dict)
    # a field that is left out where it is none, or of an object that is none
    inner = value.get(path[0])
    return [] if inner is None else values(inner, path[1:])


@pytest.mark.parametrize("name", SPECS)
def test_what_a_tool_gives_names_rows(name: str) -> None:
    here, seen = world(name), 0
    for walk in drawn(name):
        with Bench(here, walk.actor) as bench:
            bench.play(walk.calls)
            for step in walk.steps:
                for shown in here.graph.keys[step.call.tool]:
                    keys = {row[shown.column] for row in bench.episode.rows(shown.entity)}
                    found = [v for v in values(step.value, shown.path) if v is not None]
                    assert set(found) <= keys, (step.call, shown)
                    seen += len(found)
    assert seen or name == "sorting_game"


def test_what_is_given_is_taken() -> None:
    """An argument filled along an edge is not refused as no row of that kind."""
    here = world("library")
    read = [
        (walk, step, name, origin)
        for walk in drawn("library")
        for step in walk.steps
        for name, origin in step.origins.items()
        if origin.kind == "read"
    ]
    assert read
    for walk, step, name, origin in read:
        giver = walk.steps[origin.step].call.tool
        place = place_text(tuple(ITEM if isinstance(p, int) else p for p in origin.place))
        edges = [e for e in here.graph.edges if (e.source, e.target) == (giver, step.call.tool)]
        assert any(e.place == place and e.argument == name for e in edges if e.why == "gives")


def test_an_edge_says_why() -> None:
    graph = world("library").graph
    lines = str(graph).splitlines()
    assert "my_loans → return_book: gives Loan at [].id, for loan_id" in lines
    assert "search_books → get_book: gives Book at [].id, for book_id" in lines
    assert "renew → renew: writes what decides: Loan.due, Loan.renewals" in lines
    # private tools are no nodes, nor are those of a simulated user
    assert "pass_on" not in graph.tools
    assert not any(edge.source == "pass_on" for edge in graph.edges)


@pytest.mark.parametrize("name", SPECS)
def test_the_graph_is_data(name: str) -> None:
    graph = world(name).graph
    read = json.loads(json.dumps(graph.as_json()))
    assert read["tools"] == list(graph.tools)
    assert len(read["edges"]) == len(graph.edges) == len(str(graph).splitlines())
    assert {edge["source"] for edge in read["edges"]} <= set(graph.tools)


def test_leaves_are_plain_values() -> None:
    assert dict(leaves({"a": {"b": 1}, "c": [2], "d": None})) == {("a", "b"): 1, ("d",): None}
