"""Tools do what their endpoints do: calls of the fixtures' servers, with results that were worked out by hand from their code and rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import awmc
from awmc.interop.awm.routes import parse_code
from awmc.interop.awm.tools import lift_tools
from awmc.interop.sql.entities import Design
from tests.interop.imports.conftest import Done

Make = Callable[[str], Done]
KETTLE = {
    "id": 101,
    "sku": "KET-1",
    "title": "Kettle",
    "category_id": 1,
    "price": 24.5,
    "origin": "Porto",
}
TEAPOT = {
    "id": 102,
    "sku": "TEA-1",
    "title": "Teapot",
    "category_id": 1,
    "price": 18,
    "origin": None,
}
TRAIN = {
    "id": 103,
    "sku": "TOY-1",
    "title": "Tin train",
    "category_id": 3,
    "price": 9.99,
    "origin": None,
}
MILO = {
    "id": 10,
    "owner_id": 1,
    "name": "Milo",
    "species": "dog",
    "vaccinated": True,
    "birth_date": "2022-05-01",
}
LUNA = {
    "id": 11,
    "owner_id": 1,
    "name": "Luna",
    "species": "cat",
    "vaccinated": False,
    "birth_date": None,
}

SHOP: list[list[tuple[str, dict[str, Any], Any]]] = [
    [("get_user", {"user_id": 1}, {"id": 1, "username": "ana", "invited_by_id": 2, "is_active": True})],
    [("get_user", {"user_id": 2}, {"id": 2, "username": "bo", "invited_by_id": None, "is_active": False})],
    [("get_user", {"user_id": 9}, "User not found")],
    [("list_products", {}, {"products": [TRAIN, TEAPOT, KETTLE], "total": 3})],
    [("list_products", {"category_id": 1, "limit": 1}, {"products": [TEAPOT], "total": 1})],
    [("list_products", {"q": "TEA", "status": "Sold Out"}, {"products": [TEAPOT], "total": 1})],
    [("list_products", {"max_price": 18}, {"products": [TRAIN, TEAPOT], "total": 2})],
    [("list_products", {"q": ""}, {"products": [TRAIN, TEAPOT, KETTLE], "total": 3})],
    [
        ("create_product", {"sku": "KET-1", "title": "x", "category_id": 1, "price": 1}, "There is such a SKU already"),
        ("create_product", {"sku": "CUP-1", "title": "Cup", "category_id": 3, "price": 4.5, "listed_on": "2026-03-01"},
         {"id": 104, "sku": "CUP-1", "title": "Cup", "category_id": 3, "price": 4.5, "origin": None}),
        ("list_products", {"category_id": 3, "status": "active"},
         {"products": [{"id": 104, "sku": "CUP-1", "title": "Cup", "category_id": 3, "price": 4.5, "origin": None}, TRAIN], "total": 2}),
    ],
    [
        ("update_product", {"sku": "TOY-1", "price": 12.5}, TRAIN | {"price": 12.5}),
        ("update_product", {"sku": "TOY-1", "title": "Train", "status": "draft"}, TRAIN | {"price": 12.5, "title": "Train"}),
        ("update_product", {"sku": "NO-1"}, "No such product"),
    ],
    [
        ("my_orders", {"status": "open"}, {"orders": [
            {"id": 11, "order_code": "O-11", "status": "open", "note": None, "placed_at": "2026-02-10T09:30:00"}]}),
        ("cancel_order", {"order_id": 12}, "Order not found"),
        ("cancel_order", {"order_id": 13}, "Only open orders can be cancelled"),
        ("cancel_order", {"order_id": 11, "note": "too late"},
         {"id": 11, "order_code": "O-11", "status": "cancelled", "note": "too late", "placed_at": "2026-02-10T09:30:00"}),
        ("cancel_order", {"order_id": 11}, "Only open orders can be cancelled"),
    ],
    [
        ("add_item", {"order_id": 12, "product_id": 101, "quantity": 2, "gift": True}, {"success": True}),
        ("add_item", {"order_id": 99, "product_id": 101}, "Order not found"),
        ("add_item", {"order_id": 12, "product_id": 99}, "Product not found"),
    ],
    [("delete_user", {"user_id": 3}, {"success": True}), ("get_user", {"user_id": 3}, "User not found")],
]  # fmt: skip

HOTEL: list[list[tuple[str, dict[str, Any], Any]]] = [
    [("list_pets", {}, [LUNA, MILO])],
    [("list_pets", {"species": "dog"}, [MILO]), ("list_pets", {"vaccinated": False}, [LUNA])],
    [("search_pets", {"q": "MILO"}, {"pets": [
        {"id": 10, "name": "Milo", "born": "2022-05-01", "owner": 1}, {"id": 12, "name": "milo", "born": "2020-01-31", "owner": 2}], "count": 2})],
    [("search_pets", {"q": "i", "skip": 1, "limit": 5}, {"pets": [{"id": 12, "name": "milo", "born": "2020-01-31", "owner": 2}], "count": 1})],
    [("search_pets", {"q": "100%"}, {"pets": [{"id": 10, "name": "Milo", "born": "2022-05-01", "owner": 1}], "count": 1})],
    [
        ("create_pet", {"owner_id": 2, "name": "Kit", "species": "other", "weight_kg": 0.5},
         {"id": 13, "owner_id": 2, "name": "Kit", "species": "other", "vaccinated": False, "birth_date": None}),
        ("update_pet", {"pet_id": 13, "vaccinated": True},
         {"id": 13, "owner_id": 2, "name": "Kit", "species": "other", "vaccinated": True, "birth_date": None}),
        ("update_pet", {"pet_id": 99}, "Pet not found"),
    ],
    [("delete_pet", {"pet_id": 10}, {"deleted": "Milo"}), ("stay_stats", {}, {"done": 1, "unassigned": 1, "others": 1})],
    [("free_rooms", {"max_rate": 30}, [{"code": "K1", "kind": "kennel", "nightly_rate": 25, "out_of_order": 0}])],
    [("get_room", {"code": "K2"}, {"code": "K2", "kind": "kennel", "usable": False})],
    [
        ("cancel_stay", {"stay_id": 2}, {"id": 2, "status": "cancelled", "room_code": None, "cancelled_at": "2026-02-03T08:00:00Z"}),
        ("cancel_stay", {"stay_id": 2}, "The stay is over"),
        ("cancel_stay", {"stay_id": 8}, "Stay not found"),
    ],
    [("stay_stats", {}, {"done": 1, "unassigned": 1, "others": 1})],
    [("top_owner", {}, {"name": "Current User", "points": 120, "phone": "+351 900"})],
]  # fmt: skip


@pytest.mark.parametrize(
    ("scenario", "calls"),
    [*(("corner_shop", calls) for calls in SHOP), *(("pet_hotel", calls) for calls in HOTEL)],
)
def test_tools_do_what_endpoints_do(
    done: Make, scenario: str, calls: list[tuple[str, dict[str, Any], Any]]
) -> None:
    with awmc.load(done(f"scenario:{scenario}").spec).episode() as episode:
        for name, arguments, wanted in calls:
            result = episode.call(name, arguments)
            if isinstance(wanted, str):
                assert not result.ok and result.error is not None, result.text
                assert result.error["message"] == wanted
            else:
                assert result.ok and result.value == wanted, result.text


HEAD = """
class Row(Base):
    __tablename__ = "rows"
    id = Column(Integer, primary_key=True)
