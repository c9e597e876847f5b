"""One truth about arguments: what the JSON Schema accepts, the generated model accepts, and nothing else."""

from __future__ import annotations

from typing import Any

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awmc.emit.json_schema import arguments_schema
from awmc.emit.models import emit_models
from awmc.ir import expr, types
from awmc.runtime.arguments import Arguments, check
from awmc.runtime.failures import Failed
from tests.emit.shop import param, shop, tool

small = st.integers(0, 5)
bounds = st.one_of(
    st.just((None, None)),
    st.tuples(small, st.none()),
    st.tuples(st.none(), small),
    st.tuples(small, st.integers(6, 9)),
)
leaves: st.SearchStrategy[types.Type] = st.one_of(
    bounds.map(lambda b: types.TextType(low=b[0], high=b[1])),
    bounds.map(lambda b: types.IntType(low=b[0], high=b[1])),
    bounds.map(lambda b: types.FloatType(low=b[0], high=b[1])),
    bounds.map(lambda b: types.DecimalType(low=b[0], high=b[1])),
    st.just(types.DecimalType(places=3, money=False)),
    st.sampled_from([types.BOOL, types.DATE, types.TIME, types.DATETIME, types.DURATION]),
    st.just(types.EnumType(name="Status")),
    st.just(types.RecordType(name="Point")),
)
keys = st.sampled_from([types.TEXT, types.INT, types.EnumType(name="Status")])
inner: st.SearchStrategy[types.Type] = st.recursive(
    leaves,
    lambda below: st.one_of(
        below.map(lambda item: types.ListType(item=item)),
        st.builds(lambda k, v: types.MapType(key=k, value=v), keys, below),
    ),
    max_leaves=3,
)
whole: st.SearchStrategy[types.Type] = st.one_of(
    inner,
    inner.map(lambda item: types.OptionType(item=item)),
    st.sampled_from(["Order", "Seat"]).map(lambda name: types.RefType(entity=name)),
    st.just(types.OptionType(item=types.RefType(entity="Order"))),
)

words = st.sampled_from(
    '| a |open|LO"ST|2024-05-15|2024-13-01|09:30|24:00|9:30|xxxxxxx|2024-05-15T09:30:00|2024-05-15 09:30|'
    "2024-05-15T09:30:00Z|7|-3|07|null".split("|")
)
numbers = st.sampled_from(
    [
        0,
        1,
        3,
        7,
        -2,
        12,
        2**63 - 1,
        2**63,
        -(2**63) - 1,
        10**13,
        10**13 + 1,
        0.5,
        3.0,
        0.07,
        -1.25,
    ]  # at most two decimals: JSON Schema cannot say how many
)
atoms = st.one_of(st.none(), st.booleans(), numbers, words)
names = st.sampled_from(["from", "fee", "note", "a", "open", "7", "number"])
anything = st.recursive(
    atoms, lambda b: st.lists(b, max_size=2) | st.dictionaries(names, b, max_size=3), max_leaves=4
)


def fitting(type_: types.Type) -> st.SearchStrategy[Any]:
    """Values that mostly fit the type, so that both sides of the law are seen."""
    match type_:
        case types.ListType(item=item):
            return st.lists(fitting(item), max_size=2)
        case types.MapType(value=value):
            return st.dictionaries(st.sampled_from(["open", "7", "a"]), fitting(value), max_size=2)
        case types.RecordType():
            fee = st.one_of(numbers, st.none())
            return st.fixed_dictionaries({"from": words}, optional={"fee": fee, "note": atoms})
        case types.OptionType(item=item):
            return st.none() | fitting(item)
        case _:
            return atoms


def model_of(source: str, name: str) -> type[Arguments]:
    """The class that the generated module defines."""
    module: dict[str, Any] = {"__name__": "models"}
    exec(compile(source, "models.py", "exec", dont_inherit=True), module)
    found: type[Arguments] = module[name]
    return found


@given(type_=whole, optional=st.booleans(), data=st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_schema_and_the_model_accept_the_same(
    type_: types.Type, optional: bool, data: st.DataObject
) -> None:
    default = expr.Now() if optional else None  # known only at a call, of whatever type
    env = shop(tool("buy", param("value", type_, default)))
    schema = arguments_schema(env, env.tools[0])
    model = model_of(emit_models(env), "BuyArguments")
    validator = jsonschema.Draft202012Validator(schema)
    for _ in range(8):
        value = data.draw(
            st.fixed_dictionaries(
                {}, optional={name: fitting(type_) | anything for name in schema["properties"]}
            )
        )
        assert validator.is_valid(value) == accepted(model, value), value


def accepted(model: type[Arguments], value: object) -> bool:
    try:
        check(model, value)
    except Failed:
        return False
    return True


def test_a_default_that_is_known_is_shown_and_taken() -> None:
    ten = expr.Const(value=1050, type=types.MONEY)
    env = shop(tool("buy", param("amount", types.MONEY, ten)))
    schema = arguments_schema(env, env.tools[0])
    assert schema["properties"]["amount"]["default"] == 10.5
    model = model_of(emit_models(env), "BuyArguments")
    for given_ in ({}, {"amount": None}, {"amount": 10.5}):
        assert check(model, given_).model_dump() == {"amount": 1050}
    assert schema["required"] == []


def test_a_record_comes_as_a_dict_of_all_its_fields() -> None:
    env = shop(tool("move", param("to", types.RecordType(name="Point"))))
    model = model_of(emit_models(env), "MoveArguments")
    moved = check(model, {"to": {"from": "here"}})
    assert moved.to == {"from": "here", "note": None, "fee": 25}


def test_a_row_is_named_by_the_parts_of_its_key() -> None:
    env = shop(tool("take", param("seat", types.RefType(entity="Seat"))))
    assert list(arguments_schema(env, env.tools[0])["properties"]) == [
        "seat_order_id",
        "seat_number",
    ]


def test_names_that_python_keeps_for_itself_stay_as_they_are_outside() -> None:
    hard = ["from", "copy", "json", "schema", "dict", "class", "_x", "model_dump", "int", "copy_"]
    env = shop(tool("act", *(param(name, types.INT) for name in hard)))
    schema = arguments_schema(env, env.tools[0])
    assert list(schema["properties"]) == hard
    model = model_of(emit_models(env), "ActArguments")
    given_ = {name: number for number, name in enumerate(hard)}
    assert list(check(model, given_).model_dump().values()) == list(range(len(hard)))


def test_every_parameter_is_described() -> None:
    env = shop(
        tool("buy", param("order", types.RefType(entity="Order")), param("fee", types.MONEY)),
    )
    properties = arguments_schema(env, env.tools[0])["properties"]
    assert properties["order_id"]["description"] == "The id of the Order"
    assert properties["fee"]["description"] == "Fee (at most 2 decimals)"
