"""What a real model writes under the grammar parses, every time. Run with AWMC_SMOKE=1, as `make test-gen-smoke` does; AWMC_SMOKE_TEXTS says how many texts."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator

import pytest

from awmc.endpoint.model import Model
from awmc.synth.constrain import Constraint, fields_for
from tests.extras.gen_smoke.measures import faults_of, measures
from tests.extras.gen_smoke.sampling import PENALTIES, endpoint, sample, settings
from tests.extras.gen_smoke.serve import serving

pytestmark = pytest.mark.skipif(
    os.environ.get("AWMC_SMOKE") != "1", reason="a real model takes minutes: set AWMC_SMOKE=1"
)
TEXTS = int(os.environ.get("AWMC_SMOKE_TEXTS", "32"))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving() as address:
        yield address


def test_what_is_written_under_the_grammar_parses(url: str) -> None:
    samples = sample(url, list(settings(TEXTS)))
    print(measures(samples))
    wrong = [
        (one.setting, one.ended, one.text, found) for one in samples if (found := faults_of(one))
    ]
    assert wrong == []
    ended = {one.setting.start for one in samples if one.ended and one.text.strip()}
    if len(samples) >= 32:
        assert ended >= {"tool", "task", "entity"}, "texts must end for the test to say something"


def test_it_parses_after_the_reference_too(url: str) -> None:
    samples = sample(url, list(settings(4, reference=True)), tokens=200)
    assert [found for one in samples if (found := faults_of(one))] == []


def test_without_the_grammar_it_does_not(url: str) -> None:
    """Else the grammar would have no part in it."""
    samples = sample(url, list(settings(8)), constrained=False, tokens=100)
    assert sum(not faults_of(one) for one in samples) <= 1


def test_the_endpoint_is_known_for_one_that_takes_the_grammar(url: str) -> None:
    """What `--constrain auto` finds, and what is sent then."""

    async def said() -> tuple[str, str]:
        model = Model(endpoint(url, 1.0, 1, 60))
        try:
            constraint = Constraint("auto", model)
            form = await constraint.form()
            asked = [{"role": "user", "content": "Write the spec of a library."}]
            answer = await model.say(asked, extra=PENALTIES | dict(fields_for(form, "spec", None)))
            return form, answer.text
        finally:
            await model.close()

    form, text = asyncio.run(said())
    assert form == "gbnf"
    assert text