"""


@pytest.mark.parametrize(
    "body",
    [
        "import os; os.system('x')",
        "exec('x')",
        "return eval('1')",
        "while True: pass",
        "return open('/etc/passwd').read()",
        "session = SessionLocal(); return session.execute('DELETE FROM rows')",
        "return __import__('os').environ",
        "raise SystemExit",
        "return (lambda: 1)()",
        "x: int\nreturn x",
        "global Row\nreturn Row",
        "return [a for a in b for c in d]",
        "row = SessionLocal().query(Row).first()\nrow.id = 3\nreturn row",
        "return " + "(" * 80 + "1" + ")" * 80 + " + " * 0,
        "return " + "not " * 500 + "1",
        "return {'a': {'b': [1, 2, {3}]}}",
        "try:\n  return 1\nexcept Exception:\n  return 2",
        "async with x as y: pass",
        "yield 1",
        "match 1:\n  case 1: return 2",
    ],
)
def test_strange_code_is_a_stub_with_a_reason(body: str) -> None:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    tools = lift_tools(
        f"{HEAD}\n@app.get('/x', operation_id='strange')\nasync def strange(q: int = 1):\n{lines}\n",
        Design((), ()),
    )
    assert [one.route.operation for one in tools.stubs] + list(tools.routes) != []
    assert all(one.reason for one in tools.stubs)


@pytest.mark.parametrize(
    "code",
    [
        "def (",
        "\0",
        "(" * 5000,
        "x = " + "[" * 300,
        "'''",
        "\ud800",
        "é = 1\n" * 3,
        "return 1",
        "@app.get\ndef f(): pass",
    ],
)
def test_what_is_no_python_gives_no_tools(code: str) -> None:
    parsed = parse_code(code)
    assert parsed.routes == () and (
        parsed.problem or code in ("é = 1\n" * 3, "return 1", "@app.get\ndef f(): pass")
    )
