"""Files of JSON lines and of seeds: what a person may do to them, and what is said of those that cannot be used."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awmc.synth.lines import LinesError, Written, line_of, read_scenarios, read_tasks
from awmc.synth.named import sentence_name, task_name, unused, world_name
from awmc.synth.records import Scenario, WantedTasks
from awmc.synth.seeds import read_seeds, scenario_of

SHED = Scenario(name="shed", description="Bikes")


def put(folder: Path, text: str | bytes, name: str = "file.jsonl") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# --- names


@given(st.text(max_size=80))
def test_a_name_that_is_made_is_valid_and_stays(text: str) -> None:
    for make in (world_name, task_name, sentence_name):
        name = make(text)
        if name:
            Scenario(name=name, description="x")
            again = make(name) if make is not sentence_name else world_name(name)
            assert again == name
            assert len(unused(name, {name})) <= 48 and unused(name, {name}) != name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Book Shop", "book_shop"),
        ("café-42", "cafe_42"),
        ("DROP TABLE users; --", "drop_table_users"),
        ("none", "none_task"),
        ("2 for 1", "for_1"),
        ("図書館", ""),
        ("Please renew all of my loans that end this week", "renew_all_loans_end_week"),
        ("a" * 99, "a" * 48),
    ],
)
def test_names_of_tasks(text: str, name: str) -> None:
    assert task_name(text) == name


# --- records

ODD = st.none() | st.integers() | st.text(st.characters(categories=("L", "Zl", "Cs", "Cc")))
"""Values of fields that nobody knows."""


@given(st.text(min_size=1, max_size=30), st.dictionaries(st.text(), ODD))
def test_what_is_written_reads_back_with_the_fields_that_nobody_knows(
    tmp_path_factory: pytest.TempPathFactory, text: str, more: dict[str, object]
) -> None:
    known = {"name": "shed", "description": text, "category": "home"}
    record = Scenario.model_validate({f"x{k}": v for k, v in more.items()} | known)
    path = tmp_path_factory.mktemp("lines") / "scenarios.jsonl"
    Written(path).add(record, record.name)
    assert read_scenarios(path) == [record]


def test_a_line_that_is_no_record_is_refused_with_its_number_and_in_words(tmp_path: Path) -> None:
    path = put(
        tmp_path,
        '{"name": "a", "description": "x"}\n\n{"name": "b"}\n{"name": "図", "description": ""}\n'
        '[1]\n{"name": "c", "description": 3}\n{"name": "A", "description": "again"}\n{oh\n',
    )
    with pytest.raises(LinesError) as told:
        read_scenarios(path)
    assert [line.removeprefix(str(path)) for line in str(told.value).splitlines()] == [
        ":3: description is missing",
        ":4: name is no name: write small letters, digits and _, a letter first, at most 48; description is empty",
        ":5: this is no JSON object",
        ":6: description is no text",
        ":7: the name a is that of line 1 already: change one of them, or take it out",
        ":8: this is no JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
    ]


def test_of_many_faults_the_first_are_told(tmp_path: Path) -> None:
    with pytest.raises(LinesError) as told:
        read_tasks(put(tmp_path, "[]\n" * 30))
    assert str(told.value).count("\n") == 10 and str(told.value).endswith("and 20 more")


def test_two_tasks_of_one_name_are_refused(tmp_path: Path) -> None:
    tasks = [{"name": "renew", "description": d} for d in "xy"]
    path = put(tmp_path, json.dumps({"scenario": "shed", "tasks": tasks}))
    with pytest.raises(LinesError, match=":1: two tasks are called renew"):
        read_tasks(path)


def test_the_files_of_agentworldmodel_are_taken_as_they_are(tmp_path: Path) -> None:
    scenarios = put(tmp_path, '{"name": "Corner Shop 24", "description": "A shop"}\n', "s.jsonl")
    texts = ["Buy me 2 pints of milk", "Buy me 2 pints of milk", "牛乳を買う", "none"]
    tasks = put(tmp_path, json.dumps({"scenario": "Corner Shop 24", "tasks": texts}), "t.jsonl")
    (scenario,) = read_scenarios(scenarios)
    (wanted,) = read_tasks(tasks)
    assert scenario.name == wanted.scenario == "corner_shop_24"
    names = [task.name for task in wanted.tasks]
    assert names == ["buy_me_2_pints_milk", "buy_me_2_pints_milk_2", "task", "none_task"]
    assert [task.description for task in wanted.tasks] == texts
    assert WantedTasks.model_validate_json(line_of(wanted)) == wanted


# --- files that a run adds to


def test_what_a_kill_left_of_a_line_is_cut_off_wherever_it_fell(tmp_path: Path) -> None:
    whole = [SHED, SHED.model_copy(update={"name": "barn", "description": 'ü "{" '})]
    first, second = ((line_of(one) + "\n").encode() for one in whole)
    for cut in range(len(second) + 1):
        path = put(tmp_path, first + second[:cut])
        written = Written(path)
        there = read_scenarios(path)
        assert there == whole[: 1 if cut < len(second) - 1 else 2]
        third = SHED.model_copy(update={"name": "third"})
        written.add(third, "third")
        assert read_scenarios(path) == [*there, third]


def test_a_slip_of_a_person_in_the_last_line_is_told_and_not_cut_off(tmp_path: Path) -> None:
    text = '{"name": "shed" "description": "Bikes"}'
    path = put(tmp_path, text)
    Written(path)
    assert path.read_text().strip() == text
    with pytest.raises(LinesError, match=":1: this is no JSON"):
        read_scenarios(path)


def test_a_line_that_a_person_took_out_is_known(tmp_path: Path) -> None:
    path = tmp_path / "scenarios.jsonl"
    written = Written(path)
    assert not written.taken_out(())
    written.add(SHED, "shed")
    written.add(SHED.model_copy(update={"name": "barn"}), "barn")
    path.write_text(line_of(SHED) + "\n")
    assert Written(path).taken_out(one.name for one in read_scenarios(path)) == {"barn"}


def test_a_file_that_is_gone_is_made_again_and_nothing_was_taken_out_of_it(tmp_path: Path) -> None:
    path = tmp_path / "scenarios.jsonl"
    Written(path).add(SHED, "shed")
    path.unlink()
    assert not Written(path).taken_out(())


@pytest.mark.parametrize("name", ["con", "NUL", "Aux!", "lpt1"])
def test_no_world_is_called_as_a_device_of_windows(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, json.dumps({"name": name, "description": "Of consoles."}))
    (found,) = read_scenarios(path)
    assert found.name.endswith("_world") and world_name(found.name) == found.name
    assert scenario_of(name).name not in ("con", "nul", "aux", "lpt1")


def test_a_full_disk_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "scenarios.jsonl"
    written = Written(path)
    written.add(SHED, "shed")
    before = path.read_bytes()

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        written.add(SHED.model_copy(update={"name": "barn"}), "barn")
    assert path.read_bytes() == before


# --- seeds


def test_seeds_are_words_or_worlds(tmp_path: Path) -> None:
    path = put(
        tmp_path,
        b"\xef\xbb\xbf# what to draw from\r\n\r\nlibraries  # all kinds\r\nlibraries\nA bike shed: members, bikes and rides\n"
        b'{"name": "C# Forum", "description": "Threads", "category": "software"}\n{"name": "gyms"}\n'
        b"A shed where neighbours lend bikes to each other\nA bike shed: members and fines\n",
    )
    seeds = read_seeds(path)
    assert [seed.text for seed in seeds if seed.world is None] == ["libraries", "gyms"]
    worlds = [seed.world for seed in seeds if seed.world is not None]
    assert [one.name for one in worlds] == [
        "bike_shed",
        "c_forum",
        "shed_neighbours_lend_bikes_each",
        "bike_shed_2",
    ]
    assert worlds[0].description == "A bike shed: members, bikes and rides"
    assert worlds[1].category == "software"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "it has no seeds; write a line for each world"),
        (b"# nothing\n\n", "it has no seeds"),
        (b"shops\n\xff\xfe\x00", ":2: this is no text in UTF-8"),
        (b"shops\nELF\x00\x01", ":2: this is no text: it has a zero byte"),
        (b"x\n{]", ":2: this begins as a JSON object, and is none"),
        (b'{"description": ""}', ":1: description is empty"),
        (b'{"name": "a", "description": "x"}\n{"name": "A", "description": "y"}', ":2: another line"),
        (b"x" * 5000, ":1: the line is longer than 4000 characters"),
    ],
)  # fmt: skip
def test_a_file_without_seeds_is_refused_in_words(
    tmp_path: Path, content: bytes, told: str
) -> None:
    with pytest.raises(LinesError) as error:
        read_seeds(put(tmp_path, content, "seeds.txt"))
    assert told in str(error.value) and str(tmp_path / "seeds.txt") in str(error.value)


def test_a_missing_file_and_a_folder_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(LinesError, match="there is no such file"):
        read_seeds(tmp_path / "none")
    with pytest.raises(LinesError, match="this is a folder, not a file"):
        read_seeds(tmp_path)
    with pytest.raises(LinesError, match="cannot be written"):
        Written(tmp_path)


@given(st.text(max_size=60))
def test_one_line_is_a_scenario_or_says_nothing(line: str) -> None:
    try:
        scenario = scenario_of(line)
    except LinesError as error:
        assert str(error)
    else:
        assert scenario.description


def test_the_scenario_of_a_line_is_about_that_line() -> None:
    scenario = scenario_of("A tool library")
    assert (scenario.name, scenario.description) == ("tool_library", "A tool library")
    with pytest.raises(LinesError, match="says nothing"):
        scenario_of("  # nothing")
