"""Drafts are held to the grammar in the way that each server takes, and only where it does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from llguidance import LLMatcher

from awmc.endpoint.completions import ModelError
from awmc.syntax.export.grammars import grammar_for
from awmc.synth.asking import Asker, Kind, Reply
from awmc.synth.constrain import Choice, fields_for
from tests.extras.gen.asking import question, run, unlimited
from tests.grammar import stacks
from tests.grammar.guided import tokenizer
from tests.scripted_model import Answer, Body, ScriptedModel, fails, raw, says

SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "tags": {"type": "array", "items": {"enum": ["a", 'b"c']}},
        "inner": {"$ref": "#/$defs/Inner"},
        "maybe": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        "yes": {"type": "boolean"},
    },
    "required": ["name", "tags", "inner", "maybe", "yes"],
    "additionalProperties": False,
    "$defs": {"Inner": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}},
}  # fmt: skip
LINE = {"name": 'q"\u00e9\n', "tags": ["a", 'b"c'], "inner": {"n": -3}, "maybe": 2.5, "yes": True}
ANSWER = says("environment shop")


async def spec(made: Asker) -> Reply:
    return await made(question("draft a shop", kind="spec"), unlimited())


async def all_kinds(made: Asker) -> None:
    for kind in ("words", "spec", "json"):
        await made(question("a", kind=kind, schema=SCHEMA), unlimited())


def bodies(out: Path, choice: Choice, owner: str, script: Any = (ANSWER,)) -> list[Body]:
    out.mkdir()
    with ScriptedModel(script, owner) as model:
        run(model.url, out, all_kinds, constrain=choice)
        return model.requests


def test_vllm_is_sent_llguidance_and_llama_cpp_gbnf(tmp_path: Path) -> None:
    for choice, owner in (("lark", "me"), ("auto", "vllm")):
        words, drafted, lines = bodies(tmp_path / owner, choice, owner)
        assert words.keys() == {"model", "messages"}
        assert drafted["structured_outputs"] == {"grammar": grammar_for("llguidance", "module")}
        assert lines["structured_outputs"]["grammar"].startswith("%llguidance {}\nstart: line")
    for choice, owner in (("gbnf", "you"), ("auto", "llamacpp")):
        words, drafted, lines = bodies(tmp_path / owner, choice, owner)
        assert words.keys() == {"model", "messages"}
        assert drafted["grammar"] == grammar_for("gbnf", "module")
        assert lines["grammar"].startswith("root ::= line")


def test_others_are_asked_for_words(tmp_path: Path) -> None:
    for choice, owner in (("off", "vllm"), ("auto", "openai")):
        for body in bodies(tmp_path / owner, choice, owner):
            assert body.keys() == {"model", "messages"}


def refusing(body: Body) -> Answer:
    if "grammar" in body:
        return fails(400, "Failed to initialize samplers: failed to parse grammar")
    return ANSWER


def test_an_endpoint_that_refuses_is_asked_without_and_remembered(tmp_path: Path) -> None:
    async def twice(made: Asker) -> None:
        assert (await spec(made)).text == "environment shop"
        await made(question("another", kind="spec"), unlimited())

    with ScriptedModel(refusing, "llamacpp") as model:
        run(model.url, tmp_path, twice, constrain="auto")
        assert ["grammar" in body for body in model.requests] == [True, False, False]


def test_an_explicit_choice_that_is_refused_says_what_to_do(tmp_path: Path) -> None:
    for choice, told in (("gbnf", "give --constrain auto or off"), ("lark", "backend guidance")):
        with ScriptedModel([fails(400, "Invalid grammar specification.")]) as model:
            with pytest.raises(ModelError, match=told) as found:
                run(model.url, tmp_path, spec, constrain=choice)
            assert found.value.hopeless and len(model.requests) == 1


def test_an_error_about_something_else_is_told_as_it_is(tmp_path: Path) -> None:
    with (
        ScriptedModel([fails(400, "maximum context length is 8192 tokens")], "vllm") as model,
        pytest.raises(ModelError, match="maximum context length") as found,
    ):
        run(model.url, tmp_path, spec, constrain="auto")
    assert not found.value.hopeless and len(model.requests) == 1


@pytest.mark.parametrize(
    "nothing", [fails(404), raw("<html>"), raw("[1]", "application/json"), raw("{}")]
)
def test_an_endpoint_without_a_list_of_models_is_asked_for_words(
    nothing: Answer, tmp_path: Path
) -> None:
    class Unlisted(ScriptedModel):
        def lists(self) -> Answer:
            return nothing

    with Unlisted([ANSWER]) as model:
        run(model.url, tmp_path, spec, constrain="auto")
        assert [body.keys() for body in model.requests] == [{"model", "messages"}]


@pytest.mark.parametrize("status", [401, 403, 405, 429, 500])
def test_a_list_of_models_that_cannot_be_had_keeps_nobody_from_asking(
    tmp_path: Path, status: int
) -> None:
    lists: list[int] = []

    class Unlisted(ScriptedModel):
        def lists(self) -> Answer:
            lists.append(status)
            return fails(status)

    async def several(made: Asker) -> list[Reply]:
        return [await made(question(f"{n}", kind="spec"), unlimited()) for n in range(6)]

    with Unlisted([ANSWER]) as model:
        replies = run(model.url, tmp_path, several, constrain="auto")
        assert len(replies) == len(model.requests) == 6
    assert len(lists) <= 3 * 3  # three times, each with two retries


def test_a_replay_does_not_ask_what_the_endpoint_is(tmp_path: Path) -> None:
    with ScriptedModel([ANSWER], "vllm") as model:
        run(model.url, tmp_path, spec, constrain="auto")
    for choice in get_args(Choice):
        assert run("http://127.0.0.1:9/v1", tmp_path, spec, constrain=choice).replayed


def takes(form: Choice, kind: Kind, schema: Any, text: str) -> bool:
    """Whether a server that is sent these fields could write the text, read by llguidance or as llama.cpp reads."""
    fields = fields_for(form, kind, schema)
    if form == "gbnf":
        return stacks.read(fields["grammar"], text)[0]
    grammar = LLMatcher.grammar_from_lark(fields["structured_outputs"]["grammar"])
    assert not LLMatcher.validate_grammar(grammar, tokenizer())
    data = list(text.encode())
    matcher = LLMatcher(tokenizer(), grammar)
    return matcher.try_consume_tokens(data) == len(data) and matcher.is_accepting()


@pytest.mark.parametrize("form", ["lark", "gbnf"])
def test_the_grammar_of_a_draft_takes_a_spec_and_no_fence(form: Choice) -> None:
    text = Path("templates/prompt/example.awm").read_text()
    assert takes(form, "spec", None, text)
    assert not takes(form, "spec", None, f"```awm\n{text}```\n")
    assert not takes(form, "spec", None, f"Here is a spec.\n{text}")


@pytest.mark.parametrize("form", ["lark", "gbnf"])
def test_the_grammar_of_json_takes_lines_of_what_the_schema_says(form: Choice) -> None:
    def written(**more: Any) -> str:
        return json.dumps({**LINE, **more}, ensure_ascii=False)

    line = written()
    for good in (line, f"{line}\n", f"{line}\n{line}", written(maybe=None, tags=[])):
        assert takes(form, "json", SCHEMA, good), good
    for bad in (
        "",
        f"[{line}]",
        f"```\n{line}\n```",
        f"{line}{line}",
        written(tags=["z"]),
        written(inner={"n": 1.5}),
        '{"name": "a"}',
        json.dumps(LINE, indent=1),
    ):
        assert not takes(form, "json", SCHEMA, bad), bad


def test_json_without_a_schema_is_lines_of_any_objects() -> None:
    for form in ("lark", "gbnf"):
        assert takes(form, "json", None, '{"a": [1, {"b": "c"}]}\n{}')
        assert not takes(form, "json", None, "[1]")
