"""`awmc agent` where its extra is missing; tests/extras/agent plays with it."""

import pytest

from tests.cli.conftest import Awmc


def test_a_missing_extra_is_told_with_its_command(
    awmc: Awmc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("awmc.cli.output.find_spec", lambda name: None)
    ran = awmc("agent", "shop", "cancel_waiting", "--model", "m")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == 'awmc: playing with a model needs openai: pip install "awmc[agent]"\n'
