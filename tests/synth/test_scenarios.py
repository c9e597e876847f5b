"""Looking for scenarios: with models that do as they are told, models that do not, kills, and persons who edit what there is."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count as numbers
from pathlib import Path

import pytest

from awmc.synth.asking import Question
from awmc.synth.embedding import Embeddings
from awmc.synth.lines import Written, line_of, read_scenarios
from awmc.synth.prompts import Prompts
from awmc.synth.proposals import CATEGORIES, Refused, Settings
from awmc.synth.records import Scenario
from awmc.synth.scenarios import Found, scenarios
from awmc.synth.seeds import Seed, scenario_of
from tests.synth.fakes import Journal, Killed, judged, lines, no_limit, words_of, world

PROMPTS = Prompts()
SEEDS = [Seed(f"topic {n}") for n in range(9)]


@dataclass
class Run:
    """One run of the step on a file, as the command makes it."""

    path: Path
    count: int
    ask: Journal
    seeds: Sequence[Seed] = field(default_factory=lambda: SEEDS)
    settings: Settings = field(default_factory=lambda: Settings(per_category=99))
    refused: list[Refused] = field(default_factory=list)

    def go(self) -> Found:
        written = Written(self.path)
        have = read_scenarios(self.path) if self.path.exists() else []

        def told(one: Scenario | Refused) -> None:
            if isinstance(one, Refused):
                self.refused.append(one)
            else:
                written.add(one, one.name)

        gone = written.taken_out(one.name for one in have)
        work = scenarios(
            self.seeds, self.count, have, self.ask, no_limit(), PROMPTS, self.settings, told, gone
        )
        return asyncio.run(work)


def inventive(spoilt: Callable[[int], bool] = lambda n: False) -> Callable[[Question], str]:
    """A model that names eight new worlds a question, by the question's words; some are unsuitable, some come again."""

    def answer(question: Question) -> str:
        if question.prompt == "suitable":
            found = [json.loads(line) for line in judged(question).splitlines()]
            for one in found:
                number = int(one["name"].split("_")[1])
                one["suitable"] = number % 7 != 0
                one["category"] = CATEGORIES[number % 5]
            return lines(found)
        first = question.sample * 8
        again = [world(max(0, first - 1))] if spoilt(question.sample) else []
        return lines([*again, *(world(n) for n in range(first, first + 8))])

    return answer


def test_as_many_as_are_wanted_are_found_and_each_refusal_is_told(tmp_path: Path) -> None:
    run = Run(tmp_path / "s.jsonl", 20, Journal(inventive(lambda n: n > 0)))
    found = run.go()
    assert len(found.records) == 20 and not found.short
    assert read_scenarios(run.path) == list(found.records)
    reasons = Counter(one.reason for one in run.refused)
    assert dict(found.refused) == reasons
    assert reasons["unsuitable"] and reasons["name taken"]
    assert {one.why for one in run.refused} == {"so", "there is one of this name"}
    assert all(one.seed in {seed.text for seed in SEEDS} for one in found.records)


