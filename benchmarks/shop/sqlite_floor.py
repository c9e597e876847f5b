"""The shop by hand on SQLite, as a very good engineer would write it for this schema: the floor that awmc is measured against.

Its tools take their arguments by name and give JSON texts. What is awmc's own it lacks: it trusts the types of its arguments, keeps no
trajectory, and looks only at the rows that may break a rule.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from benchmarks.shop import queries
from benchmarks.shop import statements as sql
from benchmarks.shop.sqlite_base import Base, refuse

NOW = "2026-04-13T10:00:00"
TODAY = NOW[:10]
NO_ORDER = ("not_found", "You have no such order")
NO_PRODUCT = ("not_found", "There is no such product")
_search = cache(queries.search)
_SPECIAL = re.compile(r"[%_\\]")


class SqliteShop(Base):
    """The tools of shop.awm."""

    READS = tuple(
        "who_am_i list_categories search_products get_product list_reviews view_cart list_orders get_order order_log "
        "list_refunds".split()
    )
    WRITES = frozenset(
        "put_in_cart take_from_cart reorder check_out cancel_order move_order return_line confirm_arrival write_review "
        "open_ticket".split()
    )

    def _json(self, statement: str, missing: tuple[str, str] = NO_ORDER, /, **given: Any) -> str:
        found = self.connection.execute(statement, given).fetchone()
        if found is None:
            refuse(*missing)
        text: str = found[0]
        return text

    def _event(self, order: str, kind: str) -> None:
        self._insert(sql.INSERT_EVENT, "event", (self._next("event"),), order, kind, NOW)

    def _order(self, order: str) -> Any:
        """(status, shipping, delivered_on, city) of an order of mine."""
        found = self._one(sql.MY_ORDER, (order, self.me))
        return found or refuse(*NO_ORDER)

    def _product(self, sku: str) -> Any:
        """(name, price, stock, discontinued) of a product."""
        found = self._one(sql.A_PRODUCT, (sku,))
        return found or refuse("not_found", f"There is no Product {sku!r}")

    def _card(self, order: str) -> str:
        return self._json(queries.ORDER, order_id=order, me=self.me)

    # Reads

    def who_am_i(self) -> str:
        return self._json(queries.WHO, me=self.me, today=TODAY)

    def list_categories(self) -> str:
        return self._json(queries.CATEGORIES)

    def search_products(
        self,
        query: str | None = None,
        category: str | None = None,
        max_price: float | None = None,
        in_stock: bool = True,
        limit: int = 10,
        skip: int = 0,
    ) -> str:
        words = query.lower().split() if query else []
        found: dict[str, Any] = {"category": category, "limit": limit, "skip": skip}
        found["max_price"] = None if max_price is None else round(max_price * 100)
        for number, word in enumerate(words):
            found[f"word{number}"] = word
            found[f"like{number}"] = "%" + _SPECIAL.sub(r"\\\g<0>", word) + "%"
        statement = _search(len(words), category is not None, max_price is not None, in_stock)
        return self._json(statement, **found)

    def get_product(self, product_sku: str) -> str:
        return self._json(queries.PRODUCT, NO_PRODUCT, product_sku=product_sku)

    def list_reviews(self, product_sku: str, limit: int = 10) -> str:
        self._product(product_sku)
        return self._json(queries.REVIEWS, product_sku=product_sku, limit=limit)

    def view_cart(self) -> str:
        return self._json(queries.CART, me=self.me)

    def list_orders(
        self, status: str | None = None, since: str | None = None, limit: int = 20
    ) -> str:
        return self._json(queries.ORDERS, me=self.me, status=status, since=since, limit=limit)

    def get_order(self, order_id: str) -> str:
        return self._card(order_id)

    def order_log(self, order_id: str) -> str:
        self._order(order_id)
        return self._json(queries.LOG, order_id=order_id)

    def list_refunds(self) -> str:
        return self._json(queries.REFUNDS, me=self.me)

    # Writes

    def _put(self, sku: str, quantity: int) -> None:
        name, _, stock, discontinued = self._product(sku)
        if discontinued:
            refuse("no_longer_sold", f"{name} is no longer sold")
        line = self._one(sql.MY_LINE, (self.me, sku))
        if quantity + (line[1] if line else 0) > stock:
            refuse("out_of_stock", f"Of {name} there are only {stock} left")
        if line is None:
            key = (self._next("cart_line"),)
            self._insert(sql.INSERT_CART_LINE, "cart_line", key, self.me, sku, quantity)
            if self._one(sql.CART_LENGTH, (self.me,))[0] > 20:
                refuse("invariant_violated", "A cart has at most 20 lines")
        else:
            old = {"quantity": line[1]}
            self._update(sql.SET_QUANTITY, "cart_line", (line[0],), old, line[1] + quantity)

    def put_in_cart(self, product_sku: str, quantity: int = 1) -> str:
        self._put(product_sku, quantity)
        return self.view_cart()

    def take_from_cart(self, product_sku: str) -> str:
        name, *_ = self._product(product_sku)
        line = self._one(sql.MY_LINE, (self.me, product_sku))
        if line is None:
            refuse("precondition_failed", f"{name} is not in your cart")
        self._drop(line[0], product_sku, line[1])
        return self.view_cart()

    def _drop(self, line: int, sku: str, quantity: int) -> None:
        old = {"id": line, "customer_id": self.me, "product_sku": sku, "quantity": quantity}
        self._update(sql.DELETE_CART_LINE, "cart_line", (line,), old)

    def reorder(self, order_id: str) -> str:
        self._order(order_id)
        for sku, quantity, _ in self._all(sql.ORDER_LINES, (order_id,)):
            self._put(sku, quantity)
        return self.view_cart()

    def check_out(self, city: str | None = None) -> str:
        name, home, blocked = self._one(sql.MYSELF, (self.me,))
        if blocked:
            refuse("blocked", f"The account of {name} is blocked")
        lines = self._all(sql.MY_CART, (self.me,))
        if not lines:
            refuse("precondition_failed", "Your cart is empty")
        for _, _, quantity, _, stock, product in lines:
            if quantity > stock:
                refuse("out_of_stock", f"Of {product} there are only {stock} left")
        shipping, free_from, _ = self._one(sql.TERMS)
        if sum(quantity * price for _, _, quantity, price, _, _ in lines) >= free_from:
            shipping = 0
        order = f"O{self._next('order'):05}"
        city = home if city is None else city
        values = (self.me, NOW, "placed", city, shipping, None)
        self._insert(sql.INSERT_ORDER, "order", (order,), *values)
        for line, sku, quantity, price, stock, _ in lines:
            self._insert(sql.INSERT_ORDER_LINE, "order_line", (order, sku), quantity, price, 0)
            self._update(sql.SET_STOCK, "product", (sku,), {"stock": stock}, stock - quantity)
            self._drop(line, sku, quantity)
        self._event(order, "placed")
        return self._card(order)

    def _refund(self, order: str, amount: int, reason: str) -> None:
        key = (f"R{self._next('refund'):04}",)
        self._insert(sql.INSERT_REFUND, "refund", key, order, amount, reason, NOW)
        if not self._one(sql.REFUNDS_BOUNDED, {"order": order})[0]:
            refuse("invariant_violated", "No more is refunded than was paid")

    def cancel_order(self, order_id: str) -> str:
        status, shipping, _, _ = self._order(order_id)
        if status != "placed":
            refuse("too_late", f"Order {order_id} is {status} already")
        self._update(sql.SET_STATUS, "order", (order_id,), {"status": status}, "cancelled")
        total = shipping
        for sku, quantity, price, stock in self._all(sql.STOCKED, (order_id,)):
            self._update(sql.SET_STOCK, "product", (sku,), {"stock": stock}, stock + quantity)
            total += quantity * price
        self._refund(order_id, total, "cancelled")
        self._event(order_id, "cancelled")
        return self._card(order_id)

    def move_order(self, order_id: str, city: str) -> str:
        status, _, _, before = self._order(order_id)
        if status != "placed":
            refuse("too_late", f"Order {order_id} is {status} already")
        if city != before:
            self._update(sql.SET_CITY, "order", (order_id,), {"city": before}, city)
        self._event(order_id, "moved")
        return self._card(order_id)

    def return_line(self, order_id: str, product_sku: str, quantity: int = 1) -> str:
        status, _, arrived, _ = self._order(order_id)
        name, _, stock, _ = self._product(product_sku)
        line = self._one(sql.LINE, (order_id, product_sku))
        if line is None:
            refuse("precondition_failed", f"{name} is not in order {order_id}")
        if arrived is None:
            refuse("precondition_failed", f"Order {order_id} has not arrived yet")
        bought, price, returned = line
        if self._one(sql.DAYS, (TODAY, arrived))[0] > self._one(sql.TERMS)[2]:
            refuse("too_late", f"Order {order_id} is {status} already")
        if returned + quantity > bought:
            refuse("precondition_failed", f"You have bought {bought} only")
        key, old = (order_id, product_sku), {"returned": returned}
        self._update(sql.SET_RETURNED, "order_line", key, old, returned + quantity)
        self._update(sql.SET_STOCK, "product", (product_sku,), {"stock": stock}, stock + quantity)
        self._refund(order_id, price * quantity, "returned")
        self._event(order_id, "returned")
        return self._card(order_id)

    def confirm_arrival(self, order_id: str) -> str:
        status, _, arrived, _ = self._order(order_id)
        if status != "shipped":
            refuse("too_late", f"Order {order_id} is {status} already")
        old = {"status": status, "delivered_on": arrived}
        self._update(sql.SET_ARRIVED, "order", (order_id,), old, "delivered", TODAY)
        self._event(order_id, "arrived")
        return self._card(order_id)

    def write_review(self, product_sku: str, stars: int, comment: str = "") -> str:
        name, *_ = self._product(product_sku)
        if self._one(sql.RECEIVED, (self.me, product_sku)) is None:
            refuse("not_bought", f"No delivered order of yours has {name}")
        key = (self._next("review"),)
        values = (product_sku, self.me, stars, comment, TODAY)
        self._insert(sql.INSERT_REVIEW, "review", key, *values)
        return self._json(queries.PRODUCT, product_sku=product_sku)

    def open_ticket(self, topic: str, message: str, order_id: str | None = None) -> str:
        if order_id is not None:
            self._order(order_id)
        ticket = f"T{self._next('ticket'):03}"
        self._insert(sql.INSERT_TICKET, "ticket", (ticket,), self.me, order_id, topic, message)
        return json.dumps({"id": ticket, "topic": topic, "order_id": order_id})
