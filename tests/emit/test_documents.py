"""What people and frameworks read of an environment: tools.json, the card, the policy, the manifest."""

import json

import pytest

from awmc.emit.card import emit_card
from awmc.emit.format import EmitError, format_python
from awmc.emit.manifest import emit_manifest
from awmc.emit.models import emit_models
from awmc.emit.policy import emit_policy
from awmc.emit.tools_json import emit_tools_json
from awmc.ir import types
from awmc.ir.model import Effects
from tests.emit.shop import param, shop, tool
from tests.emit.test_quote import HOSTILE


def test_a_tool_is_marked_by_what_it_may_do() -> None:
    env = shop(
        tool("look"),
        tool("add", effects=Effects(creates=("Order",))),
        tool("drop", effects=Effects(deletes=("Order",))),
        tool("wait", effects=Effects(advances=True)),
        tool("inner", private=True),
    )
    tools = {entry["name"]: entry["annotations"] for entry in json.loads(emit_tools_json(env))}
    assert list(tools) == ["look", "add", "drop", "wait"]
    assert [entry["readOnlyHint"] for entry in tools.values()] == [True, False, False, False]
    assert [entry["destructiveHint"] for entry in tools.values()] == [False, False, True, False]


def test_hostile_words_stay_words_in_every_file() -> None:
    amount = param("amount", types.MONEY, doc=HOSTILE)
    env = shop(tool("buy", amount, doc=HOSTILE), doc=HOSTILE, policy=HOSTILE)
    formatted = format_python({"models.py": emit_models(env)})["models.py"]
    compile(formatted, "models.py", "exec")
    (entry,) = json.loads(emit_tools_json(env))
    assert "\u202e" not in emit_tools_json(env) and "\\u202e" in entry["description"]
    for text in (emit_card(env, {}, {}), emit_policy(env)):
        assert "\u202e" not in text and "](javascript" not in text and "\n<script" not in text
    assert json.loads(emit_manifest(env, {}, {}, {}, {}))["description"] == HOSTILE


def test_the_card_shows_the_entities_as_a_diagram() -> None:
    card = emit_card(shop(tool("buy")), {"seat": 3}, {})
    assert 'Order ||..o{ Seat : "order"' in card
    assert "| `Seat` | `seat` | 3 |" in card
    assert "## Tasks" not in card


def test_a_result_without_a_value_is_an_empty_object() -> None:
    for result in (types.NONE, types.ObjectType(fields=())):
        (entry,) = json.loads(emit_tools_json(shop(tool("go", result=result))))
        assert entry["outputSchema"]["properties"] == {}
        assert entry["outputSchema"]["type"] == "object"


def test_wrong_python_is_refused_with_its_place() -> None:
    with pytest.raises(EmitError, match=r"tools\.py:2:\d+: F821"):
        format_python({"tools.py": "def f() -> int:\n    return missing\n"})
    with pytest.raises(EmitError, match=r"tools\.py"):
        format_python({"tools.py": "def f(:\n"})


def test_only_python_is_formatted() -> None:
    files = {"b.sql": "select  1", "a.py": "x = {'a':1}"}
    assert format_python(files) == {"b.sql": "select  1", "a.py": 'x = {"a": 1}\n'}