@pytest.mark.parametrize("count", [3, 10, 21])
def test_no_category_gets_more_than_its_share(tmp_path: Path, count: int) -> None:
    run = Run(tmp_path / "s.jsonl", count, Journal(inventive()), settings=Settings())
    found = run.go()
    most = max(2, -(-count // 5))
    assert len(found.records) == count
    assert max(Counter(one.category for one in found.records).values()) <= most


def test_two_that_are_too_near_are_not_both_kept(tmp_path: Path) -> None:
    said = "Members borrow tools, bring them back and pay fees for late returns"
    worlds = [world(1), {"name": "one", "description": said}, {"name": "two", "description": said + " always"}]  # fmt: skip

    def answer(question: Question) -> str:
        return judged(question) if question.prompt == "suitable" else lines(worlds)

    run = Run(tmp_path / "s.jsonl", 9, Journal(answer))
    found = run.go()
    assert [one.name for one in found.records] == ["world_1", "one"]
    near = next(one for one in run.refused if one.reason == "too near another")
    assert near.name == "two" and near.why.endswith("like one")
    assert "2 of 9 scenarios found: 3 rounds of questions brought nothing new" in found.short
    assert "too near another" in found.short and "more seeds" in found.short


@pytest.mark.parametrize(
    ("said", "short"),
    [
        ("", "the last answer is empty"),
        ("I would love to help! Which worlds?", "the last answer begins 'I would love to help!"),
        ("{" * 3000, "the last answer begins '{{{"),
        (lines([world(1)]), "name taken"),
        (lines([{"name": "図書", "description": "x"}]), "no scenario"),
        (lines([{"name": "a"}, {"description": "b"}, {"name": 3, "description": []}]), "no scenario"),
        (lines([{"name": "a", "description": "x" * 9999}]), "no scenario"),
    ],
)  # fmt: skip
def test_answers_without_a_new_scenario_end_the_search_in_words(
    tmp_path: Path, said: str, short: str
) -> None:
    journal = Journal(lambda q: judged(q) if q.prompt == "suitable" else said)
    found = Run(tmp_path / "s.jsonl", 5, journal).go()
    assert short in found.short
    assert len(journal.asked) <= 12  # it does not ask for ever


def test_names_are_made_valid_and_a_cut_off_answer_counts_as_far_as_it_goes(tmp_path: Path) -> None:
    said = lines(
        [world(1) | {"name": "DROP TABLE; Shops"}, world(2) | {"name": "Café № 5"}, world(3)]
    )[:-20]
    journal = Journal(lambda q: judged(q) if q.prompt == "suitable" else said)
    found = Run(tmp_path / "s.jsonl", 2, journal).go()
    assert [one.name for one in found.records] == ["drop_table_shops", "cafe_no_5"]


def test_of_ten_thousand_proposals_no_more_than_twice_what_was_asked_for_is_looked_at(
    tmp_path: Path,
) -> None:
    said = lines([world(n) for n in range(10_000)])
    journal = Journal(lambda q: judged(q) if q.prompt == "suitable" else said)
    found = Run(tmp_path / "s.jsonl", 99, journal).go()
    assert len(found.records) == 16


@pytest.mark.parametrize(
    ("verdicts", "reason"),
    [
        ("They all look fine to me.", "not judged"),
        (lines([{"name": "world_0", "suitable": "no", "why": "Reading only"}]), "unsuitable"),
        (lines([{"name": "world_0", "suitable": None}]), "not judged"),
    ],
)
def test_what_the_model_does_not_find_suitable_is_not_taken(
    tmp_path: Path, verdicts: str, reason: str
) -> None:
    journal = Journal(lambda q: verdicts if q.prompt == "suitable" else lines([world(0)]))
    run = Run(tmp_path / "s.jsonl", 1, journal)
    assert not run.go().records
    assert run.refused[0].reason == reason


def test_a_verdict_that_was_left_out_is_asked_for_once_more(tmp_path: Path) -> None:
    def answer(question: Question) -> str:
        if question.prompt == "scenarios":
            return lines([world(1), world(2)])
        return judged(question).splitlines()[0]

    journal = Journal(answer)
    assert len(Run(tmp_path / "s.jsonl", 2, journal).go().records) == 2
    assert [question.prompt for question in journal.asked] == ["scenarios", "suitable", "suitable"]


def test_a_run_that_is_killed_at_any_question_goes_on_without_paying_twice(tmp_path: Path) -> None:
    whole = Journal(inventive(lambda n: n % 2 == 1))
    path = tmp_path / "whole.jsonl"
    Run(path, 40, whole, settings=Settings(per_category=9)).go()
    assert len(whole.asked) > 8
    for lives in range(1, len(whole.asked) + 1):
        journal = Journal(inventive(lambda n: n % 2 == 1), lives)
        run = Run(tmp_path / f"{lives}.jsonl", 40, journal, settings=Settings(per_category=9))
        with pytest.raises(Killed):
            run.go()
        journal.lives = None
        run.go()
        assert run.path.read_text() == path.read_text()
        assert len(journal.asked) == len(whole.asked)


@pytest.mark.parametrize("kept", range(0, 12, 3))
def test_a_run_that_is_killed_while_it_writes_comes_to_the_same_end(
    tmp_path: Path, kept: int
) -> None:
    journal = Journal(inventive())
    run = Run(tmp_path / "s.jsonl", 12, journal)
    run.go()
    text, paid = run.path.read_text(), len(journal.asked)
    run.path.write_text("".join(text.splitlines(keepends=True)[:kept]) + '{"name": "wor')
    (tmp_path / ".s.jsonl.written").unlink()
    run.go()
    assert (run.path.read_text(), len(journal.asked)) == (text, paid)


def test_a_full_file_asks_nothing_and_a_greater_count_pays_for_the_rest_alone(
    tmp_path: Path,
) -> None:
    journal = Journal(inventive())
    Run(tmp_path / "s.jsonl", 10, journal, settings=Settings()).go()
    paid = len(journal.asked)
    Run(tmp_path / "s.jsonl", 10, Journal(inventive())).go()
    Run(tmp_path / "s.jsonl", 30, journal, settings=Settings()).go()
    fresh = Journal(inventive())
    Run(tmp_path / "fresh.jsonl", 30, fresh, settings=Settings()).go()
    assert paid < len(journal.asked) == len(fresh.asked)
    assert len(read_scenarios(tmp_path / "s.jsonl")) == 30


def test_what_a_person_edits_adds_and_takes_out_stays_so(tmp_path: Path) -> None:
    journal = Journal(inventive())
    run = Run(tmp_path / "s.jsonl", 8, journal)
    first = list(run.go().records)
    edited = Scenario.model_validate(
        first[0].model_dump() | {"description": "Quite another", "note": "mine"}
    )
    renamed = first[1].model_copy(update={"name": "my_own_name"})
    added = Scenario(name="added", description="A world that a person thought of", category="home")
    mine = [edited, renamed, *first[3:-1], added]  # the third and the last are taken out
    run.path.write_text("".join(line_of(one) + "\n" for one in mine))
    found = run.go()
    assert list(found.records)[: len(mine)] == mine and len(found.records) == 8
    assert {first[n].name for n in (1, 2, -1)}.isdisjoint({one.name for one in found.records})
    assert '"note": "mine"' in run.path.read_text()


def test_one_line_that_says_what_its_world_is_needs_no_question(tmp_path: Path) -> None:
    line = "A bike shed: members, bikes, rides and repairs"
    world_of_line = scenario_of(line)

    def silent(question: Question) -> str:
        raise AssertionError(question)

    run = Run(tmp_path / "s.jsonl", 1, Journal(silent), [Seed(line, world_of_line), Seed("x")])
    assert run.go().records == (world_of_line,)
    run.path.write_text("")
    assert world_of_line.name not in {
        one.name for one in Run(run.path, 1, Journal(inventive()), run.seeds).go().records
    }


def test_the_model_is_told_seeds_and_names_that_exist(tmp_path: Path) -> None:
    journal = Journal(inventive())
    Run(tmp_path / "s.jsonl", 30, journal).go()
    asked = [question for question in journal.asked if question.prompt == "scenarios"]
    assert "topic 0" in words_of(asked[0]) and "world_" not in words_of(asked[0])
    for question in asked[1:]:
        assert "world_0, world_1" in words_of(question)
    behind = [words_of(question).partition("These exist already")[2] for question in asked]
    assert behind[1] == behind[2] != behind[3]  # the second and the third are asked at once
    told = "".join(map(words_of, asked))
    assert all(seed.text in told for seed in SEEDS)


def test_with_embeddings_these_decide(tmp_path: Path) -> None:
    fresh = numbers()
    journal = Journal(
        lambda q: judged(q) if q.prompt == "suitable" else lines([world(next(fresh))])
    )
    asked: list[str] = []

    async def embed(texts: Sequence[str]) -> list[tuple[float, ...]]:
        asked.extend(texts)
        return [(1.0, 2.0)] * len(texts)

    settings = Settings(embed=Embeddings(embed), too_near=0.9, per_category=9)
    run = Run(tmp_path / "s.jsonl", 2, journal, settings=settings)
    assert len(run.go().records) == 1
    assert {one.why for one in run.refused} == {"1.00 like world_0"}
    assert len(asked) == len(set(asked))


def test_rounds_that_bring_what_is_there_already_do_not_end_the_search(tmp_path: Path) -> None:
    def slow(question: Question) -> str:
        return (
            judged(question) if question.prompt == "suitable" else lines([world(question.sample)])
        )

    journal = Journal(slow)
    for count in (12, 20):
        run = Run(tmp_path / "s.jsonl", count, journal, SEEDS[:1])
        assert len(run.go().records) == count
    assert len(journal.asked) == 2 * 20


def test_what_is_too_near_a_scenario_that_a_person_added_is_refused(tmp_path: Path) -> None:
    run = Run(tmp_path / "s.jsonl", 3, Journal(inventive()))
    mine = Scenario(name="mine", description=str(world(1)["description"]))
    run.path.write_text(line_of(mine))
    assert [one.name for one in run.go().records] == ["mine", "world_2", "world_3"]
    assert ("world_1", "1.00 like mine") in {(one.name, one.why) for one in run.refused}


def test_no_seed_is_left_out_where_more_is_brought_than_wanted(tmp_path: Path) -> None:
    """An answer has the worlds of one seed after those of another; the last seed may not be the one that is cut."""

    def answer(question: Question) -> str:
        if question.prompt == "suitable":
            return judged(question)
        first = question.sample * 8
        return lines([world(first + n) | {"seed": n // 2 + 1} for n in range(8)])

    run = Run(tmp_path / "scenarios.jsonl", 10, Journal(answer), SEEDS[:6])
    found = Counter(one.seed for one in run.go().records)
    assert sorted(found.values()) == [1, 1, 2, 2, 2, 2]
