"""An episode in a file is the same whether it is held open or taken up again for each call."""

from __future__ import annotations

import json
from pathlib import Path

import awmc

TOP = Path(__file__).parents[2]


def test_failed_calls_count_and_limits_hold_in_files(tmp_path: Path) -> None:
    limited = 0
    for manifest in sorted(TOP.glob("generated/*/tasks.json")):
        found = [task for task in json.loads(manifest.read_text("utf-8")) if task["call_limit"]]
        if not found:
            continue
        limited += 1
        task, file = found[0], tmp_path / f"{manifest.parent.name}.db"
        with awmc.load(manifest.parent) as env:
            env.episode(task=task["id"], file=file).close()
            with env.episode(task=task["id"]) as held:
                for n in range(task["call_limit"] + 2):
                    name = "no_such_tool" if n % 2 else env.tools()[0]["name"]
                    with env.episode(file=file) as taken_up:
                        there = taken_up.call(name, {"nonsense": n}).text
                        assert there == held.call(name, {"nonsense": n}).text
                        assert taken_up.calls == held.calls
    assert limited > 3


def test_every_call_counts_in_a_file(tmp_path: Path) -> None:
    for manifest in sorted(TOP.glob("generated/*/tasks.json")):
        task, file = json.loads(manifest.read_text("utf-8"))[0], tmp_path / manifest.parent.name
        with awmc.load(manifest.parent) as env:
            looks = [{"tool": spec["name"], "arguments": {}} for spec in env.tools()]
            env.episode(task=task["id"], file=file).close()
            with env.episode(task=task["id"]) as held:
                for call in [*task["solution"], *looks]:
                    with env.episode(file=file) as taken_up:
                        there = taken_up.call(call["tool"], call["arguments"]).text
                    assert there == held.call(call["tool"], call["arguments"]).text
                    with env.episode(file=file) as left:
                        assert left.calls == held.calls


def test_a_snapshot_brings_the_limit_of_its_own_task() -> None:
    for manifest in sorted(TOP.glob("generated/*/tasks.json")):
        by_limit = {
            task["call_limit"]: task["id"] for task in json.loads(manifest.read_text("utf-8"))
        }
        with awmc.load(manifest.parent) as env:
            for limit, task in by_limit.items():
                for other in by_limit.values():
                    with env.episode(task=task) as played, env.episode(task=other) as taken_up:
                        taken_up.restore(played.snapshot())
                        codes = [
                            taken_up.call("no_such_tool").error for _ in range((limit or 99) + 1)
                        ]
                        assert [code["code"] == "call_limit" for code in codes if code] == [
                            n == limit for n in range(len(codes))
                        ]
