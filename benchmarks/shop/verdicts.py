"""Verdicts on the tasks of shop.awm by hand: on SQLite by reading the journal of what was written, over dictionaries by playing the solution again.

In: a shop at the end of an episode, the task as tasks.json has it, the final answer. Out: whether the reward is earned. Their frame is awmc's: the goal
holds, nothing outside the solution's footprint has changed, the answer has what was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from benchmarks.corpus import Task
from benchmarks.shop import cart_of
from benchmarks.shop.dictionaries import DictionaryShop
from benchmarks.shop.sqlite_floor import SqliteShop

Changes = tuple[set[tuple[Any, ...]], set[tuple[Any, ...]], dict[str, int]]


def earned(shop: SqliteShop, task: Task, answer: str) -> bool:
    """The verdict on SQLite."""
    family = task["family"]
    first = task["names"][0][0]
    given = {"me": shop.me, "first": first, "today": "2026-04-13"}
    if family == "swap":
        given["spare"] = f"P{int(first[1:]) * 13 % 540 + 1:04}"
    if family == "half_a_cart":
        given["second"] = task["names"][1][0]
    (holds,) = shop.connection.execute(GOALS[family], given).fetchone()
    return bool(holds) and in_frame(shop, task["footprint"]) and says(answer, task["answers"])


def in_frame(shop: SqliteShop, footprint: dict[str, Any]) -> bool:
    """Whether what has changed is what the solution would have changed."""
    cells, deleted, created = changes(shop)
    allowed = {
        (table, tuple(key), column)
        for table, rows in footprint["changed"].items()
        for key, columns in rows
        for column in columns
    }
    gone = {(table, tuple(key)) for table, keys in footprint["deleted"].items() for key in keys}
    return cells <= allowed and deleted == gone and created == footprint["created"]


def changes(shop: SqliteShop) -> Changes:
    """The cells that changed, the rows that are gone, and how many there are new of each table."""
    cells: set[tuple[Any, ...]] = set()
    deleted: set[tuple[Any, ...]] = set()
    created: dict[str, int] = {}
    for (table, key), old in shop.journal.items():
        cursor = shop.connection.execute(ROW[table], key)
        row = cursor.fetchone()
        if old is None:
            if row is not None:
                created[table] = created.get(table, 0) + 1
        elif row is None:
            deleted.add((table, key))
        else:
            now = dict(zip((column[0] for column in cursor.description), row, strict=True))
            cells |= {(table, key, name) for name, value in old.items() if now[name] != value}
    return cells, deleted, created


def says(answer: str, wanted: Iterable[dict[str, Any]]) -> bool:
    """Whether a text has the values that are asked for, as whole words."""
    words = answer.replace(",", " ").split()
    return all(str(one["value"]) in words for one in wanted)


def earned_again(shop: DictionaryShop, task: Task, answer: str) -> bool:
    """The verdict over dictionaries: the data are those that the solution leads to."""
    again = DictionaryShop(shop.first)
    again.start(task["actor"], cart_of(task))
    for call in task["solution"]:
        again.call(call["tool"], call["arguments"])
    return again.data == shop.data and says(answer, task["answers"])


ROW = {
    **{
        table: f'SELECT * FROM "{table}" WHERE id = ?'
        for table in ("cart_line", "order", "refund", "event", "review", "ticket")
    },
    "product": "SELECT * FROM product WHERE sku = ?",
    "order_line": "SELECT * FROM order_line WHERE order_id = ? AND product_sku = ?",
}

_NEW = "SELECT {} FROM \"order\" WHERE customer_id = :me AND id > 'O00360'"
_LINES = """
SELECT json_group_array(product_sku || quantity)
FROM (SELECT * FROM order_line WHERE order_id = {} {} ORDER BY rowid)
"""
_TOWEL = """
SELECT min(price) FROM product WHERE name LIKE '%cotton towel' AND NOT discontinued
"""
GOALS = {
    "swap": f"""
    SELECT (SELECT status FROM "order" WHERE id = :first) = 'cancelled'
      AND ({_NEW.format("city")}) = (SELECT city FROM customer WHERE id = :me)
      AND NOT EXISTS (
        SELECT 1 FROM order_line
        WHERE order_id = ({_NEW.format("id")}) AND NOT (product_sku = :spare AND quantity = 2)
      )
    """,
    "send_back": """
    SELECT returned = 1 AND price = (SELECT sum(amount) FROM refund WHERE order_id = :first)
    FROM order_line WHERE order_id = :first AND quantity > 1 ORDER BY rowid LIMIT 1
    """,
    "rate_all": """
    SELECT NOT EXISTS (
      SELECT 1 FROM order_line AS l
      WHERE l.order_id = :first AND NOT EXISTS (
        SELECT 1 FROM review AS r
        WHERE r.product_sku = l.product_sku AND r.customer_id = :me AND r.stars = 4 AND r.comment = ''
      )
    )
    """,
    "moving": """
    SELECT NOT EXISTS (
      SELECT 1 FROM "order" WHERE customer_id = :me AND status = 'placed' AND city <> 'Porto'
    )
    """,
    "again": f"""
    SELECT ({_NEW.format("city")}) = 'Faro'
      AND ({_LINES.format("(" + _NEW.format("id") + ")", "")}) = ({
        _LINES.format(
            ":first",
            "AND product_sku <> (SELECT product_sku FROM order_line WHERE order_id = :first ORDER BY rowid LIMIT 1 OFFSET 1)",
        )
    })
    """,
    "too_late": """
    SELECT count(*) = 1 FROM ticket
    WHERE customer_id = :me AND order_id = :first AND topic = 'cancellation'
    """,
    "arrived": """
    SELECT o.status = 'delivered' AND o.delivered_on = :today AND EXISTS (
      SELECT 1 FROM review AS r
      WHERE r.customer_id = :me AND r.stars = 5 AND r.comment = 'Lovely' AND r.product_sku = (
        SELECT product_sku FROM order_line WHERE order_id = o.id ORDER BY rowid LIMIT 1
      )
    )
    FROM "order" AS o WHERE o.id = :first
    """,
    "half_a_cart": f"""
    SELECT json_group_array(quantity) = '[3,2]' AND min(iif(n = 1, product_sku = :second, price = ({_TOWEL})))
      AND NOT EXISTS (SELECT 1 FROM cart_line WHERE customer_id = :me)
    FROM (
      SELECT *, row_number() OVER (ORDER BY rowid) AS n
      FROM order_line WHERE order_id = ({_NEW.format("id")}) ORDER BY rowid
    )
    """,
}
