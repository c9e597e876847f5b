"""The hand-written shops do what the compiled one does: what is measured side by side is the same work."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from awmc.runtime import Environment, Episode
from benchmarks import shop
from benchmarks.corpus import Task, answer_of
from benchmarks.shop.dictionaries import DOCUMENTS, INSIDE, DictionaryShop, read
from benchmarks.shop.sqlite_floor import SqliteShop
from benchmarks.shop.verdicts import earned, earned_again
from benchmarks.shop.ways import Shops, episodes

INSTANCES = 2
Call = tuple[str, dict[str, Any]]


class Three:
    """The three, in step."""

    def __init__(self, environment: Environment) -> None:
        files = shop.files(INSTANCES)
        self.tasks = environment.tasks()
        self.compiled: Episode = environment.episode(record=False)
        self.sqlite = SqliteShop(files["schema.sql"], files["data.sql"])
        self.dictionaries = DictionaryShop(read(self.sqlite.connection))

    def start(self, task: Task) -> None:
        self.compiled.restart(task=task["id"])
        self.sqlite.start(task["actor"], shop.cart_of(task))
        self.dictionaries.start(task["actor"], shop.cart_of(task))

    def call(self, tool: str, arguments: dict[str, Any]) -> None:
        told = json.loads(self.compiled.call(tool, arguments).text)
        for other in (self.sqlite, self.dictionaries):
            found = json.loads(other.call(tool, arguments))
            if told != found:  # the words of awmc's own errors are its own
                assert told["error"]["code"] == found["error"]["code"], (tool, arguments)

    def same_rows(self) -> None:
        documents = _rows_of_documents(self.dictionaries.data)
        for table in (*DOCUMENTS, *(name for name, _ in INSIDE), "cart_line"):
            rows = self.compiled.connection.execute(f'SELECT * FROM "{table}"').fetchall()
            assert sorted(rows, key=repr) == sorted(_rows(self.sqlite, table), key=repr)
            assert sorted(rows, key=repr) == sorted(documents[table], key=repr)

    def verdicts(self, task: Task, answer: str) -> tuple[bool, bool, bool]:
        return (
            self.compiled.verify(answer).reward == 1,
            earned(self.sqlite, task, answer),
            earned_again(self.dictionaries, task, answer),
        )


def _rows(made: SqliteShop, table: str) -> list[tuple[Any, ...]]:
    return made.connection.execute(f'SELECT * FROM "{table}"').fetchall()


def _rows_of_documents(data: dict[str, Any]) -> dict[str, list[tuple[Any, ...]]]:
    """The documents as rows of tables, columns in their order."""
    nested = {"cart", *(name for _, name in INSIDE)}
    found = {
        table: [tuple(v for n, v in row.items() if n not in nested) for row in data[table].values()]
        for table in DOCUMENTS
    }
    for table, name in INSIDE:
        found[table] = [
            _inside(order["id"], table, row)
            for order in data["order"].values()
            for row in order[name]
        ]
    found["cart_line"] = [
        (line["id"], customer["id"], line["product_sku"], line["quantity"])
        for customer in data["customer"].values()
        for line in customer["cart"]
    ]
    return found


def _inside(order: str, table: str, row: dict[str, Any]) -> tuple[Any, ...]:
    values = tuple(row.values())
    return (order, *values) if table == "order_line" else (values[0], order, *values[1:])


@pytest.fixture(scope="module")
def shops() -> Iterator[Three]:
    with Environment.from_files(shop.files(INSTANCES)) as environment:
        yield Three(environment)


def test_solutions_give_the_same_values_rows_and_rewards(shops: Three) -> None:
    for task in shops.tasks:
        shops.start(task)
        answer = answer_of(task)
        assert shops.verdicts(task, answer) == (False, False, False)
        for call in task["solution"]:
            shops.call(call["tool"], call["arguments"])
        shops.same_rows()
        assert shops.verdicts(task, answer) == (True, True, True), task["id"]
        if task["answers"]:
            assert shops.verdicts(task, "none") == (False, False, False)
        shops.call("open_ticket", {"topic": "product", "message": "Beside the task"})
        assert shops.verdicts(task, answer) == (False, False, False)


def test_any_calls_give_the_same_values_and_rows(shops: Three) -> None:
    """Refused ones too, and those that are taken back half-way."""
    choose = random.Random(7)
    for number in range(12):
        shops.start(choose.choice(shops.tasks))
        for _ in range(40):
            shops.call(*_some_call(choose))
        shops.same_rows()
        if number % 3 == 0:
            shops.compiled.reset()
            shops.sqlite.reset()
            assert (
                _rows(shops.sqlite, "order")
                == shops.compiled.connection.execute('SELECT * FROM "order"').fetchall()
            )


@pytest.mark.parametrize("orders", [30, 1_000])
def test_smaller_and_larger_shops_play_the_same_tasks(orders: int) -> None:
    sized = Shops(orders, shop.files(INSTANCES))
    for player in (sized.ours, sized.floor, sized.dictionaries):
        episodes(player, sized.firsts)  # raises where a solution earns nothing


def _some_call(choose: random.Random) -> Call:
    order = {"order_id": f"O{choose.choice([1, 2, 121, 122, *range(241, 250), 361, 900]):05}"}
    product = {"product_sku": f"P{choose.choice([8, 27, 38, 238, 249, 315, 526, 531, 999]):04}"}
    some = {"quantity": choose.choice([1, 2, 20])}
    words = choose.choice(["red wool", "TOWEL", "o", "", "none such"])
    calls: list[Call] = [
        ("who_am_i", {}),
        ("list_categories", {}),
        ("search_products", {"query": words, "limit": 3, "skip": choose.choice([0, 1])}),
        ("search_products", {"category": "bath", "max_price": 20.5, "in_stock": False}),
        ("get_product", product),
        ("list_reviews", {**product, "limit": 2}),
        ("view_cart", {}),
        ("put_in_cart", {**product, **some}),
        ("put_in_cart", product),
        ("take_from_cart", product),
        ("reorder", order),
        ("check_out", choose.choice([{}, {"city": "Faro"}])),
        ("list_orders", choose.choice([{}, {"status": "placed"}, {"since": "2026-04-01"}])),
        ("get_order", order),
        ("order_log", order),
        ("cancel_order", order),
        ("move_order", {**order, "city": "Faro"}),
        ("return_line", {**order, **product, **some}),
        ("list_refunds", {}),
        ("confirm_arrival", order),
        ("write_review", {**product, "stars": 3}),
        ("open_ticket", {"topic": "refund", "message": "A note", **choose.choice([{}, order])}),
    ]
    return choose.choice(calls)
