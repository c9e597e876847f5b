"""Every rule has a case that shows it, and what a rule says of agents is true: old calls are played on both specs."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from awmc.diff import Change
from awmc.diff.registry import all_rules
from awmc.runtime import Result
from awmc.runtime.loader import load_files
from tests.diff.cases import Case, changes, compiled
from tests.diff.cases.table import CASES

OPPOSITE = {
    "added": "removed",
    "removed": "added",
    "widened": "narrowed",
    "narrowed": "widened",
    "became-writing": "became-read-only",
    "became-read-only": "became-writing",
    "became-required": "became-optional",
    "became-optional": "became-required",
}


def test_every_rule_has_a_case() -> None:
    assert [case.rule for case in CASES] == list(all_rules())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_rule_and_its_case(case: Case) -> None:
    is_told_of_its_case_and_of_no_like_one(case)
    is_told_backwards(case)
    if case.calls:
        breaks_calls_where_it_is_said(case)


def is_told_of_its_case_and_of_no_like_one(case: Case) -> None:
    """What a rule says it may break, it breaks in its case: no audience is there for show."""
    found = [one for one in changes(case.old, case.new) if one.rule == case.rule]
    assert found, [one.rule for one in changes(case.old, case.new)]
    assert {name for one in found for name in one.breaks} == set(all_rules()[case.rule].breaks)
    assert case.rule not in [one.rule for one in changes(case.old, case.like)]


def is_told_backwards(case: Case) -> None:
    """A comparison read backwards tells of the same things, with what was added as removed."""
    there, back = changes(case.old, case.new), changes(case.new, case.old)
    assert len(there) == len(back)
    if not any("renamed" in one.rule for one in there):
        assert {one.what for one in there} == {one.what for one in back}
    told = {(plain(one), one.what) for one in back}
    for one in there:
        for word, opposite in OPPOSITE.items():
            rule = plain(one)
            if rule.endswith(f"-{word}") and not rule.startswith("result-type"):
                assert (rule.removesuffix(word) + opposite, one.what) in told


def plain(change: Change) -> str:
    """The rule's name; of what was removed it does not matter whether it had to be given."""
    return change.rule.replace("added-required", "added").replace("added-optional", "added")


def breaks_calls_where_it_is_said(case: Case) -> None:
    """The case's calls, played on both specs."""
    broken = any("agents" in one.breaks for one in changes(case.old, case.new))
    before, after = play(case.old, case), play(case.new, case)
    if case.rule == "error-code-changed":
        assert not before.ok and not after.ok and before.error != after.error
        return
    assert before.ok, before.error
    assert (not after.ok or not fits(after.value, case)) == broken, after


def test_every_rule_that_breaks_agents_is_played() -> None:
    played = {case.rule for case in CASES if case.calls}
    assert {rule.name for rule in all_rules().values() if "agents" in rule.breaks} - played == set()


def play(text: str, case: Case) -> Result:
    """The result of the case's last call, on that spec, signed in as C1."""
    package = compiled(text, emit=True).package
    assert package is not None
    with load_files(package.files, allow_extern=True) as env:
        try:
            episode = env.episode(actor="C1")
        except ValueError as error:  # nobody can be signed in
            return Result(None, {"code": "no_actor", "message": str(error)})
        with episode:
            *_, last = [episode.call(tool, dict(arguments)) for tool, arguments in case.calls]
    return last


def fits(value: Any, case: Case) -> bool:
    """Whether the result is one of the old output schema, fields that were added aside."""
    package = compiled(case.old, emit=True).package
    assert package is not None
    tools = {tool["name"]: tool for tool in json.loads(package.files["tools.json"])}
    schema = opened(tools[case.calls[-1][0]]["outputSchema"])
    return jsonschema.Draft202012Validator(schema).is_valid(value)


def opened(schema: Any) -> Any:
    """The schema, which takes more fields than it names."""
    if isinstance(schema, list):
        return [opened(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: opened(value)
        for name, value in schema.items()
        if not (name == "additionalProperties" and value is False)
    }
