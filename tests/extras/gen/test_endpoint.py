"""Endpoints that do well and endpoints that do not, as `awmc gen` meets them."""

from __future__ import annotations

import asyncio
import gzip
import socket
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from awmc.endpoint import bounded
from awmc.endpoint.completions import ModelError, Refused, Said
from awmc.endpoint.model import Endpoint, Model
from tests.scripted_model import (
    Answer,
    Body,
    Script,
    ScriptedModel,
    fails,
    hangs_up,
    message,
    raw,
    says,
    slow,
)

HELLO = [{"role": "user", "content": "hello"}]


def use(url: str, action: Callable[[Model], Awaitable[Any]], **endpoint: Any) -> Any:
    async def within() -> Any:
        model = Model(Endpoint("m", url, **{"retries": 2, "timeout": 5.0, **endpoint}))
        try:
            return await action(model)
        finally:
            await model.close()

    return asyncio.run(within())


def said(script: Script, **endpoint: Any) -> tuple[Said, int]:
    """What is said, and how often it was asked for."""
    with ScriptedModel(script) as model:
        return use(model.url, lambda made: made.say(HELLO), **endpoint), len(model.requests)


def failed(script: Script, **endpoint: Any) -> tuple[ModelError, int]:
    with ScriptedModel(script) as model, pytest.raises(ModelError) as found:
        use(model.url, lambda made: made.say(HELLO), **endpoint)
    return found.value, len(model.requests)


def limited(after: str) -> Answer:
    answer = fails(429, "slow down")
    return Answer(429, answer.body, {"content-type": "application/json", "retry-after": after})


def test_after_a_rate_limit_it_comes_back_when_it_is_told_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited = []
    sleep = asyncio.sleep

    async def recorded(seconds: float, *more: Any) -> None:
        waited.append(seconds)
        await sleep(0)

    monkeypatch.setattr("anyio.sleep", recorded)
    answer, asked = said([limited("7"), limited("0.5"), says("well")])
    assert (answer.text, asked, answer.usage.requests) == ("well", 3, 1)
    assert waited == [7.0, 0.5]


def test_without_such_a_word_it_waits_longer_each_time_and_never_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []
    sleep = asyncio.sleep

    async def recorded(seconds: float, *more: Any) -> None:
        waited.append(seconds)
        await sleep(0)

    monkeypatch.setattr("anyio.sleep", recorded)
    busy = Answer(503, b"busy", {"content-type": "text/plain"})
    _, asked = failed([busy], retries=7)
    assert asked == 8 and len(waited) == 7
    for seconds, most in zip(waited, [0.5, 1, 2, 4, 8, 8, 8], strict=True):
        assert 0.75 * most <= seconds <= most
    assert (
        len({seconds / most for seconds, most in zip(waited, [0.5, 1, 2, 4, 8, 8, 8], strict=True)})
        > 1
    )


def test_a_wait_that_is_too_long_is_told() -> None:
    error, asked = failed([limited("3600")])
    assert "is to be asked again in 3600 s" in str(error) and asked == 1


def test_faults_and_lost_connections_pass() -> None:
    assert said([fails(500), hangs_up(), says("well")])[0].text == "well"


QUOTA = raw('{"error": {"message": "no", "code": "insufficient_quota"}}', "application/json", 429)


@pytest.mark.parametrize(
    ("answer", "told", "hopeless"),
    [
        (fails(401, "who?"), "wants a key: set OPENAI_API_KEY", True),
        (fails(402, "pay"), "wants to be paid first: add credit", True),
        (fails(404, "no"), "has no model m, or no such service", True),
        (QUOTA, "has no quota left for this key: add credit", True),
        (raw("<html>login</html>"), "something else than JSON", True),
        (fails(400, "too long"), "refuses the request (HTTP 400: too long)", False),
        (fails(429, "slow"), "gets too many requests", False),
        (fails(500, "boom"), "failed, asked 1 times", False),
    ],
)  # fmt: skip
def test_each_failure_says_what_to_do(answer: Answer, told: str, hopeless: bool) -> None:
    error, _ = failed([answer], retries=0)
    assert told in str(error) and error.hopeless is hopeless


def test_a_wrong_key_is_told_from_none() -> None:
    assert "refuses the key" in str(failed([fails(401)], key="wrong")[0])


def test_an_endpoint_that_is_down() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(ModelError, match="is it running, and is the address right") as found:
        use(url, lambda made: made.say(HELLO), retries=0)
    assert found.value.hopeless


def test_an_endpoint_that_hangs() -> None:
    error, asked = failed([slow(5.0, says("late"))], retries=0, timeout=0.2)
    assert "did not answer within 0.2 s" in str(error) and not error.hopeless and asked == 1


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_response_without_end_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(bounded, "MOST", 2**20)
    error, asked = failed([raw("x" * 3 * 2**20, status=status)])
    assert "answered with more than 1 MB: give a limit of tokens" in str(error)
    assert asked == 1


def newer_only(body: Body) -> Answer:
    if "max_tokens" in body:
        told = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
        return fails(400, told)
    return says("well")


def test_the_name_of_the_limit_is_learnt_once() -> None:
    async def twice(model: Model) -> None:
        await model.say(HELLO)
        await model.say(HELLO)

    with ScriptedModel(newer_only) as model:
        use(model.url, twice, max_tokens=50)
        names = [body.keys() - {"model", "messages"} for body in model.requests]
    assert names == [{"max_tokens"}, {"max_completion_tokens"}, {"max_completion_tokens"}]
    assert model.requests[-1]["max_completion_tokens"] == 50


def test_a_limit_that_is_refused_for_its_size_is_told() -> None:
    error, asked = failed([fails(400, "max_tokens is too large: 99999")], max_tokens=99999)
    assert isinstance(error, Refused) and "too large" in str(error) and asked == 1


def test_further_fields_are_sent() -> None:
    extra = {"grammar": "root ::= x", "response_format": {"type": "json_object"}}
    with ScriptedModel([says("well")]) as model:
        use(model.url, lambda made: made.say(HELLO, extra=extra), seed=1, temperature=0.0)
    sent = model.requests[0]
    assert sent == {"model": "m", "messages": HELLO, "seed": 1, "temperature": 0.0, **extra}


def test_cut_off_is_cut_off() -> None:
    assert said([says("environment sh", "length")])[0].cut
    assert not said([says("environment shop")])[0].cut


def test_models_are_listed() -> None:
    with ScriptedModel([], "vllm") as model:
        served = use(model.url, lambda made: made.served())
    assert [(one.name, one.owner) for one in served] == [("scripted", "vllm")]


@pytest.mark.parametrize(
    "text", ["<html>", "{}", '{"data": []}', '{"data": [{"index": 0, "embedding": [1]}]}', '{"data": [{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1, 2]}]}',
             '{"data": [{"index": 0, "embedding": ["a"]}, {"index": 1, "embedding": [NaN]}]}', "[" * 100_000]
)  # fmt: skip
def test_what_is_no_list_of_embeddings_is_refused(text: str) -> None:
    class Strange(ScriptedModel):
        def embeds(self, body: Body) -> Answer:
            return raw(text, "application/json")

    with Strange([]) as model, pytest.raises(ModelError, match="without the embeddings of 2 texts"):
        use(model.url, lambda made: made.embed(["a", "b"]))


def test_usage_is_read() -> None:
    answer, _ = said([message({"content": "x"}, "stop", (7, 3))])
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (7, 3)


@pytest.mark.parametrize("status", [200, 500])
def test_an_answer_that_unfolds_without_end_is_read_no_further(
    monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(bounded, "MOST", 2**20)
    bomb = Answer(status, gzip.compress(b" " * 2**24), {"content-encoding": "gzip"})
    error, asked = failed([bomb])
    assert "answered with more than 1 MB" in str(error) and asked == 1


def test_a_server_that_compresses_unasked_is_understood_and_one_that_only_says_so_is_told() -> None:
    plain = says("well").body
    for folded, coding in ((gzip.compress(plain), "gzip"), (zlib.compress(plain), "deflate")):
        answer = Answer(200, folded, {"content-encoding": coding})
        assert said([answer])[0].text == "well"
    error, _ = failed([Answer(200, plain, {"content-encoding": "gzip"})])
    assert "not compressed as it says" in str(error)


def test_a_connection_that_breaks_off_at_one_question_is_not_the_end_of_all() -> None:
    error, asked = failed([hangs_up()], retries=1)
    assert "it broke off, asked 2 times" in str(error) and not error.hopeless and asked == 2


@pytest.mark.parametrize("key", ["sk-secret\n", "sk-secret\r\nx: y", "sk-secret…"])
def test_a_key_that_no_header_can_have_is_not_shown(key: str) -> None:
    error, asked = failed([says("well")], key=key)
    assert "cannot be asked" in str(error) and "secret" not in str(error) and not asked
